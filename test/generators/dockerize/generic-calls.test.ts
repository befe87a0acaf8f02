import { expect, test } from 'vitest'
import { mainIn, portsOf, program } from './facts.ts'

const helper =
  'func read[T any](name string, fallback T) string { return os.Getenv(name) }\n\nfunc need[T any](name string) string { return os.Getenv(name) }\n'

test.each([
  ['one argument', 'need[int]("TOKEN")'],
  ['several arguments', 'read[int]("TOKEN", 5)'],
  ['an inferred type', 'read("TOKEN", 5)'],
])('a generic helper is called with %s', async (_, call) => {
  const { env } = await mainIn({ 'main.go': program(['os'], `\tprintln(${call})`, helper) })
  expect(env.map(({ name }) => name)).toEqual(['TOKEN'])
})

test.each([
  ['one argument', 'env.Need[string]("PORT")', 'func Need[T any](name string) string {'],
  [
    'several arguments',
    'env.Read[int]("PORT", 9090)',
    'func Read[T any](name string, or T) string {',
  ],
])('a generic helper of another package is called with %s', async (_, call, head) => {
  const main = await mainIn({
    'main.go': program(
      ['net/http', 'example.com/m/env'],
      `\thttp.ListenAndServe(":"+${call}, nil)`,
    ),
    'env/env.go': `package env\n\nimport "os"\n\n${head}\n\tif v := os.Getenv(name); v != "" {\n\t\treturn v\n\t}\n\treturn "8081"\n}\n`,
  })
  expect(main.env.map(({ name }) => name)).toEqual(['PORT'])
  expect(portsOf(main)).toEqual(['8081 http env PORT port (env/env.go:9)'])
})

test('a conversion is no call', async () => {
  const { ports } = await mainIn({
    'main.go': program(['net/http'], '\thttp.ListenAndServe(string([]byte(":8080")), nil)'),
  })
  expect(ports.map(({ port }) => port)).toEqual([8080])
})
