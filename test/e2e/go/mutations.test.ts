import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellOf } from '../../support/matrix.ts'
import { inScope } from '../../support/scope.ts'
import { attempt, told } from '../support/command.ts'
import { edited } from '../support/edits.ts'
import { missing } from '../support/tools.ts'
import { written } from '../support/workspace.ts'

/** One broken line: its path, its text, and the replacement. */
type Mutation = readonly [path: string, from: string, to: string]

const shared: readonly Mutation[] = [
  ['cmd/api/main.go', 'append(args, "/livez")', 'append(args, "/readyz")'],
  ['cmd/api/main.go', 'os.Exit(2)', 'os.Exit(1)'],
  ['cmd/api/main.go', '\tos.Exit(1)\n', ''],
  ['cmd/api/main.go', ', syscall.SIGTERM)', ')\n\t_ = syscall.SIGTERM'],
  ['cmd/api/main.go', 'context.AfterFunc(ctx, stop)', '_ = stop'],
  ['cmd/api/main.go', '&slog.HandlerOptions{Level: cfg.LogLevel}', 'nil'],
  ['cmd/api/main.go', 'return errors.New("shutting down")', 'return nil'],
  ['cmd/api/main.go', 'log, db.Close)', 'log, func() {})'],
  ['cmd/api/main.go', 'slog.SetDefault(log)', '_ = log'],
  ['cmd/cli/main.go', 'return db.Reset(ctx)', 'return nil'],
  ['cmd/cli/main.go', 'Fprintln(stdout, n)', 'Fprintln(stdout, n+1)'],
  ['cmd/cli/main.go', 'defer db.Close()', ''],
  ['cmd/cli/main.go', '\t\tos.Exit(1)\n', ''],
  ['cmd/cli/main.go', 'DB_TIMEOUT, ', ''],
  ['internal/config/config.go', '"DB_TIMEOUT", "3s"', '"DB_TIMEOUT", "4s"'],
  [
    'internal/config/config.go',
    'errors.Join(e.errs...)\n}\n\n// LoadDatabase',
    'nil\n}\n\n// LoadDatabase',
  ],
  ['internal/config/config.go', 'write > 0 && ', ''],
  ['internal/config/database.go', 'u.User = url.User(u.User.Username())', ''],
  ['internal/routes/routes.go', 'Hello, World!', 'Hello, you!'],
  ['internal/routes/routes.go', '"no-store"', '"public"'],
  ['internal/server/server.go', 'context.WithoutCancel(ctx)', 'ctx'],
  ['internal/server/server.go', 'time.Sleep(cfg.DrainDelay)', 'time.Sleep(0)'],
  ['internal/server/server.go', '"Connection", "close"', '"Connection", "keep-alive"'],
  ['internal/server/server.go', '\t\trelease()\n', ''],
  ['internal/server/server.go', '\tcase <-stopCtx.Done():\n', ''],
  ['internal/web/log.go', 'defer panic(p)', '_ = p'],
  ['internal/web/log.go', 'rec.status == 0 && (status', '(status'],
  ['internal/web/log.go', 'status >= http.StatusOK ||', 'status > 0 ||'],
  ['internal/web/log.go', 'r.Context().Err() == nil && ', ''],
  ['internal/web/web.go', 'r.ContentLength > maxBody', 'r.ContentLength > 2*maxBody'],
  [
    'internal/web/web.go',
    'http.MaxBytesReader(w, r.Body, maxBody)',
    'http.MaxBytesReader(w, r.Body, 2*maxBody)',
  ],
  ['internal/web/web.go', '!validID.MatchString(rec.id)', 'rec.id == ""'],
  ['internal/web/answer.go', 'detail = own.Detail', 'detail = own.Error()'],
  ['internal/web/answer.go', 'if rec.status != 0 {', 'if rec.status > 999 {'],
]

/** The mutations of each framework and database. */
const parts: Readonly<Record<string, readonly Mutation[]>> = {
  'net-http': [
    ['internal/routes/handler.go', '"HEAD /{$}"', '"PUT /{$}"'],
    ['internal/routes/handler.go', '"GET /livez"', '"GET /alive"'],
    ['internal/routes/handler.go', 'r.Pattern = ""', ''],
  ],
  echo: [
    ['internal/routes/handler.go', 'e.HEAD("/", greetNobody)', 'e.HEAD("/", d.greet)'],
    ['internal/routes/handler.go', 'ErrServiceUnavailable.Wrap', 'ErrInternalServerError.Wrap'],
  ],
  postgres: [
    ['internal/store/store.go', 'connConfig.Password = found', ''],
    ['internal/store/store.go', '"pool_max_conns", "connect_timeout"', '"connect_timeout"'],
  ],
  redis: [
    [
      'internal/store/store.go',
      'return options.Username, found, err',
      'return options.Username, found[:0], err',
    ],
    ['internal/store/store.go', '"pool_size": "DB_MAX_CONNS", ', ''],
  ],
}

// Most of the code is the same everywhere; two combinations cover all of it.
const trees = [
  { title: 'net-http-postgres-distroless', mutations: [...shared, ...of('net-http', 'postgres')] },
  { title: 'echo-redis-distroless', mutations: [...shared, ...of('echo', 'redis')] },
  { title: 'echo-postgres-distroless', mutations: stopping() },
  { title: 'net-http-redis-distroless', mutations: stopping() },
]

function of(...names: readonly string[]): readonly Mutation[] {
  return names.flatMap((name) => parts[name] ?? [])
}

/**
 * Returns the mutations of how a process starts and stops, which each combination tests with its
 * own process.
 */
function stopping(): readonly Mutation[] {
  const chosen = shared.filter(([path]) => /^cmd|server/.test(path))
  return chosen.filter(([, from]) => /Exit|SIGTERM|AfterFunc|LogLevel|Close|release/.test(from))
}

describe.skipIf(await missing('go', 'version')).each(trees)('$title', ({ title, mutations }) => {
  const folder = written(cellOf(title).tree)

  const few = mutations.filter((_, index) => index % 5 === 0)

  test.each(inScope(mutations, few))('a test fails if %s has for %j %j', async (path, from, to) => {
    edited(folder, path, from, to)
    const outcome = await attempt('go', ['test', '-timeout=30s', `./${dirname(path)}`], {
      cwd: folder,
    })
    expect(outcome.code, told(outcome)).not.toBe(0)
    // A test must have failed; a compiler error is not enough.
    expect(outcome.output).toMatch(/--- FAIL: Test|^panic: test timed out/m)
  })

  if (mutations.length < shared.length) return

  test('every package has a line in the table', () => {
    const packages = ['cmd', 'internal'].flatMap((parent) =>
      readdirSync(join(folder, parent)).map((name) => `${parent}/${name}`),
    )
    expect([...new Set(mutations.map(([path]) => dirname(path)))].sort()).toEqual(packages.sort())
  })
})
