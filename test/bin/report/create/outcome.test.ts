import { expect, test } from 'vitest'
import type { Ending } from '../../../../bin/report/create/ending.ts'
import { createOutcome } from '../../../../bin/report/create/outcome.ts'
import { endingLines } from '../../../../bin/report/create/text.ts'
import { ansi } from '../../../../bin/report/style.ts'
import { conflict, endings, request, settled } from '../endings.ts'

function ending(title: string): Ending {
  const found = endings[title]
  if (found === undefined) throw new Error(`no ending ${title}`)
  return found
}

test('a finished create reports what happened to each path, and why there is no commit', () => {
  const { lines: _, ...outcome } = createOutcome(ending('done, but not committed'))
  expect(outcome).toEqual({
    command: 'create',
    kind: 'done',
    warnings: [expect.objectContaining({ file: 'compose.yaml' })],
    problems: [],
    body: {
      directory: '/w/my-svc',
      answers: request.answers,
      files: settled.changes.map(({ path, status }) => ({ path, status })),
      commands: [],
      git: { done: false, reason: 'git is not installed', remedy: 'Install git.' },
      repeat: 'npm create -y go-docker@0.1.0 -- my-svc --yes',
      next: ['cd my-svc', 'docker compose up --build --wait'],
    },
  })
})

test('a conflict reports the possible decisions, and the reason', () => {
  const plan = {
    ...settled,
    changes: [
      conflict('README.md'),
      conflict('go.mod', { ways: ['overwrite'], why: "can't be kept" }),
    ],
  }
  const conflicted = { kind: 'conflict', detail: 'full', request, plan, warnings: [] } as const
  expect(createOutcome(conflicted).body).toMatchObject({
    files: [
      { path: 'README.md', status: 'conflict', ways: ['keep', 'overwrite'], reason: null },
      { path: 'go.mod', status: 'conflict', ways: ['overwrite'], reason: "can't be kept" },
    ],
  })
})

const nothing = {
  directory: null,
  answers: null,
  files: [],
  commands: [],
  git: null,
  repeat: null,
  next: [],
}

test.each([
  'usage',
  'a failure',
  'something unavailable',
  'something untrusted',
  'cancelled by a signal',
])('%s has the same keys, with nothing in them', (title) => {
  const outcome = createOutcome(ending(title))
  expect(outcome.body).toEqual(nothing)
  expect(outcome.warnings).toEqual([])
  expect({ ...outcome, lines: undefined }).toMatchObject(ending(title))
})

test.each(Object.entries(endings))('its text is that of the ending: %s', (_, ending) => {
  expect(createOutcome(ending).lines(ansi)).toEqual(endingLines(ending, ansi))
})
