import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { inScratch, listing, put } from '../../generators/disk/disk.ts'
import { testEnvironment } from '../../support/git.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

const serverOn = (port: number) =>
  `package main\n\nimport "net/http"\n\nfunc main() {\n\t_ = http.ListenAndServe(":${port}", nil)\n}\n`
const program = { 'go.mod': 'module example.com/hello\n\ngo 1.24\n', 'main.go': serverOn(8090) }

interface Place {
  readonly cwd: string
  readonly dockerize: (...flags: readonly string[]) => ReturnType<typeof runMain>
  readonly run: (...words: readonly string[]) => ReturnType<typeof runMain>
  readonly read: (path: string) => string
}

/** Runs a test in a folder with a program. */
function inProgram(
  act: (place: Place) => Promise<void>,
  files: Readonly<Record<string, string>> = program,
): Promise<void> {
  return inScratch(async (cwd) => {
    put(cwd, files)
    const run = (...words: readonly string[]) => runMain(words, { cwd })
    const dockerize = (...flags: readonly string[]) => run('dockerize', ...flags)
    await act({ cwd, dockerize, run, read: (path) => readFileSync(join(cwd, path), 'utf8') })
  })
}

describe('dockerize', () => {
  test('writes the container files and a record, and touches nothing else', () =>
    inProgram(async ({ cwd, dockerize, run, read }) => {
      expect(await dockerize('--yes')).toMatchObject({ code: 0 })
      expect(read('main.go')).toBe(program['main.go'])
      expect(read('go.mod')).toBe(program['go.mod'])
      expect(read('Dockerfile')).toContain('EXPOSE 8090\n')
      const lock = JSON.parse(read('go-docker.lock.json'))
      expect(lock.generator).toBe('dockerize')
      expect(lock.answers).toEqual({ name: 'hello', module: 'example.com/hello' })
      expect(Object.keys(listing(cwd)).sort()).toEqual(
        [
          ...Object.keys(lock.files),
          ...Object.keys(program),
          'go-docker.json',
          'go-docker.lock.json',
        ].sort(),
      )
      expect(await run('check')).toMatchObject({ code: 0 })
    }))

  test('shows the facts in a dry run, ends with 0 whatever is unresolved, and writes nothing', () =>
    inProgram(
      async ({ cwd, dockerize }) => {
        const { code, stdout } = await dockerize('--dry-run', '--json')
        expect(code).toBe(0)
        expect(schemaErrors(JSON.parse(stdout))).toEqual([])
        const { facts, unresolved } = resultIn(stdout)
        expect(facts).toMatchObject({ module: 'example.com/lib', mains: [], cgo: false })
        expect(unresolved).toMatchObject([{ message: expect.stringContaining('no package main') }])
        expect(Object.keys(listing(cwd)).sort()).toEqual(['a.go', 'go.mod'])
        expect(await dockerize('--yes')).toMatchObject({ code: 1 })
      },
      { 'go.mod': 'module example.com/lib\n\ngo 1.24\n', 'a.go': 'package lib\n' },
    ))

  test('reads the code again: another port is an update', () =>
    inProgram(async ({ cwd, dockerize, read }) => {
      await dockerize('--yes')
      writeFileSync(join(cwd, 'main.go'), serverOn(9222))
      expect(await dockerize('--yes')).toMatchObject({ code: 0 })
      expect(read('Dockerfile')).toContain('EXPOSE 9222\n')
      expect((await dockerize('--yes')).stdout).toContain('Nothing to write')
    }))

  test('loses no update of a file that was edited: update merges it', () =>
    inProgram(async ({ cwd, dockerize, run, read }) => {
      await dockerize('--yes')
      const compose = read('docker-compose.yml')
      writeFileSync(join(cwd, 'docker-compose.yml'), compose.replaceAll('256m', '300m'))
      writeFileSync(join(cwd, 'main.go'), serverOn(9222))
      const refused = await dockerize('--yes')
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('docker-compose.yml was edited since the last run')
      expect(refused.stderr).toContain('create-go-docker update')
      expect(read('Dockerfile')).toContain('EXPOSE 8090\n')
      // Without git, the base is not known: the two versions are a conflict, and none is lost.
      expect((await run('update')).code).toBe(1)
      expect(read('docker-compose.yml')).toMatch(/300m[\s\S]*9222|9222[\s\S]*300m/)
    }))

  test('updates nothing if the time was over before all commands were read', () => {
    const reads = Array.from({ length: 99 }, (_, at) => `\tprintln(os.Getenv("V${at}"))\n`).join('')
    const server = `package main\n\nimport (\n\t"net/http"\n\t"os"\n)\n\nfunc main() {\n${reads}\thttp.ListenAndServe(":8090", nil)\n}\n`
    const files = { ...program, 'cmd/a/main.go': server, 'cmd/b/main.go': server }
    return inProgram(async ({ cwd, dockerize, run }) => {
      await dockerize('--yes')
      const before = listing(cwd)
      const spent = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 60e6, system: 0 })
      const results = [await run('update'), await dockerize('--yes'), await dockerize('--dry-run')]
      spent.mockRestore()
      expect(results.map(({ code }) => code)).toEqual([1, 1, 0])
      for (const { stderr } of results.slice(0, 2))
        expect(stderr).toContain('only part of cmd/a, cmd/b was read')
      expect(listing(cwd)).toEqual(before)
    }, files)
  })

  test('writes what is known the first time, with each command, and says which were cut', () => {
    const reads = Array.from({ length: 99 }, (_, at) => `\tprintln(os.Getenv("V${at}"))\n`).join('')
    const tool = `package main\n\nimport "os"\n\nfunc main() {\n${reads}}\n`
    const files = { ...program, 'cmd/a/main.go': tool, 'cmd/b/main.go': tool }
    return inProgram(async ({ dockerize, read }) => {
      const spent = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 60e6, system: 0 })
      const { code, stdout, stderr } = await dockerize('--yes')
      spent.mockRestore()
      expect(code).toBe(0)
      expect(`${stdout}${stderr}`).toContain('only part of cmd/a, cmd/b')
      expect(read('Dockerfile')).toMatch(/AS a\n[\s\S]*AS b\n|AS b\n[\s\S]*AS a\n/)
    }, files)
  })

  test.each([
    ['ignores', [], 'no port'],
    ['has', ['-f'], '9091'],
  ])('takes a port from a .env only if git has it: git %s it', (_, force, port) =>
    inScratch(async (cwd) => {
      const main = `package main\n\nimport (\n\t"net/http"\n\t"os"\n\n\t"github.com/joho/godotenv"\n)\n\nfunc main() {\n\tgodotenv.Load()\n\thttp.ListenAndServe(":"+os.Getenv("PORT"), nil)\n}\n`
      put(cwd, { ...program, 'main.go': main, '.env': 'PORT=9091\n', '.gitignore': '.env\n' })
      const env = testEnvironment(cwd)
      execFileSync('git', ['init', '-q'], { cwd, env })
      execFileSync('git', ['add', ...force, 'main.go', ...(port === '9091' ? ['.env'] : [])], {
        cwd,
        env,
      })
      const { stdout } = await runMain(['dockerize', '--dry-run', '--json'], { cwd, env })
      const [listening] = resultIn(stdout).facts.mains[0].ports
      expect(listening === undefined ? 'no port' : `${listening.port}`).toBe(port)
    }),
  )

  test('keeps a Dockerfile of its own and its .dockerignore; overwrite replaces it, later too', () =>
    inProgram(
      async ({ dockerize, read, cwd }) => {
        expect(await dockerize('--yes')).toMatchObject({ code: 0 })
        expect(read('Dockerfile')).toBe('FROM scratch\n')
        expect(existsSync(join(cwd, '.dockerignore'))).toBe(false)
        expect(read('docker-compose.yml')).not.toContain('target:')
        expect(await dockerize('--yes', '--on-conflict', 'overwrite')).toMatchObject({ code: 0 })
        expect(read('Dockerfile')).toContain('AS build\n')
        expect(read('docker-compose.yml')).toContain('target: hello\n')
      },
      { ...program, Dockerfile: 'FROM scratch\n' },
    ))

  test('stops at a file that differs with --on-conflict fail', () =>
    inProgram(
      async ({ cwd, dockerize }) => {
        expect(await dockerize('--yes', '--on-conflict', 'fail')).toMatchObject({ code: 1 })
        expect(existsSync(join(cwd, 'go-docker.json'))).toBe(false)
      },
      { ...program, Dockerfile: 'FROM scratch\n' },
    ))

  test('writes no second Compose file, and names none that is not there', () =>
    inProgram(
      async ({ cwd, dockerize }) => {
        const { stdout } = await dockerize('--yes')
        expect(existsSync(join(cwd, 'docker-compose.yml'))).toBe(false)
        expect(stdout).toContain('docker compose up --build --wait\n')
        expect(stdout).toContain('compose.yaml stays as it is, so that no docker-compose.yml is')
      },
      { ...program, 'compose.yaml': 'services: {}\n' },
    ))

  test.each(['compose.yaml', 'docker-compose.yml'])(
    "names no service for a command that %s of the user's does not have",
    (name) =>
      inProgram(
        async ({ dockerize }) => {
          const { stdout } = await dockerize('--yes')
          expect(stdout).toContain('docker build .\n')
          expect(stdout).not.toContain('docker compose')
        },
        {
          'go.mod': program['go.mod'],
          'main.go': 'package main\n\nfunc main() { println("done") }\n',
          [name]: 'services: {}\n',
        },
      ),
  )

  test.each([
    [['--port', '99999'], 'must be a port number'],
    [['--commands', 'nope'], '"nope" is not one of'],
    [['--base-image', 'ubuntu'], 'must be scratch, alpine, distroless or debian'],
  ])('refuses %s as a wrong command line', (flags, message) =>
    inProgram(async ({ dockerize }) => {
      const { code, stderr } = await dockerize('--yes', ...flags)
      expect(code).toBe(2)
      expect(stderr).toContain(message)
    }),
  )

  test('refuses a base image on which the program could not run, with the reason', () =>
    inProgram(
      async ({ dockerize }) => {
        const { code, stderr } = await dockerize('--yes', '--base-image', 'scratch')
        expect(code).toBe(1)
        expect(stderr).toContain('main.go:5 runs git, which it does not have')
      },
      {
        'go.mod': program['go.mod'],
        'main.go':
          'package main\n\nimport "os/exec"\n\nfunc main() { _ = exec.Command("git", "status").Run() }\n',
      },
    ))

  test('and create refuse the repository of the other', () =>
    inProgram(async ({ dockerize, run }) => {
      await dockerize('--yes')
      const created = await run('.', '--yes')
      expect(created.code).toBe(1)
      expect(created.stderr).toContain('was not created, but dockerized')
      expect(await run('svc', '--yes', '--no-git', '--module', 'example.com/svc')).toMatchObject({
        code: 0,
      })
      const refused = await run('dockerize', 'svc', '--yes')
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('was created with its container files')
    }))

  test('is changed by update --set', () =>
    inProgram(async ({ dockerize, run, read }) => {
      await dockerize('--yes')
      expect(await run('update', '--set', 'baseImage=alpine')).toMatchObject({ code: 0 })
      expect(read('Dockerfile')).toMatch(/^FROM alpine:.* AS base$/m)
      expect(JSON.parse(read('go-docker.json')).answers.baseImage).toBe('alpine')
    }))

  test('needs a go.mod', () =>
    inProgram(
      async ({ dockerize }) => {
        const { code, stderr } = await dockerize('--yes')
        expect(code).toBe(1)
        expect(stderr).toContain('go.mod')
      },
      { 'main.go': program['main.go'] },
    ))
})
