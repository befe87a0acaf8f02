import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { audit } from '../../../generators/audit/audit.ts'
import { readFacts } from '../../../generators/dockerize/read-facts.ts'
import { runMain } from '../../bin/run.ts'
import { cells } from '../../support/matrix.ts'
import { programs } from '../../support/programs.ts'
import { inScratch, put } from '../disk/disk.ts'

const decoder = new TextDecoder()

/** Audits a directory, with the facts of its Go code. */
async function audited(directory: string) {
  const read: string[] = []
  const inspection = await audit(directory, {
    asOf: '2026-11-28',
    factsOf: (folder) => {
      read.push(folder)
      return readFacts(join(directory, folder))
    },
  })
  return { ...inspection, read }
}

describe('what create writes', () => {
  test.each(cells.map((cell) => [cell.title, cell] as const))('is clean: %s', (_, { tree }) =>
    inScratch(async (directory) => {
      const files = [...tree].map(([path, { content }]) => [path, decoder.decode(content)])
      put(directory, Object.fromEntries(files))
      const { findings, suppressed, dockerfiles, composeFiles, read } = await audited(directory)
      expect(findings).toEqual([])
      expect(suppressed).toBe(0)
      expect(dockerfiles).toEqual(['Dockerfile', 'prebuilt.dockerfile', 'testing.dockerfile'])
      expect(composeFiles).toEqual(['docker-compose.dev.yml', 'docker-compose.yml'])
      expect(read).toEqual(['.'])
    }),
  )
})

describe('what dockerize writes', () => {
  test.each(programs.map((program) => [program.title, program] as const))(
    'is clean: %s',
    (_, { files, folder = '.' }) =>
      inScratch(async (cwd) => {
        put(cwd, files)
        const { code, stderr } = await runMain(['dockerize', folder, '--yes'], { cwd })
        expect(code, stderr).toBe(0)
        for (const directory of new Set(['.', folder])) {
          const { findings, dockerfiles, read } = await audited(join(cwd, directory))
          // A program that can't check itself needs a change of its code.
          const notes = findings.filter(({ rule }) => rule === 'audit/G28')
          expect(findings.filter((one) => !notes.includes(one))).toEqual([])
          expect(notes.every(({ severity }) => severity === 'info')).toBe(true)
          expect(dockerfiles).toHaveLength(3)
          expect(read).toEqual([directory === '.' ? folder : '.'])
        }
      }),
  )
})
