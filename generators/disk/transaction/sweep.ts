import { lstatSync, readdirSync, readlinkSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseJson } from '../../json.ts'
import { reservedPrefix } from '../../paths.ts'
import { tryTo } from '../disk-error.ts'
import { isPlainFile } from '../look.ts'
import { readPlain } from '../read.ts'
import { endChild } from './child.ts'
import { ageOf, isMine, journalLimit, journalName, journalOf, type Run, runIn } from './journal.ts'
import { isRunning, pidExists } from './owner.ts'
import { inside } from './pinned.ts'
import { freshName, removeStage, repositoryName } from './stage.ts'

const stageNames = new RegExp(`^\\${reservedPrefix}-(\\d+)-[0-9A-Za-z]{6}$`, 'u')

/** Leave any more dead runs than this to the next run, so that no folder keeps a run busy. */
const sweepLimit = 100

/** Removes the stages of dead runs in a directory; leaves what can't be read or removed. */
export async function sweep(directory: string): Promise<void> {
  const names = tryTo(() => readdirSync(directory)) ?? []
  for (const name of names.filter((name) => stageNames.test(name)).slice(0, sweepLimit)) {
    // Another run may be sweeping, or it is another user's stage: the next run tries again.
    await sweepStage(join(directory, name)).catch(() => undefined)
  }
}

async function sweepStage(stage: string): Promise<void> {
  const found = inside(stage, (here, stats) => {
    const run = runIn(here, stats)
    if (run !== undefined) return isRunning(run.owner, ageOf(here)) ? undefined : { run }
    return isMine(stats) && isUnborn(here, stage) ? 'unborn' : undefined
  })
  if (found === undefined) return
  if (found === 'unborn') removeUnborn(stage)
  else await removeDead(stage, found.run)
}

/**
 * Returns whether a stage's process died before its journal was complete: the stage is empty, or
 * has only a partial journal.
 */
function isUnborn(here: string, stage: string): boolean {
  const pid = Number(stageNames.exec(basename(stage))?.[1])
  return !pidExists(pid) && readdirSync(here).every((name) => name === journalName && isCut(here))
}

function isCut(here: string): boolean {
  if (!isPlainFile(journalOf(here))) return false
  const text = readPlain(journalOf(here), journalLimit).toString()
  return parseJson(text) === undefined
}

function removeUnborn(stage: string): void {
  inside(stage, (here) => tryTo(() => unlinkSync(journalOf(here))))
  rmdirSync(stage)
}

/** Moves a stage to a private name, checks that it is still the same stage, and removes it. */
async function removeDead(stage: string, run: Run): Promise<void> {
  await endChild(stage, ageOf(stage))
  unlinkRepository(stage)
  keepRepository(stage)
  const own = join(dirname(stage), freshName())
  renameSync(stage, own)
  const { ino } = lstatSync(own, { bigint: true })
  if (String(ino) === run.inode) removeStage({ stage: own, run })
  else renameSync(own, stage)
}

/**
 * Moves a repository with a commit into place, if `.git` doesn't exist: the user may have worked in
 * it while the link existed.
 */
function keepRepository(stage: string): void {
  const repository = join(stage, repositoryName)
  const dotGit = join(dirname(stage), '.git')
  if (!hasCommit(repository) || lstatSync(dotGit, { throwIfNoEntry: false }) !== undefined) return
  renameSync(repository, dotGit)
}

/**
 * Returns whether a repository has a branch with a commit. Git writes each branch as `NAME.lock`
 * first, which is not a valid branch name. In a reftable, the first update is from `git init`, and
 * a table's name contains its first and last update.
 */
function hasCommit(repository: string): boolean {
  const heads = join(repository, 'refs/heads')
  const branches = tryTo(() => readdirSync(heads, { recursive: true, withFileTypes: true })) ?? []
  const tables = tryTo(() => readPlain(join(repository, 'reftable/tables.list')).toString()) ?? ''
  return (
    branches.some((entry) => entry.isFile() && !entry.name.endsWith('.lock')) ||
    isPlainFile(join(repository, 'packed-refs')) ||
    tables.split('\n').some((name) => Number(/^0x\w+-(0x\w+)-/u.exec(name)?.[1]) > 1)
  )
}

/**
 * Removes the link that lets hooks find the repository of a first commit, if it points into the
 * stage.
 */
function unlinkRepository(stage: string): void {
  const link = join(dirname(stage), '.git')
  const target = tryTo(() => readlinkSync(link))
  const own = [join(basename(stage), repositoryName), join(stage, repositoryName)]
  if (target !== undefined && own.includes(target)) unlinkSync(link)
}
