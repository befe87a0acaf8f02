import { ignoredByDocker } from '../../plan/dockerignore.ts'
import type { Audited, AuditedDockerfile } from '../audited.ts'
import { commandsIn } from '../dockerfile/go-commands.ts'
import { copiesIn, isWholeContext } from '../dockerfile/stages.ts'
import { dockerignoreOf, isIgnoredByGit } from '../ignored.ts'
import type { Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { realCredentialsIn } from '../secret-files.ts'
import { type GitUse, gitUseOf, includesGit } from '../wants-git.ts'

const usesGit =
  /\bgit\s+(?:-C\s+\S+\s+)?(?:describe|rev-parse|log|tag|status|diff|rev-list|show|submodule)\b|buildvcs=(?:true|auto)|goreleaser/

/** Returns the texts of a repository's scripts, if a build runs some: make, task, a shell script. */
function scriptsRunBy({ file }: AuditedDockerfile, { texts }: Repository): readonly string[] {
  const isScripted = file.stages
    .flatMap((stage) => commandsIn(file, stage))
    .some(
      ({ words }) =>
        /^(?:make|task|mage|just)$|\.sh$/.test(words[0] ?? '') ||
        words.some((word) => /\.sh$/.test(word)),
    )
  if (!isScripted) return []
  return [...texts].flatMap(([path, text]) =>
    /(?:makefile|\.mk|\.sh|taskfile\.ya?ml|justfile|magefile\.go)$/i.test(path) ? [text] : [],
  )
}

/** Returns whether a program of a build asks for the commit, which Go takes from `.git`. */
function asksForCommit({ file, facts }: AuditedDockerfile): boolean {
  const isAsked = facts?.mains.some(({ commit }) => commit !== undefined) ?? false
  return isAsked && !file.source.some((line) => line.includes('-buildvcs=false'))
}

/** Returns whether a build may ask git for the version, so that it needs `.git`. */
function needsGit(dockerfile: AuditedDockerfile, repository: Repository): boolean {
  return (
    asksForCommit(dockerfile) ||
    dockerfile.file.source.some((line) => usesGit.test(line)) ||
    scriptsRunBy(dockerfile, repository).some((text) => usesGit.test(text))
  )
}

/** Returns how much a build may need `.git` without a git command that shows it. */
function useOfGit(dockerfile: AuditedDockerfile, repository: Repository): GitUse {
  return gitUseOf(dockerfile, scriptsRunBy(dockerfile, repository))
}

/** Programs that read .env files by themselves, or run code of the repository that may. */
const readsVariables =
  /^(?:\.?\.?\/.*|npm|npx|yarn|pnpm|bun|vite|next|node|godotenv|dotenv)$|^(?:ba|da|a)?sh [^-]/

/** Returns whether a build runs code of the repository that is no script that was read. */
function runsCode({ file }: AuditedDockerfile): boolean {
  return file.stages
    .flatMap((stage) => commandsIn(file, stage))
    .some(
      ({ words: [program = '', word = ''] }) =>
        readsVariables.test(program) ||
        readsVariables.test(`${program} ${word}`) ||
        (program === 'go' && /^(?:test|run|generate)$/.test(word)),
    )
}

/** Returns whether a build or its program may read `.env` files. */
function needsVariables(dockerfile: AuditedDockerfile, repository: Repository): boolean {
  const { file, facts } = dockerfile
  return (
    runsCode(dockerfile) ||
    [...file.source, ...scriptsRunBy(dockerfile, repository)].some((text) =>
      text.includes('.env'),
    ) ||
    (facts?.files.some(({ path }) => path.includes('.env')) ?? false) ||
    // With `all:`, a folder is embedded with its hidden files.
    (facts?.embeds.some(({ pattern }) => /^all:|\.env/.test(pattern)) ?? false)
  )
}

const namesGit = /(?:^|[\s/"'=,])\.git(?:[\s/"',]|$)/
/** Modules that read a repository of git. */
const readsGit = /\/(?:go-git|git2go|gitea\/modules\/git)(?:\/|$)/

/** Returns whether something of a build may read `.git` all the same, though nothing says so. */
function mayNeedGit(dockerfile: AuditedDockerfile, repository: Repository): boolean {
  const { file, module } = dockerfile
  return (
    needsGit(dockerfile, repository) ||
    useOfGit(dockerfile, repository) !== 'none' ||
    runsCode(dockerfile) ||
    file.source.some((line) => namesGit.test(line)) ||
    [...(module?.requires.keys() ?? [])].some((name) => readsGit.test(name))
  )
}

/**
 * Returns the edit that creates a .dockerignore where there is none; none if another build from the
 * same folder, or the program, may need what it would hide.
 */
function newIgnore(
  dockerfile: AuditedDockerfile,
  { dockerfiles, repository }: Audited,
  lines: readonly string[],
): Pick<Found, 'edit'> {
  const path = '.dockerignore'
  const isThere = repository.paths.has(path) || dockerignoreOf(repository, dockerfile) !== undefined
  const isNeeded = dockerfiles.some((other) => {
    const hidesGit = lines.includes('.git') && mayNeedGit(other, repository)
    const hidesVariables = lines.includes('**/.env') && needsVariables(other, repository)
    return (hidesGit || hidesVariables) && (other.context ?? '.') === '.'
  })
  if (isThere || isNeeded || !dockerfile.isContextCertain) return {}
  return { edit: { path, text: `${lines.join('\n')}\n` } }
}

/** Folders whose files are for tests, with secrets that are none. */
const forTests = /(?:^|\/)(?:e2e|tests?|testdata|(?:__)?fixtures?(?:__)?)\//

/** Returns whether a file is a `.env` file of one machine, or has a secret. */
function isSecret(repository: Repository, path: string): boolean {
  if (!/(?:^|\/)\.env(?:\.(?:local|production|prod))?$/.test(path) || forTests.test(path))
    return false
  const text = repository.texts.get(path) ?? ''
  return isIgnoredByGit(repository, path) || realCredentialsIn(text).length > 0
}

const dockerfile = 'FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n'

export const G33: Rule = {
  id: 'G33',
  name: 'context-with-everything',
  severity: 'warning',
  reason:
    'Without a .dockerignore, each commit and each local file, secrets too, is sent to the builder and ends its cache.',
  source: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  fix: 'Add .git and **/.env* to .dockerignore.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const { dockerfiles, repository } = audited
    for (const dockerfile of dockerfiles) {
      const { path, file, context, isForDevelopment } = dockerfile
      if (context !== '.' || isForDevelopment) continue
      const copy = file.stages.flatMap((stage) => copiesIn(file, stage)).find(isWholeContext)
      if (copy === undefined) continue
      const text = dockerignoreOf(repository, dockerfile)?.text ?? ''
      const secrets = [...repository.paths].filter((each) => isSecret(repository, each))
      const reaches = (paths: readonly string[]) => {
        const ignored = new Set(ignoredByDocker(text, paths))
        return paths.filter((each) => !ignored.has(each))
      }
      const [secret] = reaches(secrets)
      const hasGit =
        reaches(['.git/HEAD']).length > 0 && !includesGit(text) && !needsGit(dockerfile, repository)
      const isUnsure = secret === undefined && useOfGit(dockerfile, repository) === 'likely'
      if (secret === undefined && !hasGit) continue
      const what = [...(hasGit ? ['.git'] : []), ...(secret === undefined ? [] : [secret])]
      yield {
        path,
        line: copy.instruction.line,
        message: `${what.join(' and ')} ${what.length > 1 ? 'become' : 'becomes'} part of the build`,
        ...(isUnsure ? { severity: 'info' as const } : {}),
        ...newIgnore(dockerfile, audited, [
          ...(hasGit ? ['.git'] : []),
          ...(secret === undefined ? [] : ['**/.env', '**/.env.*', '!**/.env.example']),
        ]),
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'no .dockerignore', files: { Dockerfile: dockerfile }, at: ['Dockerfile:3'] },
    {
      title: 'the folder above, which is the same',
      files: { Dockerfile: dockerfile.replace('COPY .', 'COPY ..') },
      at: ['Dockerfile:3'],
    },
    {
      title: 'secrets',
      files: { Dockerfile: dockerfile, '.dockerignore': '.git\n', '.env': 'PASSWORD=hunter2\n' },
      at: ['Dockerfile:3'],
    },
    {
      title: 'settings of one machine',
      files: {
        Dockerfile: dockerfile,
        '.dockerignore': '.git\n',
        '.gitignore': '.env\n',
        '.env': 'A=1\n',
      },
      at: ['Dockerfile:3'],
    },
    {
      title: 'git is there for a script',
      files: {
        Dockerfile: `${dockerfile}RUN apk add --no-cache git python3 && python3 build.py\n`,
      },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
    {
      title: 'a Go program of the repository runs',
      files: { Dockerfile: dockerfile.replace('build -o /app .', 'run build.go') },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'both are hidden',
      files: { Dockerfile: dockerfile, '.dockerignore': '.git\n**/.env*\n', '.env': 'A=1\n' },
    },
    {
      title: 'git gives the version',
      files: { Dockerfile: `${dockerfile}RUN git describe --tags\n` },
    },
    {
      title: 'a .dockerignore that wants .git',
      files: { Dockerfile: dockerfile, '.dockerignore': '*\n!*.go\n!/.git/\n' },
    },
    {
      title: 'a file for tests, and public settings',
      files: {
        Dockerfile: dockerfile,
        '.dockerignore': '.git\n',
        'testdata/project/.env': 'PASSWORD=fixture\n',
        'ui/.env.production': 'REACT_APP_API_URL=/\n',
      },
    },
    { title: 'single files', files: { Dockerfile: 'FROM scratch\nCOPY app /\n', app: '' } },
  ],
}
