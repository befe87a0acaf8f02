import type { Finding } from '../../../generators/finding.ts'
import { lockPath } from '../../../generators/plan/lock.ts'
import { packageName } from '../../package.ts'
import { safeJson } from '../json.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/** What else SARIF says. */
interface Around {
  readonly version: string
  /** The folder of the files in the repository: empty, or with a slash at its end. */
  readonly prefix: string
  /** Returns what else is known of a rule. */
  readonly describe?: (rule: string) => object
}

/**
 * Returns findings as SARIF 2.1.0. The fingerprint,
 * by which GitHub matches alerts, is the rule, the path and the text of the line, so that an edit
 * elsewhere in the file doesn't change it.
 */
export function sarif(
  findings: readonly Finding[],
  { version, prefix, describe = () => ({}) }: Around,
): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: packageName,
            version,
            rules: rules.map((id) => ({ id, ...describe(id) })),
          },
        },
        results: findings.map((finding) => resultOf(finding, rules, prefix)),
      },
    ],
  }
  return safeJson(log)
}

function resultOf(
  { rule, severity, file, line, message, remedy, text, accepted }: Finding,
  rules: readonly string[],
  prefix: string,
) {
  // GitHub shows no result without a location: findings without a file, or about a missing one,
  // refer to the lock.
  const isHere = file !== null && rule !== 'drift/missing' && rule !== 'intent/missing'
  const uri = `${prefix}${isHere ? file : lockPath}`.split('/').map(encodeURIComponent).join('/')
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: levels[severity],
    message: { text: literal(remedy === null ? message : `${message}. ${remedy}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: line ?? 1 },
        },
      },
    ],
    ...(accepted === undefined
      ? {}
      : {
          suppressions: [{ kind: 'external', status: 'accepted', justification: accepted.reason }],
        }),
    partialFingerprints: {
      'createGoDocker/v1': [
        rule,
        file === null ? '' : prefix + file,
        ...(text === undefined ? [] : [text]),
      ].join(':'),
    },
  }
}

/** Escapes what SARIF reads as a placeholder or a link in a message (sections 3.11.5 and 3.11.6). */
function literal(text: string): string {
  return text.replaceAll(/[\\[\]]/g, '\\$&').replaceAll(/[{}]/g, '$&$&')
}
