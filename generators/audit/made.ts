import { kindOf } from './find-files.ts'
import type { Repository } from './repository.ts'

const making =
  /\b(?:cp|copy|mv|rename|touch|creat\w+|generat\w+|download|openssl|mkcert|keygen|curl|wget|tee|ln|out|envsubst)\b|>/i

/** Returns whether a line of a script tells how to make a file. */
export function isMade({ texts }: Repository, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return [...texts].some(
    ([at, text]) =>
      kindOf(at) === 'script' &&
      text.includes(name) &&
      text.split('\n').some((line) => line.includes(name) && making.test(line)),
  )
}
