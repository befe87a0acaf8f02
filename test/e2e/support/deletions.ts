import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A row in the table of a generated README about what can be deleted. */
export interface Deletion {
  readonly paths: readonly string[]
  /** The parts of other files that have to be deleted too. */
  readonly parts: readonly { readonly kind: string; readonly name: string; readonly path: string }[]
}

/**
 * Returns what can be deleted according to a generated README.
 * @throws Error when its wording is unknown
 */
export function deletionsIn(readme: string): readonly Deletion[] {
  const [, table = ''] = readme.split(/^### What you can delete.*$/m)
  const rows = [...table.matchAll(/^\| (`.*?) \| (.*) \|$/gm)]
  if (rows.length === 0) throw new Error('the README has no table of what can be deleted')
  return rows.map(([, paths = '', rest = '']) => {
    const parts = [...rest.matchAll(/the (\w+)(?: with)? (`[^`]+`)((?:(?: and)? in `[^`]+`)+)/g)]
    if (rest.replace(/, /g, '') !== (parts.map(([whole]) => whole).join('') || 'nothing')) {
      throw new Error(`unknown words: ${rest}`)
    }
    return {
      paths: quoted(paths),
      parts: parts.flatMap(([, kind = '', name = '', files = '']) =>
        quoted(files).map((path) => ({ kind, name: name.slice(1, -1), path })),
      ),
    }
  })
}

/** Deletes what a row says, and nothing else; skips parts of files that an earlier row deleted. */
export function deleteIn(folder: string, { paths, parts }: Deletion): void {
  for (const path of paths) rmSync(join(folder, path), { recursive: true })
  for (const { kind, name, path } of parts) {
    const file = join(folder, path)
    const text = textOf(file)
    if (text === undefined) continue
    const found = patternOf(kind, name)
    if (!found.test(text)) throw new Error(`${path} has no ${kind} ${name}`)
    writeFileSync(file, text.replace(found, ''))
  }
}

/** Returns an expression that matches a complete part of a file. */
function patternOf(kind: string, name: string): RegExp {
  switch (kind) {
    case 'service':
      return new RegExp(`(?:^ {2}#.*\\n)*^ {2}${name}:\\n(?: {4}.*\\n|\\n)+`, 'm')
    case 'stage':
      return new RegExp(`^FROM \\S+ AS ${name}\\n[^]*?(?=^FROM )`, 'm')
    case 'lines':
      return new RegExp(`^.*${name}.*\\n`, 'gm')
    case 'target':
      return new RegExp(`^${name}:.*\\n(?:\\t.*\\n)+`, 'm')
    case 'step':
      return new RegExp(`^ +- name: ${name}\\n +run: .*\\n`, 'm')
    default:
      throw new Error(`unknown kind of part: ${kind}`)
  }
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
