import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { File } from '../../../generators/plan/tree.ts'
import { pathsIn } from '../../../testing/folder.ts'
import { inScope } from '../../support/scope.ts'
import { patience, projectOf } from '../support/docker.ts'
import { dockerized } from '../support/dockerized.ts'
import { get } from '../support/http.ts'
import { missing } from '../support/tools.ts'

const noDocker = await missing('docker', 'info')

/** Returns a file of a generated repository, whose modules the programs here use as well. */
function generated(path: string): string {
  return readFileSync(join('test/golden/trees', path), 'utf8')
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
    test('the program reaches it by what Compose sets', async () => {
      const goMod = generated(join(modules, 'go.mod')).replace(/^\t?.*labstack.*\n/gm, '')
      const files = {
        'main.go': main,
        'go.mod': goMod,
        'go.sum': generated(join(modules, 'go.sum')),
      }
      const project = await projectOf(treeIn(dockerized({ files })))
      try {
        await project.compose('up', '--build', '--wait')
        expect((await get(`${project.url}/healthz`)).body).toBe('asked\n')
      } finally {
        await project.remove()
      }
    })
  },
)
