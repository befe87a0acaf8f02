import { describe, expect, test } from 'vitest'
import { conflictLines } from '../../../../bin/report/create/conflict.ts'
import { endingLines } from '../../../../bin/report/create/text.ts'
import { findingLines } from '../../../../bin/report/findings.ts'
import { planLines } from '../../../../bin/report/plan.ts'
import { problemLines } from '../../../../bin/report/problems.ts'
import { plain } from '../../../../bin/report/style.ts'
import { summaryLines } from '../../../../bin/report/summary.ts'
import { options } from '../../../../generators/questions/options.ts'
import { change, conflict, conflicted, endings, request, settled } from '../endings.ts'

const lines = (title: string): readonly string[] => {
  const ending = endings[title]
  if (ending === undefined) throw new Error(`no ending ${title}`)
  return endingLines(ending, plain)
}

describe('the end', () => {
  test('of a create: the tree, git, the next commands, the repeat command', () => {
    expect(lines('done and committed')).toEqual([
      ...planLines(settled, plain, 'folded'),
      '',
      '✓ Wrote 4 files to my-svc and committed to git',
      '! docker compose reads compose.yaml instead of docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
      '',
      'Next:',
      '  cd my-svc',
      '  docker compose up --build --wait',
      'Then open http://127.0.0.1:8080; for another port, set HOST_PORT in .env.',
      'To create the same again without questions:',
      '  npm create -y go-docker@0.1.0 -- my-svc --yes',
    ])
  })

  test('of a create whose plan was confirmed repeats neither the plan nor its warnings', () => {
    expect(lines('done in a repository, after questions').slice(0, 4)).toEqual([
      '✓ Wrote 4 files to my-svc',
      '· Not committed, because the directory is inside a git repository. Commit it yourself.',
      '',
      'Next:',
    ])
  })

  test('of a create with --verbose has every path', () => {
    const all = planLines(settled, plain, 'full')
    expect(lines('done, but not committed').slice(0, all.length)).toEqual(all)
  })

  test('of a create without a commit says why, and what to do', () => {
    expect(lines('done, but not committed').join('\n')).toContain(
      '! Not committed to git: git is not installed\n  Install git.\n',
    )
  })

  test('of a create names the commands of layers that it ran', () => {
    expect(lines('done with a command of a layer')[0]).toBe('✓ Ran go version (company)')
  })

  test('of a dry run names the commands of layers, and the trust that they need', () => {
    const all = lines('a dry run with a command of a layer')
    const at = all.indexOf('Commands of the layers, to be run after the files:')
    expect(all.slice(at + 1, at + 3)).toEqual([
      '  go version (company)',
      `  They run only with --trust company@sha256-${'0'.repeat(64)}`,
    ])
  })

  test('of a failed command says what is written, and what to do', () => {
    expect(lines('a failed command of a layer')).toEqual([
      '✓ Wrote 4 files to my-svc',
      '! Not committed to git: a command of a layer did not succeed',
      '  Run it.',
      '! docker compose reads compose.yaml instead of docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
      '✗ a command failed',
      '  Run it by hand.',
    ])
  })

  test('of a create that had nothing to do says so', () => {
    const plan = { ...settled, changes: [change('go.mod', 'identical')] }
    const ending = {
      kind: 'done',
      request,
      plan,
      warnings: [],
      commands: [],
      git: { done: true },
      repeat: 'r',
      next: ['n'],
    } as const
    expect(endingLines(ending, plain)).toContain('✓ Nothing to write: my-svc is up to date')
  })

  test('of decisions that no single flag can repeat says so, instead of the repeat command', () => {
    const ending = endings['done and committed']
    if (ending?.kind !== 'done') throw new Error('not done')
    expect(endingLines({ ...ending, repeat: null }, plain).slice(-1)).toEqual([
      'No single command can repeat this: --on-conflict applies to all files.',
    ])
  })

  test('of a dry run says that nothing was written, and how to write it', () => {
    expect(lines('a dry run').slice(-7)).toEqual([
      '',
      'Nothing was written: this was a dry run.',
      '! docker compose reads compose.yaml instead of docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
      '',
      'To write this without questions:',
      '  npm create -y go-docker@0.1.0 -- my-svc --yes',
    ])
  })

  test('of a conflict: the plan, warnings, and finally what to do', () => {
    expect(lines('a conflict')).toEqual([
      ...planLines(conflicted, plain, 'folded'),
      '',
      '! docker compose reads compose.yaml instead of docker-compose.yml',
      '  Use docker compose -f docker-compose.yml.',
      ...conflictLines(conflicted, plain),
    ])
  })

  test('of a wrong command line is each problem, with what to do on the next line', () => {
    expect(lines('usage')).toEqual(['✗ --module is missing', '  Use --module PATH.', '✗ and more'])
  })

  test('of a failure is only its problems', () => {
    expect(lines('a failure')).toEqual(['✗ write go.mod: no space is left', '  Make room.'])
  })

  test.each(['something unavailable', 'something untrusted'])('of %s is its problems', (title) => {
    expect(lines(title)[0]).toMatch(/^✗ /)
  })

  test('of a cancelled run is one line', () => {
    expect(lines('cancelled')).toEqual(['Cancelled: nothing was written.'])
  })
})

test('no line can control a terminal, whatever names, problems and commands contain', () => {
  const evil = 'a\u001b]0;x\u0007\u009b2J\u202e\nb'
  const plan = {
    directory: `/w/${evil}`,
    exists: true,
    changes: [
      conflict(`${evil}/${evil}`, { existing: { kind: 'other' }, ways: ['keep'] }),
      conflict('go.mod', { ways: ['append'], why: evil }),
      conflict(`${evil}2`, { ways: ['append'] }),
    ],
  }
  const finding = {
    rule: 'destination/outranked',
    severity: 'warning',
    file: evil,
    line: null,
    message: evil,
    remedy: evil,
    fixable: false,
  } as const
  const who = { directory: evil, answers: { ...request.answers, name: evil, module: evil } }
  const made = [
    ...summaryLines(who, plain, options),
    ...findingLines([finding], plain),
    ...problemLines([{ what: evil, fix: evil }], plain),
    ...endingLines(
      { kind: 'conflict', detail: 'full', request: who, plan, warnings: [finding] },
      plain,
    ),
    ...endingLines(
      {
        kind: 'done',
        detail: 'full',
        request: who,
        plan,
        warnings: [],
        commands: [],
        git: { done: false, reason: evil, remedy: evil },
        repeat: evil,
        next: [evil],
      },
      plain,
    ),
  ]
  expect(made.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line))).toEqual([])
  expect(
    made.filter((line) => line.includes('a\\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\\u{a}b')),
  ).toHaveLength(26)
})
