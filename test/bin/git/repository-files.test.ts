import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryFiles } from '../../../bin/git/repository-files.ts'
import { inScratch, put } from '../../generators/disk/disk.ts'

const url = 'https://git.example.com/acme/layer.git'

/** Returns where git runs with a home folder, and its files. */
function home(folder: string, env: Readonly<Record<string, string>> = {}) {
  const all = { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...env }
  return { env: all, signal: new AbortController().signal }
}

/** Makes a repository with one file, and returns its address. */
function repository(folder: string): string {
  put(folder, { 'layer/a': 'a' })
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', ...args], {
      cwd: join(folder, 'layer'),
      env: home(folder).env,
    })
  git('init', '--quiet')
  git('add', '-A')
  git('commit', '--quiet', '--message=x')
  return `file://${join(folder, 'layer')}`
}

test('the addresses that the user configures are used', () =>
  inScratch(async (folder) => {
    const instead = `[url "${repository(folder)}"]\ninsteadOf = ${url}\n`
    put(folder, { '.gitconfig': instead })
    const { files } = await repositoryFiles({ url }, undefined, home(folder))
    expect(files.get('a')?.bytes.toString()).toBe('a')
  }))

test('the proxy and the credentials that the user configures are used', () =>
  inScratch(async (folder) => {
    const seen: (string | undefined)[] = []
    const proxy = createServer().on('connect', ({ url: to, headers }, socket) => {
      seen.push(to, headers['proxy-authorization'])
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const helper = '!f() { echo password=secret; }; f'
    const config = `[http]\nproxy = http://ada@127.0.0.1:${port}\nproxyAuthMethod = basic\n[credential]\nhelper = "${helper}"\n`
    put(folder, { '.gitconfig': config })
    try {
      await expect(repositoryFiles({ url }, undefined, home(folder))).rejects.toThrow(
        `cannot fetch the layer git:${url}`,
      )
      const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`
      expect(seen.slice(0, 2)).toEqual(['git.example.com:443', basic])
    } finally {
      proxy.close()
    }
  }))

test('nothing of a repository above the temporary folder is used', () =>
  inScratch(async (folder) => {
    const canary = join(folder, 'canary')
    put(folder, { 'tmp/.keep': '' })
    const env = home(folder).env
    execFileSync('git', ['init', '--quiet'], { cwd: folder, env })
    execFileSync('git', ['config', 'core.sshCommand', `touch ${canary}`], { cwd: folder, env })
    const io = home(folder, { TMPDIR: join(folder, 'tmp') })
    await expect(
      repositoryFiles({ url: 'ssh://git@127.0.0.1:1/x' }, undefined, io),
    ).rejects.toThrow('cannot fetch the layer')
    expect(existsSync(canary)).toBe(false)
  }))

test('another default format of objects changes nothing', () =>
  inScratch(async (folder) => {
    const url = repository(folder)
    const io = home(folder, { GIT_DEFAULT_HASH: 'sha256' })
    const { files } = await repositoryFiles({ url }, undefined, io)
    expect(files.get('a')?.bytes.toString()).toBe('a')
  }))

test('a few trees that name ten billion files are refused at once', () =>
  inScratch(async (folder) => {
    const url = repository(folder)
    const git = (args: readonly string[], input = '') => {
      const options = { cwd: join(folder, 'layer'), env: home(folder).env, input }
      const who = ['-c', 'user.name=T', '-c', 'user.email=t@e']
      return execFileSync('git', [...who, ...args], options)
        .toString()
        .trim()
    }
    const ten = (entry: string) =>
      Array.from({ length: 10 }, (_, index) => `${entry}\t${index}\n`).join('')
    let tree = git(['mktree'], ten(`100644 blob ${git(['rev-parse', 'HEAD:a'])}`))
    for (let depth = 0; depth < 9; depth += 1) tree = git(['mktree'], ten(`040000 tree ${tree}`))
    git(['update-ref', 'HEAD', git(['commit-tree', tree, '-m', 'x'])])
    await expect(repositoryFiles({ url }, undefined, home(folder))).rejects.toThrow(
      `cannot fetch the layer git:${url}: it has too many files`,
    )
  }))

test('files of more than 64 MB together are refused, also if they are one', () =>
  inScratch(async (folder) => {
    const url = repository(folder)
    const layer = join(folder, 'layer')
    const large = 'a'.repeat(1024 * 1024)
    const names = Array.from({ length: 65 }, (_, index) => `${index}`)
    put(layer, Object.fromEntries(names.map((name) => [name, large])))
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', ...args], {
        cwd: layer,
        env: home(folder).env,
      })
    git('add', '-A')
    git('commit', '--quiet', '--message=y')
    await expect(repositoryFiles({ url }, undefined, home(folder))).rejects.toThrow(
      'its files have more than 64 MB',
    )
  }))
