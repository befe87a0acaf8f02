import type { Finding } from '../../generators/finding.ts'
import { compareVersions } from '../../generators/plan/versions.ts'
import type { CheckResult, UsedLayer } from './check-result.ts'

/** How a repository is, worst first: it could not be checked, or by its most serious finding. */
export const statuses = ['unchecked', 'errors', 'warnings', 'clean'] as const

/** How a repository is. Notes alone leave it clean. */
export type Status = (typeof statuses)[number]

/** A repository of the report. */
export interface Repository {
  readonly name: string
  readonly status: Status
  /** The repository as an absolute path on the machine that checked it; null if unknown. */
  readonly directory: string | null
  /** The version of create-go-docker that checked it; null if its result can't be read. */
  readonly version: string | null
  readonly layers: readonly (UsedLayer & {
    /** Whether another repository of the report has a later version. */
    readonly behind: boolean
  })[]
  readonly counts: Counts
  /** Most serious first. */
  readonly findings: readonly Finding[]
  /** What stopped its check. */
  readonly problems: CheckResult['problems']
}

/** The numbers of a repository. */
export interface Counts {
  /** How many files its record has. */
  readonly files: number
  /** How many files drifted where the template decides. */
  readonly drifted: number
  readonly errors: number
  readonly warnings: number
  readonly notes: number
}

/** All repositories of a report, and what they have in common. */
export interface Fleet {
  /** Worst first. */
  readonly repositories: readonly Repository[]
  /** How many repositories have each status. */
  readonly totals: Readonly<Record<Status, number>>
  /** How many repositories use each version of a layer: by name, newest first. */
  readonly layers: readonly (UsedLayer & {
    readonly repositories: number
    readonly behind: boolean
  })[]
  /** In how many repositories each file drifted, most often first. */
  readonly drifted: readonly { readonly path: string; readonly repositories: number }[]
}

/** A result with the name of its repository. */
export interface Named {
  readonly name: string
  readonly result: Unread | CheckResult
}

/** A result that can't be read. */
export interface Unread {
  /** What failed, and why. */
  readonly unread: string
}

/** Combines the results of checks. */
export function fleetOf(results: readonly Named[]): Fleet {
  const newest = newestOf(results)
  const isBehind = ({ name, version }: UsedLayer): boolean =>
    order(version, newest.get(name) ?? version) < 0
  const repositories = results.map((named) => repositoryOf(named, isBehind)).sort(byUrgency)
  return {
    repositories,
    totals: totalsOf(repositories),
    layers: layersOf(repositories),
    drifted: driftedIn(repositories),
  }
}

/** Compares versions; those that are no numbers, such as commits, have no order. */
function order(a: string, b: string): number {
  return [a, b].every((version) => /^v?\d+\.\d/.test(version)) ? compareVersions(a, b) : 0
}

function newestOf(results: readonly Named[]): ReadonlyMap<string, string> {
  const newest = new Map<string, string>()
  for (const { name, version } of results.flatMap(({ result }) => usedLayers(result))) {
    const known = newest.get(name)
    if (known === undefined || order(known, version) < 0) newest.set(name, version)
  }
  return newest
}

function usedLayers(result: Unread | CheckResult): readonly UsedLayer[] {
  return 'unread' in result ? [] : result.layers
}

const severities = ['error', 'warning', 'info'] as const

function repositoryOf(
  { name, result }: Named,
  isBehind: (layer: UsedLayer) => boolean,
): Repository {
  if ('unread' in result) {
    const problems = [{ message: result.unread, remedy: null }]
    return { ...nothing, name, status: 'unchecked', directory: null, version: null, problems }
  }
  const { directory, version, problems, kind } = result
  if (kind !== 'done' && kind !== 'findings') {
    const told = problems.length > 0 ? problems : [{ message: `it was ${kind}`, remedy: null }]
    return { ...nothing, name, status: 'unchecked', directory, version, problems: told }
  }
  const findings = severities.flatMap((severity) =>
    result.findings.filter((finding) => finding.severity === severity),
  )
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length
  const counts = {
    files: result.files,
    drifted: findings.filter(isDrift).length,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('info'),
  }
  const status = counts.errors > 0 ? 'errors' : counts.warnings > 0 ? 'warnings' : 'clean'
  const layers = result.layers.map((layer) => ({ ...layer, behind: isBehind(layer) }))
  return { name, status, directory, version, layers, counts, findings, problems: [] }
}

const nothing = {
  layers: [],
  counts: { files: 0, drifted: 0, errors: 0, warnings: 0, notes: 0 },
  findings: [],
} as const

/** Drift that is only a note is a change that the template permits. */
function isDrift({ rule, severity }: Finding): boolean {
  return rule.startsWith('drift/') && severity !== 'info'
}

/** Orders repositories by status, then by their numbers, old layers and name. */
function byUrgency(a: Repository, b: Repository): number {
  const old = ({ layers }: Repository): number => layers.filter(({ behind }) => behind).length
  return (
    statuses.indexOf(a.status) - statuses.indexOf(b.status) ||
    b.counts.errors - a.counts.errors ||
    b.counts.warnings - a.counts.warnings ||
    old(b) - old(a) ||
    b.counts.notes - a.counts.notes ||
    (a.name < b.name ? -1 : 1)
  )
}

function totalsOf(repositories: readonly Repository[]): Fleet['totals'] {
  const count = (status: Status): number =>
    repositories.filter((repository) => repository.status === status).length
  return {
    unchecked: count('unchecked'),
    errors: count('errors'),
    warnings: count('warnings'),
    clean: count('clean'),
  }
}

function layersOf(repositories: readonly Repository[]): Fleet['layers'] {
  const counted = new Map<string, Fleet['layers'][number]>()
  for (const layer of repositories.flatMap(({ layers }) => layers)) {
    const key = JSON.stringify([layer.name, layer.version])
    counted.set(key, { ...layer, repositories: (counted.get(key)?.repositories ?? 0) + 1 })
  }
  return [...counted.values()].sort((a, b) =>
    a.name === b.name ? order(b.version, a.version) : a.name < b.name ? -1 : 1,
  )
}

function driftedIn(repositories: readonly Repository[]): Fleet['drifted'] {
  const counts = new Map<string, number>()
  for (const { findings } of repositories) {
    const paths = findings.flatMap((finding) => (isDrift(finding) ? [finding.file] : []))
    for (const path of new Set(paths)) {
      if (path !== null) counts.set(path, (counts.get(path) ?? 0) + 1)
    }
  }
  return [...counts]
    .map(([path, repositories]) => ({ path, repositories }))
    .sort((a, b) => b.repositories - a.repositories || (a.path < b.path ? -1 : 1))
}
