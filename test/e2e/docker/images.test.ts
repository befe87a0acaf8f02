import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { versions } from '../../../generators/layers/versions.ts'
import { cellOf } from '../../support/matrix.ts'
import { attempt, run, told } from '../support/command.ts'
import { docker, imageOf, inspected, type Project, patience, projectOf } from '../support/docker.ts'
import { until } from '../support/http.ts'
import { missing } from '../support/tools.ts'
import { newFolder } from '../support/workspace.ts'

const noDocker = await missing('docker', 'info')
const noMake = (await missing('make', '--version')) || (await missing('go', 'version'))

// Covers each base image, both frameworks and both databases.
const chosen = ['echo-redis-scratch', 'net-http-postgres-alpine', 'echo-postgres-distroless']

/**
 * Reports what a program needs from the base image: a folder for temporary files, and root
 * certificates for TLS.
 */
const probe = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	file, err := os.CreateTemp("", "probe")
	if err != nil {
		fmt.Println("temporary file:", err)
		os.Exit(1)
	}
	if _, err := file.WriteString("x"); err != nil {
		fmt.Println("temporary file:", err)
		os.Exit(1)
	}
	res, err := http.Get(os.Args[1])
	if err != nil {
		fmt.Println("TLS:", err)
		os.Exit(1)
	}
	fmt.Println("uid", os.Getuid(), file.Name(), res.TLS.HandshakeComplete)
}
`

const described = describe.skipIf(noDocker).each(chosen.map(cellOf))
described('$title, as an image', { timeout: patience }, (cell) => {
  const stamp = ['--build-arg', 'VERSION=v1.2.3', '--build-arg', 'REVISION=abc1234']
  let project: Project
  let images: { api: string; cli: string; prebuiltApi: string; prebuiltCli: string }
  const build = (...args: readonly string[]) =>
    run('docker', ['build', '-q', ...args, '.'], { cwd: project.folder, timeout: patience })
  beforeAll(async () => {
    project = await projectOf(cell.tree)
    const { name } = project
    images = {
      api: `${name}-api`,
      cli: `${name}-cli`,
      prebuiltApi: `${name}-prebuilt`,
      prebuiltCli: `${name}-prebuilt-cli`,
    }
    await build('-t', images.api, ...stamp)
    await build('-t', images.cli, ...stamp, '--target', 'cli')
  })
  afterAll(() => attempt('docker', ['image', 'rm', '-f', ...Object.values(images)]))

  /** The URL of a database that doesn't exist. */
  const away =
    cell.database === 'postgres' ? 'postgres://app@nowhere/app' : 'redis://nowhere:6379/0'

  /** Checks everything that an image promises, however it was built. */
  async function behaves(api: string, cli: string): Promise<void> {
    for (const [image, name] of [
      [api, 'api'],
      [cli, 'cli'],
    ] as const) {
      const { Config } = await imageOf(image)
      expect(Config).toMatchObject({ User: '65532:65532', Entrypoint: [`/${name}`] })
      expect(Config.Labels).toMatchObject({
        'org.opencontainers.image.version': 'v1.2.3',
        'org.opencontainers.image.revision': 'abc1234',
      })
      expect(await docker('run', '--rm', image, 'version')).toMatch(/v1\.2\.3.*abc1234/)
    }

    const unset = await attempt('docker', ['run', '--rm', api])
    expect(unset.code, told(unset)).toBe(1)
    expect(unset.stdout).toContain('DB_URL')

    const settings = ['-e', `DB_URL=${away}`, '-e', 'TZ=Asia/Tokyo']
    const container = (await docker('run', '-d', '--read-only', ...settings, api)).trim()
    try {
      await until(
        'it is healthy',
        async () => (await inspected(container)).State.Health?.Status === 'healthy',
        { within: 120_000 },
      )
      await docker('stop', '-t', '60', container)
      const { stdout } = await attempt('docker', ['logs', container])
      expect(JSON.parse(stdout.split('\n')[0] ?? '').time, 'the time zone').toMatch(/\+09:00$/)
      expect((await inspected(container)).State.ExitCode).toBe(0)
    } finally {
      await docker('rm', '-f', container)
    }
  }

  /** Runs the probe with the image's files, as the image's user. */
  async function probed(image: string): Promise<string> {
    const context = newFolder()
    writeFileSync(join(context, 'probe.go'), probe)
    const dockerfile = `
