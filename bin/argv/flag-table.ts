import { baseImages } from '../../generators/dockerize/names.ts'
import { placeholderOf } from '../../generators/questions/missing.ts'
import { type Row, readFlagValue, type Table, valuesOf } from '../../generators/questions/table.ts'

/** A flag of the command line. */
export interface FlagRow {
  readonly flag: string
  /** A one-letter alias. */
  readonly short?: string
  /** The placeholder for the value, if the flag takes one. */
  readonly value?: string
  /** A value that is right, if the placeholder alone doesn't show one. */
  readonly example?: string
  /** The allowed values, if there is a fixed set. */
  readonly choices?: readonly string[]
  /** Whether it takes several choices, separated by commas. */
  readonly several?: boolean
  /** Whether it may be repeated, each time with another value. */
  readonly many?: boolean
  /** Whether its value may be empty, as in `--flag=`. */
  readonly empty?: boolean
  readonly help: string
}

/** Returns how to use a flag that takes a value, as the sentence of a remedy. */
export function usageOf({ flag, value, example }: FlagRow): string {
  return `Use --${flag} ${value}${example === undefined ? '' : `, such as ${example}`}.`
}

/** The flags of a command, by name. */
export type FlagTable = ReadonlyMap<string, FlagRow>

/** What can be done with existing files that differ. */
export const onConflictValues = ['fail', 'keep', 'overwrite', 'append'] as const

/** What dockerize can do with existing files that differ. */
export const dockerizeConflictValues = ['fail', 'keep', 'overwrite'] as const

/** How the result of a create can be printed. */
export const createFormats = ['text', 'json'] as const

/** How the result of a check can be printed, including as GitHub annotations and as SARIF 2.1.0. */
export const checkFormats = ['text', 'json', 'github', 'sarif'] as const

/** How the result of an update can be printed, including as the body of a pull request. */
export const updateFormats = ['text', 'json', 'markdown'] as const

/** How a report can be printed, including as an HTML page. */
export const reportFormats = ['text', 'json', 'html'] as const

/** How the origin of a file can be printed. */
export const whyFormats = ['text', 'json'] as const

/** How a judgement of a layer can be printed. */
export const layerFormats = ['text', 'json'] as const

/** How the result of an audit can be printed; the same as of a check. */
export const auditFormats = checkFormats

/** How serious a finding must be for exit code 1. */
export const failOnValues = ['error', 'warning', 'info', 'none'] as const

/** Returns the flags that decide what to create. */
export function answerFlags(table: Table): readonly FlagRow[] {
  return [
    {
      flag: 'name',
      value: 'NAME',
      example: 'my-service',
      help: 'service and image name: a-z, 0-9 and dashes, up to 63',
    },
    {
      flag: 'module',
      value: 'PATH',
      example: 'github.com/acme/my-service',
      help: 'module path in go.mod',
    },
    ...Object.values(table).map(
      (row): FlagRow => ({
        flag: row.flag,
        value: placeholderOf(row),
        ...(row.kind === 'text' ? {} : { choices: allowedIn(row) }),
        ...(row.kind === 'several' ? { several: true } : {}),
        ...('value' in readFlagValue(row, '') ? { empty: true } : {}),
        help: row.question,
      }),
    ),
  ]
}

const layerFlag: FlagRow = {
  flag: 'layer',
  value: 'SPEC',
  example: './company, npm:@acme/go-house@^3 or git:https://github.com/acme/go-house#v3',
  many: true,
  help: '',
}

/** The flag that trusts the code of a layer. */
export const trustFlag: FlagRow = {
  flag: 'trust',
  value: 'NAME@DIGEST',
  example: 'company@sha256- and 64 digits',
  many: true,
  help: 'run the commands of the house layer with this name and digest; can be repeated',
}

function allowedIn(row: Row): readonly string[] {
  return row.lockedBy === undefined ? valuesOf(row) : [row.default].flat()
}

/** The flags that decide how to run a create. */
export const createFlags: readonly FlagRow[] = [
  { flag: 'yes', short: 'y', help: 'ask nothing and use the defaults below' },
  {
    flag: 'from',
    value: 'FILE',
    example: '../other/go-docker.json',
    help: "use the options in another service's go-docker.json",
  },
  {
    ...layerFlag,
    help: 'a house layer over the templates: ./FOLDER, npm:NAME@RANGE or git:URL#REF; can be repeated, and later ones win',
  },
  trustFlag,
  { flag: 'dry-run', help: 'show every file that would be written; write nothing' },
  {
    flag: 'on-conflict',
    value: onConflictValues.join('|'),
    choices: onConflictValues,
    help: 'what to do with existing files that differ',
  },
  { flag: 'no-git', help: 'skip git init and the first commit' },
  ...commonFlags(createFormats),
]

