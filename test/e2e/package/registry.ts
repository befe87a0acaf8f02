import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { listen } from '../support/http.ts'

/** A registry with one package, for trying `npm create` before anything is published. */
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

/** Serves one packed package, and nothing else, on loopback. */
export async function serveRegistry(
  { name, version, integrity, shasum }: Tarball,
  manifest: object,
  tarball: string,
): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (path === `/${name}`) {
      const dist = { tarball: `http://${request.headers.host}/tarball.tgz`, integrity, shasum }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          name,
          'dist-tags': { latest: version },
          versions: { [version]: { ...manifest, dist } },
          time: { [version]: '2026-01-01T00:00:00.000Z' },
        }),
      )
    } else if (path === '/tarball.tgz') {
      response.end(readFileSync(tarball))
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
