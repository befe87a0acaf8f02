import { describe, expect, test } from 'vitest'
import { endingLines, planLines, problemLines, summaryLines } from '../../../bin/report/report.ts'
import { ansi, plain } from '../../../bin/report/style.ts'
import { change, conflicted, endings, request, settled } from './endings.ts'

const lines = (title: string): readonly string[] => {
  const ending = endings[title]
  if (ending === undefined) throw new Error(`no ending ${title}`)
  return endingLines(ending, plain)
}

test('a request is an answer a line', () => {
  expect(summaryLines(request, plain)).toEqual([
    'Directory       my-svc',
    'Name            my-svc',
    'Module path     github.com/acme/my-svc',
    'HTTP framework  net/http',
    'Database        postgres',
    'Base image      distroless',
  ])
})

describe('a plan', () => {
  test('is a tree with a sign before each file, and their number', () => {
    expect(planLines(settled, plain)).toEqual([
      '  my-svc/',
      '~ ├─ .gitignore',
      '· ├─ LICENSE',
      '  ├─ cmd/',
      '  │  ├─ api/',
      '+ │  │  └─ main.go',
      '  │  └─ cli/',
      '+ │     └─ main.go',
      '= ├─ go.mod',
      '& └─ .dockerignore',
      '',
      '  + 2 create, ~ 1 update, & 1 merge, · 1 keep, = 1 identical',
    ])
  })

  test('says what is in the way of a file, if it is no file', () => {
    expect(planLines(conflicted, plain)).toContain('! └─ internal (a symbolic link is there)')
    expect(planLines(conflicted, plain)).toContain('! ├─ README.md')
  })

  test.each([
    ['/', '  /'],
    ['C:\\work\\svc', '  svc/'],
    ['C:\\', '  /'],
  ])('has the name of its directory, %s, at the top', (directory, line) => {
    expect(planLines({ ...settled, directory }, plain)[0]).toBe(line)
  })

  test('colours signs alone, and only where the style does', () => {
    const painted = planLines(settled, ansi)
    expect(painted).toContain('\u001b[32m+\u001b[39m \u001b[2m│  │  └─\u001b[22m main.go')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of
    expect(painted.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(
      planLines(settled, plain),
    )
  })
})

describe('the end', () => {
  test('of a create: the tree, git, the next commands, the repeating command', () => {
    expect(lines('done and committed').slice(-12)).toEqual([
      '',
      '✓ Wrote 4 files to my-svc',
      '✓ Committed them to git.',
      '! docker compose reads compose.yaml, and not docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
      '',
      'Next:',
      '  cd my-svc',
      '  docker compose up --build --wait',
      '',
      'The same again, without questions:',
      '  npm create -y go-docker@0.1.0 -- my-svc --yes',
    ])
    expect(lines('done and committed').slice(0, 12)).toEqual(planLines(settled, plain))
  })

  test('of a create without a commit says why', () => {
    expect(lines('done, but not committed')).toContain(
      '! Nothing was committed to git: git is not installed.',
    )
  })

  test('of a create that found all there says so', () => {
    const plan = { ...settled, changes: [change('go.mod', 'identical')] }
    const ending = {
      kind: 'done',
      request,
      plan,
      warnings: [],
      git: { done: true },
      repeat: 'r',
      next: ['n'],
    } as const
    expect(endingLines(ending, plain)).toContain('✓ Nothing to write: my-svc has it all.')
  })

  test('of a dry run says that nothing was written, and how it would be', () => {
    expect(lines('a dry run').slice(-7)).toEqual([
      '',
      'Nothing was written: it was a dry run.',
      '! docker compose reads compose.yaml, and not docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
      '',
      'To write this, without questions:',
      '  npm create -y go-docker@0.1.0 -- my-svc --yes',
    ])
  })

  test('of a conflict names each file and what to do', () => {
    expect(lines('a conflict').slice(-8)).toEqual([
      '',
      '✗ Nothing was written: 2 files would replace what is there already:',
      '    README.md',
      '    internal (a symbolic link is there)',
      '  Say --on-conflict keep or --on-conflict overwrite; a terminal asks about each.',
      '  What is no file, or too large, is never replaced: move it, or use --on-conflict keep.',
      '! docker compose reads compose.yaml, and not docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
    ])
  })

  test('of a wrong command line is each problem, and on the next line what to do', () => {
    expect(lines('usage')).toEqual(['✗ --module is missing', '  Say --module PATH.', '✗ and more'])
  })

  test('of a failure is its problems alone', () => {
    expect(lines('a failure')).toEqual(['✗ write go.mod: no space is left', '  Make room.'])
  })

  test('of a cancelled run is a line', () => {
    expect(lines('cancelled')).toEqual(['Cancelled: nothing was written.'])
  })

  test('of a run that was cancelled once its files stood says what stands', () => {
    expect(lines('cancelled with its files written')).toEqual([
      'Cancelled: the files are written, but not committed.',
      '✓ Wrote 4 files to my-svc',
      '! Nothing was committed to git: it was interrupted.',
    ])
  })
})

test('no line that is made can steer a terminal, whatever names, problems and commands hold', () => {
  const evil = 'a\u001b]0;x\u0007\u009b2J\u202e\nb'
  const plan = {
    directory: `/w/${evil}`,
    exists: true,
    changes: [change(`${evil}/${evil}`, 'conflict', { kind: 'other' })],
  }
  const who = { directory: evil, answers: { ...request.answers, name: evil, module: evil } }
  const made = [
    ...summaryLines(who, plain),
    ...problemLines([{ what: evil, fix: evil }], plain),
    ...endingLines({ kind: 'conflict', request: who, plan, warnings: [] }, plain),
    ...endingLines(
      {
        kind: 'done',
        request: who,
        plan,
        warnings: [],
        git: { done: false, reason: evil },
        repeat: evil,
        next: [evil],
      },
      plain,
    ),
  ]
  expect(made.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([])
  expect(
    made.filter((line) => line.includes('a\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\\u{a}b')),
  ).toHaveLength(16)
})
