import type { Finding } from '../finding.ts'
import type { Problem } from '../problem.ts'
import type { Answers } from '../questions/answers.ts'
import type { DestinationFacts } from '../questions/destination-facts.ts'
import type { Plan } from './change.ts'
import type { Lock } from './lock.ts'
import { type Recorded, saysTheSame } from './record.ts'
import { textIn } from './tree.ts'

/** What stands in and above the destination, read before anything is asked. */
export interface Destination {
  readonly recorded: Recorded
  /** Why nothing can be written there, whatever is asked for. */
  readonly problems: readonly Problem[]
  /** The module path of its go.mod. */
  readonly goModule?: string
  /** The names in it, and those in its .github as `.github/NAME`, spelled as they are. */
  readonly names: ReadonlySet<string>
  /** The folder of a go.work, in it or above it, that does not use it. */
  readonly workspace?: string
  /** The root of the repository that it lies in, where it isn't that root itself. */
  readonly repositoryRoot?: string
}

/** Returns what questions and defaults depend on. What an intent says is only taken while it says what the lock does. */
export function factsOf({ recorded, problems, goModule }: Destination): DestinationFacts {
  const { intent, lock } = recorded
  const answers = lock?.answers ?? intent?.answers
  const wrong = answers === undefined || isNamed(answers) ? [] : [unnamed]
  const edited = intent !== undefined && lock !== undefined && !saysTheSame(intent, lock)
  return {
    problems: [...problems, ...wrong, ...(edited ? [editedIntent] : [])],
    ...(answers !== undefined && isNamed(answers) ? { recorded: answers } : {}),
    ...(goModule === undefined ? {} : { goModule }),
  }
}

function isNamed(answers: Lock['answers']): answers is Answers {
  return typeof answers.name === 'string' && typeof answers.module === 'string'
}

const unnamed: Problem = {
  what: 'cannot read go-docker.json: its answers lack a name or a module',
  fix: 'Restore it from git, or move it away to start without a record.',
}

const editedIntent: Problem = {
  what: 'go-docker.json was edited since the last run: it says something else than go-docker.lock.json',
  fix: 'Restore it from git. Applying a changed answer is the work of a later command, update.',
}

/** The files that are read at a repository's root only. */
const rootFiles: readonly string[] = ['.github/workflows/ci.yml', 'renovate.json']

/** Returns the paths of the tree that the repository does without: as recorded, else what would be read by nobody. */
export function excludedFrom({ recorded, repositoryRoot }: Destination): readonly string[] {
  const { intent, lock } = recorded
  if (intent !== undefined || lock !== undefined) return intent?.exclude ?? lock?.exclude ?? []
  return repositoryRoot === undefined ? [] : rootFiles
}

interface Rival {
  readonly ours: string
  readonly theirs: readonly string[]
  /** Returns what a reader makes of the two. */
  readonly message: (theirs: string) => string
  readonly remedy: string
}

/** The names that a tool looks for besides ours, in the order in which it does. */
const rivals: readonly Rival[] = [
  {
    // https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file
    ours: 'docker-compose.yml',
    theirs: ['compose.yaml', 'compose.yml'],
    message: (theirs) => `docker compose reads ${theirs}, and not docker-compose.yml`,
    remedy: 'Use docker compose -f docker-compose.yml, or remove one of the two files.',
  },
  {
    ours: 'docker-compose.yml',
    theirs: ['docker-compose.yaml'],
    message: (theirs) =>
      `docker compose finds ${theirs} beside docker-compose.yml, and reads one of them`,
    remedy: 'Use docker compose -f docker-compose.yml, or remove one of the two files.',
  },
  {
    // https://www.gnu.org/software/make/manual/html_node/Makefile-Names.html
    ours: 'Makefile',
    theirs: ['GNUmakefile', 'makefile'],
    message: (theirs) => `make reads ${theirs}, and not Makefile`,
    remedy: 'Use make -f Makefile, or remove one of the two files.',
  },
  {
    // By viper's order of extensions: json, toml, yaml, yml.
    ours: '.golangci.yml',
    theirs: ['.golangci.json', '.golangci.toml', '.golangci.yaml'],
    message: (theirs) => `golangci-lint reads ${theirs}, and not .golangci.yml`,
    remedy: 'Merge the two files.',
  },
  {
    // https://docs.renovatebot.com/configuration-options/: the first of these names, renovate.json before all others.
    ours: 'renovate.json',
    theirs: [
      'renovate.json5',
      '.github/renovate.json',
      '.github/renovate.json5',
      '.renovaterc',
      '.renovaterc.json',
      '.renovaterc.json5',
    ],
    message: (theirs) => `Renovate reads one configuration: renovate.json, and no longer ${theirs}`,
    remedy: 'Merge the two files.',
  },
  {
    // https://docs.docker.com/build/concepts/context/#filename-and-location
    ours: '.dockerignore',
    theirs: ['Dockerfile.dockerignore'],
    message: (theirs) => `docker build reads ${theirs}, and not .dockerignore`,
    remedy: 'Merge the two files.',
  },
]

/** Returns what a person should know about the destination and a plan for it, though nothing stops the run. */
export function warningsOf(destination: Destination, plan: Plan): readonly Finding[] {
  return [
    ...rivals.flatMap((rival) => outranked(rival, destination, plan)),
    ...belowRoot(destination, plan),
    ...overriddenLineEnds(plan),
  ]
}

/** Returns whether `docker compose` without `-f` starts something else than ours. */
export function composeIsOutranked({ names }: Pick<Destination, 'names'>): boolean {
  return rivals.some(
    ({ ours, theirs }) => ours === 'docker-compose.yml' && theirs.some((name) => names.has(name)),
  )
}

function outranked(rival: Rival, { names }: Destination, { changes }: Plan): readonly Finding[] {
  if (!changes.some(({ path }) => path === rival.ours)) return []
  return rival.theirs
    .filter((theirs) => names.has(theirs))
    .map((theirs) => warning('destination/outranked', theirs, rival.message(theirs), rival.remedy))
}

/** GitHub and Renovate read their files at a repository's root: below it they would be dead. */
function belowRoot({ repositoryRoot }: Destination, { changes }: Plan): readonly Finding[] {
  if (repositoryRoot === undefined) return []
  const missing = rootFiles.filter((path) => !changes.some((change) => change.path === path))
  if (missing.length === 0) return []
  const message = `left out ${missing.join(' and ')}: this directory is not the root of its repository, where they are read`
  const remedy =
    'Run `docker build -f testing.dockerfile .` here from a workflow at the root, and configure Renovate there.'
  return [warning('destination/below-root', null, message, remedy)]
}

/** Git takes the last line that matches: ours comes after theirs. */
function overriddenLineEnds({ changes }: Plan): readonly Finding[] {
  const change = changes.find(({ path }) => path === '.gitattributes')
  if (change?.status !== 'merge' || !/\beol=crlf\b/.test(textIn(change.existing.file))) return []
  const message =
    'the line `* text=auto eol=lf` comes after one of yours with eol=crlf, and overrides it'
  const remedy = 'Move your line below the marked block.'
  return [warning('destination/line-ends', '.gitattributes', message, remedy)]
}

function warning(rule: string, file: string | null, message: string, remedy: string): Finding {
  return { rule, severity: 'warning', file, line: null, message, remedy, fixable: false }
}
