/** Why a part of a git specification is refused, and what to do. */
interface Refused {
  readonly why: string
  readonly fix: string
}

const forms = 'Use https://HOST/PATH, ssh://git@HOST/PATH or git@HOST:PATH.'

/** A URL of a git repository in its parts; scp-like ones have the scheme ssh. */
interface Parts {
  readonly scheme: string
  /** What stands before the @. */
  readonly user?: string
  readonly host: string
  readonly port?: string
  /** The path without its first slash. */
  readonly path: string
}

/** Returns why git must not be given a URL; undefined if it is safe. */
export function gitUrlProblem(url: string): Refused | undefined {
  if (url.startsWith('-')) return { why: 'the URL begins with a dash', fix: forms }
  const parts = partsOf(url)
  if (parts === undefined) return { why: 'it has no URL that git can use here', fix: forms }
  const { scheme, user, host, path } = parts
  if (!['https', 'ssh', 'file'].includes(scheme)) {
    return { why: `${scheme} URLs are not supported`, fix: forms }
  }
  if (user !== undefined && (scheme !== 'ssh' || user.includes(':'))) {
    const fix = 'Leave them out of the URL, and use a git credential helper or an SSH key.'
    return { why: 'the URL contains credentials', fix }
  }
  if (user !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(user)) {
    return { why: 'the user in the URL is invalid', fix: forms }
  }
  if (scheme === 'file' ? host !== '' : !isHost(host)) {
    return { why: 'the host in the URL is invalid', fix: forms }
  }
  const why = pathProblem(path)
  return why === undefined ? undefined : { why, fix: forms }
}

function partsOf(url: string): Parts | undefined {
  const [, scheme, userAt, host = '', port, path] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*@)?([^/@:]*|\[[^/@\]]*\])(?::(\d{1,5}))?(?:\/(.*))?$/s.exec(
      url,
    ) ?? []
  if (scheme !== undefined) {
    return {
      scheme,
      ...(userAt === undefined ? {} : { user: userAt.slice(0, -1) }),
      host,
      ...(port === undefined ? {} : { port }),
      path: path ?? '',
    }
  }
  const [, user, scpHost, scpPath] = /^([^@:/]+)@([^@:/]+):(?!\/\/)(.*)$/s.exec(url) ?? []
  if (user === undefined || scpHost === undefined || scpPath === undefined) return undefined
  return { scheme: 'ssh', user, host: scpHost, path: scpPath.replace(/^\//, '') }
}

function isHost(host: string): boolean {
  return /^(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])$/.test(host)
}

/** Returns why a path is refused, also once its percent signs are decoded. */
function pathProblem(path: string): string | undefined {
  if (path === '') return 'the URL has no path'
  if (/[?\s]/.test(path)) return 'the path in the URL contains a question mark or a space'
  if (/^[-~]/.test(path)) return `the path in the URL begins with ${path[0]}`
  for (const segment of path.replace(/\/$/, '').split('/')) {
    const name = decoded(segment)
    if (name === undefined) return 'the path in the URL has an invalid percent sign'
    if (/^\.{0,2}$/.test(name)) return `the path in the URL has the segment "${segment}"`
    if (/[/\\\p{Cc}]/u.test(name)) return `the path in the URL has the segment "${segment}"`
  }
  return undefined
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** Returns why git must not be given a REF; undefined if it can name a branch, tag or commit. */
export function refProblem(ref: string): Refused | undefined {
  const safe =
    ref.length <= 255 &&
    /^[A-Za-z0-9_][\w./+@-]*$/.test(ref) &&
    !/\.\.|@\{|\/\/|\/\.|[./]$|\.lock$/.test(ref)
  if (safe) return undefined
  const fix =
    'Use a branch, a tag or a commit after the #, or leave out the # for the default branch.'
  return { why: `${JSON.stringify(ref)} cannot be the name of a branch, tag or commit`, fix }
}

/** Returns what a valid URL has in common with others of the same repository. */
export function repositoryOf(url: string): string {
  const { host, port, path } = partsOf(url) ?? { host: '', path: url }
  const place = port === undefined ? host.toLowerCase() : `${host.toLowerCase()}:${port}`
  return `${place}/${path.replace(/\/$/, '').replace(/\.git$/, '')}`
}
