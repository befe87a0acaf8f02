import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { versions } from '../../../generators/layers/versions.ts'
import { cellOf, identity } from '../../support/matrix.ts'
import { isWhole } from '../../support/scope.ts'
import { attempt, run, told } from '../support/command.ts'
import { deleteIn, deletionsIn } from '../support/deletions.ts'
import { buildOf, patience, projectOf } from '../support/docker.ts'
import { edited } from '../support/edits.ts'
import { get, listen, visitorOf } from '../support/http.ts'
import { missing } from '../support/tools.ts'
import { newFolder, written } from '../support/workspace.ts'

const noDocker = await missing('docker', 'info')
const builder = `golang:${versions.goVersion}-${versions.debianVersion}`

describe.skipIf(noDocker)('a build', { timeout: patience }, () => {
  const tree = cellOf('echo-redis-scratch').tree

  test('after an edit of one Go file downloads no module and compiles only the change', async () => {
    const folder = written(tree)
    // -v names each package that is compiled, and changes nothing else.
    edited(folder, 'Dockerfile', 'go build ', 'go build -v ')
    const build = async () => {
      const { code, output } = await buildOf(folder)
      expect(code, output).toBe(0)
      return output
    }
    await build()

    edited(folder, 'internal/routes/routes.go', 'Hello, World!', `Hello, ${Date.now()}!`)
    const output = await build()
    expect(stepOf(output, 'go mod download')).toContain('CACHED')
    const compiled = [...output.matchAll(/^#\d+ [\d.]+ ([\w.-]+(?:\/[\w.-]+)*)$/gm)].map(
      ([, name]) => name,
    )
    expect(compiled.sort()).toEqual([
      `${identity.module}/cmd/api`,
      `${identity.module}/internal/routes`,
    ])
  })

  test.each(['README.md', 'internal/routes/routes_test.go', 'docker-compose.yml'])(
    'after an edit of %s compiles nothing',
    async (path) => {
      const folder = written(tree)
      const first = await buildOf(folder)
      expect(first.code, told(first)).toBe(0)
      const comment = path.endsWith('.go') ? '//' : '#'
      const text = readFileSync(join(folder, path), 'utf8')
      writeFileSync(join(folder, path), `${text}${comment} ${Date.now()}\n`)
      const { output } = await buildOf(folder)
      expect(stepOf(output, 'go build')).toContain('CACHED')
    },
  )

  // Takes minutes: it compiles everything twice.
  if (isWhole) {
    test('with SOURCE_DATE_EPOCH gives the same image again, from another copy of the files', async () => {
      // The cache of another build may have the same files with other times.
      const uncached = ['--no-cache-filter', 'build,base,api']
      const env = { SOURCE_DATE_EPOCH: '1700000000' }
      const build = async () => {
        const command = ['build', '-q', '--provenance=false', ...uncached, '.']
        return run('docker', command, { cwd: written(tree), env, timeout: patience })
      }
      const first = await build()
      removedAtTheEnd(first)
      expect(await build()).toBe(first)
      const [created] = (
        await run('docker', ['image', 'inspect', '-f', '{{.Created}}', first])
      ).split('.')
      expect(created).toContain('2023-11-14T22:13:20')
    })
  }

  test('is possible without all that the README says can be deleted', async () => {
    const project = await projectOf(tree)
    onTestFinished(() => project.remove())
    const { folder } = project
    const rows = deletionsIn(readFileSync(join(folder, 'README.md'), 'utf8'))
    for (const row of rows) {
      deleteIn(folder, row)
      expect(await project.compose('config', '--quiet')).toBe('')
    }
    expect(
      (await project.compose('--profile', '*', 'config', '--services')).split('\n').sort(),
    ).toEqual(['api', 'db'])
    for (const file of ['Dockerfile', 'testing.dockerfile']) {
      const checked = await buildOf(folder, '--check', '-f', file)
      expect(checked.code, told(checked)).toBe(0)
    }
    await project.compose('up', '--build', '--wait')
    expect(visitorOf(await get(`${project.url}/`))).toBe(1)
  })

  test('fetches a private module with the secret netrc, which no layer keeps', async () => {
    const proxy = await privateProxy()
    const folder = written(tree)
    const mirror = `test-mirror-${process.pid}`
    await run('docker', ['tag', builder, mirror])
    removedAtTheEnd(mirror)
    const { GOPROXY, ...goEnv } = proxy.goEnv
    writeFileSync(
      join(folder, 'cmd/cli/private.go'),
      `package main\n\nimport _ "${proxy.module}"\n`,
    )
    await run('go', ['get', `${proxy.module}@${proxy.version}`], {
      cwd: folder,
      env: { GOPROXY, ...goEnv },
    })
    const build = (...args: readonly string[]) =>
      buildOf(
        folder,
        ...['--network', 'host', '--build-arg', `GOPROXY=${GOPROXY}`],
        ...['--build-context', `${builder}=docker-image://${mirror}`],
        ...args,
      )
    const untrusted = await build()
    expect(untrusted.code).not.toBe(0)
    expect(untrusted.output).toMatch(/certificate signed by unknown authority/)
    const ca = ['--secret', `id=ca,src=${proxy.certificate}`]

    const without = await build(...ca)
    expect(without.code).not.toBe(0)
    expect(without.output).toMatch(/401 Unauthorized/)

    const asked = proxy.asked()
    const direct = await build(
      ...ca,
      '--secret',
      `id=netrc,src=${goEnv.NETRC}`,
      '--build-arg',
      `GOPRIVATE=${proxy.module}`,
    )
    expect(direct.code, 'GOPRIVATE goes past the proxy').not.toBe(0)
    expect(proxy.asked()).toBe(asked)

    const image = `test-private-${process.pid}`
    removedAtTheEnd(image)
    const whole = await build(...ca, '--secret', `id=netrc,src=${goEnv.NETRC}`, '-t', image)
    expect(whole.code, told(whole)).toBe(0)
    expect(proxy.asked()).toBeGreaterThan(asked)
    expect(whole.output).not.toContain(proxy.password)
    const saved = join(newFolder(), 'image.tar')
    await run('docker', ['save', '-o', saved, image])
    expect(readFileSync(saved).includes(proxy.password)).toBe(false)
  })
})

/** Returns the lines of the step whose command contains a text, from a plain build log. */
function stepOf(output: string, command: string): string {
  const lines = output.split('\n')
  const step = lines.find((line) => line.includes(`] RUN `) && line.includes(command))
  const number = step?.split(' ')[0]
  if (number === undefined) throw new Error(`no step ${command} in ${output}`)
  return lines.filter((line) => line.startsWith(`${number} `)).join('\n')
}

/** Removes an image when the test ends. */
function removedAtTheEnd(image: string): void {
  onTestFinished(async () => {
    await attempt('docker', ['image', 'rm', '-f', image])
  })
}

/**
 * Serves a private module, in a version that no cache can contain, to clients with the password.
 */
async function privateProxy() {
  const folder = newFolder()
  const module = 'private.example.com/greeting'
  const version = `v1.0.${Date.now()}`
  const password = `secret-${Date.now()}-of-netrc`

  const request =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost'
  await run('openssl', [...request.split(' '), '-keyout', 'key.pem', '-out', 'cert.pem'], {
    cwd: folder,
  })
  const source = newFolder()
  writeFileSync(join(source, 'go.mod'), `module ${module}\n\ngo ${versions.goModVersion}\n`)
  writeFileSync(join(source, 'greeting.go'), '// Package greeting is private.\npackage greeting\n')
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com']
  await run('git', ['init', '-q'], { cwd: source })
  await run('git', ['add', '.'], { cwd: source })
  await run('git', [...who, 'commit', '-q', '-m', 'Start'], { cwd: source })
  const zip = join(folder, 'module.zip')
  await run(
    'git',
    ['archive', '--format=zip', `--prefix=${module}@${version}/`, '-o', zip, 'HEAD'],
    { cwd: source },
  )

  const files: Readonly<Record<string, Buffer>> = {
    [`/${module}/@v/list`]: Buffer.from(`${version}\n`),
    [`/${module}/@v/${version}.info`]: Buffer.from(JSON.stringify({ Version: version })),
    [`/${module}/@v/${version}.mod`]: readFileSync(join(source, 'go.mod')),
    [`/${module}/@v/${version}.zip`]: readFileSync(zip),
  }
  const login = `Basic ${Buffer.from(`gopher:${password}`).toString('base64')}`
  let asked = 0
  const certificate = join(folder, 'cert.pem')
  const server = createServer(
    { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(certificate) },
    ({ url = '', headers }, response) => {
      const file = files[url]
      if (file !== undefined) asked++
      if (file === undefined) response.writeHead(404)
      else if (headers.authorization !== login) response.writeHead(401)
      else response.write(file)
      response.end()
    },
  )
  const port = await listen(server)
  onTestFinished(() => void server.close())

  const netrc = join(folder, 'netrc')
  writeFileSync(netrc, `machine localhost:${port} login gopher password ${password}\n`)
  const goEnv = {
    GOPROXY: `https://localhost:${port},${await run('go', ['env', 'GOPROXY'])}`,
    GONOSUMDB: module,
    NETRC: netrc,
    SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
    SSL_CERT_DIR: folder,
  }
  return { module, version, password, certificate, goEnv, asked: () => asked }
}
