import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import type { File } from '../../../generators/plan/tree.ts'
import { attempt, type Outcome, run } from './command.ts'
import { statusOf } from './http.ts'
import { cloned } from './workspace.ts'

/**
 * The time limit for the slowest test, in milliseconds: a build without any cache, on a slow and
 * busy machine.
 */
export const patience = 900_000

/** Runs docker and returns its standard output. @throws Error with the output when it fails */
export function docker(...args: readonly string[]): Promise<string> {
  return run('docker', args, { timeout: 600_000 })
}

/** Builds a folder with `docker build`, which may fail; the log is in the output. */
export function buildOf(folder: string, ...args: readonly string[]): Promise<Outcome> {
  const command = ['build', '--progress=plain', ...args, '.']
  return attempt('docker', command, { cwd: folder, timeout: patience })
}

/** The fields of `docker inspect` that the tests read for a container. */
export interface Container {
  readonly Id: string
  readonly RestartCount: number
  readonly State: {
    readonly ExitCode: number
    readonly OOMKilled: boolean
    readonly StartedAt: string
    readonly Health?: { readonly Status: string }
  }
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean
    readonly CapAdd: readonly string[] | null
    readonly CapDrop: readonly string[] | null
    readonly SecurityOpt: readonly string[] | null
    readonly Memory: number
    readonly PidsLimit: number | null
    readonly Privileged: boolean
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>>
  }
}

/** The configuration with which an image runs. */
export interface ImageConfig {
  readonly User: string
  readonly Entrypoint: readonly string[] | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Healthcheck?: { readonly Test: readonly string[] }
}

/** Returns the engine's description of a container. */
export async function inspected(container: string): Promise<Container> {
  const [found]: Container[] = JSON.parse(await docker('container', 'inspect', container))
  if (found === undefined) throw new Error(`no container ${container}`)
  return found
}

/** Returns an image's configuration and its size in bytes. */
export async function imageOf(image: string): Promise<{ Config: ImageConfig; Size: number }> {
  const [found]: { Config: ImageConfig; Size: number }[] = JSON.parse(
    await docker('image', 'inspect', image),
  )
  if (found === undefined) throw new Error(`no image ${image}`)
  return found
}

/** A fresh clone of a generated repository, as a separate Compose project. */
export interface Project {
  readonly folder: string
  readonly name: string
  /** The URL of its API. */
  readonly url: string
  /** Returns whether its API reports that it is ready; false if there is no response. */
  isReady(): Promise<boolean>
  /** The variables that separate it from all other projects. */
  readonly env: Readonly<Record<string, string>>
  /**
   * Runs docker compose and returns its standard output.
   * @throws Error with the output when it fails
   */
  compose(...args: readonly string[]): Promise<string>
  /** Runs docker compose, which may fail. */
  attempt(...args: readonly string[]): Promise<Outcome>
  /** Returns the engine's description of a service's container, running or not. */
  inspect(service: string): Promise<Container>
  /** Removes its containers, volumes, networks and images. */
  remove(): Promise<void>
}

/** Clones a tree into a project with a unique name and port. Starts nothing. */
export async function projectOf(
  tree: ReadonlyMap<string, File>,
  env: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const folder = await cloned(tree)
  const port = await steadyPort()
  const name = `test-${process.pid}-${port}`
  const setting = {
    cwd: folder,
    env: { COMPOSE_PROJECT_NAME: name, HOST_PORT: String(port), ...env },
    timeout: 600_000,
  }
  const compose = (...args: readonly string[]) => run('docker', ['compose', ...args], setting)
  const url = `http://127.0.0.1:${port}`
  return {
    folder,
    name,
    url,
    isReady: async () => (await statusOf(`${url}/readyz`)) === 200,
    env: setting.env,
    compose,
    attempt: (...args) => attempt('docker', ['compose', ...args], setting),
    inspect: async (service) => inspected((await compose('ps', '-aq', service)).trim()),
    remove: async () => {
      await compose('down', '--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '2')
    },
  }
}

/**
 * Returns a free port on loopback, below the range that systems use for outgoing connections, so
 * that it is still free when the containers start, minutes later.
 */
async function steadyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
