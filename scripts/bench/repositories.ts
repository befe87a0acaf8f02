import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { blobId, sha256 } from '../../generators/plan/digest.ts'
import { createGoModule } from './go-module.ts'

/** The repositories that a benchmark checks. */
export interface Repositories {
  readonly generated: string
  /** A generated repository with 10,000 more files in its record. */
  readonly large: string
  /** A Go module of 1,000 files, with container files. */
  readonly code: string
  /** Copies of the generated repository. */
  readonly fleet: readonly string[]
}

/** Creates the repositories in a folder; `command` is the path of the program. */
export function createRepositories(folder: string, command: string): Repositories {
  const generated = join(folder, 'generated')
  execFileSync(process.execPath, [command, generated, '--module', 'm/svc', '--yes', '--no-git'], {
    stdio: 'ignore',
  })
  const large = join(folder, 'large')
  cpSync(generated, large, { recursive: true })
  addFiles(large, 10_000)
  const code = join(folder, 'code')
  createGoModule(code)
  const dockerize = [command, 'dockerize', code, '--yes']
  execFileSync(process.execPath, dockerize, { stdio: 'ignore' })
  const fleet = Array.from({ length: 100 }, (_, index) => join(folder, 'fleet', `svc-${index}`))
  for (const directory of fleet) cpSync(generated, directory, { recursive: true })
  return { generated, large, code, fleet }
}

/** Adds files of a few kilobytes to a repository and to its lock. */
function addFiles(directory: string, count: number): void {
  const lockFile = join(directory, 'go-docker.lock.json')
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'))
  for (let index = 0; index < count; index += 1) {
    const path = `more/${index % 100}/file-${index}.txt`
    const content = Buffer.from(`${index}\n`.repeat(500))
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
    const [digest, blob] = [sha256(content), blobId(content)]
    const layer = lock.layers[0].name
    lock.files[path] = { sha256: digest, blob, mode: '100644', owner: 'managed', layer }
  }
  writeFileSync(lockFile, JSON.stringify(lock))
}
