import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Lock } from '../generators/plan/lock.ts'
import { bundled } from './bin/bundle.ts'
import { inScratch, put } from './generators/disk/disk.ts'
import { cells } from './support/matrix.ts'

const program = await bundled('bin/create-go-docker.ts')

const page = (name: string) => readFileSync(`docs/${name}`, 'utf8')

/** Returns the commands of a page, one per line. */
function commandsOf(name: string): readonly string[] {
  const blocks = page(name).matchAll(/```sh\n([\s\S]*?)```/g)
  return [...blocks].flatMap(([, commands = '']) => commands.trim().split('\n'))
}

/**
 * Runs a command, with this program in place of `npm create go-docker@latest`; returns its output.
 */
function outputOf(command: string, cwd: string): string {
  // Like npm, drops the first --.
  const npm =
    'npm() { shift 2; for word; do shift; [ "$word" = -- ] || set -- "$@" "$word"; done; "$NODE" "$PROGRAM" "$@"; }'
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    NODE: process.execPath,
    PROGRAM: program,
  }
  return execFileSync('sh', ['-c', `${npm}\n${command}`], { cwd, env, encoding: 'utf8' })
}

/** Runs a command, with this program in place of `npx create-go-docker@latest`. */
function run(command: string, cwd: string) {
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, NODE: process.execPath, PROGRAM: program }
  const npx = 'npx() { shift; "$NODE" "$PROGRAM" "$@"; }'
  return spawnSync('sh', ['-c', `${npx}\n${command}`], { cwd, env, encoding: 'utf8' })
}

function lockIn(directory: string): Lock {
  return JSON.parse(readFileSync(join(directory, 'go-docker.lock.json'), 'utf8'))
}

describe('docs/existing-directory.md', () => {
  test('its commands run, and write nothing', async () => {
    const commands = commandsOf('existing-directory.md')
    expect(commands).toHaveLength(1)
    await inScratch((directory) => {
      put(directory, { LICENSE: 'MIT\n', '.gitignore': '*.exe\n' })
      for (const command of commands) {
        expect(outputOf(command, directory)).toContain('Nothing was written')
      }
      expect(readdirSync(directory).sort()).toEqual(['.gitignore', 'LICENSE'])
    })
  })

  test('lists exactly the warning rules in the code', () => {
    const sources = readdirSync('generators', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join('generators', path), 'utf8'))
    const rules = sources.flatMap(
      (source) => source.match(/(?<=')destination\/[a-z-]+(?=')/g) ?? [],
    )
    const listed = page('existing-directory.md').match(/(?<=^\| `)destination\/[a-z-]+(?=`)/gm)
    expect(rules.length).toBeGreaterThan(5)
    expect([...(listed ?? [])].sort()).toEqual([...new Set(rules)].sort())
  })
})

describe('docs/record.md', () => {
  /** Each command, with the lock's key and path from its comment: `# "key" of path`. */
  const commands = commandsOf('record.md').map((command) => {
    const [, key = '', path = ''] = /# "(\w+)" of (\S+)$/.exec(command) ?? []
    return { command, key, path }
  })

  function expectTrue(directory: string): void {
    const { files } = lockIn(directory)
    for (const { command, key, path } of commands) {
      const said = Object.entries(files[path] ?? {}).find(([name]) => name === key)?.[1]
      expect([command, outputOf(command, directory).split(' ')[0]?.trim()]).toEqual([command, said])
    }
  }

  test('its commands print the values in the lock of a new repository', async () => {
    expect(commands.map(({ key, path }) => `${key} ${path}`)).toEqual([
      'sha256 Dockerfile',
      'blob Dockerfile',
      'sha256 .gitignore',
    ])
    await inScratch((directory) => {
      outputOf('npm create go-docker@latest . -- --yes --no-git', directory)
      expectTrue(directory)
    })
  })

  test.each([
    ['line feeds', '*.exe\n'],
    ['CRLF', '*.exe\r\n'],
    ['no final newline', '*.exe'],
  ])('and of one with our block below lines with %s', async (_, theirs) => {
    await inScratch((directory) => {
      put(directory, { '.gitignore': theirs })
      outputOf('npm create go-docker@latest . -- --yes --no-git', directory)
      expect(lockIn(directory).files['.gitignore']?.block).toBe(true)
      expectTrue(directory)
      writeFileSync(
        join(directory, '.gitignore'),
        `${readFileSync(join(directory, '.gitignore'))}more`,
      )
      expectTrue(directory)
    })
  })

  test('its example of an intent matches a real one', async () => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(page('record.md')) ?? []
    await inScratch((directory) => {
      const flags = '--module github.com/acme/my-service --yes --no-git'
      outputOf(`npm create go-docker@latest . -- ${flags}`, directory)
      expect(readFileSync(join(directory, 'go-docker.json'), 'utf8')).toBe(json)
    })
  })
})

test('the commands of docs/report.md print what it shows', () =>
  inScratch((directory) => {
    outputOf('npm create go-docker@latest repositories/mail -- --yes --no-git', directory)
    const at = (path: string) => join(directory, 'repositories', path)
    for (const name of ['payments', 'search']) cpSync(at('mail'), at(name), { recursive: true })
    writeFileSync(at('mail/.env.example'), 'A=1\n')
    writeFileSync(at('payments/Makefile'), 'all:\n')
    rmSync(at('payments/Dockerfile'))
    rmSync(at('search/go-docker.lock.json'))
    put(directory, { 'payments.json': '', 'mail.json': '' })
    const outputs = commandsOf('report.md').map((command) => run(command, directory))
    expect(outputs).toHaveLength(5)
    expect(outputs.map(({ status }) => status)).toEqual([1, 0, 0, 0, 1])
    const [, table = '', , piped, named = ''] = outputs.map(({ stdout }) => stdout)
    const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(page('report.md')) ?? []
    expect(table.replaceAll(directory, '/home/me')).toBe(shown)
    expect(piped).toBe(table)
    expect(named).toContain('? shop/payments  could not be checked')
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('1 of 3 repositories')
  }))

