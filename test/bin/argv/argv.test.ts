import { describe, expect, test } from 'vitest'
import { readArgv } from '../../../bin/argv/argv.ts'
import { defaultCommand, flagsOf } from '../../../bin/commands/command.ts'
import { options } from '../../../generators/questions/options.ts'

const read = (argv: readonly string[]) => readArgv(argv, flagsOf(defaultCommand, options))
const given = (argv: readonly string[]) => Object.fromEntries(read(argv).given)

describe('a command line', () => {
  test.each<[string, readonly string[], Record<string, string | true>, readonly string[]]>([
    ['has words', ['svc'], {}, ['svc']],
    ['has a value behind its flag', ['--module', 'm', 'svc'], { module: 'm' }, ['svc']],
    ['has a value behind =', ['svc', '--module=m'], { module: 'm' }, ['svc']],
    ['has a value with = in it', ['--module=a=b'], { module: 'a=b' }, []],
    [
      'has flags without a value',
      ['--yes', 'svc', '--no-git'],
      { yes: true, 'no-git': true },
      ['svc'],
    ],
    ['has letters for flags', ['-y', '-h'], { yes: true, help: true }, []],
    ['has letters together', ['-yh'], { yes: true, help: true }, []],
    [
      'has a -- without a meaning, as passed on by pnpm and bun',
      ['--', 'svc', '--module', 'm'],
      { module: 'm' },
      ['svc'],
    ],
    ['has a -- in the middle', ['svc', '--', '--module', 'm'], { module: 'm' }, ['svc']],
    ['is empty', [], {}, []],
    ['has an empty word', [''], {}, ['']],
  ])('%s', (_, argv, flags, words) => {
    const line = read(argv)
    expect(line.problems).toEqual([])
    expect(Object.fromEntries(line.given)).toEqual(flags)
    expect(line.words).toEqual(words)
  })

  test.each<[string, readonly string[], readonly string[]]>([
    ['an unknown flag', ['--frobnicate'], ['unknown flag --frobnicate']],
    ['an unknown letter', ['-x'], ['unknown flag -x']],
    ['a letter with two dashes', ['--y'], ['unknown flag --y']],
    ['a flag with one dash', ['-no-git'], ['unknown flag -no-git']],
    ['a word with a dash, letters for flags in it', ['-dash'], ['unknown flag -dash']],
    ['a value behind a letter', ['-n=svc'], ['unknown flag -n']],
    [
      'a flag that every object has',
      ['--__proto__', '--constructor'],
      ['unknown flag --__proto__', 'unknown flag --constructor'],
    ],
    ['a flag without a name', ['--=x', '---'], ['unknown flag --=x', 'unknown flag ---']],
    ['no value at the end', ['--module'], ['--module needs a value']],
    ['a flag where a value should be', ['--module', '--yes'], ['--module needs a value']],
    ['an empty value', ['--module='], ['--module needs a value']],
    ['an empty word for a value', ['--module', ''], ['--module needs a value']],
    ['a value that is too much', ['--yes=no'], ['--yes takes no value, but no was given']],
    ['a flag twice', ['--module', 'a', '--module=b'], ['--module is given twice']],
    ['a flag twice, once by its letter', ['--yes', '-y'], ['--yes is given twice']],
    [
      'a flag three times',
      ['--yes', '--yes', '--yes'],
      ['--yes is given twice', '--yes is given twice'],
    ],
    [
      'several of these',
      ['--x1', '--module', '--yes=1'],
      ['unknown flag --x1', '--module needs a value', '--yes takes no value, but 1 was given'],
    ],
  ])('has problems: %s', (_, argv, problems) => {
    const line = read(argv)
    expect(line.problems.map(({ what }) => what)).toEqual(problems)
    expect(line.problems.filter(({ fix }) => fix === undefined)).toEqual([])
  })

  test.each([
    ['--modul', '--module'],
    ['--moduel', '--module'],
    ['--Module', '--module'],
    ['--dryrun', '--dry-run'],
    ['--dry_run', '--dry-run'],
    ['--baseImage', '--base-image'],
    ['--base', '--base-image'],
    ['--nogit', '--no-git'],
    ['--onconflict', '--on-conflict'],
    ['--data-base', '--database'],
    ['-module', '--module'],
    ['-help', '--help'],
  ])('has a typo for which a flag is suggested: %s', (typed, meant) => {
    expect(read([typed]).problems).toEqual([
      { what: `unknown flag ${typed}`, fix: `Did you mean ${meant}?` },
    ])
  })

  test('has a mistyped flag, whose value is not taken for a directory', () => {
    expect(read(['--modul', 'm', 'svc']).words).toEqual(['svc'])
  })

  test('keeps what was valid, next to its problems', () => {
    expect(given(['--frobnicate', '--name', 'svc', '--json'])).toEqual({ name: 'svc', json: true })
  })

  test('with a mistyped flag names that flag, but gives no value', () => {
    const line = read(['--modul', 'm', '--module', 'n'])
    expect(line.named).toEqual(new Set(['module']))
    expect(line.problems.map(({ what }) => what)).toEqual(['unknown flag --modul'])
    expect(given(['--modul', 'm'])).toEqual({})
  })
})
