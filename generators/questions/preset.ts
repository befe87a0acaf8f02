import { isObject } from '../json.ts'
import { type OptionReading, readOptions } from './answer-problems.ts'
import type { Table } from './table.ts'

/**
 * Reads a preset: only the options in the content of a go-docker.json, not its name, module path or
 * directory. Unknown options and values are problems.
 */
export function presetFrom(json: unknown, table: Table): OptionReading {
  const answers = isObject(json) ? json.answers : undefined
  if (!isObject(answers)) {
    const fix = 'Use the go-docker.json of a repository that create-go-docker created.'
    return { answers: {}, problems: [{ what: 'it has no "answers"', fix }] }
  }
  const own = Object.entries(answers).filter(([key]) => !identity.has(key))
  return readOptions(Object.fromEntries(own), table)
}

/** Answers that apply to only one repository. */
const identity: ReadonlySet<string> = new Set(['name', 'module', 'directory'])
