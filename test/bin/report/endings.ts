import { commandsAs } from '../../../bin/report/commands.ts'
import type { Ending } from '../../../bin/report/create/ending.ts'
import type { Finding } from '../../../generators/finding.ts'
import type {
  Change,
  Conflict,
  Existing,
  ExistingFile,
  Plan,
  Status,
} from '../../../generators/plan/change.ts'
import type { Request } from '../../../generators/questions/answers.ts'
import { treeFile } from '../../tree-file.ts'

/** A typical request. */
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

/** Returns a change of a path; by default, the existing file is the user's. */
export function change(path: string, status: Status, existing: Existing = mine): Change {
  const file = treeFile(path)
  if (status === 'create') return { path, status, file }
  if (status === 'keep') return { path, status, file, existing }
  if (status === 'conflict') return conflict(path, { existing })
  if (existing.kind !== 'file') throw new Error(`${status} needs a file`)
  if (status === 'merge') return { path, status, file, existing, merged: existing.file }
  return { path, status, file, existing }
}

/** Returns a conflict about a file of the user, with the decisions that it offers. */
export function conflict(path: string, more: Partial<Conflict> = {}): Conflict {
  return {
    path,
    status: 'conflict',
    file: treeFile(path),
    existing: mine,
    ways: ['keep', 'overwrite'],
    ...more,
  }
}

const mine: ExistingFile = { kind: 'file', file: { content: Buffer.from('mine'), mode: '100644' } }

/** A plan with every kind of change that a create can have. */
export const settled: Plan = {
  directory: '/w/my-svc',
  exists: true,
  changes: [
    change('.gitignore', 'update'),
    change('LICENSE', 'keep'),
    change('cmd/api/main.go', 'create'),
    change('cmd/cli/main.go', 'create'),
    change('go.mod', 'identical'),
    change('.dockerignore', 'merge'),
  ],
}

/** A plan that stops at two conflicts, one of which is not about a file. */
export const conflicted: Plan = {
  directory: '/w/my-svc',
  exists: true,
  changes: [
    change('Dockerfile', 'create'),
    change('README.md', 'conflict'),
    conflict('internal', { existing: { kind: 'symlink' }, ways: ['keep'] }),
  ],
}

const warnings: readonly Finding[] = [
  {
    rule: 'destination/outranked',
    severity: 'warning',
    file: 'compose.yaml',
    line: null,
    message: 'docker compose reads compose.yaml instead of docker-compose.yml',
    remedy: 'Use docker compose -f docker-compose.yml.',
    fixable: false,
  },
]
const repeat = 'npm create -y go-docker@0.1.0 -- my-svc --yes'
const next = ['cd my-svc', 'docker compose up --build --wait']

const commands = [{ layer: 'company', digest: `sha256-${'0'.repeat(64)}`, argv: ['go', 'version'] }]

/** An ending of each kind, by title. */
export const endings: Readonly<Record<string, Ending>> = {
  'done and committed': {
    kind: 'done',
    detail: 'folded',
    request,
    plan: settled,
    warnings,
    commands: [],
    git: { done: true },
    repeat,
    next,
  },
  'done, but not committed': {
    kind: 'done',
    detail: 'full',
    request,
    plan: settled,
    warnings,
    commands: [],
    git: { done: false, reason: 'git is not installed', remedy: 'Install git.' },
    repeat,
    next,
  },
  'done in a repository, after questions': {
    kind: 'done',
    request,
    plan: settled,
    warnings,
    commands: [],
    git: {
      done: false,
      reason: 'the directory is inside a git repository',
      repository: 'above',
    },
    repeat,
    next,
  },
  'a dry run': {
    kind: 'dry-run',
    request,
    plan: settled,
    warnings,
    commands: [],
    repeat,
  },
  'a dry run with a command of a layer': {
    kind: 'dry-run',
    request,
    plan: settled,
    warnings,
    commands: commandsAs('planned', commands),
    repeat,
  },
  'done with a command of a layer': {
    kind: 'done',
    request,
    plan: settled,
    warnings,
    commands: commandsAs('done', commands),
    git: { done: true },
    repeat,
    next,
  },
  'a conflict': { kind: 'conflict', detail: 'folded', request, plan: conflicted, warnings },
  usage: {
    kind: 'usage',
    problems: [{ what: '--module is missing', fix: 'Use --module PATH.' }, { what: 'and more' }],
  },
  'a failure': {
    kind: 'failure',
    problems: [{ what: 'write go.mod: no space is left', fix: 'Make room.' }],
  },
  'a failed command of a layer': {
    kind: 'failure',
    request,
    plan: settled,
    warnings,
    commands: commandsAs('left', commands),
    git: { done: false, reason: 'a command of a layer did not succeed', remedy: 'Run it.' },
    problems: [{ what: 'a command failed', fix: 'Run it by hand.' }],
  },
  'something unavailable': {
    kind: 'unavailable',
    problems: [{ what: 'templates.json is damaged', fix: 'Install create-go-docker again.' }],
  },
  'something untrusted': {
    kind: 'untrusted',
    problems: [{ what: 'the layer acme is not trusted' }],
  },
  cancelled: { kind: 'cancelled' },
  'cancelled with its files written': {
    kind: 'cancelled',
    request,
    plan: settled,
    warnings,
    commands: [],
    git: { done: false, reason: 'it was interrupted' },
  },
  'cancelled by a signal': { kind: 'cancelled', signal: 'SIGTERM' },
}
