import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellOf } from '../../../testing/matrix.ts'
import { attempt, told } from '../support/command.ts'
import { edited } from '../support/edits.ts'
import { missing } from '../support/tools.ts'
import { written } from '../support/workspace.ts'

/** One broken line: where it stands, what it says and what it says instead. */
type Mutation = readonly [path: string, from: string, to: string]

const shared: readonly Mutation[] = [
  ['cmd/api/main.go', 'path := "/livez"', 'path := "/readyz"'],
  ['cmd/api/main.go', 'return 2', 'return 1'],
  ['cmd/api/serve.go', 'return errDraining', 'return nil'],
  ['cmd/api/serve.go', 'defer db.Close()', ''],
  ['cmd/cli/main.go', 'return c.Reset(ctx)', 'return nil'],
  ['cmd/cli/main.go', 'Fprintln(stdout, n)', 'Fprintln(stdout, n+1)'],
  ['cmd/cli/main.go', 'DB_TIMEOUT, ', ''],
  ['internal/config/config.go', '"DB_TIMEOUT", 3*time', '"DB_TIMEOUT", 4*time'],
  [
    'internal/config/config.go',
    'errors.Join(e.errs...)\n}\n\n// LoadDatabase',
    'nil\n}\n\n// LoadDatabase',
  ],
  ['internal/config/config.go', 'errors.Join(e.errs...)\n}\n\n// Port', 'nil\n}\n\n// Port'],
  ['internal/config/config.go', 'write > 0 && ', ''],
  ['internal/config/config.go', 'low, high)\n\t\treturn fallback', 'low, high)'],
  ['internal/config/database.go', 'u.User = url.User(u.User.Username())', ''],
  ['internal/health/health.go', '!= http.StatusOK', '== http.StatusTeapot'],
  ['internal/health/health.go', 'if ctx.Err() != nil {', 'if ctx.Err() == nil {'],
  ['internal/routes/routes.go', 'Hello, World!', 'Hello, you!'],
  ['internal/routes/routes.go', '"no-store"', '"public"'],
  ['internal/routes/routes.go', 'level = slog.LevelDebug', ''],
  ['internal/routes/routes.go', 'level := slog.LevelError', 'level := slog.LevelDebug'],
  ['internal/server/conns.go', 'c.waiting = false', 'c.waiting = true'],
  ['internal/server/server.go', 'context.WithoutCancel(ctx)', 'ctx'],
  ['internal/server/log.go', 'r.status = status', ''],
  ['internal/storetest/memory.go', 'return hits + 1', 'return hits + 2'],
]

const trees: readonly { title: string; mutations: readonly Mutation[] }[] = [
  {
    title: 'net-http-postgres-distroless',
    mutations: [
      ...shared,
      ['internal/routes/handler.go', '"HEAD /{$}"', '"PUT /{$}"'],
      ['internal/routes/handler.go', '"GET /livez"', '"GET /alive"'],
      ['internal/store/store.go', 'poolConfig.ConnConfig.Password = password', ''],
      [
        'internal/store/store.go',
        '!errors.Is(err, pgx.ErrNoRows)',
        'errors.Is(err, pgx.ErrNoRows)',
      ],
    ],
  },
  {
    title: 'echo-redis-distroless',
    mutations: [
      ...shared,
      ['internal/routes/handler.go', 'e.HEAD("/", greetNobody)', 'e.HEAD("/", greet(counter))'],
      ['internal/routes/handler.go', 'ErrServiceUnavailable.Wrap', 'ErrInternalServerError.Wrap'],
      ['internal/routes/handler.go', 'reason(err))', 'err)'],
      ['internal/store/store.go', 'options.Password = password', 'options.Password = password[:0]'],
      ['internal/store/store.go', 's.client.Incr(', 's.client.Decr('],
    ],
  },
]

describe.skipIf(await missing('go', 'version')).each(trees)('$title', ({ title, mutations }) => {
  const folder = written(cellOf(title).tree)

  test.each(mutations)('a test notices when %s says for %j %j', async (path, from, to) => {
    edited(folder, path, from, to)
    const outcome = await attempt('go', ['test', `./${dirname(path)}`], { cwd: folder })
    expect(outcome.code, told(outcome)).not.toBe(0)
    // A test noticed it: the compiler alone is no test.
    expect(outcome.output).toMatch(/--- FAIL: Test|^panic: test timed out/m)
  })

  test('every package has a line in the table', () => {
    const packages = ['cmd', 'internal'].flatMap((parent) =>
      readdirSync(join(folder, parent)).map((name) => `${parent}/${name}`),
    )
    expect([...new Set(mutations.map(([path]) => dirname(path)))].sort()).toEqual(packages.sort())
  })
})
