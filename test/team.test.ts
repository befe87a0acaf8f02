import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resultIn, runMain } from './bin/run.ts'
import { newFolder } from './e2e/support/workspace.ts'
import { testEnvironment } from './support/git.ts'

/**
 * The story of a team: a house layer with a locked answer and a question, ten repositories from it,
 * an edit in each, a new version of the layer, and what check, report and update make of all that.
 */
const cwd = newFolder()
const env = testEnvironment(cwd)

/** Runs the command in the folder of the team. */
const run = (...argv: readonly string[]) => runMain(argv, { cwd, env })
const git = (service: string, ...args: readonly string[]) =>
  execFileSync('git', args, { cwd: join(cwd, service), env, encoding: 'utf8' })
const read = (path: string) => readFileSync(join(cwd, path), 'utf8')
const append = (path: string, text: string) => appendFileSync(join(cwd, path), text)
const replace = (path: string, from: string, to: string) => {
  expect(read(path)).toContain(from)
  writeFileSync(join(cwd, path), read(path).replace(from, to))
}

/** What one of the repositories is, what its people did, and what should come of it. */
interface Service {
  readonly name: string
  readonly flags?: readonly string[]
  /** What its people did after the create. */
  readonly edit?: (name: string) => void
  /** The rules that a check finds then. */
  readonly drift: readonly string[]
  /** How the update ends. */
  readonly update: 'done' | 'conflicts-left'
  /** Looks at the repository after the update. */
  readonly after: (name: string) => void
}

const moved = (name: string) => {
  expect(existsSync(join(cwd, name, 'docs/RUNBOOK.md'))).toBe(false)
  expect(existsSync(join(cwd, name, 'docs/operations.md'))).toBe(true)
}
const updated = (name: string) => {
  expect(read(`${name}/Dockerfile`)).toContain('ENV ACME=2')
  expect(existsSync(join(cwd, name, 'NOTICE'))).toBe(false)
  moved(name)
}

const services: readonly Service[] = [
  { name: 'untouched', drift: [], update: 'done', after: updated },
  {
    name: 'redis',
    flags: ['--database', 'redis', '--team', 'payments'],
    drift: [],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(read(`${name}/.github/CODEOWNERS`)).toContain('@acme/payments')
    },
  },
  {
    name: 'own-code',
    edit: (name) => append(`${name}/cmd/api/main.go`, '\n// Ours.\n'),
    drift: [],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(read(`${name}/cmd/api/main.go`)).toContain('// Ours.')
    },
  },
  {
    name: 'in-the-room',
    edit: (name) => {
      replace(`${name}/Dockerfile`, '# BEGIN local\n', '# BEGIN local\nENV OURS=1\n')
      writeFileSync(join(cwd, name, 'local.mk'), 'ours:\n\t@echo ours\n')
    },
    drift: [],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(read(`${name}/Dockerfile`)).toContain('# BEGIN local\nENV OURS=1\n# END local')
    },
  },
  {
    name: 'elsewhere',
    edit: (name) => append(`${name}/Makefile`, '\n# Ours.\n'),
    drift: ['drift/modified Makefile'],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(read(`${name}/Makefile`)).toMatch(/# Ours\.\n$/)
    },
  },
  {
    name: 'same-line',
    edit: (name) => replace(`${name}/Dockerfile`, 'ENV ACME=1', 'ENV ACME=ours'),
    drift: ['drift/modified Dockerfile'],
    update: 'conflicts-left',
    after: (name) => {
      moved(name)
      const dockerfile = read(`${name}/Dockerfile`)
      expect(dockerfile).toContain('ENV ACME=ours')
      expect(dockerfile).toContain('ENV ACME=2')
      expect(dockerfile).toMatch(/^<{7} /m)
      expect(git(name, 'status', '--short', 'Dockerfile')).toBe('UU Dockerfile\n')
    },
  },
  {
    name: 'runbook',
    edit: (name) => append(`${name}/docs/RUNBOOK.md`, 'Call Ada.\n'),
    drift: ['drift/modified docs/RUNBOOK.md'],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(read(`${name}/docs/operations.md`)).toMatch(/Call Ada\.\n$/)
    },
  },
  {
    name: 'notice',
    edit: (name) => append(`${name}/NOTICE`, 'And ours.\n'),
    drift: ['drift/modified NOTICE'],
    update: 'conflicts-left',
    after: (name) => {
      expect(read(`${name}/NOTICE`)).toContain('And ours.')
      expect(read(`${name}/Dockerfile`)).toContain('ENV ACME=2')
    },
  },
  {
    name: 'deleted',
    edit: (name) => rmSync(join(cwd, name, '.github/CODEOWNERS')),
    drift: ['drift/missing .github/CODEOWNERS'],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(existsSync(join(cwd, name, '.github/CODEOWNERS'))).toBe(false)
    },
  },
  {
    name: 'other-answer',
    edit: (name) => replace(`${name}/go-docker.json`, '"postgres"', '"redis"'),
    drift: ['intent/not-applied go-docker.json'],
    update: 'done',
    after: (name) => {
      updated(name)
      expect(read(`${name}/internal/store/store.go`)).toContain('go-redis')
      expect(existsSync(join(cwd, name, 'init.sql'))).toBe(false)
    },
  },
]

