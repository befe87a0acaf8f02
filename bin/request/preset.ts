import { errorCode } from '../../generators/disk/disk-error.ts'
import { readPlain, Unreadable } from '../../generators/disk/read.ts'
import { type Intent, isIntent, usesIn } from '../../generators/plan/intent.ts'
import type { OptionReading } from '../../generators/questions/answer-problems.ts'
import { type Place, resolveDirectory } from '../../generators/questions/directory.ts'
import { presetFrom } from '../../generators/questions/preset.ts'
import type { Table } from '../../generators/questions/table.ts'

/** The size limit of a preset in bytes: far more than any table needs. */
const most = 1_000_000

/**
 * Reads a preset from a file, given its path as the user wrote it; every problem names the file.
 */
export function readPreset(file: string, place: Place, table: Table): OptionReading {
  const content = contentOf(resolveDirectory(file, place))
  const { answers, problems } =
    'json' in content
      ? presetFrom(content.json, table)
      : { answers: {}, problems: [{ what: content.problem }] }
  const hasLayers = 'json' in content && usesIn(layersIn(content.json)).length > 0
  const fix = hasLayers
    ? 'It is of a service with house layers: use the same --layer, too.'
    : 'Use the go-docker.json of another service.'
  const named = problems.map((problem) => ({
    fix,
    ...problem,
    what: `--from ${file}: ${problem.what}`,
  }))
  return { answers, problems: named }
}

function layersIn(json: unknown): Pick<Intent, 'layers'> {
  return isIntent(json) ? json : {}
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
    return { bytes: readPlain(path, most, true) }
  } catch (error) {
    if (error instanceof Unreadable) {
      return { problem: error.kind === 'large' ? 'it is larger than 1 MB' : error.message }
    }
    const code = errorCode(error) ?? 'unknown error'
    return { problem: code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code})` }
  }
}