test('the files of updates in docs/testing.md are those of the example project', () => {
  const files = page('testing.md').matchAll(
    /Write `((?:layers|updates)[\w./-]+)`:\n\n```\w+\n([\s\S]*?)```/g,
  )
  const shown = [...files].map(([, path = '', text = '']) => [path, text] as const)
  expect(shown).toHaveLength(5)
  for (const [path, text] of shown) {
    expect([path, readFileSync(`examples/testing/${path}`, 'utf8')]).toEqual([path, text])
  }
})

describe('docs/team.md', () => {
  test('its commands work in this order, as a team would run them', () =>
    inScratch((directory) => {
      const commands = commandsOf('team.md')
      const outcomes = commands.map((command) => {
        const { status, stdout } = run(command, directory)
        return { command, status, stdout }
      })
      expect(outcomes.filter(({ status }) => status !== 0)).toEqual([])
      const said = outcomes.map(({ stdout }) => stdout).join('')
      expect(said).toContain('is a layer without errors')
      expect(said).toContain('no drift')
      expect(said).toContain('.github/CODEOWNERS is managed, from company 1.0.0 (../house)')
      expect(said).toContain('Nothing to do: the repository is up to date')
      expect(readFileSync(join(directory, 'payments/.github/CODEOWNERS'), 'utf8')).toBe(
        '* @acme/platform\n',
      )
    }))

  test('names every file that the template makes room in', () => {
    const table = page('team.md').split('## Room beside each managed file')[1] ?? ''
    for (const { tree } of cells) {
      for (const [path, { content }] of tree) {
        const hasRoom = /^\s*# BEGIN local$/m.test(Buffer.from(content).toString())
        if (hasRoom) expect(table).toContain(`\`${path}\``)
      }
    }
  })
})

describe('docs/audit.md', () => {
  test('the step of its workflow annotates, and ends with 1 on an error', async () => {
    const [, step = ''] = /- run: (npx .*)/.exec(page('audit.md')) ?? []
    await inScratch((directory) => {
      put(directory, { Dockerfile: 'FROM alpine:3.24\n\nUSER 0\nCMD ["/app"]\n' })
      const { status, stdout } = run(step.replace(' --yes', ''), directory)
      expect(stdout).toMatch(/^::error file=Dockerfile,line=3,title=audit\/G21::/)
      expect(status).toBe(1)
      put(directory, { Dockerfile: 'FROM alpine:3.24\nUSER 1\nCMD /app\n' })
      expect(run(step.replace(' --yes', ''), directory).status).toBe(0)
    })
  })

  test('its example turns a rule off', async () => {
    const [, example = ''] = /```dockerfile\n([\s\S]*?)```/.exec(page('audit.md')) ?? []
    await inScratch((directory) => {
      put(directory, { Dockerfile: `${example}CMD ["/app"]\n` })
      const { stdout, status } = run('npx create-go-docker@latest audit', directory)
      expect(stdout).toBe('✓ 1 file: no findings; 1 turned off by comments\n')
      expect(status).toBe(0)
    })
  })
})

describe('docs/dockerize.md', () => {
  test('its commands read a program, write its files, and change them', async () => {
    await inScratch((directory) => {
      put(directory, {
        'go.mod': 'module example.com/hello\n\ngo 1.24\n',
        'main.go':
          'package main\n\nimport "net/http"\n\nfunc main() {\n\t_ = http.ListenAndServe(":8090", nil)\n}\n',
      })
      const results = commandsOf('dockerize.md')
        .filter((command) => !command.startsWith('docker '))
        .map((command) => ({ command, ...run(command, directory) }))
      for (const { command, status, stderr } of results) {
        expect(status, `${command}\n${stderr}`).toBe(0)
      }
      const [dry, wet, json, again, checked, updated] = results.map(({ stdout }) => stdout)
      expect(dry).toContain('Nothing was written: this was a dry run.')
      expect(wet).toContain('✓ Wrote ')
      expect(JSON.parse(json ?? '')).toMatchObject({
        path: '.',
        kind: 'server',
        ports: [{ port: 8090, source: 'main.go:6' }],
      })
      expect(again).not.toContain('+ ')
      expect(checked).toContain('no drift')
      expect(updated).toContain('alpine')
      const written = readFileSync(join(directory, 'Dockerfile'), 'utf8')
      expect(written).toMatch(/^FROM alpine:.* AS base$/m)
      expect(written).toContain('EXPOSE 8090')
    })
  })

  test('lists exactly the warning rules in the code', () => {
    const sources = readdirSync('generators', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join('generators', path), 'utf8'))
    const rules = sources.flatMap((source) => source.match(/(?<=')dockerize\/[a-z-]+(?=')/g) ?? [])
    const listed = page('dockerize.md').match(/(?<=^\| `)dockerize\/[a-z-]+(?=`)/gm)
    expect(rules.length).toBeGreaterThan(5)
    expect([...(listed ?? [])].sort()).toEqual([...new Set(rules)].sort())
  })
})
