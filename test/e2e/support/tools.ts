import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { attempt, run } from './command.ts'

/**
 * Returns whether a tool is missing, for `describe.skipIf`, and logs that.
 * @throws Error when `CI` is set, because nothing may be skipped there
 */
export async function missing(tool: string, ...version: readonly string[]): Promise<boolean> {
  if ((await attempt(tool, version, { timeout: 60_000 })).code === 0) return false
  const told = `skipped, because this does not run: ${[tool, ...version].join(' ')}`
  if (process.env.CI) throw new Error(`nothing may be skipped in CI: ${told}`)
  console.warn(told)
  return true
}

/**
 * Returns golangci-lint in a version: from PATH, from `.cache/bin`, from its image if the engine
 * has it, or else compiled, which takes minutes once.
 * @throws Error when all of these fail
 */
export async function golangciLint(version: string): Promise<string> {
  const cache = resolve('.cache/bin')
  const program = join(cache, 'golangci-lint')
  const fits = async (candidate: string) => {
    const { output } = await attempt(candidate, ['version'], { timeout: 60_000 })
    return output.includes(`version ${version.slice(1)} `)
  }
  if (await fits('golangci-lint')) return 'golangci-lint'
  if (await fits(program)) return program
  mkdirSync(cache, { recursive: true })
  await copyFromImage(`golangci/golangci-lint:${version}`, '/usr/bin/golangci-lint', program)
  if (await fits(program)) return program
  await run(
    'go',
    ['install', `github.com/golangci/golangci-lint/v2/cmd/golangci-lint@${version}`],
    {
      env: { GOBIN: cache },
      timeout: 880_000,
    },
  )
  return program
}

/** Copies a file from a local image; does nothing without the engine or the image. */
async function copyFromImage(image: string, from: string, to: string): Promise<void> {
  const { code, stdout } = await attempt('docker', ['create', '--pull=never', image])
  if (code !== 0) return
  await attempt('docker', ['cp', `${stdout}:${from}`, to])
  await attempt('docker', ['rm', stdout])
}
