import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { freePort, statusOf } from '../../test/e2e/support/http.ts'
import { newFolder } from '../../test/e2e/support/workspace.ts'
import type { Bench } from './bench.ts'
import type { Cell } from './rows.ts'

const sources = 'scripts/bench-docker/go'

/**
 * Compiles the service, the bare handler and the load generator as in the image's build stage;
 * returns their folder.
 */
export async function compiled(bench: Bench, repository: string, cell: Cell): Promise<string> {
  const bin = newFolder()
  const framework = cell.framework.replace('/', '-')
  for (const [folder, ...files] of [
    ['load', 'load.go'],
    ['bare', 'bare.go', `bare-${framework}.go`, `bare-${cell.database}.go`],
  ] as const) {
    mkdirSync(join(repository, 'cmd', folder))
    for (const file of files) {
      copyFileSync(join(sources, file), join(repository, 'cmd', folder, file))
    }
  }
  // The framework's middleware needs more modules than the service.
  const flags = ['-mod=mod', '-trimpath', '-buildvcs=false', '-ldflags=-s -w']
  await bench.run('go', ['build', ...flags, '-o', `${bin}/`, './cmd/...'], {
    cwd: repository,
    env: { CGO_ENABLED: '0' },
  })
  return bin
}

/** A program to start, and its environment. */
export interface Program {
  readonly file: string
  readonly env: Readonly<Record<string, string>>
}

/** A running program: its address and its PID. */
export interface Running {
  readonly address: string
  readonly pid: number
}

/** Starts programs, waits until each one responds, uses their addresses and ends them. */
export async function withRunning<T>(
  bench: Bench,
  programs: readonly Program[],
  use: (running: readonly Running[]) => Promise<T>,
): Promise<T> {
  const [first, ...rest] = programs
  if (first === undefined) return use([])
  return withProgram(bench, first, '/livez', (running) =>
    withRunning(bench, rest, (others) => use([running, ...others])),
  )
}

/** Starts a program, waits until a path returns 200, uses its address and ends it. */
export async function withProgram<T>(
  { signal }: Bench,
  { file, env }: Program,
  path: string,
  use: (running: Running) => Promise<T>,
): Promise<T> {
  const address = `127.0.0.1:${await freePort()}`
  const child = execa(file, {
    env: { ...env, PORT: address.split(':')[1] },
    stdio: 'ignore',
    reject: false,
  })
  try {
    const end = Date.now() + 30_000
    while ((await statusOf(`http://${address}${path}`)) !== 200) {
      await sleep(1, undefined, { signal })
      if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`)
      if (Date.now() > end) throw new Error(`${file} does not answer ${path} with 200`)
    }
    if (child.pid === undefined) throw new Error(`cannot start ${file}`)
    return await use({ address, pid: child.pid })
  } finally {
    child.kill('SIGKILL')
    await child
  }
}
