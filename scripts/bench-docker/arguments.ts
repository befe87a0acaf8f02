import { parseArgs } from 'node:util'

/** The rounds without `--rounds`: as many as two cores finish in a quarter of an hour. */
export const defaultRounds = 10

/** The request in the arguments. */
export type Request =
  | { readonly kind: 'measure'; readonly rounds: number; readonly names: ReadonlySet<string> }
  | { readonly kind: 'list' }
  | { readonly kind: 'usage'; readonly problems: readonly string[] }

/**
 * Parses the arguments of `npm run bench:docker`.
 * @param rows the short names of all rows
 * @returns the rows to measure (all of them without `--only`), or everything that is wrong with the
 * arguments
 */
export function requestOf(args: readonly string[], rows: readonly string[]): Request {
  const parsed = parse(args)
  if (typeof parsed === 'string') return { kind: 'usage', problems: [parsed] }
  const { list, only, rounds } = parsed
  const unknown = only.filter((name) => !rows.includes(name))
  const problems = [
    ...unknown.map((name) => `unknown row ${name}`),
    ...(/^[1-9]\d{0,3}$/.test(rounds) ? [] : [`--rounds needs a number from 1 to 9999: ${rounds}`]),
  ]
  if (problems.length > 0) return { kind: 'usage', problems }
  if (list) return { kind: 'list' }
  return { kind: 'measure', rounds: Number(rounds), names: new Set(only.length > 0 ? only : rows) }
}

/** Returns the flags and their values, or what is wrong with them. */
function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: String(defaultRounds) },
      },
    })
    return values
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Returns the usage, with the names of the rows. */
export function usageOf(rows: readonly string[]): string {
  return [
    'Usage: npm run bench:docker -- [--only ROW]... [--rounds N] [--list]',
    'Rows:',
    ...rows.map((name) => `  ${name}`),
  ].join('\n')
}
