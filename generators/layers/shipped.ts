import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../plan/digest.ts'
import { UnavailableError } from '../unavailable.ts'
import { type BuiltIn, unpack } from './packed.ts'

/** The digest of dist/templates.json, which scripts/build.ts puts here. */
declare const templatesDigest: string

/**
 * Returns the built-in templates of the published package; the build takes this file in the place of built-in.ts.
 * @throws UnavailableError when they are not the ones that this program was built with
 */
export function builtIn(): BuiltIn {
  const path = join(import.meta.dirname, 'templates.json')
  const bytes = read(path)
  const digest = sha256(bytes)
  if (digest !== templatesDigest)
    throw damaged(path, `its SHA-256 is ${digest}, not ${templatesDigest}`)
  return { layers: unpack(JSON.parse(bytes.toString())), integrity: `sha256-${digest}` }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw damaged(path, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function damaged(path: string, why: string, options?: ErrorOptions): UnavailableError {
  const what = `cannot use ${path}: ${why}`
  const fix = 'The installation is damaged: install create-go-docker again.'
  return new UnavailableError([{ what, fix }], options)
}
