import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { inScratch, listing } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { runMain } from '../run.ts'

/** A new repository, `svc`, in a folder of its own. */
export interface Repository {
  readonly cwd: string
  readonly svc: string
  readonly run: (...words: readonly string[]) => ReturnType<typeof runMain>
  readonly update: (...flags: readonly string[]) => ReturnType<typeof runMain>
  readonly git: (...args: readonly string[]) => string
  readonly commit: () => void
  /** The files of the repository, without git's. */
  readonly files: () => Readonly<Record<string, string>>
}

const redis = ['--database', 'redis', '--base-image', 'scratch', '--framework', 'net/http']

/** Runs a test in a folder that contains a new repository, `svc`, which is committed. */
export function inRepository(
  act: (repository: Repository) => Promise<void>,
  { answers = redis, git = true }: { answers?: readonly string[]; git?: boolean } = {},
): Promise<void> {
  return inScratch(async (cwd) => {
    const svc = join(cwd, 'svc')
    const env = testEnvironment(cwd)
    const here = { cwd, env: git ? env : { ...env, PATH: cwd } }
    const run = (...words: readonly string[]) => runMain(words, here)
    const inGit = (...args: readonly string[]) =>
      execFileSync('git', args, { cwd: svc, env, encoding: 'utf8', stdio: 'pipe' })
    const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc', ...answers]
    expect(await run(...words)).toMatchObject({ code: 0 })
    const commit = () => {
      inGit('add', '-A')
      inGit('commit', '-qm', 'change')
    }
    if (git) {
      inGit('init', '-q')
      commit()
    }
    const files = () =>
      Object.fromEntries(Object.entries(listing(svc)).filter(([path]) => !path.startsWith('.git/')))
    const update = (...flags: readonly string[]) => run('update', 'svc', ...flags)
    await act({ cwd, svc, run, update, git: inGit, commit, files })
  })
}

/** Replaces a part of a file, which must be there. */
export function edit(
  path: string,
  from: string | RegExp,
  to: string | ((found: string) => string),
): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toMatch(from)
  writeFileSync(
    path,
    text.replace(from, (found) => (typeof to === 'string' ? to : to(found))),
  )
}
