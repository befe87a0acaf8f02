import type { Ending } from '../../../bin/report/result.ts'
import type { Change, Plan, Status } from '../../../generators/plan/plan.ts'
import type { Request } from '../../../generators/questions/answers.ts'

/** A request as a person may make it. */
export const request: Request = {
  directory: 'my-svc',
  answers: {
    name: 'my-svc',
    module: 'github.com/acme/my-svc',
    framework: 'net/http',
    database: 'postgres',
    baseImage: 'distroless',
  },
}

/** Returns the change of a path; what exists is a file, unless it says otherwise. */
export function change(path: string, status: Status, existing?: Change['existing']): Change {
  const file = { content: Buffer.from(path), mode: '100644' } as const
  return { path, status, file, ...(existing === undefined ? {} : { existing }) }
}

const readme = { kind: 'file', file: { content: Buffer.from('mine'), mode: '100644' } } as const

/** A plan with each kind of change that a create may have. */
export const settled: Plan = {
  directory: '/w/my-svc',
  exists: true,
  changes: [
    change('.gitignore', 'update', readme),
    change('LICENSE', 'keep', readme),
    change('cmd/api/main.go', 'create'),
    change('cmd/cli/main.go', 'create'),
    change('go.mod', 'identical', readme),
  ],
}

/** A plan that stops at two conflicts, one of them no file. */
export const conflicted: Plan = {
  directory: '/w/my-svc',
  exists: true,
  changes: [
    change('Dockerfile', 'create'),
    change('README.md', 'conflict', readme),
    change('internal', 'conflict', { kind: 'symlink' }),
  ],
}

const repeat = 'npm create -y go-docker@0.1.0 -- my-svc --yes'
const next = ['cd my-svc', 'docker compose up --build --wait']

/** An ending of every kind, under what it shows. */
export const endings: Readonly<Record<string, Ending>> = {
  'done and committed': { kind: 'done', request, plan: settled, git: { done: true }, repeat, next },
  'done, but not committed': {
    kind: 'done',
    request,
    plan: settled,
    git: { done: false, reason: 'git is not installed' },
    repeat,
    next,
  },
  'a dry run': { kind: 'dry-run', request, plan: settled, repeat },
  'a conflict': { kind: 'conflict', request, plan: conflicted },
  usage: {
    kind: 'usage',
    problems: [{ what: '--module is missing', fix: 'Say --module PATH.' }, { what: 'and more' }],
  },
  'a failure': {
    kind: 'failure',
    problems: [{ what: 'write go.mod: no space is left', fix: 'Make room.' }],
  },
  cancelled: { kind: 'cancelled' },
  'cancelled by a signal': { kind: 'cancelled', signal: 'SIGTERM' },
}