FROM golang:${versions.goVersion}-${versions.debianVersion} AS probe
COPY probe.go .
RUN --mount=type=cache,target=/root/.cache/go-build CGO_ENABLED=0 go build -o /probe probe.go
FROM ${image}
COPY --from=probe /probe /probe
ENTRYPOINT ["/probe"]
`
    writeFileSync(join(context, 'Dockerfile'), dockerfile)
    const id = (await run('docker', ['build', '-q', '.'], { cwd: context })).trim()
    const proxy = /https:[^,|]+/.exec(await run('go', ['env', 'GOPROXY']))?.[0]
    return docker('run', '--rm', id, proxy ?? 'https://go.dev')
  }

  test('contains version and revision, reports missing settings, has time zones, is healthy and read-only', async () => {
    await behaves(images.api, images.cli)
  })

  test('has temporary files and outbound TLS, without root', async () => {
    expect(await probed(images.api)).toMatch(/^uid 65532 \/tmp\/probe\d+ true$/)
  })

  if (cell.baseImage === 'scratch') {
    test('is within 2 % of the stripped binary and the certificates', async () => {
      const out = newFolder()
      await build('-o', out, ...stamp)
      const [binary, certificates] = ['api', 'etc/ssl/certs/ca-certificates.crt'].map(
        (path) => statSync(join(out, path)).size,
      )
      const { Size } = await imageOf(images.api)
      expect(Size / ((binary ?? 0) + (certificates ?? 0))).toBeLessThanOrEqual(1.02)
    })
  }

  test('cross-compiles in the build stage, without emulation', async () => {
    const out = newFolder()
    const dockerfile = readFileSync(join(project.folder, 'Dockerfile'), 'utf8')
    await run('docker', ['build', '-q', '--platform', 'linux/arm64', '-f', '-', '-o', out, '.'], {
      cwd: project.folder,
      timeout: patience,
      input: `${dockerfile}\nFROM scratch AS binaries\nCOPY --from=build /out/ /\n`,
    })
    for (const name of ['api', 'cli']) expect(machineOf(join(out, name)), name).toBe('AArch64')
  })

  test.skipIf(noMake)('is the same with binaries from make build, outside', async () => {
    const env = { VERSION: 'v1.2.3', REVISION: 'abc1234' }
    await run('make', ['build'], { cwd: project.folder, env, timeout: patience })
    expect(machineOf(join(project.folder, 'bin/linux_arm64/api'))).toBe('AArch64')
    const prebuilt = ['-f', 'prebuilt.dockerfile', ...stamp]
    await build('-t', images.prebuiltApi, ...prebuilt)
    await build('-t', images.prebuiltCli, ...prebuilt, '--target', 'cli')
    await behaves(images.prebuiltApi, images.prebuiltCli)
    expect(await probed(images.prebuiltApi)).toMatch(/^uid 65532 \/tmp\/probe\d+ true$/)
    for (const [one, other] of [
      [images.api, images.prebuiltApi],
      [images.cli, images.prebuiltCli],
    ] as const) {
      expect((await imageOf(other)).Config).toEqual((await imageOf(one)).Config)
    }
  })
})

/** Returns the architecture in an ELF header. */
function machineOf(file: string): string {
  const header = readFileSync(file).subarray(0, 20)
  if (header.toString('latin1', 1, 4) !== 'ELF') throw new Error(`${file} is no ELF file`)
  const machines: Readonly<Record<number, string>> = { 62: 'x86-64', 183: 'AArch64' }
  return machines[header.readUInt16LE(18)] ?? 'another'
}
