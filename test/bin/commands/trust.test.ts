import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Io } from '../../../bin/io.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'
import { putLayer } from '../../generators/house/layers.ts'
import { testEnvironment } from '../../support/git.ts'
import { schemaErrors } from '../report/schemas.ts'
import { resultIn, runMain } from '../run.ts'

/** A command that leaves a file, so that everyone sees that code ran. */
const canary = (cwd: string) => ['sh', '-c', `echo ran >> ${join(cwd, 'canary')}`]

interface Team {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly run: (...argv: readonly string[]) => ReturnType<typeof runMain>
  /** Writes the layer `company` with these commands; returns the trust that it needs. */
  readonly release: (...commands: readonly (readonly string[])[]) => Promise<string>
  /** Returns how often the canary command ran. */
  readonly ran: () => number
  readonly git: (folder: string, ...args: readonly string[]) => string
}

function inTeam(act: (team: Team) => Promise<void>): Promise<void> {
  return inScratch(async (cwd) => {
    const env = testEnvironment(cwd)
    const run = (...argv: readonly string[]) => runMain(argv, { cwd, env })
    let version = 0
    const release = async (...commands: readonly (readonly string[])[]) => {
      version += 1
      const manifest = { name: 'company', version: `1.${version}.0`, run: commands }
      mkdirSync(join(cwd, 'company'), { recursive: true })
      putLayer(join(cwd, 'company'), manifest, { NOTICE: `${version}\n` })
      return commands.length === 0 ? '' : trustOf(await run('layer', 'lint', 'company'))
    }
    const ran = () => {
      const path = join(cwd, 'canary')
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0
    }
    const git = (folder: string, ...args: readonly string[]) =>
      execFileSync('git', args, { cwd: join(cwd, folder), env, encoding: 'utf8' })
    await act({ cwd, env, run, release, ran, git })
  })
}

/** Returns the value of `--trust` that some output suggests. */
function trustOf({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  const [, trust = ''] = /--trust (\S+@sha256-[0-9a-f]{64})/.exec(stdout + stderr) ?? []
  expect(trust).not.toBe('')
  return trust
}

const create = ['svc', '--layer', './company', '--module', 'example.com/svc', '--no-git', '--yes']

describe('without trust', () => {
  test('create is refused by --yes alone, names the command and the flag, and writes nothing', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      const trust = await release(canary(cwd), ['go', 'mod', 'tidy'])
      const { code, stderr } = await run(...create)
      expect(code).toBe(4)
      expect(stderr).toContain(
        `the layer company is not trusted, and would run: sh -c 'echo ran >> ${cwd}/canary', go mod tidy`,
      )
      expect(stderr).toContain(`use --trust ${trust}`)
      expect(existsSync(join(cwd, 'svc'))).toBe(false)
      expect(ran()).toBe(0)
    }))

  test('a dry run lists the commands, and runs none', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      const trust = await release(canary(cwd))
      const { code, stdout } = await run(...create, '--dry-run')
      expect(code).toBe(0)
      expect(stdout).toContain(`canary' (company)\n  They run only with --trust ${trust}\n`)
      const json = (await run(...create, '--dry-run', '--json')).stdout
      expect(schemaErrors(JSON.parse(json))).toEqual([])
      expect(resultIn(json).commands).toEqual([
        {
          layer: 'company',
          digest: trust.slice('company@'.length),
          argv: canary(cwd),
          status: 'planned',
        },
      ])
      expect(ran()).toBe(0)
    }))

  test('update is refused, and changes nothing', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      await release()
      expect(await run(...create)).toMatchObject({ code: 0 })
      await release(canary(cwd))
      const { code, stderr } = await run('update', 'svc')
      expect(stderr).toContain('the layer company is not trusted, and would run: sh -c')
      expect(code).toBe(4)
      expect(readFileSync(join(cwd, 'svc/NOTICE'), 'utf8')).toBe('1\n')
      const dry = await run('update', 'svc', '--dry-run')
      expect(dry.stdout).toContain('Commands of the layers, to be run after the files:')
      expect(dry.code).toBe(0)
      expect(ran()).toBe(0)
    }))

  test.each<[string, (trust: string) => Partial<Io>]>([
    ['CI', () => ({ env: { CI: 'true' } })],
    ['a variable', (trust) => ({ env: { TRUST: trust, npm_config_trust: trust } })],
  ])('%s gives none', (_, surroundings) =>
    inTeam(async ({ cwd, env, release, ran }) => {
      const given = surroundings(await release(canary(cwd)))
      const result = await runMain(create, { cwd, ...given, env: { ...env, ...given.env } })
      expect(result.code).toBe(4)
      expect(ran()).toBe(0)
    }),
  )

  test('neither a record, an earlier run nor --from gives any, and the repeat command has none', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      const trust = await release(canary(cwd))
      const first = await run(...create, '--trust', trust, '--json')
      expect(resultIn(first.stdout).repeat).not.toContain('trust')
      expect(ran()).toBe(1)
      const path = join(cwd, 'svc/go-docker.json')
      expect(readFileSync(path, 'utf8')).not.toContain('trust')
      writeFileSync(join(cwd, 'svc/NOTICE'), 'mine\n')
      expect(await run('svc', '--yes', '--on-conflict', 'overwrite')).toMatchObject({ code: 4 })
      expect(await run('update', 'svc', '--set', 'database=redis')).toMatchObject({ code: 4 })
      const other = create.map((word) => (word === 'svc' ? 'other' : word))
      writeFileSync(
        path,
        JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), trust: [trust] }),
      )
      expect((await run(...other, '--from', 'svc/go-docker.json')).code).toBeGreaterThan(1)
      expect(ran()).toBe(1)
    }))
})

