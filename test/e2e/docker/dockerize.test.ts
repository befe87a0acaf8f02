import { randomInt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { programs } from '../../support/programs.ts'
import { inScope } from '../../support/scope.ts'
import { attempt, run, told } from '../support/command.ts'
import { docker, patience } from '../support/docker.ts'
import { dockerized } from '../support/dockerized.ts'
import { get, until } from '../support/http.ts'
import { missing } from '../support/tools.ts'

const noDocker = await missing('docker', 'info')

/** Builds an image of a folder as the first lines of its Dockerfile say; returns its ID. */
async function built(folder: string, context: string, target?: string): Promise<string> {
  const stage = target === undefined ? [] : ['--target', target]
  return (
    await run('docker', ['build', '-q', '-f', 'Dockerfile', ...stage, context], {
      cwd: folder,
      timeout: patience,
    })
  ).trim()
}

const few = programs.filter(({ title }) => /^a server, a worker|^C code|^templates/.test(title))

describe.skipIf(noDocker).each(inScope(programs, few))(
  '$title',
  { timeout: patience },
  (program) => {
    const folder = dockerized(program)
    const context = (program.folder ?? '.')
      .split('/')
      .map((part) => (part === '.' ? '.' : '..'))
      .join('/')

    test('passes docker build --check, and docker compose config', async () => {
      for (const file of ['Dockerfile', 'prebuilt.dockerfile', 'testing.dockerfile']) {
        const outcome = await attempt('docker', ['build', '--check', '-f', file, context], {
          cwd: folder,
        })
        expect(outcome.code, told(outcome)).toBe(0)
      }
      expect(await run('docker', ['compose', 'config', '-q'], { cwd: folder })).toBe('')
    })

    const { serves, prints = [], stays = [] } = program
    if (serves !== undefined) {
      test('serves, as another user than root, on a read-only file system', async () => {
        const image = await built(folder, context)
        const host = randomInt(20_000, 32_768)
        const options = [
          '-d',
          '--read-only',
          '--cap-drop',
          'ALL',
          '-p',
          `127.0.0.1:${host}:${serves.port}`,
        ]
        const writable = program.files['main.go']?.includes('data/') ? ['-v', '/app/data'] : []
        const container = (await docker('run', ...options, ...writable, image)).trim()
        try {
          const url = `http://127.0.0.1:${host}${serves.path}`
          await until(
            'it serves',
            async () => (await get(url).catch(() => undefined))?.status === 200,
            {
              within: 30_000,
            },
          )
          expect((await get(url)).body).toContain(serves.says)
        } finally {
          await docker('rm', '-f', container)
        }
      })
    }

    test.each(prints)('prints $says', async ({ target, args, says }) => {
      const image = await built(folder, context, target)
      const outcome = await attempt('docker', ['run', '--rm', image, ...args])
      expect(outcome.output).toContain(says)
    })

    test.each(stays)('%s stays up, and ends on SIGTERM', async (target) => {
      const image = await built(folder, context, target)
      const container = (await docker('run', '-d', image)).trim()
      try {
        await until('it has ticked', async () =>
          (await attempt('docker', ['logs', container])).output.includes('tick'),
        )
        await docker('stop', '-t', '10', container)
        const code = await docker('inspect', '-f', '{{.State.ExitCode}}', container)
        expect(code.trim()).toBe('0')
      } finally {
        await docker('rm', '-f', container)
      }
    })
  },
)
