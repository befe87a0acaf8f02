import type { Finding } from '../../generators/finding.ts'
import { isObject } from '../../generators/json.ts'

/** A layer that a repository was written from. */
export interface UsedLayer {
  readonly name: string
  readonly version: string
}

/** What `check --json` printed, as far as a report needs it. */
export interface CheckResult {
  /** The version of create-go-docker that checked the repository. */
  readonly version: string
  readonly kind: string
  /** The repository as an absolute path; null if the check did not get that far. */
  readonly directory: string | null
  readonly layers: readonly UsedLayer[]
  /** How many files the record has. */
  readonly files: number
  readonly findings: readonly Finding[]
  /** What stopped the check. */
  readonly problems: readonly { readonly message: string; readonly remedy: string | null }[]
}

/**
 * Reads a JSON object of unknown origin as the result of a check. Returns a sentence's end that
 * says why it is none.
 */
export function readCheckResult(value: Readonly<Record<string, unknown>>): CheckResult | string {
  const { schema, command, kind, version, warnings, body } = value
  if (typeof schema !== 'string' || !schema.startsWith('create-go-docker/result@')) {
    return 'is not a result of create-go-docker'
  }
  if (schema !== 'create-go-docker/result@1') {
    return `has the schema ${schema}, which this version does not know`
  }
  if (command !== 'check') return 'is the result of another command than check'
  if (!isText(kind) || !isText(version) || !isObject(body)) return broken
  const { directory, layers, files, findings, problems } = body
  const isComplete =
    (directory === null || isText(directory)) &&
    isListOf(layers, isLayer) &&
    Array.isArray(files) &&
    isListOf(findings, isFinding) &&
    isListOf(warnings, isFinding) &&
    isListOf(problems, isProblem)
  if (!isComplete) return broken
  return {
    version,
    kind,
    directory,
    layers: layers.map(({ name, version }) => ({ name, version })),
    files: files.length,
    findings: [...warnings, ...findings].map(findingOnly),
    problems: problems.map(({ message, remedy }) => ({ message, remedy })),
  }
}

const broken = 'is not a valid result of a check'

function isListOf<T>(list: unknown, isOne: (value: unknown) => value is T): list is readonly T[] {
  return Array.isArray(list) && list.every(isOne)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value)
}

function isLayer(value: unknown): value is UsedLayer {
  return isObject(value) && isText(value.name) && isText(value.version)
}

function isProblem(value: unknown): value is CheckResult['problems'][number] {
  return isObject(value) && isText(value.message) && isTextOrNull(value.remedy)
}

const severities: readonly unknown[] = ['error', 'warning', 'info']

function isFinding(value: unknown): value is Finding {
  return (
    isObject(value) &&
    typeof value.rule === 'string' &&
    /^[a-z0-9-]+\/[a-z0-9-]+$/.test(value.rule) &&
    severities.includes(value.severity) &&
    isTextOrNull(value.file) &&
    (value.line === null || (Number.isSafeInteger(value.line) && Number(value.line) > 0)) &&
    isText(value.message) &&
    isTextOrNull(value.remedy) &&
    typeof value.fixable === 'boolean' &&
    (value.accepted === undefined || isAccepted(value.accepted))
  )
}

function isAccepted(value: unknown): value is NonNullable<Finding['accepted']> {
  return isObject(value) && isText(value.reason) && isTextOrNull(value.until)
}

/** Drops the keys that this version does not know. */
function findingOnly(finding: Finding): Finding {
  const { rule, severity, file, line, message, remedy, fixable, accepted } = finding
  return {
    ...{ rule, severity, file, line, message, remedy, fixable },
    ...(accepted === undefined
      ? {}
      : { accepted: { reason: accepted.reason, until: accepted.until } }),
  }
}
