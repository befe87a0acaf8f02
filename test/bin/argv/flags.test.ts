import { describe, expect, test } from 'vitest'
import type { Flags } from '../../../bin/argv/create-line.ts'
import { parseArgv } from '../../../bin/argv/parse.ts'
import { options } from '../../../generators/questions/options.ts'
import { valuesOf } from '../../../generators/questions/table.ts'
import { problemsOf, type Where, whatsOf } from '../judged.ts'

const none: Flags = {
  answers: {},
  layers: [],
  trusts: [],
  yes: false,
  dryRun: false,
  format: 'text',
  git: true,
  verbose: false,
}
const pipe: Where = { canAsk: false }

function parse(argv: readonly string[]) {
  return parseArgv(argv, { env: {}, platform: 'linux', table: options })
}

/** Returns the flags of a command line that must be valid. */
function flagsOf(argv: readonly string[]): Flags {
  const invocation = parse(argv)
  if (invocation.kind !== 'run' || invocation.command !== 'create') throw new Error('no create')
  expect(invocation.said).toMatchObject({ problems: [], bad: new Set() })
  return invocation.said.flags
}

async function fixesOf(argv: readonly string[]): Promise<readonly (string | undefined)[]> {
  return (await problemsOf(argv)).map(({ fix }) => fix)
}

