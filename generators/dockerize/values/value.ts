import type { Place } from '../go/source-file.ts'

/** What is known of an expression without running it: one of the values that it may have. */
export type Value = Text | Setting | Joined | Unknown

/** A literal: a string, or a number in decimal digits. */
export interface Text {
  readonly kind: 'text'
  readonly text: string
  /** `path:line` of the literal. */
  readonly source: string
  /** The literal; undefined if it is not in a Go file. */
  readonly place?: Place
  /** Whether it is one element of a list. */
  readonly isOneOf?: boolean
}

/** What the user of a program sets: by a flag, a variable, a key of a configuration. */
export interface Setting {
  readonly kind: 'setting'
  readonly flag?: string
  readonly env?: string
  readonly default?: Value
  /** Whether the program ends without it, so that no other value is its default. */
  readonly required?: boolean
  /** Whether what is set is a list, of which this is one element. */
  readonly isOneOf?: boolean
  readonly source: string
}

/** Values that are joined to a text. */
export interface Joined {
  readonly kind: 'joined'
  readonly parts: readonly Value[]
}

interface Unknown {
  readonly kind: 'unknown'
}

const unknown: Value = { kind: 'unknown' }

/** How many values of one expression are looked at. */
const most = 16

/** Returns the values without doubles, and at most some of them. */
export function distinct(values: readonly Value[]): readonly Value[] {
  const known = values.filter(({ kind }) => kind !== 'unknown')
  const keys = new Map(known.map((value) => [keyOf(value), value]))
  return [...keys.values()].slice(0, most)
}

function keyOf(value: Value): string {
  if (value.kind === 'text') return `"${value.text}" ${value.source}`
  if (value.kind === 'joined') return value.parts.map(keyOf).join('+')
  if (value.kind === 'unknown') return '?'
  const element = value.isOneOf === true ? ` ${textOf(value)}` : ''
  return `${value.flag ?? ''} ${value.env ?? ''} ${value.source}${element}`
}

/** Returns the elements of a list that is written as one text: `:53,:5353`. */
export function split(value: Value, separator: string): readonly Value[] {
  if (value.kind === 'setting') {
    const all = value.default === undefined ? [] : split(value.default, separator)
    return all.length < 2 ? [value] : elementsOf(value, all)
  }
  if (value.kind !== 'text') return [value]
  const texts = value.text.split(separator).map((text) => text.trim())
  return texts.map((text) => ({ ...value, text }))
}

/** Returns a setting for each element of the list that is its default. */
export function elementsOf(setting: Setting, defaults: readonly Value[]): readonly Setting[] {
  return defaults.map((one) => ({ ...setting, default: one, isOneOf: true }))
}

/**
 * Returns the values of one variable from all that is assigned to it: what the user can set there is
 * one setting, and the literals are its default.
 */
export function folded(values: readonly Value[]): readonly Value[] {
  const elements = values.filter(isElement)
  if (elements.length > 0)
    return distinct([...folded(values.filter((one) => !isElement(one))), ...elements])
  const known = distinct(values)
  const texts = known.filter((value) => value.kind === 'text' && value.text !== '')
  const [text] = texts
  const whole = known.filter((value) => value.kind === 'joined')
  const others = whole.map((value) => filled(value, text))
  const [first, ...rest] = known.filter((value) => value.kind === 'setting')
  if (first === undefined) {
    // A literal of another form is what there is where nothing is set: `localhost:80` beside `":" + port`.
    const isBeside = whole.some(
      (value, index) =>
        textOf(value) === undefined && textOf(others[index] ?? value) !== textOf(text ?? value),
    )
    const isOverridden = others.some((value) => hasSetting(value)) && !isBeside
    return isOverridden ? others : [...texts, ...others]
  }
  const merged = rest.reduce(merge, first)
  const list = texts.filter((value) => value.kind === 'text' && value.isOneOf === true)
  if (list.length > 1 && mayDefault(merged)) return [...elementsOf(merged, list), ...others]
  return [text === undefined ? merged : withDefault(merged, text), ...others]
}

