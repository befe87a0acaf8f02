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
import { isUsed } from './repository.ts'
import { freshName, removeStage, repositoryName } from './stage.ts'

const stageNames = new RegExp(`^\\${reservedPrefix}-(\\d+)-[0-9A-Za-z]{6}$`, 'u')

/** Any further dead runs are left to the next run, so that no folder can keep a run busy. */
const sweepLimit = 100

/**
 * Removes the stages of dead runs in a directory, except those that can't be read or removed.
 * Returns the names of the repositories in them that are kept.
 */
export async function sweep(directory: string): Promise<readonly string[]> {
  const names = (tryTo(() => readdirSync(directory)) ?? []).filter((name) => stageNames.test(name))
  // Starts with the stage that .git points to, because that link prevents a commit.
  const [linked] = (tryTo(() => readlinkSync(join(directory, '.git'))) ?? '').split(/[\\/]/)
  const sorted = names.sort((a, b) => Number(b === linked) - Number(a === linked))
  const kept: string[] = []
  for (const name of sorted.slice(0, sweepLimit)) {
    // Another run may be sweeping, or another user may own the stage; the next run tries again.
    const repository = await sweepStage(join(directory, name)).catch(() => undefined)
    if (repository !== undefined) kept.push(repository)
  }
  return kept
}

/** Returns the name of the repository that was in a stage, if it is kept. */
async function sweepStage(stage: string): Promise<string | undefined> {
  const found = inside(stage, (here, stats) => {
    const run = runIn(here, stats)
    if (run !== undefined) return isRunning(run.owner, ageOf(here)) ? undefined : { run }
    return isMine(stats) && isUnborn(here, stage) ? 'unborn' : undefined
  })
  if (found === undefined) return undefined
  if (found !== 'unborn') return removeDead(stage, found.run)
  removeUnborn(stage)
  return undefined
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

/**
 * Renames a stage, and removes it if it is still the expected one. Returns the name of its
 * repository, if that is kept.
 */
async function removeDead(stage: string, run: Run): Promise<string | undefined> {
  await endChild(stage)
  unlinkRepository(stage)
  const kept = keepRepository(stage)
  const own = join(dirname(stage), freshName())
  renameSync(stage, own)
  const { ino } = lstatSync(own, { bigint: true })
  if (String(ino) === run.inode) removeStage({ stage: own, run })
  else renameSync(own, stage)
  return kept
}

/**
 * Moves a used repository out of a stage, to `.git` or, if that is taken, to another name next to
 * it. Somebody may have worked in it through the link that hooks need. Returns the name; undefined
 * if the repository is unused.
 */
function keepRepository(stage: string): string | undefined {
  const repository = join(stage, repositoryName)
  if (!isUsed(repository)) return undefined
  for (let number = 0; ; number += 1) {
    const name = number === 0 ? '.git' : `.git.saved-${number}`
    const place = join(dirname(stage), name)
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) continue
    renameSync(repository, place)
    return name
  }
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
