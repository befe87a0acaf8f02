import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { File } from '../../../generators/plan/tree.ts'
import { pathsIn } from '../../../testing/folder.ts'
import { inScope } from '../../support/scope.ts'
import { run } from '../support/command.ts'
import { patience, projectOf } from '../support/docker.ts'
import { dockerized } from '../support/dockerized.ts'
import { get } from '../support/http.ts'
import { missing } from '../support/tools.ts'
import { newFolder } from '../support/workspace.ts'

const noDocker = await missing('docker', 'info')

/** Returns a file of a generated repository, whose modules the programs here use as well. */
function generated(path: string): string {
  return readFileSync(join('test/golden/trees', path), 'utf8')
}

const docs = readFileSync('docs/dockerize.md', 'utf8')
/** The command of the docs that builds with credentials, from wherever modules come here. */
const privateBuild = (
  /^docker build --build-arg GOPRIVATE.*$/m.exec(docs)?.[0] ?? 'exit 1'
).replace('docker build', 'docker build --build-arg GOPROXY')

/** Returns a home with a .netrc. */
function credentials(): string {
  const home = newFolder()
  writeFileSync(join(home, '.netrc'), 'machine git.acme.example login a password b\n')
  return home
}

function treeIn(folder: string): ReadonlyMap<string, File> {
  return new Map(
    pathsIn(folder).map((path) => [
      path,
      { content: readFileSync(join(folder, path)), mode: '100644' },
    ]),
  )
}

/** A server that asks its database for each request, at the address in a variable. */
const server = (client: string, variable: string, ask: string) => `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"${client}"
)

func main() {
	address := os.Getenv("${variable}")
	if address == "" {
		log.Fatal("${variable} is not set")
	}
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {
${ask}
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "asked")
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`

const askPostgres = `		conn, err := pgx.Connect(r.Context(), address)
		if err == nil {
			defer conn.Close(r.Context())
			err = conn.Ping(r.Context())
		}`
const askRedis = `		client := redis.NewClient(&redis.Options{Addr: address})
		defer client.Close()
		err := client.Ping(r.Context()).Err()`

const withPostgres = {
  title: 'postgres, by a URL',
  main: server('github.com/jackc/pgx/v5', 'DATABASE_URL', askPostgres),
  modules: 'net-http-postgres-distroless',
}
const all = [
  withPostgres,
  {
    title: 'redis, by an address',
    main: server('github.com/redis/go-redis/v9', 'REDIS_ADDR', askRedis),
    modules: 'echo-redis-scratch',
  },
]

describe.skipIf(noDocker).each(inScope(all, [withPostgres]))(
  '$title',
  { timeout: patience },
  ({ main, modules }) => {
    test('an image is built with credentials, and the program reaches it by what Compose sets', async () => {
      const goMod = generated(join(modules, 'go.mod')).replace(/^\t?.*labstack.*\n/gm, '')
      const files = {
        'main.go': main,
        'go.mod': goMod,
        'go.sum': generated(join(modules, 'go.sum')),
      }
      const project = await projectOf(treeIn(dockerized({ files })))
      try {
        await run('bash', ['-c', privateBuild], {
          cwd: project.folder,
          env: { HOME: credentials() },
        })
        await project.compose('up', '--build', '--wait')
        expect((await get(`${project.url}/healthz`)).body).toBe('asked\n')
      } finally {
        await project.remove()
      }
    })
  },
)
