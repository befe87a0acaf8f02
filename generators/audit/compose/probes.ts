import { databaseOf } from './databases.ts'

/** Returns whether a probe succeeds whatever the program does: `exit 0`, `true`, `PROBE || true`. */
export function isAlwaysGood(text: string): boolean {
  const command = text.trim().replace(/^(?:CMD-SHELL|CMD)\s+/, '')
  // What ends with a failure before that is no success.
  if (/\bset\s+-\w*e|\bexit\s+[^0\s]/.test(command)) return false
  const success = '(?:exit\\s+0|(?:/usr)?(?:/bin/)?true|:|echo(?:\\s+[\\w"\'.-]+)*)'
  return new RegExp(`(?:^|\\|\\||;)\\s*${success}\\s*;?$`).test(
    command.replace(/^(?:\S*\/)?(?:ba|a)?sh\s+-c\s+/, '').replaceAll(/^["']|["']$/g, ''),
  )
}

/** Returns why a probe of PostgreSQL, MySQL or MariaDB says "healthy" too early; undefined if it doesn't. */
export function earlyProbe(
  text: string,
  image: string | undefined,
  settings: ReadonlySet<string>,
): string | undefined {
  const database = databaseOf({ image })?.name
  if (database === 'PostgreSQL') {
    const reads = commandsOf(text, /^(?:\S*\/)?(?:pg_isready|psql)$/)
    const isOverTcp = (words: readonly string[]) =>
      settings.has('PGHOST') ||
      words.some((word, index) => {
        const [, host = words[index + 1] ?? ''] =
          /^(?:-[a-zA-Z]*h|--host=?)(.*)$/s.exec(word)?.map((part) => part || undefined) ?? []
        return (
          (/^(?:-[a-zA-Z]*h|--host)/.test(word) && !host.startsWith('/')) ||
          /^\w+:\/\/[^/]*@?[\w.-]+|\bhost=[^/]|^PGHOST=[^/]/.test(word)
        )
      })
    return reads.length === 0 || reads.some(isOverTcp) || /PGHOST=[^/]/.test(text)
      ? undefined
      : 'the probe asks the socket, where the server that initialises the database answers too'
  }
  if (database === 'MySQL' || database === 'MariaDB') {
    const reads = commandsOf(text, /^(?:\S*\/)?(?:mysqladmin|mariadb-admin)$/)
    const isOverTcp = (words: readonly string[]) =>
      words.some(
        (word, index) =>
          (/^(?:-h|--host)/.test(word) &&
            !/^localhost$/.test(
              word.replace(/^(?:-h|--host=?)/, '') || (words[index + 1] ?? 'localhost'),
            )) ||
          /^--protocol=tcp$/i.test(word),
      )
    return reads.length === 0 || reads.some(isOverTcp)
      ? undefined
      : 'the probe asks the socket, as MySQL does for localhost, where the server that initialises the database answers too'
  }
  return undefined
}

/** Returns the words of each command of a kind in a script, those before it (variables) included. */
function commandsOf(text: string, name: RegExp): readonly (readonly string[])[] {
  return text
    .split(/&&|\|\||[;|\n()`]/)
    .map((command) => command.split(/\s+/).map((word) => word.replaceAll(/["']/g, '')))
    .filter((words) => words.some((word) => name.test(word)))
}
