import { existsSync, lstatSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { checkRepository } from '../../generators/check-repository.ts'
import { lockPath } from '../../generators/plan/lock.ts'
import { recordPaths } from '../../generators/plan/record.ts'
import { type Problem, ProblemsError } from '../../generators/problem.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { WhyFlags, WhySaid } from '../argv/why-line.ts'
import type { Io } from '../io.ts'
import type { Outcome } from '../report/outcome.ts'
import { type WhyEnded, type WhyEnding, whyOutcome } from '../report/why/outcome.ts'
import { stopAfter } from './stop-after.ts'

/** Says where a file came from. Returns its outcome and never rejects. */
export async function runWhy(said: WhySaid, io: Io): Promise<Outcome> {
  return whyOutcome(await ended(said, io))
}

async function ended({ flags, problems }: WhySaid, io: Io): Promise<WhyEnding> {
  if (problems.length > 0) return { kind: 'usage', problems }
  try {
    return await why(flags, io)
  } catch (error) {
    return stopAfter(error, flags, io)
  }
}

async function why({ path: named }: WhyFlags, io: Io): Promise<WhyEnded> {
  const file = resolveDirectory(named, io)
  const directory = repositoryOf(file)
  const path = relative(directory, file).replaceAll('\\', '/')
  const { files, lock } = await checkRepository(directory, new Date().toISOString().slice(0, 10))
  const entry = files.find((one) => one.path === path)
  const isRecord = recordPaths.some((one) => one === path)
  if (entry === undefined && (path === '' || isRecord || !existsSync(file))) {
    throw new ProblemsError([notAFile(path, isRecord)])
  }
  if (entry === undefined && lstatSync(file).isDirectory()) {
    throw new ProblemsError([{ what: `${path} is a folder`, fix: 'Use the path of a file in it.' }])
  }
  if (entry === undefined) return { kind: 'done', directory, path }
  const layer = lock.layers.find(({ name }) => name === entry.layer)
  return { kind: 'done', directory, path, file: entry, ...(layer === undefined ? {} : { layer }) }
}

function notAFile(path: string, isRecord: boolean): Problem {
  if (isRecord) {
    return { what: `${path} is the record of the repository, which create-go-docker writes` }
  }
  const fix =
    'Use the path of a file in the repository. One that a layer deletes, or that the answers leave out, is not in it.'
  return { what: `there is no file ${path === '' ? '.' : path}, here or in the lock`, fix }
}

/** Returns the nearest folder above a path that has a record. */
function repositoryOf(file: string): string {
  for (let folder = file; ; folder = dirname(folder)) {
    if (existsSync(join(folder, lockPath))) return folder
    if (dirname(folder) === folder) {
      const what = `cannot say where ${file} came from: no folder above it has a ${lockPath}`
      const fix = 'Use a file of a repository that create-go-docker wrote.'
      throw new ProblemsError([{ what, fix }])
    }
  }
}
