import { posix } from 'node:path'
import { credentialsInFile } from '../credentials.ts'
import { ignoredByDocker } from '../plan/dockerignore.ts'
import type { AuditedDockerfile } from './audited.ts'
import { isExample, isForDevelopment, isForTests } from './development-names.ts'
import type { Dockerfile } from './dockerfile/model.ts'
import { absolute, type Copy, stageNamed } from './dockerfile/stages.ts'
import { dockerignoreOf, isIgnoredByGit } from './ignored.ts'
import { belowContext, type Repository } from './repository.ts'
import { placesOf } from './sources.ts'

const secretFile =
  /(?:^|\/)(?:\.netrc|\.git-credentials|\.npmrc|\.pypirc|id_rsa|id_ed25519|id_ecdsa|\.ssh|\.aws|\.env(?!\.(?:example|sample|template|dist|defaults?|test)\b)(?:\.[\w.-]+)?)\/?$/
const placeholder = /^(?:change.?me|change.?this|your|replace|todo|example|dummy|placeholder)/i
/** A program that reads these talks to the machine of a developer. */
const onLocalhost = /@(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/

/** Returns what is secret of the files that a COPY brings, as a message; undefined if nothing is. */
export function secretOf(
  { sources, from }: Copy,
  { context }: AuditedDockerfile,
  repository: Repository,
): string | undefined {
  for (const source of sources) {
    const path =
      from === undefined && context !== undefined ? belowContext(context, source) : undefined
    const text = repository.texts.get(path ?? '')
    const isCommitted =
      path !== undefined && text !== undefined && !isIgnoredByGit(repository, path)
    if (secretFile.test(source)) {
      // What git has is known: it may be without secrets.
      if (isCommitted && isPlain(path, text)) continue
      return `${source} becomes part of the image`
    }
    const isNamed = /[^/]\.env$/.test(source) && !isExample(source) && !isForTests(source)
    const name = isNamed && text !== undefined ? secretIn(text) : undefined
    if (name !== undefined) return `${source} becomes part of the image, with its ${name}`
  }
  return undefined
}

/** Returns whether a file is of a kind that is understood, and has no secret. */
function isPlain(path: string, text: string): boolean {
  if (/(?:^|\/)\.npmrc$/.test(path)) {
    return !/^\s*(?:[^#;=\s]*:)?(?:_auth(?:Token)?|_password)\s*=\s*(?!\s|\$\{)/im.test(text)
  }
  return /(?:^|\/)\.env(?:\.[\w.-]+)?$/.test(path) && secretIn(text) === undefined
}

/** Returns the first variable of a `.env` file that has a secret. */
function secretIn(text: string): string | undefined {
  return realCredentialsIn(text)[0]?.name
}

/** Returns the credentials of a `.env` file that are no placeholders, and not for the machine of a developer. */
export function realCredentialsIn(text: string): ReturnType<typeof credentialsInFile> {
  return credentialsInFile(text).filter(
    ({ value }) => !placeholder.test(value) && !onLocalhost.test(value),
  )
}

/** A file with a secret in a build context, relative to it. */
interface SecretFile {
  readonly path: string
  readonly what: string
  readonly isCommitted: boolean
}

const privateKey = /-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----/

const known = new WeakMap<Dockerfile, readonly SecretFile[]>()

/** Returns the private keys and the `.env` files with secrets that a build gets. */
function secretFilesFor(
  dockerfile: AuditedDockerfile,
  repository: Repository,
): readonly SecretFile[] {
  const files = known.get(dockerfile.file) ?? readSecretFiles(dockerfile, repository)
  known.set(dockerfile.file, files)
  return files
}

function readSecretFiles(
  dockerfile: AuditedDockerfile,
  repository: Repository,
): readonly SecretFile[] {
  const { context } = dockerfile
  if (context === undefined) return []
  const found = [...repository.texts].flatMap(([path, text]): readonly SecretFile[] => {
    const inContext = posix.relative(context, path)
    if (inContext.startsWith('..') || isExample(path) || isForDevelopment(path)) return []
    const isCommitted = !isIgnoredByGit(repository, path)
    if (/\.(?:pem|key)$/.test(path)) {
      const what = `the private key ${inContext} becomes part of the image`
      return privateKey.test(text) ? [{ path: inContext, what, isCommitted }] : []
    }
    const name = /(?:^|\/)\.env(?:\.[\w.-]+)?$/.test(path) ? secretIn(text) : undefined
    const what = `${inContext} becomes part of the image, with its ${name}`
    return name === undefined ? [] : [{ path: inContext, what, isCommitted }]
  })
  const paths = found.map(({ path }) => path)
  const text = dockerignoreOf(repository, dockerfile)?.text ?? ''
  const hidden = new Set(ignoredByDocker(text, paths))
  return found.filter(({ path }) => !hidden.has(path))
}

/**
 * Returns what is secret of the files that a copy brings from the context or another stage, as a
 * message: a private key that it names or, for a folder, what git has of it.
 * @param withFolders whether folders count, too
 */
export function broughtSecret(
  { sources, from, stage }: Copy,
  dockerfile: AuditedDockerfile,
  repository: Repository,
  withFolders: boolean,
): string | undefined {
  const { file } = dockerfile
  const other = stageNamed(file, from, stage.index)
  if (from !== undefined && other === undefined) return undefined
  const copied = sources.flatMap((source) => absolute(source, '/') ?? [])
  return secretFilesFor(dockerfile, repository).find(({ path, isCommitted }) => {
    const places = other === undefined ? [`/${path}`] : placesOf(file, other, path)
    return places.some(
      (place) =>
        copied.includes(place) ||
        (withFolders &&
          isCommitted &&
          copied.some((folder) => folder === '/' || place.startsWith(`${folder}/`))),
    )
  })?.what
}
