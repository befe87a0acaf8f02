import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { builtIn } from '../../generators/layers/built-in.ts'
import { contextOf } from '../../generators/layers/context.ts'
import { renderLayers } from '../../generators/layers/layers.ts'
import { options } from '../../generators/questions/options.ts'
import { cells } from '../support/matrix.ts'
import { textOf, textsOf } from '../support/text.ts'

/** The fields of the workflow that are read: its triggers and jobs. */
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly concurrency: { readonly group: string }
  readonly jobs: Readonly<Record<string, { readonly if?: string }>>
}

const ciFiles = ['.github/workflows/ci.yml', 'renovate.json']
const { layers } = builtIn()

describe.each(cells)('$title', ({ tree, answers }) => {
  const workflow: Workflow = parse(textOf(tree, '.github/workflows/ci.yml'))

  test('the workflow is started by pushes and pull requests of any branch', () => {
    expect(workflow.on).toEqual({ push: null, pull_request: null })
  })

  test('every job runs only for pull requests and for the default branch, not for tags', () => {
    const jobs = Object.values(workflow.jobs)
    expect(jobs.length).toBeGreaterThanOrEqual(2)
    for (const job of jobs) {
      expect(job.if).toBe(
        "github.event_name == 'pull_request' || " +
          "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)",
      )
    }
  })

  test('no other workflow of the repository shares its concurrency group', () => {
    expect(workflow.concurrency.group).toBe(`\${{ github.workflow_ref }}`)
  })

  test('without CI, no file mentions the workflow or Renovate', () => {
    const without = renderLayers(
      layers,
      answers,
      { ...contextOf(answers, '0.0.0', options), ci: false },
      options,
    )
    const told = textsOf(without)
      .filter(([path]) => !ciFiles.includes(path))
      .flatMap(([path, text]) => text.split('\n').map((line) => `${path}: ${line}`))
      .filter((line) => /\bCI\b|renovate|\.github\/|on GitHub/i.test(line))
    expect(told).toEqual([])
  })

  test('with CI, the README has a row for each of its files', () => {
    for (const path of ciFiles) expect(textOf(tree, 'README.md')).toContain(`\n| \`${path}\` | `)
  })

  test('the README claims nothing about a license file', () => {
    const lines = textOf(tree, 'README.md').split('\n')
    expect(lines.filter((line) => line.includes('LICENSE'))).toEqual([
      '1. The license: create-go-docker writes no `LICENSE`, so add one if there is none.',
    ])
  })
})
