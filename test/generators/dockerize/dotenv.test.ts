import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Facts } from '../../../generators/dockerize/facts.ts'
import { readFacts } from '../../../generators/dockerize/read-facts.ts'
import { inScratch, put } from '../disk/disk.ts'
import { mainIn, portsOf, program } from './facts.ts'

const code = program(
  ['log', 'net/http', 'os', 'github.com/joho/godotenv'],
  '\tgodotenv.Load()\n\tif os.Getenv("API_KEY") == "" {\n\t\tlog.Fatal("x")\n\t}\n\tlog.Println(os.Getenv("MODE"))\n\thttp.ListenAndServe(":"+os.Getenv("PORT"), nil)',
)
const values = 'API_KEY=sk-1\nMODE=fast\nPORT=9091\n'

/** The facts of a program beside a `.env`, with those of its files that git has. */
function factsBeside(name: string, tracked?: readonly string[]): Promise<Facts> {
  return inScratch((folder) => {
    put(folder, { 'go.mod': 'module m\n', 'main.go': code.replace('Load()', `Load("${name}")`) })
    writeFileSync(join(folder, name), values)
    return readFacts(folder, tracked && (async () => new Set(tracked)))
  })
}

test.each<[string, string, readonly string[] | undefined]>([
  ['a .env that git does not have', '.env', []],
  ['another name of it', 'local.env', []],
  ['a .env of which nothing is known', '.env', undefined],
])('nothing is taken from %s', async (_, name, tracked) => {
  const facts = await factsBeside(name, tracked)
  expect(facts.mains.map(portsOf)).toEqual([[]])
  expect(JSON.stringify(facts)).not.toMatch(/sk-1|fast|9091/)
})

test.each<[string, string, readonly string[]]>([
  ['a .env that git has', '.env', ['.env']],
  ['an example for everybody', 'example.env', []],
])('of %s, the port is known, and nothing is a default', async (_, name, tracked) => {
  const { mains } = await factsBeside(name, tracked)
  expect(mains.map(portsOf)).toEqual([[`9091 http env PORT port (${name}:3)`]])
  expect(mains.flatMap(({ env }) => env)).toEqual([
    { name: 'API_KEY', required: true, source: 'main.go:12' },
    { name: 'MODE', required: false, source: 'main.go:15' },
    { name: 'PORT', required: false, source: 'main.go:16' },
  ])
})

test.each([
  ['DB_PASSWORD', 'hunter2', undefined],
  ['DB_URL', 'postgres://u:hunter2@db:5432/x', undefined],
  ['DB_NAME', 'shop', 'shop'],
])('a configuration file gives %s no secret as its default: %s', async (name, value, expected) => {
  const { env } = await mainIn({
    'main.go': program(
      ['os', 'gopkg.in/yaml.v3'],
      `\tvar c struct{ Value string \`yaml:"value"\` }\n\traw, _ := os.ReadFile("config.yaml")\n\tyaml.Unmarshal(raw, &c)\n\tc.Value = os.Getenv("${name}")`,
    ),
    'config.yaml': `value: ${value}\n`,
  })
  expect(env.map(({ default: own }) => own)).toEqual([expected])
})
