import { posix } from 'node:path'
import type { Project } from './compose/project.ts'
import { kindOf } from './find-files.ts'
import type { Repository } from './repository.ts'

/** One way in which a Dockerfile is built. Folders are relative to the repository. */
export interface Build {
  readonly dockerfile: string
  /** Undefined if it is not known; `..` if it is outside. */
  readonly context: string | undefined
  readonly target: string | undefined
  /** The file that says so. */
  readonly from: string
}

/**
 * What is built, as far as Compose files, bake files, workflows, Makefiles, scripts and the comments
 * of Dockerfiles tell.
 */
export interface Builds {
  readonly known: readonly Build[]
  /** Every stage that something names as a target, in lower case. */
  readonly targets: ReadonlySet<string>
  /** Whether a target is only known at run time, so that it may be any. */
  readonly anyTarget: boolean
  /** Every platform that something builds for. */
  readonly platforms: ReadonlySet<string>
}

/** Returns what a repository builds. */
export function buildsIn(repository: Repository, projects: readonly Project[]): Builds {
  const { texts } = repository
  const fromCompose = projects.flatMap(({ services }) =>
    [...services.values()].flatMap(({ build, node }): readonly Build[] =>
      build?.dockerfile === undefined
        ? []
        : [
            {
              dockerfile: build.dockerfile,
              context: build.context,
              target: build.target,
              from: node.file,
            },
          ],
    ),
  )
  const others = [...texts].filter(([path]) => ['script', 'bake'].includes(kindOf(path) ?? ''))
  const fromScripts = others.flatMap(([path, text]) => [
    ...commandBuilds(path, text, repository),
    ...(/\.github\/workflows\//.test(path) ? workflowBuilds(path, text) : []),
  ])
  const fromComments = [...texts].flatMap(([path, text]) =>
    kindOf(path) === 'dockerfile' ? commandBuilds(path, commentsIn(text), repository) : [],
  )
  const known = [...fromCompose, ...fromScripts, ...fromComments]
  const words = [
    ...others.flatMap(([, text]) => targetsIn(text)),
    ...known.map(({ target }) => target ?? ''),
  ]
  const platforms = others.flatMap(
    ([, text]) => text.match(/linux\/(?:amd64|arm64|arm\/v\d|386|s390x|ppc64le|riscv64)/g) ?? [],
  )
  return {
    known,
    targets: new Set(
      words.filter((word) => /^[\w.-]+$/.test(word)).map((word) => word.toLowerCase()),
    ),
    anyTarget: words.some((word) => word.includes('$')),
    platforms: new Set(platforms),
  }
}

/** Returns the words after `--target`, `target:` and `target =`, which name stages. */
function targetsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:--target[= ]|\btarget\s*[:=]\s*)["']?([^\s"',)]+)/g)].map(
    ([, word = '']) => word,
  )
}

const buildCommand =
  /\b(?:docker|podman|buildah|nerdctl)(?:[ \t]+(?:buildx|image))?[ \t]+(?:build|bud)\b((?:\\\r?\n|[^\n;&|`])*)/g

/** Returns the builds that `docker build` commands in a script run, if their words are literal. */
function commandBuilds(path: string, text: string, repository: Repository): readonly Build[] {
  // Commands run at the top, or where the script is; a Dockerfile speaks of itself.
  const own = posix.dirname(path)
  const isScript = kindOf(path) !== 'dockerfile'
  const bases = isScript ? ['.', ...(path.startsWith('.github/') ? [] : [own])] : [own, '.']
  return [...text.matchAll(buildCommand)].flatMap(([, rest = '']) => {
    const words = rest
      .replaceAll(/\\\r?\n/g, ' ')
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => word.replaceAll(/["']/g, ''))
    const target = flagValue(words, '--target')
    const last = literal(words.at(-1))
    const named = flagValue(words, '-f', '--file')
    const name = named === undefined ? last && posix.join(last, 'Dockerfile') : literal(named)
    const base = bases.find((each) => repository.paths.has(posix.join(each, name ?? '')))
    if (base === undefined || name === undefined) return []
    return [
      {
        dockerfile: posix.join(base, name),
        context: last === undefined ? undefined : folderIn(repository, posix.join(base, last)),
        target,
        from: path,
      },
    ]
  })
}

/** Returns a folder if there is one at a path, and `..` for what is outside. */
function folderIn({ folders }: Repository, path: string): string | undefined {
  if (path === '..' || path.startsWith('../')) return '..'
  return folders.has(path) ? path : undefined
}

/** Returns the comments of a Dockerfile, without the signs. */
function commentsIn(text: string): string {
  const comments = text.split('\n').flatMap((line) => /^\s*#(.*)/.exec(line)?.[1] ?? [])
  return comments.join('\n')
}

/** Returns a path if it is a relative one without variables. */
function literal(word: string | undefined): string | undefined {
  if (word === undefined || !/^[\w.][\w./-]*$/.test(word)) return undefined
  return posix.normalize(word).replace(/(?<=.)\/$/, '')
}

function flagValue(words: readonly string[], ...names: readonly string[]): string | undefined {
  const at = words.findIndex((word) => names.includes(word.replace(/=.*$/s, '')))
  const word = words[at]
  if (word === undefined) return undefined
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1]
}

/** Returns the builds of `docker/build-push-action` steps. */
function workflowBuilds(path: string, text: string): readonly Build[] {
  return text
    .split(/uses:\s*["']?docker\/build-push-action/)
    .slice(1)
    .map((step) => {
      const [own = ''] = step.split(/\n[^\S\n]*- /)
      const read = (key: string) => {
        const value = new RegExp(`^[^\\S\\n]+${key}:[^\\S\\n]*["']?([^\\s"'#]+)`, 'm').exec(
          own,
        )?.[1]
        return value === undefined || value.includes('$')
          ? undefined
          : posix.normalize(value).replace(/(?<=.)\/$/, '')
      }
      // Without a context, it takes git's, which is the repository.
      const context = read('context') ?? (/^[^\S\n]+context:/m.test(own) ? undefined : '.')
      const dockerfile = read('file') ?? posix.join(context ?? '.', 'Dockerfile')
      return { dockerfile, context, target: read('target'), from: path }
    })
}
