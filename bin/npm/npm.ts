import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Io } from '../io.ts'

/** The result of a run of npm. */
export interface Finished {
  readonly failed: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs npm; it fails as well if it can't be started. */
export type Npm = (args: readonly string[]) => Promise<Finished>

/**
 * Runs npm in an empty folder of its own, where no project's .npmrc has an effect. Returns what `act`
 * returns.
 * @param timeout the limit for each run in milliseconds
 * @throws what `act` throws, and the reason of the signal when it was aborted
 */
export async function withNpm<Result>(
  { env, signal }: Pick<Io, 'env' | 'signal'>,
  timeout: number,
  act: (npm: Npm, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'create-go-docker-npm-'))
  try {
    return await act(async (args) => {
      // Without a prefix, npm looks for a project, and its .npmrc, above the folder.
      const { failed, stdout, stderr } = await execa('npm', [...args, '--prefix', folder], {
        cwd: folder,
        env,
        extendEnv: false,
        reject: false,
        timeout,
        cancelSignal: signal,
      })
      signal.throwIfAborted()
      return { failed, stdout: stdout ?? '', stderr: stderr ?? '' }
    }, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