describe('a command line', () => {
  test.each<[string, readonly string[], Partial<Flags>]>([
    ['nothing', [], {}],
    ['a directory', ['svc'], { directory: 'svc' }],
    ['the directory . ', ['.'], { directory: '.' }],
    [
      'every answer',
      [
        ...['d', '--name', 'n', '--module', 'm', '--framework', 'echo', '--database', 'redis'],
        ...['--base-image', 'scratch'],
      ],
      {
        directory: 'd',
        answers: {
          name: 'n',
          module: 'm',
          framework: 'echo',
          database: 'redis',
          baseImage: 'scratch',
        },
      },
    ],
    [
      'how to run',
      [
        ...['d', '--yes', '--dry-run', '--json', '--no-git', '--verbose'],
        ...['--on-conflict', 'keep', '--from', '../a/go-docker.json'],
      ],
      {
        directory: 'd',
        yes: true,
        dryRun: true,
        format: 'json',
        git: false,
        verbose: true,
        onConflict: 'keep',
        from: '../a/go-docker.json',
      },
    ],
    ['the format JSON', ['--format', 'json'], { format: 'json' }],
    ['the format text', ['--format', 'text'], { format: 'text' }],
    ['the command', ['create'], {}],
    ['the command and a directory', ['create', 'svc', '-y'], { directory: 'svc', yes: true }],
    ['the command behind a flag', ['-y', 'create', 'svc'], { directory: 'svc', yes: true }],
    ['a directory of the name of the command', ['./create'], { directory: './create' }],
    ['the same behind the command', ['create', './create'], { directory: './create' }],
    ['a value of the name of the command', ['--name', 'create'], { answers: { name: 'create' } }],
  ])('says %s', (_, argv, flags) => {
    expect(flagsOf(argv)).toEqual({ ...none, ...flags })
  })

  test.each(
    Object.entries(options).flatMap(([option, row]) =>
      valuesOf(row).map((value) => [option, row.flag, value] as const),
    ),
  )('sets %s with --%s %s, as in the table of options', (option, flag, value) => {
    expect(flagsOf([`--${flag}`, value])).toEqual({ ...none, answers: { [option]: value } })
  })

  test.each<[readonly string[], 'help' | 'version']>([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['create', '--help'], 'help'],
    [['--version'], 'version'],
    [['-v'], 'version'],
    [['--version', '--help'], 'help'],
    [['con', '--nonsense', '--help'], 'help'],
  ])('%j asks for %s, even if something else is wrong', (argv, kind) => {
    expect(parse(argv).kind).toBe(kind)
  })

  test('lists all problems at once: unknown, repeated, invalid, too many', async () => {
    const argv = 'con second --modul m --yes=1 --name My_Svc --name x --framework gin --database'
    expect(await whatsOf(argv.split(' '))).toEqual([
      'unknown flag --modul',
      '--yes takes no value, but 1 was given',
      '--name is given twice',
      '--database needs a value',
      'directory con: con is a reserved device name on Windows',
      'more than one directory: con, second',
      '--name My_Svc: only a-z, 0-9 and dashes are allowed',
      '--framework gin: must be net/http or echo',
    ])
  })

  test('lists what is missing with the rest if no questions can be asked', async () => {
    const missing = ['DIRECTORY', '--module', '--database', '--base-image']
    expect(await whatsOf(['--framework', 'gin'], pipe)).toEqual([
      '--framework gin: must be net/http or echo',
      "questions can't be asked, because stdin is not a terminal",
      ...missing.map((what) => `${what} is missing`),
    ])
  })

  test('does not report a mistyped value as missing', async () => {
    const argv = 'svc --modul m --framework echo --database redis --baseimage scratch'
    const problems = ['unknown flag --modul', 'unknown flag --baseimage']
    expect(await whatsOf(argv.split(' '), pipe)).toEqual(problems)
  })

  test('with only --yes is not enough, at a terminal or not', async () => {
    const nothing = ['--yes needs a directory, a name or a module path']
    expect(await whatsOf(['--yes'])).toEqual(nothing)
    expect(await whatsOf(['--yes', '--framework', 'echo'], pipe)).toEqual(nothing)
    expect(await whatsOf(['--yes', '--name', 'svc'], pipe)).toEqual([])
  })

  test.each<[string, string]>([
    ...['add', 'completion', 'help', 'init', 'new', 'schema', 'version'].map(
      (word): [string, string] => [word, `${word} is reserved for a later command`],
    ),
    ['create', 'create is a command'],
    ['check', 'check is a command'],
  ])("can't have the word %s as a directory: %s", async (word, what) => {
    const flag = ['help', 'version'].includes(word) ? `Use --${word}. ` : ''
    const fix = `${flag}For a directory of that name, use ./${word}.`
    expect(await problemsOf(['create', word])).toEqual([{ what, fix }])
    if (what.endsWith('for a later command')) {
      expect(await problemsOf([word])).toEqual([{ what, fix }])
    }
    expect(await whatsOf([`./${word}`])).toEqual([])
    expect(await whatsOf([`${word}er`])).toEqual([])
  })

  test.each<[string, string, string]>([
    ['craete svc', 'unknown command craete', 'Did you mean create?'],
    ['Create svc', 'unknown command Create', 'Did you mean create?'],
    [
      'create craete svc',
      'more than one directory: craete, svc',
      'Use one. The value of a flag must follow it directly.',
    ],
  ])('only has a mistyped command before a directory: %s', async (argv, what, fix) => {
    expect(await problemsOf(argv.split(' '))).toEqual([{ what, fix }])
    expect(await problemsOf(['craete'])).toEqual([])
  })

  test.each([
    ['--framework', '__proto__', 'Use --framework net/http|echo.'],
    ['--framework', 'constructor', 'Use --framework net/http|echo.'],
    ['--framework', 'Echo', 'Did you mean --framework echo?'],
    ['--framework', 'net-http', 'Did you mean --framework net/http?'],
    ['--database', 'postgresql', 'Did you mean --database postgres?'],
    ['--database', 'pg', 'Use --database redis|postgres.'],
    ['--base-image', 'distro', 'Did you mean --base-image distroless?'],
    ['--on-conflict', 'overwite', 'Did you mean --on-conflict overwrite?'],
    ['--on-conflict', 'hasOwnProperty', 'Use --on-conflict fail|keep|overwrite|append.'],
    ['--format', 'jsn', 'Did you mean --format json?'],
    ['--format', 'xml', 'Use --format text|json.'],
    ['--name', 'My_Svc', 'Use --name my-svc.'],
    ['--name', '日本', 'Use --name NAME, such as my-service.'],
    ['--module', 'https://github.com/acme/svc.git', 'Use --module github.com/acme/svc.'],
    ['--module', 'net/http', 'Use --module PATH, such as github.com/acme/my-service.'],
    ['--module', 'github.com/Ann Dev/x', 'Use --module PATH, such as github.com/acme/my-service.'],
  ])('with the bad value %s %s is helped', async (flag, value, fix) => {
    expect(await whatsOf([flag, value])).toHaveLength(1)
    expect(await fixesOf([flag, value])).toEqual([fix])
  })

  test('with an empty directory says that, not that a directory is empty', async () => {
    expect(await whatsOf(['', '--yes'])).toEqual(['the directory is an empty string'])
  })

  test('is read on Windows with its path separators', async () => {
    expect(await whatsOf(['work\\svc'], { platform: 'win32' })).toEqual([])
    expect(await whatsOf(['work\\svc'])).toEqual(['directory work\\svc: it contains a backslash'])
  })

  test.each([['--json --format json'], ['--format text --json'], ['--json --format=xml']])(
    "can't set the format twice: %s",
    async (argv) => {
      const what = '--json and --format are both given: --json is short for --format json'
      expect(await whatsOf(argv.split(' '))).toContain(what)
    },
  )

  test.each([
    [['--json', '--nonsense'], 'json'],
    [['--json', '--json'], 'json'],
    [['--format', 'json', '--nonsense'], 'json'],
    [['--format', 'xml'], 'text'],
    [['--nonsense'], 'text'],
  ])('gets its problems as JSON or not: %j', (argv, format) => {
    expect(parse(argv)).toMatchObject({ kind: 'run', said: { flags: { format } } })
  })
})
