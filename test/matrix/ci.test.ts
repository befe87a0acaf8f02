import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { cells, textOf } from './trees.ts'

/** The workflow, as far as its triggers and jobs are read. */
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly concurrency: { readonly group: string }
  readonly jobs: Readonly<Record<string, { readonly if?: string }>>
}

describe.each(cells)('$title', ({ tree }) => {
  const workflow: Workflow = parse(textOf(tree, '.github/workflows/ci.yml'))

  test('the workflow is started by pushes and pull requests of any branch', () => {
    expect(workflow.on).toEqual({ push: null, pull_request: null })
  })

  test('every job runs for pull requests and for the default branch alone, so for no tag', () => {
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
})
