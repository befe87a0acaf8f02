import { posix } from 'node:path'
import { kindOf } from '../find-files.ts'
import type { Repository } from '../repository.ts'

const command =
  /\b(?:docker|podman|nerdctl)[- ]compose((?:(?:\\\r?\n|[ \t])+(?:--?[\w-]+(?:=|\\\r?\n|[ \t])*[^\s\\-][^\s\\]*|--[\w-]+))+)/g
const file = /(?:^|\s)(?:-f|--file)(?:=|[\s\\])*["']?([^\s"']+)/g
const variable = /\bCOMPOSE_FILE\s*[:?]?=\s*["']?([\w./:-]+)/g

/**
 * Returns the sets of Compose files that commands of scripts and docs use together, as in
 * `docker compose -f a.yml -f b.yml up` and `COMPOSE_FILE=a.yml:b.yml`.
 */
export function composeSetsIn(repository: Repository): readonly (readonly string[])[] {
  return [...repository.texts].flatMap(([path, text]) => {
    if (kindOf(path) !== 'script' && posix.basename(path) !== '.env') return []
    const sets = [
      ...[...text.matchAll(command)].map(([, flags = '']) =>
        [...flags.matchAll(file)].map(([, name = '']) => name),
      ),
      ...[...text.matchAll(variable)].map(([, names = '']) => names.split(':')),
    ]
    return sets.flatMap((names) => {
      const found = inRepository(names, path, repository)
      return found === undefined ? [] : [found]
    })
  })
}

/** Returns the paths of some files, which commands name from the top or from where they are. */
function inRepository(
  names: readonly string[],
  from: string,
  { paths }: Repository,
): readonly string[] | undefined {
  const bases = ['.', posix.dirname(from)]
  const all = bases.map((base) => names.map((name) => posix.normalize(posix.join(base, name))))
  return names.length === 0 ? undefined : all.find((set) => set.every((each) => paths.has(each)))
}
