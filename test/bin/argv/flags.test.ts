import { describe, expect, test } from 'vitest'
import { type Flags, parseArgv } from '../../../bin/argv/flags.ts'
import type { Environment } from '../../../bin/io.ts'
import { choicesOf, optionNames, options } from '../../../generators/questions/options.ts'

const terminal = { canAsk: true, cwd: '/w', platform: 'linux' }
const pipe = { ...terminal, canAsk: false }
const none: Flags = { yes: false, dryRun: false, json: false, git: true, verbose: false }

/** Returns what is wrong with a command line at a terminal. */
function whats(
  argv: readonly string[],
  terms = terminal,
  env: Environment = {},
): readonly string[] {
  const invocation = parseArgv(argv, env, terms)
  return invocation.kind === 'usage' ? invocation.problems.map(({ what }) => what) : []
}

function fixes(argv: readonly string[]): readonly (string | undefined)[] {
  const invocation = parseArgv(argv, {}, terminal)
  return invocation.kind === 'usage' ? invocation.problems.map(({ fix }) => fix) : []
}

describe('a command line', () => {
  test.each<[string, readonly string[], Partial<Flags>]>([
    ['nothing', [], {}],
    ['a directory', ['svc'], { directory: 'svc' }],
    ['the directory . ', ['.'], { directory: '.' }],
    [
      'every answer',
      [
        'd',
        '--name',
        'n',
        '--module',
        'm',
        '--framework',
        'echo',
        '--database',
        'redis',
        '--base-image',
        'scratch',
      ],
      {
        directory: 'd',
        name: 'n',
        module: 'm',
        framework: 'echo',
        database: 'redis',
        baseImage: 'scratch',
      },
    ],
    [
      'how to run',
      ['d', '--yes', '--dry-run', '--json', '--no-git', '--verbose', '--on-conflict', 'keep'],
      {
        directory: 'd',
        yes: true,
        dryRun: true,
        json: true,
        git: false,
        verbose: true,
        onConflict: 'keep',
      },
    ],
  ])('says %s', (_, argv, flags) => {
    expect(parseArgv(argv, {}, terminal)).toEqual({ kind: 'create', flags: { ...none, ...flags } })
  })

  test.each(
    optionNames.flatMap((name) => choicesOf(name).map(({ value }) => [name, value] as const)),
  )('says %s: %s, as the table of options has it', (name, value) => {
    expect(parseArgv([`--${options[name].flag}`, value], {}, terminal)).toEqual({
      kind: 'create',
      flags: { ...none, [name]: value },
    })
  })

  test.each<[readonly string[], 'help' | 'version']>([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['--version'], 'version'],
    [['--version', '--help'], 'help'],
    [['con', '--nonsense', '--help'], 'help'],
  ])('%j asks for %s, whatever else is wrong', (argv, kind) => {
    expect(parseArgv(argv, {}, pipe)).toEqual({ kind })
  })

  test('lists all problems at once: unknown, twice, bad, too many', () => {
    const argv = 'con second --modul m --yes=1 --name My_Svc --name x --framework gin --database'
    expect(whats(argv.split(' '))).toEqual([
      '--modul is no flag',
      '--yes=1: the flag takes no value',
      '--name is given twice',
      '--database has no value',
      'directory con: con is a device on Windows',
      'more than one directory: con, second',
      '--name My_Svc: only a-z, 0-9 and dashes may stand in it',
      '--framework gin: it is none of net/http, echo',
    ])
  })

  test('lists what is missing with the rest, when nobody can be asked', () => {
    expect(whats(['--framework', 'gin'], pipe)).toEqual([
      '--framework gin: it is none of net/http, echo',
      'DIRECTORY is missing, and there is no terminal to ask at',
      '--module is missing, and there is no terminal to ask at',
      '--database is missing, and there is no terminal to ask at',
      '--base-image is missing, and there is no terminal to ask at',
    ])
  })

  test('does not miss what was only mistyped', () => {
    const argv = 'svc --modul m --framework echo --database redis --baseimage scratch'
    expect(whats(argv.split(' '), pipe)).toEqual(['--modul is no flag', '--baseimage is no flag'])
  })

  test('of nothing but --yes has nothing to go by, at a terminal or not', () => {
    const nothing = ['--yes has nothing to go by: neither directory, name nor module path is given']
    expect(whats(['--yes'])).toEqual(nothing)
    expect(whats(['--yes', '--framework', 'echo'], pipe)).toEqual(nothing)
    expect(whats(['--yes', '--name', 'svc'], pipe)).toEqual([])
  })

  test.each(['add', 'audit', 'check', 'dockerize', 'layer', 'report', 'update', 'why'])(
    'may not have the word %s for a directory',
    (word) => {
      expect(whats([word])).toEqual([`${word} is kept for a command of a later version`])
      expect(fixes([word])).toEqual([`For a directory of that name, say ./${word}.`])
      expect(whats([`./${word}`])).toEqual([])
      expect(whats([`${word}er`])).toEqual([])
    },
  )

  test.each([
    ['--framework', '__proto__', 'Say --framework net/http|echo.'],
    ['--framework', 'constructor', 'Say --framework net/http|echo.'],
    ['--framework', 'Echo', 'Did you mean --framework echo?'],
    ['--framework', 'net-http', 'Did you mean --framework net/http?'],
    ['--database', 'postgresql', 'Did you mean --database postgres?'],
    ['--database', 'pg', 'Say --database redis|postgres.'],
    ['--base-image', 'distro', 'Did you mean --base-image distroless?'],
    ['--on-conflict', 'overwite', 'Did you mean --on-conflict overwrite?'],
    ['--on-conflict', 'hasOwnProperty', 'Say --on-conflict fail|keep|overwrite|append.'],
    ['--name', 'My_Svc', 'Say --name my-svc.'],
    ['--name', '日本', 'Say --name NAME.'],
    ['--module', 'https://github.com/acme/svc.git', 'Say --module github.com/acme/svc.'],
    ['--module', 'net/http', 'Say --module PATH.'],
  ])('with the bad value %s %s is helped', (flag, value, fix) => {
    expect(whats([flag, value])).toHaveLength(1)
    expect(fixes([flag, value])).toEqual([fix])
  })

  test('is read on Windows with its path separators', () => {
    const windows = { ...terminal, platform: 'win32' }
    expect(whats(['work\\svc'], windows)).toEqual([])
    expect(whats(['work\\svc'])).toEqual(['directory work\\svc: it holds a backslash'])
  })

  test.each([
    [['--json', '--nonsense'], true],
    [['--json', '--json'], true],
    [['--nonsense'], false],
  ])('wants its problems as JSON or not: %j', (argv, json) => {
    expect(parseArgv(argv, {}, terminal)).toMatchObject({ kind: 'usage', json })
  })
})
