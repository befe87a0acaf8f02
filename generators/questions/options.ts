/** One value that an option can take. */
export interface Choice {
  readonly value: string
  /** What the choice means, in the few words that a question has room for. */
  readonly hint: string
  /** The boolean of the context that is true when this value was chosen. */
  readonly variable: string
  /** The folder of `templates/` that this value adds, if it has files of its own. */
  readonly layer?: string
}

/** A row of the table: one thing that the product offers to choose. */
export interface Option {
  readonly flag: string
  readonly question: string
  readonly default: string
  readonly choices: readonly Choice[]
}

/**
 * Every choice that the product offers; flags, questions, help, context, layers and the matrix derive from it.
 * Sizes are those of the image without the program (Docker's unpacked count).
 */
export const options = {
  framework: {
    flag: 'framework',
    question: 'HTTP framework',
    default: 'net/http',
    choices: [
      {
        value: 'net/http',
        hint: 'the standard library, no dependency',
        variable: 'netHttp',
        layer: 'net-http',
      },
      {
        value: 'echo',
        hint: 'labstack/echo v5: binding, middleware, groups',
        variable: 'echo',
        layer: 'echo',
      },
    ],
  },
  database: {
    flag: 'database',
    question: 'Database',
    default: 'postgres',
    choices: [
      {
        value: 'redis',
        hint: 'a counter in memory, appended to disk; go-redis v9',
        variable: 'redis',
        layer: 'redis',
      },
      {
        value: 'postgres',
        hint: 'a table from init.sql; pgx v5 with a pool',
        variable: 'postgres',
        layer: 'postgres',
      },
    ],
  },
  baseImage: {
    flag: 'base-image',
    question: 'Base image',
    default: 'distroless',
    choices: [
      {
        value: 'scratch',
        hint: '0 MB: the program, CA certificates, zones; no shell',
        variable: 'scratch',
      },
      {
        value: 'alpine',
        hint: '8 MB: a shell and apk to look around with',
        variable: 'alpine',
      },
      {
        value: 'distroless',
        hint: '2 MB: CA certificates, zones, users, /tmp; no shell',
        variable: 'distroless',
      },
    ],
  },
} as const satisfies Record<string, Option>

/** The name of a row, which is also its key in the answers. */
export type OptionName = keyof typeof options

/** The names of the rows, in the order in which they are asked. */
export const optionNames = Object.keys(options) as readonly OptionName[]

/** The values that a row offers. */
export type OptionValue<Name extends OptionName> =
  (typeof options)[Name]['choices'][number]['value']

/** The answers of the table's rows alone. */
export type Combination = { readonly [Name in OptionName]: OptionValue<Name> }

/** What one repository is made from. */
export interface Answers extends Combination {
  readonly name: string
  readonly module: string
}

/** Returns a row's choices as the table's general type. */
export function choicesOf(name: OptionName): readonly Choice[] {
  return options[name].choices
}

/** Returns whether a row offers a value: the one test, safe against names that every object has. */
export function offers<Name extends OptionName>(
  name: Name,
  value: string,
): value is OptionValue<Name> {
  return choicesOf(name).some((choice) => choice.value === value)
}

/** Returns the choice that the answers made in a row. */
export function chosen(name: OptionName, answers: Combination): Choice {
  const choice = choicesOf(name).find(({ value }) => value === answers[name])
  if (choice === undefined) throw new Error(`no choice ${answers[name]} in option ${name}`)
  return choice
}

/** Returns every combination of values: the matrix. */
export function combinations(): readonly Combination[] {
  return options.framework.choices.flatMap(({ value: framework }) =>
    options.database.choices.flatMap(({ value: database }) =>
      options.baseImage.choices.map(({ value: baseImage }) => ({ framework, database, baseImage })),
    ),
  )
}
