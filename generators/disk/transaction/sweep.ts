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

/** Leave any more dead runs than this to the next run, so that no folder keeps a run busy. */
const sweepLimit = 100

/**
 * Removes the stages in a directory whose runs are dead; what can't be read or removed stays. Returns the names of the
 * repositories that were in them and are kept.
 */
export async function sweep(directory: string): Promise<readonly string[]> {
  const names = (tryTo(() => readdirSync(directory)) ?? []).filter((name) => stageNames.test(name))
  // First the one that .git leads to, which keeps a run from committing.
  const [linked] = (tryTo(() => readlinkSync(join(directory, '.git'))) ?? '').split(/[\\/]/)
  const sorted = names.sort((a, b) => Number(b === linked) - Number(a === linked))
  const kept: string[] = []
  for (const name of sorted.slice(0, sweepLimit)) {
    // Another run sweeps too, or it is another user's: the next one tries again.
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

/** Takes a stage out of everybody's way, looks whether it is still the one, and removes it. */
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
 * Gives a repository in which somebody worked a place of its own, since its link was there for hooks: `.git`, or a name
 * beside it where something has that one. Returns the name.
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
