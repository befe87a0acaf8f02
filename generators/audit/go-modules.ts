import { posix } from 'node:path'
import { readGoMod } from '../plan/go-mod.ts'
import type { Repository } from './repository.ts'

/** A Go module of a repository, as its go.mod says. */
export interface GoModule {
  /** Its folder; `.` is the directory itself. */
  readonly folder: string
  /** The version in the `go` line. */
  readonly go: string | undefined
  /** The version in the `toolchain` line, without `go`. */
  readonly toolchain: string | undefined
  /** Required module → version. */
  readonly requires: ReadonlyMap<string, string>
  readonly goSum: boolean
  /** Whether it has a vendor folder, and Go uses it. */
  readonly vendor: boolean
  /** The folders of `replace` lines: as written, relative to the module, and what they replace. */
  readonly replaces: readonly { readonly path: string; readonly module: string }[]
}

/** Returns the modules of a repository. */
export function goModulesIn(repository: Repository): readonly GoModule[] {
  return [...repository.texts]
    .filter(
      ([path]) => posix.basename(path) === 'go.mod' && !/(?:^|\/)(?:vendor|testdata)\//.test(path),
    )
    .map(([path, text]) => goModuleOf(posix.dirname(path), text, repository))
}

function goModuleOf(folder: string, text: string, { paths, texts }: Repository): GoModule {
  const { go, requires } = readGoMod(text)
  const lines = text.split('\n')
  const toolchain = lines.flatMap((line) => /^\s*toolchain\s+go(\S+)/.exec(line)?.[1] ?? [])[0]
  return {
    folder,
    go,
    toolchain,
    requires,
    goSum: paths.has(posix.join(folder, 'go.sum')),
    vendor: paths.has(posix.join(folder, 'vendor/modules.txt')) && usesVendor(go, texts),
    replaces: lines.flatMap((line) => {
      const [, module = '', path] =
        /^\s*(?:replace\s+)?"?([^\s"/][^\s"]*)"?\s[^=]*=>\s*"?(\.{1,2}(?:\/[^\s"]*)?)"?\s*(?:\/\/|$)/.exec(
          line,
        ) ?? []
      return path === undefined ? [] : [{ path, module }]
    }),
  }
}

/** Returns whether Go uses the vendor folder: since 1.14 by itself, before only if it is told to. */
function usesVendor(go: string | undefined, texts: Repository['texts']): boolean {
  if (go === undefined || compareGo(go, '1.14') >= 0) return true
  return [...texts.values()].some((text) => /-mod[= ]vendor/.test(text))
}

/** Returns -1, 0 or 1 as one Go version is older than, the same as or newer than another. */
export function compareGo(a: string, b: string): number {
  const parts = (version: string) =>
    /^(\d+)\.(\d+)(?:\.(\d+))?/
      .exec(version)
      ?.slice(1)
      .map((part) => Number(part ?? 0)) ?? []
  const [x, y] = [parts(a), parts(b)]
  for (const index of [0, 1, 2]) {
    const difference = (x[index] ?? 0) - (y[index] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return 0
}
