import type { Finding } from '../../../generators/finding.ts'

/** Returns a finding of a check, about the Makefile unless told otherwise. */
export function finding(severity: Finding['severity'], more: Partial<Finding> = {}): Finding {
  return {
    rule: 'drift/modified',
    severity,
    file: 'Makefile',
    line: null,
    message: 'Makefile was edited',
    remedy: 'Restore it from git.',
    fixable: false,
    ...more,
  }
}

/** Returns what `check --json` prints for a repository, as an object. */
export function checked(
  name: string,
  findings: readonly Finding[] = [],
  body: Readonly<Record<string, unknown>> = {},
) {
  return {
    schema: 'create-go-docker/result@1',
    command: 'check',
    kind: findings.length > 0 ? 'findings' : 'done',
    exitCode: findings.length > 0 ? 1 : 0,
    version: '0.2.0',
    warnings: [],
    body: {
      problems: [],
      directory: `/work/${name}`,
      layers: [{ name: 'create-go-docker', version: '0.2.0', integrity: 'sha256-0' }],
      files: ['Makefile', 'Dockerfile'].map((path) => {
        return { path, owner: 'managed', layer: 'create-go-docker', verdict: 'same' }
      }),
      findings,
      restored: [],
      ...body,
    },
  }
}

/** Returns what `check --json` prints for a repository that it can't check, as an object. */
export function failed(directory: string | null, message = 'it has no go-docker.lock.json') {
  return {
    ...checked(''),
    kind: 'failure',
    exitCode: 1,
    body: {
      problems: [{ message, remedy: null }],
      directory,
      layers: [],
      files: [],
      findings: [],
      restored: [],
    },
  }
}
