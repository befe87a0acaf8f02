import { kindOf } from './find-files.ts'
import type { Repository } from './repository.ts'

const making =
  /\b(?:cp|copy|mv|rename|touch|creat\w+|generat\w+|download|openssl|mkcert|keygen|curl|wget|tee|ln|out|envsubst)\b|>/i

/** The longest line that a person writes. */
const longest = 4096

/** Returns whether a line of a script makes something. */
export function isMaking(line: string): boolean {
  return line.length < longest && making.test(line)
}

const known = new WeakMap<Repository, string>()

/** Returns whether a line of a script tells how to make a file. */
export function isMade(repository: Repository, path: string): boolean {
  const lines = known.get(repository) ?? makingLines(repository)
  known.set(repository, lines)
  return lines.includes(path.slice(path.lastIndexOf('/') + 1))
}

function makingLines({ texts }: Repository): string {
  return [...texts]
    .flatMap(([path, text]) => (kindOf(path) === 'script' ? text.split('\n') : []))
    .filter(isMaking)
    .join('\n')
}
