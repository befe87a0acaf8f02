import { AssertionError } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { elsewhere } from './callers-folder.ts'
import { differences, type Side } from './match/differences.ts'
import type { RenderedTree } from './rendered-tree.ts'

/**
 * Renders twice, the second time with another time zone, locale, current directory and umask, which
 * are restored afterwards, and compares the digests. They belong to the whole process, so nothing
 * else may run at the same time.
 *
 * @example
 * await expectDeterministic(() => renderTree({ answers }))
 *
 * @throws AssertionError with the first path that differs; Error in a worker thread, where neither
 * directory nor umask can be changed
 */
export async function expectDeterministic(
  render: () => RenderedTree | Promise<RenderedTree>,
): Promise<void> {
  if (!isMainThread) {
    throw new Error("expectDeterministic can't run in a worker thread: use vitest's pool 'forks'")
  }
  const first = await render()
  const second = await inAnotherEnvironment(render)
  if (first.digest === second.digest) return
  const [difference] = differences(
    sideOf('the first tree', first),
    sideOf('the one with another environment', second),
  )
  throw new AssertionError({
    message: `the tree is not deterministic: ${difference?.message}`,
    actual: second.digest,
    expected: first.digest,
    operator: 'expectDeterministic',
    stackStartFn: expectDeterministic,
  })
}

/** Calls a function with another environment, and restores the old one. */
async function inAnotherEnvironment<T>(render: () => T | Promise<T>): Promise<T> {
  const other = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  const zone = process.env.TZ === kiritimati ? 'Pacific/Pago_Pago' : kiritimati
  const restore = withVariables({ TZ: zone, LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })
  const umask = process.umask(0o077)
  try {
    return await elsewhere(other, render)
  } finally {
    process.umask(umask)
    restore()
    rmSync(other, { recursive: true, force: true })
  }
}

/** The time zone where a day begins first. */
const kiritimati = 'Pacific/Kiritimati'

/** Sets environment variables; returns a function that restores them. */
function withVariables(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

function sideOf(name: string, tree: RenderedTree): Side {
  const files = tree.paths().map((path) => {
    const known = { content: tree.bytes(path), mode: tree.mode(path) }
    return [path, known] as const
  })
  return { name, files: new Map(files) }
}
