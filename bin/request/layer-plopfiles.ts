import type { NodePlopAPI, PlopGeneratorConfig } from 'node-plop'
import type { HouseLayer } from '../../generators/house/house-layer.ts'
import { isTrusted, type Trust, trustText } from '../../generators/house/trust.ts'
import type { Problem } from '../../generators/problem.ts'
import { ProblemsError } from '../../generators/problem.ts'
import type { Table } from '../../generators/questions/table.ts'
import { serviceName } from '../../generators/service.ts'
import { recordOf } from '../../generators/update-repository.ts'
import { readArgv } from '../argv/argv.ts'
import { trustFlag } from '../argv/flag-table.ts'
import { trustsIn } from '../argv/values.ts'
import { type Io, print } from '../io.ts'
import { problemLines } from '../report/problems.ts'
import { plain } from '../report/style.ts'
import { lockedHouse } from './house.ts'

/**
 * Registers the generators of the layers of the repository in plop's destination, as far as `--trust`
 * trusts them. What is wrong is printed, because plop ends with 0 after an error in a plopfile.
 */
export async function registerTrusted(plop: NodePlopAPI, io: Io, table: Table): Promise<void> {
  const { read: trusts } = trustsIn(readArgv(io.argv, new Map([[trustFlag.flag, trustFlag]])))
  const layers = await recordedLayers(io, table)
  for (const layer of layers.filter(({ plopfile }) => plopfile !== undefined)) {
    const { name } = layer.manifest
    const given = trusts.filter((trust) => trust.name === name)
    if (given.length === 0) continue
    const problems = isTrusted(trusts, name, layer.integrity)
      ? await register(plop, layer)
      : [changed(layer, given)]
    print(io.stderr, problemLines(problems, plain))
  }
}

/** Returns the layers of a repository as its lock has them; none if there is no repository. */
async function recordedLayers(io: Io, table: Table): Promise<readonly HouseLayer[]> {
  try {
    const { lock } = await recordOf(io.cwd)
    if (lock.layers.every(({ use }) => use === undefined)) return []
    const locked = await lockedHouse(lock, io.cwd, io, table)
    if ('problems' in locked) print(io.stderr, problemLines(locked.problems, plain))
    else return locked.house?.layers ?? []
  } catch (error) {
    // What is wrong with the record is for the generator to say.
    if (!(error instanceof ProblemsError)) throw error
  }
  return []
}

function changed({ manifest, integrity }: HouseLayer, given: readonly Trust[]): Problem {
  const digest = given[0]?.digest
  return {
    what: `the layer ${manifest.name} has changed since it was trusted: its digest is ${integrity}, not ${digest}`,
    fix: `To trust it, use --trust ${trustText(manifest.name, integrity)}`,
  }
}

/** Runs the plopfile of a layer. Returns why that failed. */
async function register(
  plop: NodePlopAPI,
  { manifest, plopfile = '' }: HouseLayer,
): Promise<readonly Problem[]> {
  const fix = 'Tell the author of the layer.'
  const failed = (why: string) => ({
    what: `the plopfile of the layer ${manifest.name}: ${why}`,
    fix,
  })
  try {
    // A module without a path can import nothing but packages of Node itself.
    const url = `data:text/javascript;base64,${Buffer.from(plopfile).toString('base64')}`
    const { default: run }: { readonly default?: unknown } = await import(url)
    if (typeof run !== 'function') return [failed('it exports no function by default')]
    const registered: Problem[] = []
    await run({
      ...plop,
      setGenerator(name: string, config: Partial<PlopGeneratorConfig>) {
        if (name !== serviceName) return plop.setGenerator(name, takingTrust(config))
        registered.push(failed(`it has another generator ${serviceName}, which is left out`))
        return config
      },
    })
    return registered
  } catch (error) {
    return [failed(error instanceof Error ? error.message : String(error))]
  }
}

/** Adds a prompt that takes the value of `--trust`, because plop refuses flags without a prompt. */
function takingTrust(config: Partial<PlopGeneratorConfig>): Partial<PlopGeneratorConfig> {
  const { prompts } = config
  if (!Array.isArray(prompts) || prompts.some(({ name }) => name === trustFlag.flag)) return config
  const taking = { type: 'input', name: trustFlag.flag, message: 'Trust' }
  return { ...config, prompts: [...prompts, taking] }
}
