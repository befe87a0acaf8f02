import { versions as pinned } from '../generators/layers/versions.ts'
import { lockPath } from '../generators/plan/lock.ts'

/**
 * Replaces something that changes by a visible token, before a tree is compared with a folder.
 * TREE.json records the names, so that a folder is never compared with other normalisers.
 */
export interface Normaliser {
  /** What TREE.json records, such as `versions()`: different for different replacements. */
  readonly name: string
  /** Variables of the templates, with the token that each prints instead of its value. */
  readonly variables?: Readonly<Record<string, string>>
  /** Returns the text of a file with tokens. */
  readonly text?: (text: string, path: string) => string
}

/**
 * Replaces the version of create-go-docker and the digest of its templates by `<generatorVersion>`
 * and `<integrity>`. Then an upgrade of the package changes only files whose content changed.
 */
export function generatorVersion(): Normaliser {
  return {
    name: 'generatorVersion()',
    variables: { generatorVersion: '<generatorVersion>' },
    text: (text, path) =>
      path === lockPath
        ? text.replaceAll(/"integrity": "[^"]*"/g, '"integrity": "<integrity>"')
        : text,
  }
}

/**
 * Replaces every version that the templates pin: those of Go, images, actions and tools by tokens
 * such as `<goVersion>`, those in go.mod and go.sum by `<version>` and `<digest>`; and everything
 * that `generatorVersion()` replaces.
 */
export function versions(): Normaliser {
  const generator = generatorVersion()
  const tokens = Object.keys(pinned).map((name) => [name, `<${name}>`])
  return {
    name: 'versions()',
    variables: { ...Object.fromEntries(tokens), ...generator.variables },
    text: (text, path) => modulesIn(generator.text?.(text, path) ?? text, path),
  }
}

function modulesIn(text: string, path: string): string {
  if (path === 'go.mod') return text.replaceAll(/ v\d[^\s/]*( \/\/ indirect)?$/gm, ' <version>$1')
  if (path !== 'go.sum') return text
  return text.replaceAll(/ v\d[^\s/]*(\/go\.mod)? h1:\S+$/gm, ' <version>$1 <digest>')
}

/** Replaces a module path by `<module>`, in Go files and everywhere else. */
export function module(path: string): Normaliser {
  // Not as a part of a longer path or word; a dot may end a sentence.
  const whole = new RegExp(`(?<![\\w.~-])${escaped(path)}(?![\\w~-]|\\.\\w)`, 'g')
  return {
    name: `module(${JSON.stringify(path)})`,
    text: (text) => text.replaceAll(whole, '<module>'),
  }
}

/**
 * Replaces every match of a pattern by a token.
 * @param pattern a text, or a regular expression, which is always applied to the whole file
 *
 * @example
 * replaceAll(/\b20\d\d\b/, '<year>')
 */
export function replaceAll(pattern: string | RegExp, token: string): Normaliser {
  const all = typeof pattern === 'string' ? new RegExp(escaped(pattern), 'g') : global(pattern)
  const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(all)
  return {
    name: `replaceAll(${shown}, ${JSON.stringify(token)})`,
    text: (text) => text.replaceAll(all, () => token),
  }
}

function global({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.includes('g') ? flags : `${flags}g`)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
