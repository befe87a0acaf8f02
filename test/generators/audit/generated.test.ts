import { expect, test } from 'vitest'
import { inspect } from '../../../generators/audit/inspect.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'
import { cells } from '../../support/matrix.ts'

const decoder = new TextDecoder()

test.each(cells.map((cell) => [cell.title, cell] as const))(
  'finds nothing in %s',
  (_, { tree }) => {
    const files = Object.fromEntries(
      [...tree].map(([path, { content }]) => [path, decoder.decode(content)]),
    )
    const { findings, suppressed, dockerfiles, composeFiles } = inspect(repositoryOf(files), {
      asOf: '2026-11-28',
      facts: new Map(),
    })
    expect(findings).toEqual([])
    expect(suppressed).toBe(0)
    expect(dockerfiles).toEqual(['Dockerfile', 'prebuilt.dockerfile', 'testing.dockerfile'])
    expect(composeFiles).toEqual(['docker-compose.dev.yml', 'docker-compose.yml'])
  },
)
