import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * Replaces text in a file until the test ends.
 * @throws Error unless the file contains it exactly once
 */
export function edited(root: string, path: string, from: string, to: string): void {
  const file = join(root, path)
  const text = readFileSync(file, 'utf8')
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${path} holds ${parts.length - 1} times: ${from}`)
  writeFileSync(file, parts.join(to))
  onTestFinished(() => writeFileSync(file, text))
}

/** Adds a file until the test ends. */
export function added(root: string, path: string, text: string): void {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { flag: 'wx' })
  onTestFinished(() => rmSync(file))
}
