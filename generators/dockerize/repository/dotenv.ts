import { posix } from 'node:path'

/** Returns whether a path is that of a `.env` file, which goes into no image. */
export function isDotenv(path: string): boolean {
  return /(?:^|\/)\.env[^/]*$|\.env$/.test(path)
}

/** Returns whether a path is that of a `.env` file of one machine: of no example for others. */
export function isOwnDotenv(path: string): boolean {
  return isDotenv(path) && !/example|sample|template|tmpl|dist|default/i.test(posix.basename(path))
}

/** Returns whether something was found in a `.env` file. */
export function isFromDotenv({ source }: { readonly source: string }): boolean {
  return isDotenv(source.replace(/:\d+$/, ''))
}