describe('with trust', () => {
  test('the commands run in the repository, after the files and before the commit', () =>
    inTeam(async ({ run, release, git }) => {
      const trust = await release(['sh', '-c', 'cat NOTICE >> go.sum'], ['true'])
      const words = create.filter((word) => word !== '--no-git')
      const result = await run(...words, '--trust', trust)
      expect(result.stdout).toContain("✓ Ran sh -c 'cat NOTICE >> go.sum' (company)\n✓ Ran true")
      expect(result.code).toBe(0)
      expect(git('svc', 'show', 'HEAD:go.sum')).toMatch(/\n1\n$/)
      expect(git('svc', 'status', '--porcelain')).toBe('')
      expect(await run('check', 'svc')).toMatchObject({ code: 0 })
    }))

  test('they run again after an update that writes, and not if there is nothing to do', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      const first = await release(canary(cwd))
      await run(...create, '--trust', first)
      expect(await run('update', 'svc', '--trust', first)).toMatchObject({ code: 0 })
      expect(await run('svc', '--yes', '--no-git', '--trust', first)).toMatchObject({ code: 0 })
      expect(ran()).toBe(1)
      const second = await release(canary(cwd))
      const { code, stdout } = await run('update', 'svc', '--trust', second, '--json')
      expect(code).toBe(0)
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      expect(resultIn(stdout).commands).toEqual([expect.objectContaining({ status: 'done' })])
      expect(ran()).toBe(2)
    }))

  test('an update that leaves conflicts runs none, and says so', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      await run(...create, '--trust', await release(canary(cwd)))
      writeFileSync(join(cwd, 'svc/NOTICE'), 'mine\n')
      const { code, stdout } = await run('update', 'svc', '--trust', await release(canary(cwd)))
      expect(stdout).toContain('Then run the commands of the layers: sh -c')
      expect(code).toBe(1)
      expect(ran()).toBe(1)
    }))

  test('a command has no input, and its output is shown only with --verbose', () =>
    inTeam(async ({ run, release }) => {
      const trust = await release(['sh', '-c', 'cat; echo loud'])
      const quiet = await run(...create, '--trust', trust)
      expect(quiet.stdout + quiet.stderr).not.toMatch(/^loud$/m)
      const other = create.map((word) => (word === 'svc' ? 'other' : word))
      const { stdout, stderr } = await run(...other, '--trust', trust, '--verbose')
      expect(stderr).toMatch(/^loud$/m)
      expect(stdout).not.toMatch(/^loud$/m)
    }))

  test('the words of a command are for no shell', () =>
    inTeam(async ({ cwd, run, release }) => {
      const trust = await release(['touch', 'a; touch b', '$(touch c)'])
      expect(await run(...create, '--trust', trust)).toMatchObject({ code: 0 })
      expect(existsSync(join(cwd, 'svc/a; touch b'))).toBe(true)
      expect(existsSync(join(cwd, 'svc/$(touch c)'))).toBe(true)
      expect(existsSync(join(cwd, 'svc/b')) || existsSync(join(cwd, 'svc/c'))).toBe(false)
    }))

  test.each<[string, readonly string[], string]>([
    ['that fails', ['sh', '-c', 'echo no network; exit 7'], 'it exited with 7'],
    ['that is not installed', ['no-such-program'], 'no-such-program is not installed'],
    ['that is killed', ['sh', '-c', 'kill -9 $$'], 'SIGKILL ended it'],
  ])('a command %s ends the create with 1, and leaves the files', (_, command, why) =>
    inTeam(async ({ cwd, run, release, ran, git }) => {
      const trust = await release(command, canary(cwd))
      const words = create.filter((word) => word !== '--no-git')
      const { code, stdout, stderr } = await run(...words, '--trust', trust)
      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toContain(`a command of the layer company failed: ${command[0]}`)
      expect(stderr).toContain(why)
      expect(stderr).toMatch(/Run by hand in .*svc: .* && sh -c 'echo ran/)
      expect(readFileSync(join(cwd, 'svc/NOTICE'), 'utf8')).toBe('1\n')
      expect(() => git('svc', 'rev-parse', 'HEAD')).toThrow()
      if (command[0] === 'sh' && why.includes('7')) expect(stderr).toContain('no network\n')
      expect(ran()).toBe(0)
      expect(await run('check', 'svc')).toMatchObject({ code: 0 })
    }),
  )

  test('a command that fails ends an update with 1, and JSON says what is left', () =>
    inTeam(async ({ cwd, run, release }) => {
      await run(...create, '--trust', await release(['true']))
      const trust = await release(['true'], ['false'], ['true'])
      const { code, stdout } = await run('update', 'svc', '--trust', trust, '--json')
      expect(code).toBe(1)
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      const result = resultIn(stdout)
      expect(result.kind).toBe('failure')
      const states = result.commands.map(({ status }: { status: string }) => status)
      expect(states).toEqual(['done', 'left', 'left'])
      expect(result.problems[0].remedy).toMatch(/: false && true$/)
      expect(readFileSync(join(cwd, 'svc/NOTICE'), 'utf8')).toBe('2\n')
    }))

  test('a run that must stop ends its command with everything that it started', () =>
    inTeam(async ({ cwd, env, release }) => {
      const trust = await release(['sh', '-c', 'sleep 60 & touch started; wait; touch ended'])
      const stop = new AbortController()
      const running = runMain([...create, '--trust', trust, '--json'], {
        cwd,
        env,
        signal: stop.signal,
      })
      while (!existsSync(join(cwd, 'svc/started'))) await new Promise((on) => setTimeout(on, 20))
      const began = Date.now()
      stop.abort()
      const { code, stdout } = await running
      expect(code).toBe(130)
      expect(schemaErrors(JSON.parse(stdout))).toEqual([])
      expect(Date.now() - began).toBeLessThan(10_000)
      expect(existsSync(join(cwd, 'svc/ended'))).toBe(false)
      expect(existsSync(join(cwd, 'svc/NOTICE'))).toBe(true)
    }))
})

