import type { Problem } from '../problem.ts'
import type { HouseLayer, LayerCommand } from './house-layer.ts'
import { packageNameProblem } from './names.ts'

/** Trust in the code of one layer, as it is with one digest. */
export interface Trust {
  readonly name: string
  /** `sha256-<hexadecimal>` */
  readonly digest: string
}

/** A command of a layer. */
export interface NamedCommand {
  /** The layer's name. */
  readonly layer: string
  /** The layer's digest. */
  readonly digest: string
  readonly argv: LayerCommand
}

/** Returns a value of `--trust`. */
export function trustText(name: string, digest: string): string {
  return `${name}@${digest}`
}

/** Reads a value of `--trust`. */
export function readTrust(text: string): { readonly trust: Trust } | { readonly problem: Problem } {
  const at = text.lastIndexOf('@')
  const [name, digest] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)]
  if (packageNameProblem(name) === undefined && /^sha256-[0-9a-f]{64}$/.test(digest)) {
    return { trust: { name, digest } }
  }
  const what = `--trust ${text}: it is not the name and the digest of a layer`
  const fix = 'Use --trust NAME@sha256-DIGEST, as the message of the layer that needs it says.'
  return { problem: { what, fix } }
}

/** Returns a problem for each trust in a layer that is not in use. */
export function strayTrust(
  trusts: readonly Trust[],
  layers: readonly HouseLayer[],
): readonly Problem[] {
  const names = layers.map(({ manifest }) => manifest.name)
  return trusts
    .filter(({ name }) => !names.includes(name))
    .map(({ name, digest }) => {
      const used = names.length === 0 ? 'no house layer is' : `the layers are ${names.join(', ')}`
      const what = `--trust ${trustText(name, digest)}: ${name} is not in use; ${used}`
      return { what, fix: 'Leave it out, or correct the name.' }
    })
}

/**
 * Returns a problem for each layer that has changed since it was trusted, and, unless it is a dry run,
 * for each one with commands that nobody trusts.
 */
export function trustProblems(
  trusts: readonly Trust[],
  layers: readonly HouseLayer[],
  dryRun: boolean,
): readonly Problem[] {
  return layers.flatMap((layer) => {
    const { name, run = [] } = layer.manifest
    const { integrity } = layer
    const given = trusts.filter((trust) => trust.name === name)
    const other = given.find(({ digest }) => digest !== integrity)
    const all = run.map(commandText).join(', ')
    const fix = `To trust it, use --trust ${trustText(name, integrity)}`
    if (other !== undefined) {
      const now = run.length === 0 ? '' : `, and it would run: ${all}`
      const what = `the layer ${name} has changed since it was trusted: its digest is ${integrity}, not ${other.digest}${now}`
      return [{ what, fix }]
    }
    if (run.length === 0 || given.length > 0 || dryRun) return []
    return [{ what: `the layer ${name} is not trusted, and would run: ${all}`, fix }]
  })
}

/** Returns whether a layer with a digest is trusted. */
export function isTrusted(trusts: readonly Trust[], name: string, digest: string): boolean {
  return trusts.some((trust) => trust.name === name && trust.digest === digest)
}

/** Returns the commands of some layers, in the order in which they run. */
export function commandsOf(layers: readonly HouseLayer[]): readonly NamedCommand[] {
  return layers.flatMap(({ manifest: { name, run = [] }, integrity }) =>
    run.map((argv) => ({ layer: name, digest: integrity, argv })),
  )
}

/** Returns a command for people to read, and for a POSIX shell. */
export function commandText(argv: LayerCommand): string {
  return argv
    .map((word) => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
