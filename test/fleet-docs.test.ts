import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { bundled } from './bin/bundle.ts'
import { missing } from './e2e/support/tools.ts'
import { inScratch } from './generators/disk/disk.ts'

const program = await bundled('bin/create-go-docker.ts')
const page = readFileSync('docs/fleet.md', 'utf8')
const withoutJq = await missing('jq', '--version')

/** Returns the code blocks of the page in a language. */
function blocksIn(language: string): readonly string[] {
  const blocks = page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))
  return [...blocks].map(([, block = '']) => block)
}

/** The scripts of the page, by the name in their second line. */
const scripts = new Map(
  blocksIn('bash').map((script) => [/^# (\S+)$/m.exec(script)?.[1] ?? '', script]),
)

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] }>
  >
}

/** The workflows of the page, by the path in their first line. */
const workflows: ReadonlyMap<string, Workflow> = new Map(
  blocksIn('yaml').map((text) => [/^# (\S+)$/m.exec(text)?.[1] ?? '', parse(text)]),
)

/** Runs a shell script, with this program in place of `npx --yes create-go-docker@latest`. */
function sh(script: string, cwd: string, env: Readonly<Record<string, string>> = {}) {
  const npx = 'npx() { [ "$1" = --yes ] && shift; shift; "$NODE" "$PROGRAM" "$@"; }'
  const { PATH = '' } = process.env
  return spawnSync('sh', ['-c', `${npx}\n${script}`], {
    cwd,
    env: { PATH, HOME: cwd, NODE: process.execPath, PROGRAM: program, ...env },
    encoding: 'utf8',
  })
}

/** Creates repositories, each with another kind of drift, in a folder `acme`. */
function createRepositories(directory: string): readonly string[] {
  sh('npx create-go-docker acme/mail --module example.com/svc --yes --no-git', directory)
  const at = (path: string) => join(directory, 'acme', path)
  for (const name of ['payments', 'search']) cpSync(at('mail'), at(name), { recursive: true })
  rmSync(at('payments/Makefile'))
  rmSync(at('search/go-docker.lock.json'))
  return readdirSync(at(''))
}

describe('the scripts', () => {
  test('have the names that the commands use', () => {
    const used = [...page.matchAll(/^multi-gitter \w+ \.\/(\S+)/gm)].map(([, name]) => name)
    expect([...scripts.keys()]).toEqual(used)
  })

  test.skipIf(withoutJq)('collect the results, with the names of the repositories', () =>
    inScratch((directory) => {
      const results = createRepositories(directory).map((name) => {
        const env = { REPOSITORY: `acme/${name}` }
        return sh(scripts.get('check.sh') ?? '', join(directory, 'acme', name), env).stdout
      })
      writeFileSync(join(directory, 'checks.json'), results.join(''))
      const [, command = ''] = /^(npx .* report .*) >report.html$/m.exec(page) ?? []
      expect(sh(command, directory).stdout).toContain('1 of 3 repositories match their templates')
      const { stdout } = sh('npx create-go-docker report checks.json', directory)
      expect(stdout.match(/^[?✗✓] \w+/gmu)).toEqual(['? search', '✗ payments', '✓ mail'])
    }),
  )

  test('restore what drifted, and fail where there is no record', () =>
    inScratch((directory) => {
      const codes = createRepositories(directory).map((name) => {
        return [name, sh(scripts.get('fix.sh') ?? '', join(directory, 'acme', name)).status]
      })
      expect(codes).toEqual([
        ['mail', 0],
        ['payments', 0],
        ['search', 1],
      ])
      expect(readdirSync(join(directory, 'acme/payments'))).toContain('Makefile')
    }))
})

test('the script that updates applies a changed answer, and fails where there is no record', () =>
  inScratch((directory) => {
    createRepositories(directory)
    const intent = join(directory, 'acme/mail/go-docker.json')
    writeFileSync(intent, readFileSync(intent, 'utf8').replace('postgres', 'redis'))
    const run = (name: string) => sh(scripts.get('update.sh') ?? '', join(directory, 'acme', name))
    expect(run('mail')).toMatchObject({ status: 0 })
    expect(readFileSync(join(directory, 'acme/mail/go.mod'), 'utf8')).toContain('go-redis')
    expect(run('search')).toMatchObject({ status: 1 })
  }))

describe('the workflows', () => {
  test.each([...workflows])(
    '%s has a name for its file, and runs known commands',
    (path, { on, jobs }) => {
      expect(path).toMatch(/^\.github\/workflows\/[\w-]+\.yml$/)
      expect(Object.keys(on).length).toBeGreaterThan(0)
      const steps = Object.values(jobs).flatMap(({ steps }) => steps)
      expect(steps.filter(({ run, uses }) => (run === undefined) === (uses === undefined))).toEqual(
        [],
      )
      for (const { uses = 'a/b@v1' } of steps) expect(uses).toMatch(/^[\w-]+\/[\w/-]+@v\d+$/)
    },
  )

  const runs = [...workflows].flatMap(([path, { jobs }]) =>
    Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => (run?.includes(' check') ? [[run, path] as const] : [])),
    ),
  )

  test.each(runs)('%s in %s says what is missing', (run) =>
    inScratch((directory) => {
      createRepositories(directory)
      const cwd = join(directory, 'acme/payments')
      const { status, stdout } = sh(run, cwd)
      const [, file] = />(\S+)$/.exec(run) ?? []
      const output = file === undefined ? stdout : readFileSync(join(cwd, file), 'utf8')
      expect(output).toContain('Makefile is missing')
      expect(status).toBe(run.includes('--fail-on none') ? 0 : 1)
    }),
  )
})

