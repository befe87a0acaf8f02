import type { AuditedDockerfile } from './audited.ts'
import { credentialsInFile } from './compose/credentials.ts'
import type { Copy } from './dockerfile/stages.ts'
import { isIgnoredByGit } from './ignored.ts'
import { belowContext, type Repository } from './repository.ts'

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
    const isNamed = /[^/]\.env$/.test(source) && !/example|sample|template|dist|test/i.test(source)
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
  return credentialsInFile(text).find(
    ({ value }) => !placeholder.test(value) && !onLocalhost.test(value),
  )?.name
}