/** Returns the flags of a create that are no options, which no option of a layer may have. */
export function createFlagNames(): readonly string[] {
  return createFlags.map(({ flag }) => flag)
}

/** How the result of dockerize can be printed. */
export const dockerizeFormats = ['text', 'json'] as const

/** Returns the flags that decide about the container files of an existing program. */
export function dockerizeAnswerFlags(): readonly FlagRow[] {
  return [
    {
      flag: 'name',
      value: 'NAME',
      example: 'my-service',
      help: 'name of the images; the default follows from the module path',
    },
    {
      flag: 'base-image',
      value: baseImages.join('|'),
      choices: baseImages,
      help: 'base image; the default is the smallest that has what the code needs',
    },
    {
      flag: 'commands',
      value: 'PATH,...',
      example: 'cmd/api,cmd/worker',
      several: true,
      help: 'the folders of the commands that get an image; the default is all but examples and tools',
    },
    {
      flag: 'port',
      value: 'NUMBER',
      example: '8080',
      help: 'the port of the server, where the code does not say it',
    },
  ]
}

/** The flags that decide how to run dockerize. */
export const dockerizeFlags: readonly FlagRow[] = [
  { flag: 'yes', short: 'y', help: 'ask nothing and use what the code says' },
  { flag: 'dry-run', help: 'show the facts and what would be written; write nothing' },
  {
    flag: 'on-conflict',
    value: dockerizeConflictValues.join('|'),
    choices: dockerizeConflictValues,
    help: 'what to do with existing files that differ; the default is keep',
  },
  ...commonFlags(dockerizeFormats),
]

/** The flags of a check. */
export const checkFlags: readonly FlagRow[] = [
  { flag: 'fix', help: 'restore the managed files that drifted, and nothing else' },
  { flag: 'verify', help: 'render the templates again to prove that the lock file is theirs' },
  { flag: 'online', help: 'also say what is newer: create-go-docker, and each house layer' },
  failOnFlag('warning'),
  ...commonFlags(checkFormats),
]

/** The flags of an audit. */
export const auditFlags: readonly FlagRow[] = [
  failOnFlag('warning'),
  { flag: 'fix', help: 'fix what can be fixed safely, and report the rest' },
  {
    flag: 'as-of',
    value: 'DATE',
    example: '2026-11-28',
    help: 'the day for which the end of life of images is judged; the default is today',
  },
  {
    flag: 'explain',
    value: 'RULE',
    example: 'G21',
    help: 'say what a rule finds, why, and what to do; audit nothing',
  },
  ...commonFlags(auditFormats),
]

/** The flags of an update. */
export const updateFlags: readonly FlagRow[] = [
  { flag: 'dry-run', help: 'show what would change; write nothing' },
  {
    flag: 'set',
    value: 'KEY=VALUE',
    example: 'database=postgres',
    many: true,
    help: 'change an answer in go-docker.json first; can be repeated',
  },
  { ...layerFlag, help: 'replace the house layer of the same name, or add one' },
  trustFlag,
  { flag: 'include-seeded', help: 'also merge the files that are yours since they were written' },
  { flag: 'allow-dirty', help: 'update although tracked files have changes' },
  { flag: 'abort', help: 'go back to the state before an update with conflicts' },
  { flag: 'continue', help: 'finish an update whose conflicts are resolved' },
  ...commonFlags(updateFormats),
]

/** The flags of a report. */
export const reportFlags: readonly FlagRow[] = [failOnFlag('none'), ...commonFlags(reportFormats)]

/** The flags of `layer`. */
export const layerFlags: readonly FlagRow[] = [
  { flag: 'check', help: 'pack: compare what npm would publish with the folder' },
  ...commonFlags(layerFormats),
]

/** The flags of `why`. */
export const whyFlags: readonly FlagRow[] = commonFlags(whyFormats)

function failOnFlag(usual: (typeof failOnValues)[number]): FlagRow {
  return {
    flag: 'fail-on',
    value: failOnValues.join('|'),
    choices: failOnValues,
    help: `how serious a finding must be for exit code 1; the default is ${usual}`,
  }
}

/** Returns the flags that every command has. */
function commonFlags(formats: readonly string[]): readonly FlagRow[] {
  return [
    {
      flag: 'format',
      value: formats.join('|'),
      choices: formats,
      help: 'how to print the result',
    },
    { flag: 'json', help: 'short for --format json' },
    { flag: 'verbose', help: 'show every file, and the stack trace of an unexpected error' },
    { flag: 'help', short: 'h', help: 'print this help' },
    { flag: 'version', short: 'v', help: 'print the version' },
  ]
}
