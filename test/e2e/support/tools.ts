import { resolve } from 'node:path'
import { attempt, run } from './command.ts'

/**
 * Returns whether a check can't run because a tool is missing, and says so: for `describe.skipIf`.
 * @throws Error when `CI` is set, where nothing may be skipped
 */
export async function missing(tool: string, ...version: readonly string[]): Promise<boolean> {
  if ((await attempt(tool, version, { timeout: 20_000 })).code === 0) return false
  const told = `skipped, because this does not run: ${[tool, ...version].join(' ')}`
  if (process.env.CI) throw new Error(`nothing may be skipped in CI: ${told}`)
  console.warn(told)
  return true
}

/**
 * Returns the golangci-lint of a version: from PATH, else from `.cache/bin`, where it is compiled once.
 * @throws Error when it cannot be compiled
 */
export async function golangciLint(version: string): Promise<string> {
  const cache = resolve('.cache/bin')
  const programs = ['golangci-lint', `${cache}/golangci-lint`]
  for (const program of programs) {
    const { output } = await attempt(program, ['version'], { timeout: 20_000 })
    if (output.includes(`version ${version.slice(1)} `)) return program
  }
  await run(
    'go',
    ['install', `github.com/golangci/golangci-lint/v2/cmd/golangci-lint@${version}`],
    {
      env: { GOBIN: cache },
      timeout: 880_000,
    },
  )
  return `${cache}/golangci-lint`
}
