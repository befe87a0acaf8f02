import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { listen } from '../support/http.ts'

/** A registry on loopback, for packages that are not published. */
export interface Registry {
  readonly url: string
  close(): void
}

/** The description of a tarball by `npm pack --json`. */
export interface Tarball {
  readonly name: string
  readonly version: string
  readonly integrity: string
  readonly shasum: string
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly mode: number }[]
}

/** A version of a package. */
export interface Published extends Pick<Tarball, 'name' | 'version' | 'integrity' | 'shasum'> {
  /** Its package.json. */
  readonly manifest: object
  /** The file with the packed package. */
  readonly tarball: string
}

/** Serves one packed package, and nothing else. */
export function serveRegistry(
  packed: Tarball,
  manifest: object,
  tarball: string,
): Promise<Registry> {
  return servePackages([{ ...packed, manifest, tarball }])
}

/**
 * Serves versions of packages; the last of each is its `latest`.
 * @param published a list that may grow
 * @param token what a client must know; undefined to serve everyone
 */
export async function servePackages(
  published: readonly Published[],
  token?: string,
): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url?.split('?')[0] ?? '')
    const versions = published.filter(({ name }) => path === `/${name}`)
    const wanted = published.find((one) => path === pathOf(one))
    const latest = versions.at(-1)
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.statusCode = 401
      response.end('{}')
    } else if (latest !== undefined) {
      const entries = versions.map((one) => {
        const { name, version, manifest, integrity, shasum } = one
        const url = `http://${request.headers.host}${pathOf(one)}`
        return [version, { ...manifest, name, version, dist: { tarball: url, integrity, shasum } }]
      })
      response.setHeader('content-type', 'application/json')
      // As the public registry does.
      response.setHeader('cache-control', 'public, max-age=300')
      response.end(
        JSON.stringify({
          name: latest.name,
          'dist-tags': { latest: latest.version },
          versions: Object.fromEntries(entries),
          time: Object.fromEntries(
            versions.map(({ version }) => [version, '2026-01-01T00:00:00.000Z']),
          ),
        }),
      )
    } else if (wanted !== undefined) {
      response.end(readFileSync(wanted.tarball))
    } else {
      response.statusCode = 404
      response.end('{}')
    }
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function pathOf({ name, version }: Published): string {
  return `/${name}/-/${version}.tgz`
}
