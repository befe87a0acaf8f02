import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { errorCode } from '../../generators/disk/disk-error.ts'
import type { OptionReading } from '../../generators/questions/answer-problems.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'
import { presetFrom } from '../../generators/questions/preset.ts'
import type { Table } from '../../generators/questions/table.ts'

/** The maximum size of a preset in bytes: far more than any table needs. */
const most = 1_000_000

/** Reads a preset from a file, by its path as the user wrote it; every problem names the file. */
export function readPreset(file: string, place: Place, table: Table): OptionReading {
  const content = contentOf(resolveDirectory(file, place))
  const { answers, problems } =
    'json' in content
      ? presetFrom(content.json, table)
      : { answers: {}, problems: [{ what: content.problem }] }
  const fix = 'Use the go-docker.json of another service.'
  const named = problems.map((problem) => ({
    fix,
    ...problem,
    what: `--from ${file}: ${problem.what}`,
  }))
  return { answers, problems: named }
}

function contentOf(path: string): { readonly json: unknown } | { readonly problem: string } {
  const bytes = bytesOf(path)
  if ('problem' in bytes) return bytes
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.bytes)) }
  } catch {
    return { problem: 'it is not JSON' }
  }
}

function bytesOf(path: string): { readonly bytes: Uint8Array } | { readonly problem: string } {
  try {
    // Non-blocking: opening a named pipe would wait for a writer.
    const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      if (!fstatSync(descriptor).isFile()) return { problem: 'it is not a regular file' }
      const bytes = readUpTo(descriptor, most + 1)
      return bytes.length > most ? { problem: 'it is larger than 1 MB' } : { bytes }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    const code = errorCode(error) ?? 'unknown error'
    return { problem: code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code})` }
  }
}

/** Returns the first bytes of a file, whose size may change while it is read. */
function readUpTo(descriptor: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  let length = 0
  for (let read = -1; read !== 0 && length < count; length += read) {
    read = readSync(descriptor, bytes, length, count - length, null)
  }
  return bytes.subarray(0, length)
}
