import { posix } from 'node:path'
import { directivesOf } from '../../plan/go-mod.ts'
import type { LocalModule } from '../facts.ts'

/** What a go.mod says. */
export interface Module {
  readonly path: string
  /** The folder of the module, relative to the directory that is read; empty for itself. */
  readonly folder: string
  readonly go: string | undefined
  readonly toolchain: string | undefined
  /** Required module → its version and the line; those that are only required by others apart. */
  readonly requires: ReadonlyMap<
    string,
    { readonly version: string; readonly line: number; readonly isDirect: boolean }
  >
  /** The modules that a replace directive names. */
  readonly replaced: ReadonlySet<string>
  readonly replaces: readonly LocalModule[]
  readonly tools: readonly string[]
}

/**
 * Returns what a go.mod says, by https://go.dev/ref/mod#go-mod-file; undefined if it has no module
 * line.
 * @param folder the folder of it, relative to the directory that is read
 */
export function readModule(text: string, folder: string): Module | undefined {
  const directives = directivesOf(text)
  const argumentOf = (verb: string) => directives.find(({ words }) => words[0] === verb)?.words[1]
  const path = argumentOf('module')
  if (path === undefined) return undefined
  const lines = text.split(/\r?\n/)
  const file = posix.join(folder, 'go.mod')
  return {
    path,
    folder,
    go: argumentOf('go'),
    toolchain: argumentOf('toolchain'),
    requires: new Map(
      directives.flatMap(({ words: [verb, required, version = ''], line }) => {
        if (verb !== 'require' || required === undefined) return []
        const isDirect = !/\/\/ *indirect\b/.test(lines[line - 1] ?? '')
        return [[required, { version, line, isDirect }] as const]
      }),
    ),
    replaced: new Set(
      directives.flatMap(({ words: [verb, module] }) =>
        verb === 'replace' && module !== undefined ? [module] : [],
      ),
    ),
    replaces: directives.flatMap(({ words: [verb, module, ...rest], line }) => {
      const target = rest[rest.indexOf('=>') + 1]
      const isFolder = target !== undefined && /^(\.{1,2}(\/|$)|\/)/.test(target)
      if (verb !== 'replace' || module === undefined || !isFolder) return []
      const path = target.startsWith('/') ? target : posix.join(folder, target)
      return [{ module, path: trimmed(path), source: `${file}:${line}` }]
    }),
    tools: directives.flatMap(({ words: [verb, tool] }) =>
      verb === 'tool' && tool !== undefined ? [tool] : [],
    ),
  }
}

/** Returns the folders that a go.work uses, relative to the one that it is in. */
export function workspaceFolders(
  text: string,
): readonly { readonly path: string; readonly line: number }[] {
  return directivesOf(text).flatMap(({ words: [verb, path], line }) =>
    verb === 'use' && path !== undefined ? [{ path, line }] : [],
  )
}

function trimmed(path: string): string {
  const short = path.replace(/\/+$/, '')
  return short === '' ? '.' : short
}

/**
 * Returns whether Go builds from vendor/ by default, if it is there: since Go 1.14, by the go line
 * (https://go.dev/ref/mod#vendoring).
 */
export function usesVendor(go: string | undefined): boolean {
  const [, major = '1', minor = '0'] = /^(\d+)\.(\d+)/.exec(go ?? '') ?? []
  return Number(major) > 1 || Number(minor) >= 14
}