describe('trust in something else', () => {
  const digest = `sha256-${'0'.repeat(64)}`

  test.each<[string, readonly string[]]>([
    ['create', create],
    ['a dry run', [...create, '--dry-run']],
  ])('%s with the digest of an earlier layer is refused: it has changed', (_, words) =>
    inTeam(async ({ cwd, run, release, ran }) => {
      const old = await release(canary(cwd))
      const now = await release(canary(cwd), ['true'])
      const { code, stderr } = await run(...words, '--trust', old)
      expect(stderr).toContain('the layer company has changed since it was trusted: its digest is')
      expect(stderr).toContain('and it would run: sh -c')
      expect(stderr).toContain(`use --trust ${now}`)
      expect(code).toBe(4)
      expect(existsSync(join(cwd, 'svc'))).toBe(false)
      expect(ran()).toBe(0)
    }),
  )

  test('a file that changes changes the digest', () =>
    inTeam(async ({ cwd, run, release, ran }) => {
      const trust = await release(canary(cwd))
      writeFileSync(join(cwd, 'company/files/NOTICE'), 'other\n')
      expect(await run(...create, '--trust', trust)).toMatchObject({ code: 4 })
      expect(ran()).toBe(0)
    }))

  test.each<[string, readonly string[], string]>([
    [
      'a layer that is not in use',
      [`other@${digest}`],
      'other is not in use; the layers are company',
    ],
    ['a name alone', ['company'], 'it is not the name and the digest of a layer'],
    ['a part of a digest', ['company@sha256-00'], 'it is not the name and the digest of a layer'],
    ['no digest', ['company@'], 'it is not the name and the digest of a layer'],
    ['anything', ['*'], 'it is not the name and the digest of a layer'],
  ])('%s is a usage problem', (_, trusts, what) =>
    inTeam(async ({ cwd, run, release, ran }) => {
      await release(canary(cwd))
      const flags = trusts.flatMap((trust) => ['--trust', trust])
      for (const words of [create, [...create, '--dry-run']]) {
        const { code, stderr } = await run(...words, ...flags)
        expect(stderr).toContain(what)
        expect(code).toBe(2)
      }
      expect(ran()).toBe(0)
    }),
  )

  test('without any layer it is a usage problem, of create and update', () =>
    inTeam(async ({ run }) => {
      const words = ['svc', '--yes', '--no-git', '--module', 'example.com/svc']
      const { code, stderr } = await run(...words, '--trust', `company@${digest}`)
      expect(stderr).toContain('company is not in use; no house layer is')
      expect(code).toBe(2)
      expect(await run(...words)).toMatchObject({ code: 0 })
      const update = await run('update', 'svc', '--trust', `company@${digest}`)
      expect(update.stderr).toContain('company is not in use; no house layer is')
      expect(update.code).toBe(2)
    }))
})

