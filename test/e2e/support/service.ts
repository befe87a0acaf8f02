import { execa } from 'execa'
import { onTestFinished } from 'vitest'
import type { Outcome } from './command.ts'
import { freePort, statusOf, until } from './http.ts'

/** A program that serves on a loopback port until it is stopped. */
export interface Service {
  readonly url: string
  readonly pid: number
  signal(name: 'SIGTERM' | 'SIGINT'): void
  /** The result, once it has ended. */
  readonly ended: Promise<Outcome>
}

/**
 * Starts a program with only these settings and a port in its environment, and waits until it
 * responds.
 */
export async function started(
  program: string,
  settings: Readonly<Record<string, string>>,
): Promise<Service> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = execa(program, [], {
    env: { ...settings, PORT: String(port) },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
    forceKillAfterDelay: false,
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const ended = child.then(({ exitCode, stdout, stderr, all }) => ({
    code: exitCode,
    stdout,
    stderr,
    output: all,
  }))
  await until(`${program} answers`, async () => (await statusOf(`${url}/livez`)) === 200)
  const { pid } = child
  if (pid === undefined) throw new Error(`cannot start ${program}`)
  return { url, pid, ended, signal: (name) => void child.kill(name) }
}
