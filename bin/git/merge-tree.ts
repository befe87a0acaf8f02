import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conflictMarker } from '../../generators/plan/conflict-marker.ts'
import { blobId } from '../../generators/plan/digest.ts'
import { sortByPath } from '../../generators/plan/tree.ts'
import {
  EngineError,
  type Entry,
  type Files,
  kindOf,
  type Labels,
  type MergeConflict,
  type MergeEngine,
  type Rename,
  type Stages,
  type Trees,
} from '../../generators/update/merge.ts'
import type { Io } from '../io.ts'
import { objectsIn } from './blobs.ts'
import { gitBytes } from './git.ts'

/** A file without content; git knows it by this name on Windows, too. */
const devNull = '/dev/null'

/** The time limit for each run of git in milliseconds. */
const timeout = 60_000

/**
 * Returns the engine that merges with `git merge-tree`, from git 2.38. It works in a temporary
 * repository, in which no configuration, hook or merge driver of the user or the system applies.
 */
export function gitMerge({ env, signal }: Pick<Io, 'env' | 'signal'>): MergeEngine {
  return async (trees, labels) => {
    const directory = mkdtempSync(join(tmpdir(), 'create-go-docker-'))
    const isolated = {
      ...env,
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CONFIG_SYSTEM: devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: tmpdir(),
    }
    const run: Run = async (args, input) => {
      const setting = { directory, env: isolated, timeout, signal, isOwn: true } as const
      const withInput = input === undefined ? setting : { ...setting, input }
      const { ok, exitCode, stdout, why } = await gitBytes([...settings, ...args], withInput)
      signal.throwIfAborted()
      // merge-tree exits with 1 for a conflict.
      if (ok || (exitCode === 1 && args[0] === 'merge-tree')) return Buffer.from(stdout)
      throw new EngineError(why)
    }
    try {
      return await merge(run, trees, labels)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
}

/** Runs git in the temporary repository and returns its output. */
type Run = (args: readonly string[], input?: Uint8Array) => Promise<Buffer>

const settings = [
  ...['-c', `core.attributesFile=${devNull}`, '-c', `core.hooksPath=${devNull}`],
  ...['-c', 'core.autocrlf=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
  ...['-c', 'merge.conflictStyle=zdiff3', '-c', 'merge.directoryRenames=false'],
]

async function merge(run: Run, trees: Trees, labels: Labels) {
  const names = { ours: branchName(labels.ours), theirs: branchName(labels.theirs) }
  await run(['init', '--quiet', '--bare', '--template=', '--object-format=sha1', '.'])
  await run(['fast-import', '--quiet', '--done'], importOf(trees, names))
  const args = ['merge-tree', '--write-tree', '-z', '--messages', names.ours, names.theirs]
  const { tree, stages } = resultIn((await run(args)).toString())
  const listed = entriesIn((await run(['ls-tree', '-r', '-z', tree])).toString())
  const known = new Map(
    [trees.base, trees.ours, trees.theirs].flatMap((files) =>
      [...files.values()].map(({ content }) => [blobId(content), content] as const),
    ),
  )
  const ids = new Set([...listed, ...stages].map(({ id }) => id).filter((id) => !known.has(id)))
  const missing = ids.size === 0 ? [] : objectsIn(await run(['cat-file', '--batch'], lines(ids)))
  for (const content of missing) known.set(blobId(content), content)
  const entryOf = ({ mode, id }: Listed): Entry => {
    const content = known.get(id)
    if (content === undefined || !isMode(mode)) throw new EngineError(`it wrote ${mode} ${id}`)
    return { content, mode }
  }
  const files = sortByPath(listed.map((one) => [one.path, entryOf(one)] as const))
  const conflicts = conflictsIn(stages, entryOf).map((one) => withTheirs(one, trees.theirs))
  const renames = [
    ...(await renamesIn(run, trees, names.ours, 'ours')),
    ...(await renamesIn(run, trees, names.theirs, 'theirs')),
  ].filter(({ from, to }) => files.has(to) && !files.has(from))
  return { files: withOurs(files, conflicts), conflicts, renames }
}

/** Returns the input of `git fast-import` for three commits; the base is the parent of the others. */
function importOf({ base, ours, theirs }: Trees, names: Labels): Uint8Array {
  const parts: Uint8Array[] = []
  const say = (line: string) => parts.push(Buffer.from(`${line}\n`))
  const commit = (name: string, files: Files, mark: number, from?: number) => {
    say(`commit refs/heads/${name}`)
    say(`mark :${mark}`)
    say('committer create-go-docker <create-go-docker> 0 +0000')
    say('data 0')
    if (from !== undefined) say(`from :${from}`)
    say('deleteall')
    for (const [path, { mode, content }] of files) {
      say(`M ${mode} inline ${path}`)
      say(`data ${content.length}`)
      parts.push(content)
      say('')
    }
  }
  commit('base', base, 1)
  commit(names.ours, ours, 2, 1)
  commit(names.theirs, theirs, 3, 1)
  say('done')
  return Buffer.concat(parts)
}

/** Returns a label as the name of a branch, which git writes into conflict markers. */
function branchName(label: string): string {
  return label.replaceAll(/[^\w.-]+/g, '-').replaceAll(/\.{2,}|^[.-]+|[.-]+$|\.lock$/g, '')
}

interface Listed {
  readonly path: string
  readonly mode: string
  readonly id: string
}

/** Returns the tree and the stages of conflicts in the output of `git merge-tree -z`. */
function resultIn(output: string) {
  const [tree = '', ...rest] = output.split('\0')
  const end = rest.indexOf('')
  const stages = rest.slice(0, end === -1 ? 0 : end).flatMap((line) => {
    const [, mode = '', id = '', stage = '', path = ''] =
      /^(\d{6}) ([0-9a-f]+) ([123])\t(.*)$/s.exec(line) ?? []
    return path === '' ? [] : [{ path, mode, id, stage }]
  })
  return { tree, stages }
}

/** Returns the entries in the output of `git ls-tree -z`. */
function entriesIn(output: string): readonly Listed[] {
  return output.split('\0').flatMap((line) => {
    const [, mode = '', id = '', path = ''] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    return path === '' ? [] : [{ path, mode, id }]
  })
}

function conflictsIn(
  listed: ReturnType<typeof resultIn>['stages'],
  entryOf: (one: Listed) => Entry,
): readonly MergeConflict[] {
  const sides = { '1': 'base', '2': 'ours', '3': 'theirs' } as const
  const byPath = new Map<string, Stages>()
  for (const one of listed) {
    const side = Object.entries(sides).find(([stage]) => stage === one.stage)?.[1] ?? 'base'
    byPath.set(one.path, { ...byPath.get(one.path), [side]: entryOf(one) })
  }
  return [...byPath].map(([path, stages]) => ({ path, kind: kindOf(stages), stages }))
}

/** Puts their file in place of one that is a conflict itself, of two that git took for the same file. */
function withTheirs({ stages, ...conflict }: MergeConflict, files: Files): MergeConflict {
  const theirs = files.get(conflict.path)
  const { theirs: merged } = stages
  const isConflict =
    merged !== undefined && merged.mode !== '120000' && conflictMarker(merged) !== undefined
  return { ...conflict, stages: isConflict && theirs ? { ...stages, theirs } : stages }
}

/** Puts our version of a conflict that has no markers in place: git may have chosen another. */
function withOurs(files: Files, conflicts: readonly MergeConflict[]): Files {
  const kept = conflicts.flatMap(({ path, kind, stages: { ours } }) =>
    (kind === 'binary' || kind === 'link') && ours !== undefined ? [[path, ours] as const] : [],
  )
  return new Map([...files, ...kept])
}

/** Returns the renames that git detects between the base and one side. */
async function renamesIn(
  run: Run,
  { base, ...sides }: Trees,
  branch: string,
  by: Rename['by'],
): Promise<readonly Rename[]> {
  const side = sides[by]
  if ([...base.keys()].every((path) => side.has(path))) return []
  const args = ['diff-tree', '-r', '-z', '--find-renames', '--diff-filter=R']
  const words = (await run([...args, 'base', branch])).toString().split('\0')
  return words.flatMap((word, index) => {
    const [from, to] = [words[index + 1], words[index + 2]]
    return word.startsWith(':') && from !== undefined && to !== undefined ? [{ from, to, by }] : []
  })
}

function lines(texts: Iterable<string>): Uint8Array {
  return Buffer.from([...texts].map((text) => `${text}\n`).join(''))
}

function isMode(mode: string): mode is Entry['mode'] {
  return mode === '100644' || mode === '100755' || mode === '120000'
}