/** Returns what a check finds in a repository: the rule and the path of each finding. */
async function found(name: string): Promise<readonly string[]> {
  const { stdout } = await run('check', name, '--json')
  return resultIn(stdout).findings.map(
    ({ rule, file }: Record<string, string>) => `${rule} ${file}`,
  )
}

async function reported() {
  for (const { name } of services) {
    writeFileSync(join(cwd, `${name}.json`), (await run('check', name, '--json')).stdout)
  }
  const files = services.map(({ name }) => `${name}.json`)
  return { json: resultIn((await run('report', ...files, '--json')).stdout), files }
}

beforeAll(async () => {
  mkdirSync(join(cwd, 'house/files/docs'), { recursive: true })
  cpSync('examples/layers/company', join(cwd, 'house'), { recursive: true })
  const manifest = JSON.parse(read('house/layer.json'))
  const files = manifest.files.filter(({ path }: { path: string }) => path !== 'docs/RUNBOOK.md')
  writeFileSync(join(cwd, 'house/layer.json'), JSON.stringify({ ...manifest, files }))
  writeFileSync(join(cwd, 'house/files/NOTICE'), 'Property of Acme.\n')
  append('house/files/Dockerfile.hbs', 'ENV ACME=1\n# BEGIN local\n# END local\n')
  for (const { name, flags = [], edit } of services) {
    const words = [name, '--module', `example.com/${name}`, '--yes', '--layer', './house', ...flags]
    expect(await run(...words)).toMatchObject({ code: 0 })
    edit?.(name)
    git(name, 'add', '--all')
    git(name, 'commit', '--quiet', '--allow-empty', '--message=Edit')
  }
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('ten repositories of a house layer', () => {
  test.each(services)('$name: a check finds exactly what was edited', async ({ name, drift }) => {
    expect(await found(name)).toEqual(drift)
  })

  test('a report lists the worst first', async () => {
    const { json, files } = await reported()
    const names = json.repositories.map(({ name }: { name: string }) => name)
    expect([...names].sort()).toEqual(services.map(({ name }) => name).sort())
    const clean = services.filter(({ drift }) => drift.length === 0).map(({ name }) => name)
    expect(names.slice(-clean.length).sort()).toEqual([...clean].sort())
    const { stdout } = await run('report', ...files, '--format', 'html')
    for (const { name } of services) expect(stdout).toContain(name)
  })
})

describe('a new version of the layer, with a rename, a deletion and a changed Dockerfile', () => {
  beforeAll(() => {
    const manifest = JSON.parse(read('house/layer.json'))
    const migrations = [{ to: '2.0.0', rename: { 'docs/RUNBOOK.md': 'docs/operations.md' } }]
    writeFileSync(
      join(cwd, 'house/layer.json'),
      JSON.stringify({ ...manifest, version: '2.0.0', migrations }),
    )
    const docs = join(cwd, 'house/files/docs')
    renameSync(join(docs, 'RUNBOOK.md.hbs'), join(docs, 'operations.md.hbs'))
    rmSync(join(cwd, 'house/files/NOTICE'))
    replace('house/files/Dockerfile.hbs', 'ENV ACME=1', 'ENV ACME=2')
  })

  test('has no errors', async () => {
    expect(await run('layer', 'lint', 'house')).toMatchObject({ code: 0 })
  })

  test.each(services)('$name: a dry run of the update writes nothing', async ({ name }) => {
    const { code } = await run('update', name, '--dry-run')
    expect([0, 1]).toContain(code)
    expect(git(name, 'status', '--porcelain')).toBe('')
  })

  test.each(services)('$name: the update ends as $update', async ({ name, update, after }) => {
    const { stdout } = await run('update', name, '--json')
    expect(resultIn(stdout).kind).toBe(update)
    after(name)
  })

  test.each(services.filter(({ update }) => update === 'done'))(
    '$name: a second update has nothing to do',
    async ({ name }) => {
      git(name, 'add', '--all')
      git(name, 'commit', '--quiet', '--message=Update')
      expect(await run('update', name)).toMatchObject({ code: 0 })
      expect(git(name, 'status', '--porcelain')).toBe('')
    },
  )

  test('the report has one version of the layer, and names what is left to do', async () => {
    const { json } = await reported()
    const versions = json.repositories.flatMap(
      ({ layers }: { layers: readonly { name: string; version: string }[] }) =>
        layers.filter(({ name }) => name === 'company').map(({ version }) => version),
    )
    expect(new Set(versions)).toEqual(new Set(['2.0.0']))
    expect(await found('untouched')).toEqual([])
    expect(await found('same-line')).toContain('state/unresolved Dockerfile')
  })
})
