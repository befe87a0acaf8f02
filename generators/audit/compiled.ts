import { posix } from 'node:path'
import type { Facts, Main } from '../dockerize/facts.ts'
import { matcherOfPieces, piecesOfGlob } from '../plan/wildcards.ts'
import type { AuditedDockerfile } from './audited.ts'
import { commandsIn, type GoCommand, packagesOf } from './dockerfile/go-commands.ts'
import { absolute, workingFolder } from './dockerfile/stages.ts'
import type { GoModule } from './go-modules.ts'
import { placesOf } from './sources.ts'

/** What of a Dockerfile tells which mains it compiles. */
type Compiling = Pick<AuditedDockerfile, 'file' | 'context' | 'module' | 'facts'>

/**
 * Returns the mains that a command compiles, none if it only compiles packages of others; undefined if
 * its words do not tell.
 */
export function compiledMains(
  dockerfile: Compiling,
  command: Pick<GoCommand, 'stage' | 'at' | 'run' | 'words' | 'arguments'>,
): readonly Main[] | undefined {
  const { file, facts, module } = dockerfile
  if (facts === undefined) return undefined
  const folder = folderOf(dockerfile, command)
  const places = new Map(
    facts.mains.map((main) => [
      main,
      contextPath(dockerfile, main).flatMap((path) =>
        placesOf(file, command.stage, path, command.run),
      ),
    ]),
  )
  const isPlaced = [...places.values()].some((paths) => paths.length > 0)
  const words = packagesOf(command)
  const found = facts.mains.filter((main) =>
    words.some((word) => {
      if (!/^[./$*]/.test(word) && !word.endsWith('.go')) {
        return matches(word, main.package) || matches(word, main.path)
      }
      const path = posix.normalize(word.replace(/(?:^|\/)[^/]*\.go$/, '') || '.')
      const whole = absolute(path, folder)
      return isPlaced && whole !== undefined
        ? (places.get(main) ?? []).some((place) => matches(whole, place))
        : path !== '.' && matches(path, main.path)
    }),
  )
  return found.length > 0 || words.every((word) => isOfOthers(word, module)) ? found : undefined
}

/** Returns whether a word names packages of Go itself, or of a required module. */
function isOfOthers(word: string, module: GoModule | undefined): boolean {
  const required = [...(module?.requires.keys() ?? [])]
  return /^(?:std|cmd)$/.test(word) || required.some((path) => `${word}/`.startsWith(`${path}/`))
}

/** Returns the folder of a main in the build context, if it is in it. */
function contextPath({ context, module }: Compiling, { path }: Main): readonly string[] {
  if (context === undefined || module === undefined) return []
  const relative = posix.relative(context, posix.join(module.folder, path))
  return relative.startsWith('..') ? [] : [relative]
}

/** Returns the folder in which a command runs: after WORKDIR, and each `cd` before it. */
export function folderOf(
  { file }: Compiling,
  { stage, at, run, words }: Pick<GoCommand, 'stage' | 'at' | 'run' | 'words'>,
): string | undefined {
  let folder = workingFolder(file, stage, at)
  for (const command of commandsIn(file, stage)) {
    if (command.words === words) break
    if (command.run !== run || command.words[0] !== 'cd') continue
    const [, to = '/'] = command.words
    folder = to.includes('$') ? undefined : absolute(to, folder)
  }
  return folder
}

/** Returns whether a path is of a pattern, with `...`, `*` or variables. */
function matches(pattern: string, path: string): boolean {
  const plain = pattern.replaceAll(/(?:\$\{[^}]*\}|\$\([^)]*\)|\$\w+|\*)+/g, '*')
  const folder = plain.replace(/\/?\.\.\.$/, '')
  const pieces = piecesOfGlob(folder)
  const isBelow = folder !== plain && matcherOfPieces([...pieces, '/', '.*'])(path)
  return isBelow || matcherOfPieces(pieces)(path)
}

/** Returns the mains of some that have one of some names. */
export function namedMains({ mains }: Facts, names: ReadonlySet<string>): readonly Main[] {
  return mains.filter(({ name }) => names.has(name))
}
