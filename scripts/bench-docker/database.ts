import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newFolder } from '../../test/e2e/support/workspace.ts'
import { type Bench, LeftoverError, tidy } from './bench.ts'
import type { Cell } from './rows.ts'

/**
 * The environment for reaching the database from this machine, for the service and the bare
 * handler.
 */
export type DatabaseSettings = Readonly<Record<string, string>>

/**
 * Starts the database of a repository, uses it, and removes its container, volume and networks.
 * @throws LeftoverError when something can't be removed, with the command that removes it
 */
export async function withDatabase<T>(
  bench: Bench,
  folder: string,
  { database }: Cell,
  use: (settings: DatabaseSettings) => Promise<T>,
): Promise<T> {
  const project = `bench-docker-${process.pid}`
  const env = { COMPOSE_FILE: 'docker-compose.yml:docker-compose.dev.yml', HOST_DB_PORT: '0' }
  const compose = (...args: readonly string[]) =>
    bench.run('docker', ['compose', '-p', project, ...args], { cwd: folder, env })
  try {
    await compose('up', '--build', '--wait', 'db')
    return await use(await settingsOf(compose, database))
  } finally {
    await removeProject(project, folder)
  }
}

async function settingsOf(
  compose: (...args: readonly string[]) => Promise<string>,
  database: Cell['database'],
): Promise<DatabaseSettings> {
  const { port, folder, login, path } = {
    postgres: {
      port: '5432',
      folder: '/var/lib/postgresql',
      login: 'app@',
      path: 'app?sslmode=disable',
    },
    redis: { port: '6379', folder: '/data', login: '', path: '0' },
  }[database]
  const password = await compose('exec', '-T', 'db', 'cat', `${folder}/secret/password`)
  const file = join(newFolder(), 'password')
  writeFileSync(file, password)
  const address = await compose('port', 'db', port)
  return {
    DB_URL: `${database}://${login}${address}/${path}`,
    DB_PASSWORD: password,
    DB_PASSWORD_FILE: file,
  }
}

/**
 * Removes a Compose project, repeatedly if necessary: the engine may still be creating what an
 * interrupted `up` asked for.
 */
async function removeProject(project: string, folder: string): Promise<void> {
  const remove = [
    'compose',
    '-p',
    project,
    'down',
    '--volumes',
    '--rmi',
    'local',
    '--remove-orphans',
    '--timeout',
    '2',
  ]
  for (let attempt = 0; attempt < 5; attempt++) {
    await tidy('docker', remove, { cwd: folder })
    if (await isGone(project)) return
    await sleep(1_000)
  }
  throw new LeftoverError(`cannot remove the database; try: docker ${remove.join(' ')}`)
}

/** Returns whether nothing of a Compose project is left in the engine. */
async function isGone(project: string): Promise<boolean> {
  const filter = ['-q', '--filter', `label=com.docker.compose.project=${project}`]
  const listings = [
    ['ps', '-a'],
    ['volume', 'ls'],
    ['network', 'ls'],
  ]
  const ids = await Promise.all(listings.map((list) => tidy('docker', [...list, ...filter])))
  return ids.every((found) => found === '')
}
