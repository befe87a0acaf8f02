import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { attempt, run } from './command.ts'

/**
 * Returns whether a check can't run because a tool is missing, and says so: for `describe.skipIf`.
 * @throws Error when `CI` is set, where nothing may be skipped
 */
export async function missing(tool: string, ...version: readonly string[]): Promise<boolean> {
  if ((await attempt(tool, version, { timeout: 60_000 })).code === 0) return false
  const told = `skipped, because this does not run: ${[tool, ...version].join(' ')}`
  if (process.env.CI) throw new Error(`nothing may be skipped in CI: ${told}`)
  console.warn(told)
  return true
}

/**
 * Returns the golangci-lint of a version: from PATH, from `.cache/bin`, from its image if the engine has that, else
 * compiled, which takes minutes once.
 * @throws Error when it can be had in no way
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

/** Copies a file out of an image that the engine has; without engine or image nothing happens. */
async function copyFromImage(image: string, from: string, to: string): Promise<void> {
  const { code, stdout } = await attempt('docker', ['create', '--pull=never', image])
  if (code !== 0) return
  await attempt('docker', ['cp', `${stdout}:${from}`, to])
  await attempt('docker', ['rm', stdout])
}
