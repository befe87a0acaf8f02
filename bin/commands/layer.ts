import type { Finding } from '../../generators/finding.ts'
import type { Product } from '../../generators/house/product.ts'
import { builtIn } from '../../generators/layers/built-in.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { Table } from '../../generators/questions/table.ts'
import { createFlagNames } from '../argv/flag-table.ts'
import type { LayerFlags, LayerSaid } from '../argv/layer-line.ts'
import type { Io } from '../io.ts'
import { packageVersion } from '../package.ts'
import { type LayerEnded, type LayerEnding, layerOutcome } from '../report/layer/outcome.ts'
import type { Outcome } from '../report/outcome.ts'
import { stopAfter } from './stop-after.ts'

/** Tells the author of a house layer what is wrong with it. Returns its outcome and never rejects. */
export async function runLayer(said: LayerSaid, io: Io, table: Table): Promise<Outcome> {
  return layerOutcome(await ended(said, io, table))
}

async function ended({ flags, problems }: LayerSaid, io: Io, table: Table): Promise<LayerEnding> {
  if (problems.length > 0) return { kind: 'usage', problems }
  try {
    return await judge(flags, io, table)
  } catch (error) {
    return stopAfter(error, flags, io)
  }
}

async function judge(
  { action, directory: named }: LayerFlags,
  io: Io,
  table: Table,
): Promise<LayerEnded> {
  const directory = resolveDirectory(named, io)
  const { layers } = builtIn()
  const runFlags = createFlagNames()
  const product: Product = { table, runFlags, layers, version: packageVersion }
  const findings = await found(action, directory, product, io)
  const kind = findings.some(({ severity }) => severity === 'error') ? 'findings' : 'done'
  return { kind, action, directory, findings }
}

async function found(
  action: LayerFlags['action'],
  directory: string,
  product: Product,
  io: Io,
): Promise<readonly Finding[]> {
  const { lintFolder } = await import('../../generators/house/lint-folder.ts')
  const findings = await lintFolder(directory, product)
  if (action === 'lint' || findings.some(({ severity }) => severity === 'error')) return findings
  const { checkPack } = await import('../npm/pack-check.ts')
  return checkPack(directory, io)
}
