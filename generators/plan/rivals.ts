import { type Finding, warning } from '../finding.ts'
import type { Plan } from './change.ts'
import type { Destination } from './destination.ts'

interface Rival {
  readonly ours: string
  readonly theirs: readonly string[]
  /** Returns a message about the two files, given the other one. */
  readonly message: (theirs: string) => string
  readonly remedy: string
}

const composeRemedy = 'Use docker compose -f docker-compose.yml, or remove one of the two files.'

/** The file names that a tool looks for besides ours, in its order. */
export const rivals: readonly Rival[] = [
  {
    // https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file
    ours: 'docker-compose.yml',
    theirs: ['compose.yaml', 'compose.yml'],
    message: (theirs) => `docker compose reads ${theirs} instead of docker-compose.yml`,
    remedy: composeRemedy,
  },
  {
    ours: 'docker-compose.yml',
    theirs: ['docker-compose.yaml'],
    message: (theirs) =>
      `docker compose finds ${theirs} next to docker-compose.yml, and reads only one of them`,
    remedy: composeRemedy,
  },
  {
    // https://www.gnu.org/software/make/manual/html_node/Makefile-Names.html
    ours: 'Makefile',
    theirs: ['GNUmakefile', 'makefile'],
    message: (theirs) => `make reads ${theirs} instead of Makefile`,
    remedy: 'Use make -f Makefile, or remove one of the two files.',
  },
  {
    // Ordered by extension, as in viper: json, toml, yaml, yml.
    ours: '.golangci.yml',
    theirs: ['.golangci.json', '.golangci.toml', '.golangci.yaml'],
    message: (theirs) => `golangci-lint reads ${theirs} instead of .golangci.yml`,
    remedy: 'Merge the two files.',
  },
  {
    // https://docs.renovatebot.com/configuration-options/: the first of these names wins, and
    // renovate.json comes first.
    ours: 'renovate.json',
    theirs: [
      'renovate.json5',
      '.github/renovate.json',
      '.github/renovate.json5',
      '.renovaterc',
      '.renovaterc.json',
      '.renovaterc.json5',
    ],
    message: (theirs) =>
      `Renovate reads only one configuration file: renovate.json instead of ${theirs}`,
    remedy: 'Merge the two files.',
  },
  {
    ours: 'renovate.json',
    theirs: ['.github/dependabot.yml', '.github/dependabot.yaml'],
    message: (theirs) => `Dependabot (${theirs}) and Renovate would both open pull requests`,
    remedy: 'Remove one of the two configurations.',
  },
  {
    // https://docs.docker.com/build/concepts/context/#filename-and-location
    ours: '.dockerignore',
    theirs: ['Dockerfile.dockerignore'],
    message: (theirs) => `docker build reads ${theirs} instead of .dockerignore`,
    remedy: 'Merge the two files.',
  },
]

/** The names of files that docker compose merges with ours automatically. */
const composeOverrides: readonly string[] = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]

/** Returns a warning for each file that a tool reads instead of ours, or in addition. */
export function rivalWarnings(destination: Destination, plan: Plan): readonly Finding[] {
  return [
    ...rivals.flatMap((rival) => outranked(rival, destination, plan)),
    ...overridden(destination, plan),
    ...spelledOtherwise(destination, plan),
  ]
}

/** Returns whether `docker compose` without `-f` reads another file than ours. */
export function composeIsOutranked({ names }: Pick<Destination, 'names'>): boolean {
  return rivals.some(
    ({ ours, theirs }) => ours === 'docker-compose.yml' && theirs.some((name) => names.has(name)),
  )
}

function outranked(rival: Rival, { names }: Destination, { changes }: Plan): readonly Finding[] {
  const change = changes.find(({ path }) => path === rival.ours)
  if (change === undefined) return []
  // On a case-insensitive file system, a file that was read under our name but is spelled
  // differently is the same file.
  const isSpelledOtherwise = 'existing' in change && !names.has(rival.ours)
  const isSame = (theirs: string) =>
    isSpelledOtherwise && theirs.toLowerCase() === rival.ours.toLowerCase()
  return rival.theirs
    .filter((theirs) => names.has(theirs) && !isSame(theirs))
    .map((theirs) => warning('destination/outranked', theirs, rival.message(theirs), rival.remedy))
}

/** An override that exists before our file does was written for another one. */
function overridden({ names }: Destination, { changes }: Plan): readonly Finding[] {
  const isNew = changes.some(
    ({ path, status }) => path === 'docker-compose.yml' && status === 'create',
  )
  return composeOverrides
    .filter((name) => isNew && names.has(name))
    .map((name) => {
      const message = `docker compose merges ${name} into docker-compose.yml`
      const remedy = `Remove ${name}, unless you wrote it for this service.`
      return warning('destination/overridden', name, message, remedy)
    })
}

/** Names that differ only in case can't be checked out together on macOS and Windows. */
function spelledOtherwise({ names }: Destination, { changes }: Plan): readonly Finding[] {
  if (names.size === 0) return []
  const outranking = new Set(rivals.flatMap(({ theirs }) => theirs))
  const created = changes.filter(({ status }) => status === 'create')
  const ours = new Set(created.map(({ path }) => path.replace(/\/.*$/, '')))
  const byCase = new Map([...ours].map((name) => [name.toLowerCase(), name]))
  return [...names].flatMap((theirs) => {
    const own = byCase.get(theirs.toLowerCase())
    if (own === undefined || names.has(own) || outranking.has(theirs)) return []
    const message = `${theirs} and ${own} are the same file on macOS and Windows`
    return [warning('destination/case', theirs, message, `Rename or remove ${theirs}.`)]
  })
}
