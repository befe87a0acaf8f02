import { baseImage } from '../base-images.ts'
import type { Dockerfile, Instruction, Stage } from './model.ts'

/** The variables at a place: name → value, undefined if the build decides it. */
export type Scope = ReadonlyMap<string, string | undefined>

/** The variables that BuildKit sets for `FROM`, and in a stage that declares them. */
const platformVariables: ReadonlySet<string> = new Set(
  ['BUILD', 'TARGET'].flatMap((side) =>
    ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].map((part) => `${side}${part}`),
  ),
)

/** Returns whether BuildKit sets a variable by the platform of a build. */
export function isPlatformVariable(name: string): boolean {
  return platformVariables.has(name)
}

/** The variables that can be passed to every build without an ARG. */
const predefined = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']

const reference =
  /\\([\s\S])|\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^{}]{0,999}(?:\{[^{}]{0,99}\}[^{}]{0,99})*))?\}|\{(\w+)[^}]{0,99}\})/g

/** The limit of what variables add to a text: one that doubles another can grow forever. */
export const longestValue = 16_384

/**
 * Returns a text with its variables replaced, as Docker does it; undefined if one of them is known
 * to the build alone, or if it gets too long. One that is not declared is empty.
 */
export function expand(
  text: string,
  scope: Scope,
  escapeCharacter = '\\',
  depth = 0,
): string | undefined {
  if (!text.includes('$')) return text
  let known = true
  let length = 0
  const bounded = (value: string) => {
    length += value.length
    if (length <= longestValue) return value
    known = false
    return ''
  }
  const result = text.replaceAll(
    reference,
    (
      all,
      escaped?: string,
      plain?: string,
      braced?: string,
      operator?: string,
      word = '',
      other?: string,
    ) => {
      if (escaped !== undefined) return escapeCharacter === '\\' ? escaped : all
      const name = plain ?? braced ?? other ?? ''
      const value = scope.get(name)
      // Patterns such as ${X#v} change the value in a way that no rule asks for.
      if (other !== undefined) known = false
      if (scope.has(name) && value === undefined && !operator?.includes('-')) known = false
      const alternative = () => {
        const expanded = depth > 4 ? undefined : expand(word, scope, escapeCharacter, depth + 1)
        if (expanded === undefined) known = false
        return expanded ?? ''
      }
      if (operator === '-' || operator === ':-') {
        const isAbsent = value === undefined || (operator === ':-' && value === '')
        return bounded(isAbsent ? alternative() : value)
      }
      if (operator === '+' || operator === ':+') return bounded(value ? alternative() : '')
      return bounded(value ?? '')
    },
  )
  return known ? result : undefined
}

/** Returns the names of the variables that a text refers to. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\\.|\$\{?(\w+)/gs)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  )
}

/** Returns the variables that `FROM` sees: the ARGs before it, and the platform's. */
export function globalScope(globals: readonly Instruction[], escapeCharacter: string): Scope {
  const scope = new Map<string, string | undefined>(
    [...platformVariables].map((name) => [name, undefined]),
  )
  for (const { name, value } of globals.flatMap(assignmentsOf)) {
    scope.set(name, value === undefined ? undefined : expand(value, scope, escapeCharacter))
  }
  return scope
}

/** An `ARG` or `ENV`: a name, and its value as written, without quotes. */
interface Assignment {
  readonly name: string
  readonly value: string | undefined
}

const assignment = /([^\s=]+)(?:=((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])*))?/gs

/** Returns what an `ARG`, `ENV` or `LABEL` sets. */
export function assignmentsOf({ keyword, text }: Instruction): readonly Assignment[] {
  // The old form: ENV NAME everything else.
  const [, oldName, oldValue] = /^([^\s="']+)\s+(.*)$/s.exec(text) ?? []
  if (keyword !== 'ARG' && oldName !== undefined) return [{ name: oldName, value: oldValue }]
  return [...text.matchAll(assignment)].map(([, name = '', value]) => ({
    name,
    value: value === undefined ? undefined : unquoted(value),
  }))
}

function unquoted(text: string): string {
  return text.replaceAll(
    /"((?:\\.|[^"\\])*)"|'([^']*)'/gs,
    (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replaceAll(/\\(["\\])/g, '$1'),
  )
}

/** The variables of a stage: those before each of its instructions, and those that a child inherits. */
interface StageScopes {
  readonly before: readonly Scope[]
  readonly inherited: Scope
}

const known = new WeakMap<Stage, StageScopes>()

/** Returns the variables before an instruction of a stage; after the last one for the stage's length. */
export function scopeAt(dockerfile: Dockerfile, stage: Stage, at: number): Scope {
  return scopesOf(dockerfile, stage).before[at] ?? new Map()
}

/** Returns the environment of the containers of a stage. */
export function environmentOf(dockerfile: Dockerfile, stage: Stage): Scope {
  return scopesOf(dockerfile, stage).inherited
}

function scopesOf(dockerfile: Dockerfile, stage: Stage): StageScopes {
  const done = known.get(stage)
  if (done !== undefined) return done
  const globals = globalScope(dockerfile.globals, dockerfile.escapeCharacter)
  let environment: Scope =
    stage.base === undefined ? new Map() : scopesOf(dockerfile, stage.base).inherited
  let args: Scope = new Map(predefined.map((name) => [name, undefined]))
  let scope: Scope = new Map([...args, ...environment])
  const before = [scope]
  for (const instruction of stage.instructions) {
    const { keyword } = instruction
    if (keyword === 'ARG' || keyword === 'ENV') {
      const values = assignmentsOf(instruction).map(
        ({ name, value }): [string, string | undefined] => [
          name,
          value === undefined
            ? globals.get(name)
            : expand(value, scope, dockerfile.escapeCharacter),
        ],
      )
      if (keyword === 'ARG') args = new Map([...args, ...values])
      else environment = new Map([...environment, ...values])
      scope = new Map([...args, ...environment])
    }
    before.push(scope)
  }
  const scopes = { before, inherited: environment }
  known.set(stage, scopes)
  return scopes
}

/** A place in a stage: before an instruction of it. */
interface StagePlace {
  readonly stage: Stage
  readonly at: number
}

/**
 * Returns a text at a place in a stage with its variables replaced; undefined if one of them is not
 * known: neither is one that the image which the stage starts from may set.
 */
export function expandAt(
  file: Dockerfile,
  { stage, at }: StagePlace,
  text: string,
): string | undefined {
  const scope = scopeAt(file, stage, at)
  if (variablesIn(text).some((name) => !scope.has(name)) && mayHaveMore(stage)) return undefined
  return expand(text, scope, file.escapeCharacter)
}

/** Returns whether the image that a stage starts from may set variables that nobody knows here. */
export function mayHaveMore(stage: Stage): boolean {
  if (stage.base !== undefined) return mayHaveMore(stage.base)
  return /^(?:database|unknown)$/.test(baseImage(stage.image).kind)
}

/** Returns the text of an instruction with its variables replaced; undefined if one is not known. */
export function evaluated(
  file: Dockerfile,
  { instruction, ...place }: StagePlace & { readonly instruction: Instruction },
): string | undefined {
  return expandAt(file, place, instruction.text)
}
