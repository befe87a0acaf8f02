import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UnavailableError } from '../unavailable.ts'
import { type BuiltIn, integrityOf, unpackTemplates } from './packed.ts'

/** The digest of dist/templates.json, inserted by scripts/build.ts. */
declare const templatesIntegrity: string

/** The digest of dist/dockerize.json. */
declare const dockerizeIntegrity: string

/**
 * Returns the built-in templates of the published package; the build replaces built-in.ts by this
 * file.
 * @throws UnavailableError when they are not the ones that this program was built with
 */
export function builtIn(): BuiltIn {
  return readShipped(join(import.meta.dirname, 'templates.json'), templatesIntegrity)
}

/** Returns the templates of `dockerize`. @throws UnavailableError as above */
export function builtInDockerize(): BuiltIn {
  return readShipped(join(import.meta.dirname, 'dockerize.json'), dockerizeIntegrity)
}

/**
 * Reads the templates of a package.
 * @param expected the digest that the file must have
 * @throws UnavailableError when the file can't be read or has another digest
 */
export function readShipped(path: string, expected: string): BuiltIn {
  const bytes = read(path)
  const integrity = integrityOf(bytes)
  if (integrity !== expected) throw damaged(path, `its digest is ${integrity}, not ${expected}`)
  return { ...unpackTemplates(bytes), integrity }
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
  const folder = dirname(dirname(path))
  const fix = `This installation is damaged: delete ${folder}, and install create-go-docker again.`
  return new UnavailableError([{ what, fix }], options)
}