function isElement(value: Value): boolean {
  return value.kind === 'setting' && value.isOneOf === true
}

function hasSetting(value: Value): boolean {
  return value.kind === 'setting' || (value.kind === 'joined' && value.parts.some(hasSetting))
}

/** Returns a joined value whose only setting has its default from a text: `":" + port` of `":8080"`. */
function filled(value: Value, text: Value | undefined): Value {
  if (value.kind !== 'joined' || text?.kind !== 'text') return value
  const index = value.parts.findIndex(
    (part) => part.kind === 'setting' && textOf(part) === undefined,
  )
  const setting = value.parts[index]
  if (setting?.kind !== 'setting') return value
  const [before, after] = [value.parts.slice(0, index), value.parts.slice(index + 1)].map((parts) =>
    parts.map((part) => textOf(part) ?? '').join(''),
  )
  if (!text.text.startsWith(before ?? '') || !text.text.endsWith(after ?? ''))
    return withPortOf(value, text)
  const middle = text.text.slice(before?.length, text.text.length - (after?.length ?? 0))
  const parts = value.parts.with(index, withDefault(setting, { ...text, text: middle }))
  return { kind: 'joined', parts }
}

/** Returns a joined value whose port has its default from an address: `":" + port` of `localhost:80`. */
function withPortOf({ parts }: Joined, text: Text): Value {
  const last = parts.at(-1)
  const port = /:(\d+)$/.exec(text.text)?.[1]
  const isPort = last?.kind === 'setting' && /:$/.test(textOf(parts.at(-2) ?? text) ?? '')
  return isPort && port !== undefined
    ? { kind: 'joined', parts: parts.with(-1, withDefault(last, { ...text, text: port })) }
    : { kind: 'joined', parts }
}

function merge(a: Setting, b: Setting): Setting {
  const fallback = a.default ?? b.default
  return {
    ...a,
    ...(a.flag === undefined && b.flag !== undefined ? { flag: b.flag } : {}),
    ...(a.env === undefined && b.env !== undefined ? { env: b.env } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
  }
}

/** Whether a setting has no default, and may have one. */
function mayDefault({ default: own, required }: Setting): boolean {
  return required !== true && (own === undefined || (own.kind === 'text' && own.text === ''))
}

/** Returns a setting with a default, unless it has one. */
function withDefault(setting: Setting, value: Value): Setting {
  const { default: own, required } = setting
  if (mayDefault(setting)) return { ...setting, default: value }
  if (required === true || own === undefined) return setting
  return own.kind === 'setting' ? { ...setting, default: withDefault(own, value) } : setting
}

/** The limit of the parts of a value: one that doubles another can grow forever. */
const mostParts = 100

/** Returns every combination of the values of some parts, joined; nothing is known of very many parts. */
export function joined(parts: readonly (readonly Value[])[]): readonly Value[] {
  // Between two parts of a format stands a third, which may be empty.
  if (parts.length > mostParts * 2 + 1) return [unknown]
  let all: readonly (readonly Value[])[] = [[]]
  for (const part of parts) {
    const values = part.length === 0 ? [unknown] : part
    all = all.flatMap((before) => values.map((value) => [...before, value])).slice(0, most)
  }
  return all.map((values) => simplified(values))
}

function simplified(values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.kind === 'joined' ? value.parts : [value]))
  const kept = flat.filter((value) => value.kind !== 'text' || value.text !== '')
  if (kept.length > mostParts) return unknown
  const [only] = kept
  if (only === undefined) return flat[0] ?? unknown
  return kept.length === 1 ? only : { kind: 'joined', parts: kept }
}

/** Returns the text of a value where nothing is set; undefined if a part of it is not known. */
export function textOf(value: Value): string | undefined {
  switch (value.kind) {
    case 'text':
      return value.text
    case 'setting':
      return value.default === undefined ? undefined : textOf(value.default)
    case 'joined': {
      const texts = value.parts.map(textOf)
      return texts.every((text) => text !== undefined) ? texts.join('') : undefined
    }
    default:
      return undefined
  }
}
