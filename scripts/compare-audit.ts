/**
 * Compares what an audit finds in real repositories with what is wrong there, by hand:
 * `npx tsx scripts/compare-audit.ts CASES.json FOLDER [ID]`. FOLDER has a checkout of each
 * repository, named `owner+name`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { audit } from '../generators/audit/audit.ts'
import { readFacts } from '../generators/dockerize/read-facts.ts'
import type { Finding } from '../generators/finding.ts'

/** What is wrong with a file, and what is not, in words that a person wrote. */
interface Case {
  readonly id: string
  readonly repo: string
  readonly path: string
  readonly kind: 'well-made' | 'defective'
  /** Rules that must find nothing, each with a reason: `G21/G24 (why)`, `G10 on l.1`. */
  readonly must_not_fire: readonly string[]
  readonly defects: readonly {
    /** `N-…` is a kind that had no rule yet. */
    readonly rule: string
    readonly line: number | null
    readonly severity: 'E' | 'W' | 'I'
    readonly why: string
  }[]
}

const severities = { E: 'error', W: 'warning', I: 'info' } as const

const [casesFile = '', folder = '', only] = process.argv.slice(2)
const cases: { readonly audit: readonly Case[] } = JSON.parse(readFileSync(casesFile, 'utf8'))
const counts = { found: 0, missed: 0, false: 0, besides: 0 }
for (const one of cases.audit.filter(({ id }) => only === undefined || id === only)) {
  console.log(`\n${one.id} ${one.repo} ${one.path} (${one.kind})`)
  const start = performance.now()
  compare(one, await findingsIn(one))
  console.log(`  ${Math.round(performance.now() - start)} ms`)
}
console.log(
  `\n${Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')}`,
)

/** Returns the findings that are about the file of a case: in it, or in its .dockerignore. */
async function findingsIn({ repo, path }: Case): Promise<readonly Finding[]> {
  const directory = join(folder, repo.replace('/', '+'))
  const { findings } = await audit(directory, {
    asOf: '2026-11-28',
    factsOf: (module) =>
      readFacts(join(directory, module), async (paths) => new Set(paths)).catch(() => undefined),
  })
  return findings.filter(({ file }) => file === path || file === `${path}.dockerignore`)
}

/** Prints which defects are found and missed, which findings are false, and what else there is. */
function compare({ defects, must_not_fire }: Case, findings: readonly Finding[]): void {
  const left = new Set(findings)
  for (const { rule, line, severity, why } of defects) {
    // A person may have named the line of the key above a value.
    const hits = findings.filter(
      (one) =>
        (rule.startsWith('N-') || one.rule === `audit/${rule.replace('+', '')}`) &&
        (line === null || Math.abs((one.line ?? 0) - line) <= 1),
    )
    for (const hit of hits) left.delete(hit)
    const isFound = hits.length > 0
    counts[isFound ? 'found' : 'missed'] += 1
    const as = hits.map((hit) => `${hit.rule} ${hit.severity}: ${hit.message}`).join('; ')
    console.log(
      `  ${isFound ? 'found ' : 'MISSED'}   ${rule}:${line} ${severities[severity]}: ${why}   ${as}`,
    )
  }
  for (const one of left) {
    const isFalse = must_not_fire.some((words) => forbids(words, one))
    counts[isFalse ? 'false' : 'besides'] += 1
    console.log(
      `  ${isFalse ? 'FALSE  ' : 'besides'}  ${one.rule}:${one.line} ${one.severity}: ${one.message}`,
    )
  }
}

/** Returns whether words such as `G10 on l.1` forbid a finding. */
function forbids(words: string, { rule, line }: Finding): boolean {
  const [named = ''] = words.split('(')
  const lines = [...named.matchAll(/\bl\.(\d+)/g)].map(([, number]) => Number(number))
  const isNamed = [...named.matchAll(/G\d+/g)].some(([id]) => rule === `audit/${id}`)
  return isNamed && (lines.length === 0 || lines.includes(line ?? 0))
}