describe('the managers for Renovate', () => {
  const [{ customManagers = [], gitIgnoredAuthors = [] } = {}] = blocksIn('json').map((text) =>
    JSON.parse(text),
  )

  /** Returns what the managers find in a file, as Renovate does: `g`, and named groups. */
  function foundIn(path: string, text: string) {
    return customManagers.flatMap(
      (manager: {
        readonly managerFilePatterns: readonly string[]
        readonly matchStrings: readonly string[]
        readonly datasourceTemplate: string
      }) => {
        const applies = manager.managerFilePatterns.some((pattern) =>
          new RegExp(pattern.slice(1, -1)).test(path),
        )
        if (!applies) return []
        return manager.matchStrings.flatMap((pattern) =>
          [...text.matchAll(new RegExp(pattern, 'g'))].map(({ groups }) => {
            return `${manager.datasourceTemplate} ${groups?.depName} ${groups?.currentValue}`
          }),
        )
      },
    )
  }

  test('find each layer of a real go-docker.json, and nothing else in it', () =>
    inScratch((directory) => {
      sh('npx create-go-docker svc --module npm:x@1 --yes --no-git', directory)
      sh('npx create-go-docker svc --module example.com/npm/x --yes --no-git', directory)
      const path = join(directory, 'svc/go-docker.json')
      const intent = JSON.parse(readFileSync(path, 'utf8'))
      const layers = [
        'npm:@acme/go-house@^3.1.0',
        'npm:house@3.1.0',
        'npm:@acme/house@>=3 <5',
        'git:https://github.com/acme/go-house.git#v3.1.0',
        'git:ssh://git@github.com/acme/go-house#v2',
        './house',
      ]
      expect(foundIn('go-docker.json', readFileSync(path, 'utf8'))).toEqual([])
      const written = { ...intent, layers: layers.map((use) => ({ use })) }
      for (const text of [JSON.stringify(written, undefined, 2), JSON.stringify(written)]) {
        expect(foundIn('services/svc/go-docker.json', text)).toEqual([
          'npm @acme/go-house ^3.1.0',
          'npm house 3.1.0',
          'git-tags https://github.com/acme/go-house.git v3.1.0',
          'git-tags ssh://git@github.com/acme/go-house v2',
        ])
        expect(foundIn('go-docker.lock.json', text)).toEqual([])
      }
    }))

  test('find create-go-docker in a workflow that names its version', () => {
    const text = 'run: npx --yes create-go-docker@1.2.3 check\nrun: npx create-go-docker@latest\n'
    expect(foundIn('.github/workflows/template.yml', text)).toEqual(['npm create-go-docker 1.2.3'])
    expect(foundIn('docs/x.yml', text)).toEqual([])
  })

  test('know the author of the workflow that updates', () => {
    const workflow = workflows.get('.github/workflows/template-update.yml')
    const commands = Object.values(workflow?.jobs ?? {}).flatMap(({ steps }) =>
      steps.map(({ run = '' }) => run),
    )
    const [, email] = /git config user\.email (\S+)/.exec(commands.join('\n')) ?? []
    expect(gitIgnoredAuthors).toEqual([email])
  })
})
