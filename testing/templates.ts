import { resolve } from 'node:path'
import { createFlagNames } from '../bin/argv/flag-table.ts'
import { packageVersion } from '../bin/package.ts'
import { extendTable } from '../generators/house/extend-table.ts'
import type { House } from '../generators/house/house.ts'
import { knownIn } from '../generators/house/known.ts'
import { type Fetched, loadHouse, type Source } from '../generators/house/load.ts'
import { readContent, readHouseFolder } from '../generators/house/read-folder.ts'
import type { FolderSpec } from '../generators/house/spec.ts'
import { builtIn } from '../generators/layers/built-in.ts'
import type { BuiltIn } from '../generators/layers/packed.ts'
import { ProblemsError } from '../generators/problem.ts'
import { options } from '../generators/questions/options.ts'
import type { Table } from '../generators/questions/table.ts'
import { callersFolder } from './callers-folder.ts'

/** What trees are rendered from. */
export interface Templates {
  readonly builtIn: BuiltIn
  /** The options that the answers are for, with those of the house layers. */
  readonly table: Table
  /** The version of this package. */
  readonly version: string
  readonly house?: House
}

let read: BuiltIn | undefined

/**
 * Returns the templates for some house layers; built-in ones are read only once.
 * @param layers folders of house layers, of which a later one wins
 * @throws ProblemsError with everything that is wrong with a layer
 */
export async function templatesOf(layers: readonly string[]): Promise<Templates> {
  read ??= builtIn()
  const common = { builtIn: read, table: options, version: packageVersion }
  if (layers.length === 0) return common
  const sources = layers.map((path) => ({ spec: folderSpec(path), base: callersFolder() }))
  const house = await loadHouse(sources, {
    fetch: fetchFolder,
    table: options,
    runFlags: createFlagNames(),
    version: packageVersion,
  })
  return { ...common, table: house.table, house }
}

/**
 * Returns the options for some house layers.
 * @param layers as for templatesOf
 * @throws ProblemsError with everything that is wrong with a layer
 */
export function tableOf(layers: readonly string[]): Table {
  return layers.reduce<Table>((below, path) => {
    const reading = readHouseFolder(resolve(callersFolder(), path), (manifest) =>
      knownIn(extendTable(below, [manifest]).table),
    )
    if ('problems' in reading) throw new ProblemsError(reading.problems)
    const { table, problems } = extendTable(below, [reading.layer.manifest])
    if (problems.length > 0) throw new ProblemsError(problems)
    return table
  }, options)
}

function folderSpec(path: string): FolderSpec {
  return { kind: 'folder', text: path, path }
}

async function fetchFolder({ spec, base }: Source): Promise<Fetched> {
  const path = spec.kind === 'folder' ? spec.path : '.'
  const content = readContent(resolve(base, path))
  if ('problems' in content) throw new ProblemsError(content.problems)
  return content
}

/** Returns an input whose layers no later change of the current directory affects. */
export function withAbsoluteLayers<T extends { readonly layers?: readonly string[] }>(input: T): T {
  if (input.layers === undefined) return input
  return { ...input, layers: input.layers.map((path) => resolve(callersFolder(), path)) }
}
