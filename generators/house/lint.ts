import semver from 'semver'
import { type Finding, warning } from '../finding.ts'
import { isOlder } from '../plan/versions.ts'
import { tableProblems } from '../questions/table-problems.ts'
import { extendTable } from './extend-table.ts'
import type { HouseLayer, Manifest } from './house-layer.ts'
import { knownIn } from './known.ts'
import type { LayerProblem } from './layer-problem.ts'
import type { Mergers } from './overlay.ts'
import type { Product } from './product.ts'
import { type LayerContent, readLayer } from './read-layer.ts'
import { rehearse } from './rehearse.ts'
import { setAnswerProblems } from './set-answers.ts'
import { trustText } from './trust.ts'

/**
 * Returns everything that is wrong with a layer, and what its author probably did not intend. A
 * layer without an error can be used with the product.
 */
export function lintLayer(
  content: LayerContent,
  product: Product,
  mergers: Mergers,
): readonly Finding[] {
  const tableWith = (manifest: Manifest) => extendTable(product.table, [manifest])
  const reading = readLayer(content, (manifest) => knownIn(tableWith(manifest).table))
  const manifest = 'layer' in reading ? reading.layer.manifest : reading.manifest
  const unread = 'layer' in reading ? [] : problemFindings(reading.problems)
  if (manifest === undefined) return unread
  const { table, problems } = tableWith(manifest)
  // Problems of the layer would show in its table again.
  const first = problems.length > 0 ? problems : tableProblems(table, product.runFlags)
  const all = first.length > 0 ? first : setAnswerProblems(manifest, table)
  const wrong = problemFindings(all.map((problem) => ({ ...problem, file: 'layer.json' })))
  if (!('layer' in reading)) return [...unread, ...wrong]
  const { layer } = reading
  const suspect = manifestWarnings(layer.manifest, product.version)
  if (wrong.length > 0) return [...wrong, ...suspect]
  return [...rehearse(layer, { ...product, table }, mergers), ...suspect, ...codeNotes(layer)]
}

/** Returns problems of a layer as findings. */
export function problemFindings(problems: readonly LayerProblem[]): readonly Finding[] {
  return problems.map(({ what, fix, file, line }) => ({
    rule: 'layer/invalid',
    severity: 'error',
    file: file ?? null,
    line: line ?? null,
    message: what,
    remedy: fix ?? null,
    fixable: false,
  }))
}

/** Returns how to trust a layer that has code. */
function codeNotes({ manifest, integrity }: HouseLayer): readonly Finding[] {
  const { name, run, plopfile } = manifest
  const parts = [...(run === undefined ? [] : ['commands']), ...(plopfile ? ['a plopfile'] : [])]
  if (parts.length === 0) return []
  return [
    {
      rule: 'layer/code',
      severity: 'info',
      file: 'layer.json',
      line: null,
      message: `the layer has ${parts.join(' and ')}, which only trust lets run`,
      remedy: `Tell its users to give --trust ${trustText(name, integrity)}`,
      fixable: false,
    },
  ]
}

/** Returns what is suspect about a valid manifest by itself. */
function manifestWarnings(manifest: Manifest, version: string): readonly Finding[] {
  const { answers, questions, files, migrations, run = [], plopfile, extends: range } = manifest
  const found: Finding[] = []
  const suspect = (rule: string, message: string, remedy: string) =>
    found.push(warning(`layer/${rule}`, 'layer.json', message, remedy))
  const parts = [answers, questions, files, migrations]
  const isData = run.length === 0 && plopfile === undefined
  if (isData && parts.every((part) => Object.keys(part).length === 0)) {
    const remedy = 'Put the files that it adds into files/, or use answers.'
    suspect('empty', 'the layer changes nothing: it has no files and no answers', remedy)
  }
  if (range !== undefined && !semver.satisfies(version, range, { includePrerelease: true })) {
    const remedy = 'Widen the range, or use a version of create-go-docker that it includes.'
    const message = `"extends" is ${range}, which excludes this version of create-go-docker, ${version}`
    suspect('other-version', message, remedy)
  }
  for (const { to } of migrations.filter((one) => isOlder(manifest.version, one.to))) {
    const message = `the migration to ${to} never runs: the layer has the version ${manifest.version}`
    suspect('future-migration', message, 'Raise the version of the layer, or correct "to".')
  }
  return found
}
