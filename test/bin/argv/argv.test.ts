import { describe, expect, test } from 'vitest'
import { readArgv } from '../../../bin/argv/argv.ts'

const given = (argv: readonly string[]) => Object.fromEntries(readArgv(argv).given)

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
      'has a -- that says nothing, as pnpm and bun hand it on',
      ['--', 'svc', '--module', 'm'],
      { module: 'm' },
      ['svc'],
    ],
    ['has a -- in the middle', ['svc', '--', '--module', 'm'], { module: 'm' }, ['svc']],
    ['is empty', [], {}, []],
    ['has an empty word', [''], {}, ['']],
  ])('%s', (_, argv, flags, words) => {
    const read = readArgv(argv)
    expect(read.problems).toEqual([])
    expect(Object.fromEntries(read.given)).toEqual(flags)
    expect(read.words).toEqual(words)
  })

  test.each<[string, readonly string[], readonly string[]]>([
    ['an unknown flag', ['--frobnicate'], ['--frobnicate is no flag']],
    ['an unknown letter', ['-x'], ['-x is no flag']],
    ['a letter with two dashes', ['--y'], ['--y is no flag']],
    ['a flag with one dash', ['-no-git'], ['-no-git is no flag']],
    ['a word with a dash, letters for flags in it', ['-dash'], ['-dash is no flag']],
    ['a value behind a letter', ['-n=svc'], ['-n is no flag']],
    [
      'a flag that every object has',
      ['--__proto__', '--constructor'],
      ['--__proto__ is no flag', '--constructor is no flag'],
    ],
    ['a flag without a name', ['--=x', '---'], ['--=x is no flag', '--- is no flag']],
    ['no value at the end', ['--module'], ['--module has no value']],
    ['a flag where a value should be', ['--module', '--yes'], ['--module has no value']],
    ['an empty value', ['--module='], ['--module has no value']],
    ['an empty word for a value', ['--module', ''], ['--module has no value']],
    ['a value that is too much', ['--yes=no'], ['--yes=no: the flag takes no value']],
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
      ['--x1 is no flag', '--module has no value', '--yes=1: the flag takes no value'],
    ],
  ])('has problems: %s', (_, argv, problems) => {
    const read = readArgv(argv)
    expect(read.problems.map(({ what }) => what)).toEqual(problems)
    expect(read.problems.filter(({ fix }) => fix === undefined)).toEqual([])
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
  ])('has a typing error that suggests the flag: %s', (typed, meant) => {
    expect(readArgv([typed]).problems).toEqual([
      { what: `${typed} is no flag`, fix: `Did you mean ${meant}?` },
    ])
  })

  test('has a mistyped flag whose value is no directory', () => {
    expect(readArgv(['--modul', 'm', 'svc']).words).toEqual(['svc'])
  })

  test('keeps what it understood beside its problems', () => {
    expect(given(['--frobnicate', '--name', 'svc', '--json'])).toEqual({ name: 'svc', json: true })
  })

  test('with a mistyped flag means the flag, but did not give it', () => {
    const read = readArgv(['--modul', 'm', '--module', 'n'])
    expect(read.named).toEqual(new Set(['module']))
    expect(read.problems.map(({ what }) => what)).toEqual(['--modul is no flag'])
    expect(given(['--modul', 'm'])).toEqual({})
  })
})