describe('a layer from git runs nothing while it is fetched', () => {
  /** Makes a repository of a layer that tries to run the canary, and creates from it. */
  function fetched(make: (team: Team, script: string) => void): Promise<void> {
    return inTeam(async (team) => {
      const { cwd, run, release, ran, git } = team
      await release()
      const script = join(cwd, 'script.sh')
      writeFileSync(script, `#!/bin/sh\necho ran >> ${join(cwd, 'canary')}\ncat\n`)
      chmodSync(script, 0o755)
      git('company', 'init', '--quiet', '--initial-branch=main')
      make(team, script)
      git('company', 'add', '--all')
      git('company', 'commit', '--quiet', '--no-verify', '--message=one')
      // What git itself ran to make the commit doesn't count.
      const before = ran()
      const spec = `git:file://${join(cwd, 'company')}`
      const words = create.map((word) => (word === './company' ? spec : word))
      expect(await run(...words)).toMatchObject({ code: 0 })
      expect(readFileSync(join(cwd, 'svc/NOTICE'), 'utf8')).toBe('1\n')
      expect(ran()).toBe(before)
    })
  }

  test('by hooks of the user’s template folder', () =>
    fetched(({ cwd, git }, script) => {
      const hooks = join(cwd, 'template/hooks')
      mkdirSync(hooks, { recursive: true })
      for (const hook of ['post-checkout', 'reference-transaction', 'post-merge', 'pre-commit']) {
        execFileSync('cp', [script, join(hooks, hook)])
      }
      git('company', 'config', '--global', 'init.templateDir', join(cwd, 'template'))
      git('company', 'config', '--global', 'core.hooksPath', hooks)
    }))

  test('by a filter that .gitattributes names', () =>
    fetched(({ cwd, git }, script) => {
      for (const key of ['filter.x.smudge', 'filter.x.clean', 'diff.x.textconv']) {
        git('company', 'config', '--global', key, script)
      }
      put(cwd, {
        'company/.gitattributes': '* filter=x diff=x\n',
        'company/files/.gitattributes.hbs': 'x filter=x\n',
      })
      put(cwd, { 'company/layer.json': JSON.stringify(overGitattributes) })
    }))

  test('by a submodule', () =>
    fetched(({ cwd, git }, script) => {
      mkdirSync(join(cwd, 'module'))
      git('module', 'init', '--quiet')
      git('module', 'commit', '--quiet', '--allow-empty', '--message=one')
      const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add']
      git('company', ...add, `file://${join(cwd, 'module')}`, 'module')
      git('company', 'config', '--global', 'submodule.recurse', 'true')
      git('company', 'config', '-f', '.gitmodules', 'submodule.module.update', `!${script}`)
    }))
})

const overGitattributes = {
  name: 'company',
  version: '1.0.0',
  files: [{ path: '.gitattributes', verb: 'append-block' }],
}
