import { isObject, parseJson, shown } from '../json.ts'
import { unsafePath } from '../paths.ts'
import type { LayerCommand } from './house-layer.ts'
import { has, type Keys, type Reader, readList, readText, textProblem, within } from './reader.ts'

/** The maximum number of commands of a layer. */
const maximumCommands = 20

/** The maximum number of words of a command. */
const maximumWords = 50

/** The maximum length of a word of a command. */
const maximumLength = 500

/** Reads `run`, the commands of a layer. */
export function readRun(reader: Reader, value: unknown): readonly LayerCommand[] {
  const items = readList(reader, 'run', value, maximumCommands)
  return items.flatMap((item, index) => {
    const command = readCommand(reader, within('run', index), item)
    return command === undefined ? [] : [command]
  })
}

function readCommand(reader: Reader, at: string, item: unknown): LayerCommand | undefined {
  const fix = 'Use a list of the program and its arguments, such as ["go", "mod", "tidy"].'
  if (!Array.isArray(item)) {
    reader.refuse(at, `it is ${shown(item)}, not a list`, fix)
    return undefined
  }
  if (item.length > maximumWords) {
    reader.refuse(at, `it has more than ${maximumWords} words`)
    return undefined
  }
  if (item.length === 0 || item[0] === '') reader.refuse(at, 'it has no program', fix)
  const words: string[] = []
  for (const [index, word] of item.entries()) {
    const why =
      typeof word === 'string'
        ? textProblem(word, maximumLength)
        : `it is ${shown(word)}, not a string`
    if (why !== undefined) reader.refuse(within(at, index), why)
    else if (typeof word === 'string') words.push(word)
  }
  return words
}

/** Reads `plopfile`, the name of a file; undefined if it is missing, or with a problem. */
export function readPlopfile(reader: Reader, keys: Keys): string | undefined {
  if (!has(keys, 'plopfile')) return undefined
  const name = readText(reader, '', keys, 'plopfile')
  if (name === undefined || isPlopfile(name)) return name
  const fix = 'Use the name of a .js file beside layer.json, such as plopfile.js.'
  reader.refuse('plopfile', `${shown(name)} cannot be used`, fix)
  return undefined
}

/**
 * Returns the name of the plopfile in the content of a layer.json, before anything else in it is
 * read; undefined if it has none that can be used.
 */
export function plopfileIn(manifest: Uint8Array): string | undefined {
  const value = parseJson(
    Buffer.from(manifest)
      .toString()
      .replace(/^\uFEFF/, ''),
  )
  if (!isObject(value) || !Object.hasOwn(value, 'plopfile')) return undefined
  const { plopfile } = value
  return typeof plopfile === 'string' && isPlopfile(plopfile) ? plopfile : undefined
}

function isPlopfile(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,100}\.js$/.test(name) && unsafePath(name) === undefined
}
