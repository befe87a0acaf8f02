import { describe, expect, test } from 'vitest'
import { mainIn, program } from './facts.ts'

const need = 'x := os.Getenv("X")\n\tif x == "" {\n\t\tlog.Fatal("X")\n\t}'
const file = 'if _, err := os.ReadFile("a.json"); err != nil {\n\t\tlog.Fatal(err)\n\t}'
const imports = ['flag', 'log', 'os', 'runtime']

/** Where something stands → what is around it, as `main` and what follows it. */
const guards: Readonly<Record<string, (inner: string) => readonly [body: string, rest?: string]>> =
  {
    'an if of a flag that is set by default': (inner) => [
      `\tfeed := flag.String("feed", "a", "")\n\tif *feed == "" {\n\t${inner}\n\t}`,
    ],
    'an else of a flag that is empty by default': (inner) => [
      `\tfeed := flag.String("feed", "", "")\n\tif *feed == "" {\n\t} else {\n\t${inner}\n\t}`,
    ],
    'an if': (inner) => [`\tif os.Getenv("TRACING") == "1" {\n\t${inner}\n\t}`],
    'an else': (inner) => [`\tif os.Getenv("TRACING") == "" {\n\t} else {\n\t${inner}\n\t}`],
    'a case': (inner) => [`\tswitch os.Getenv("KIND") {\n\tcase "s3":\n\t${inner}\n\t}`],
    'an if around a call': (inner) => [
      '\tif os.Getenv("TRACING") == "1" {\n\t\tload()\n\t}',
      `\nfunc load() {\n\t${inner}\n}\n`,
    ],
    'an if around the file itself': (inner) => [
      '\tif _, err := os.Stat("a.json"); err == nil {\n\t\tload()\n\t}',
      `\nfunc load() {\n\t${inner}\n}\n`,
    ],
    'a function that has returned': (inner) => [
      '\tload()',
      `\nfunc load() error {\n\tif port == "0" {\n\t\treturn nil\n\t}\n\t${inner}\n\treturn nil\n}\n`,
    ],
    'a map of functions': (inner) => [
      '\tall := map[string]func(){"a": load}\n\tall[os.Getenv("KIND")]()',
      `\nfunc load() {\n\t${inner}\n}\n`,
    ],
  }

const others: typeof guards = {
  'an if of a flag that is empty by default': (inner) => [
    `\tfeed := flag.String("feed", "", "")\n\tif *feed == "" {\n\t${inner}\n\t}`,
  ],
  'an else of a flag that is empty by default': (inner) => [
    `\tvar feed string\n\tflag.StringVar(&feed, "feed", "", "")\n\tif feed != "" {\n\t} else {\n\t${inner}\n\t}`,
  ],
  'an if of flags of a struct that are not set': (inner) => [
    `\tvar c config\n\tflag.StringVar(&c.feed, "feed", "", "")\n\tflag.BoolVar(&c.demo, "demo", false, "")\n\tif c.feed == "" && !c.demo {\n\t${inner}\n\t}`,
    '\ntype config struct {\n\tfeed string\n\tdemo bool\n}\n',
  ],
  'an if of what says where it runs': (inner) => [
    `\tif os.Getenv("APP_ENV") != "production" {\n\t${inner}\n\t}`,
  ],
  main: (inner) => [`\t${inner}`],
  'one of two calls': (inner) => [
    '\tload()\n\tif os.Getenv("TRACING") == "1" {\n\t\tload()\n\t}',
    `\nfunc load() {\n\t${inner}\n}\n`,
  ],
  'an if of an error': (inner) => [`\tif err := start(); err == nil {\n\t${inner}\n\t}`],
  'an if of the system': (inner) => [`\tif runtime.GOOS == "linux" {\n\t${inner}\n\t}`],
  'a sub-command': (inner) => [`\tif os.Args[1] == "serve" {\n\t${inner}\n\t}`],
  'a program that may have shown its version': (inner) => [
    '\tload()',
    `\nfunc load() {\n\tif *version {\n\t\treturn\n\t}\n\t${inner}\n}\n`,
  ],
}

/** What is required below some code. */
async function requiredIn([body, rest]: readonly [string, string?]): Promise<readonly string[]> {
  const { env, files } = await mainIn({ 'main.go': program(imports, body, rest) })
  return [
    ...env.filter(({ required }) => required).map(({ name }) => name),
    ...files.filter(({ required }) => required).map(({ path }) => path),
  ]
}

describe('required', () => {
  test.each(Object.entries(guards))('nothing in %s', async (_, around) => {
    expect(await requiredIn(around(need))).toEqual([])
    expect(await requiredIn(around(file))).toEqual([])
  })

  test.each(Object.entries(others))('what is in %s', async (_, around) => {
    expect(await requiredIn(around(need))).toEqual(['X'])
    expect(await requiredIn(around(file))).toEqual(['a.json'])
  })

  test('no file behind a variable that may be set for it', async () => {
    expect(await requiredIn([`\tif os.Getenv("DB_URL") == "" {\n\t${file}\n\t}`])).not.toContain(
      'a.json',
    )
  })

  test.each([
    ['log.Print', []],
    ['log.Fatal', ['a.json']],
  ])('a file whose error comes to %s in main: %j', async (name, required) => {
    const body = `\tif err := reload(); err != nil {\n\t\t${name}(err)\n\t}`
    const read = file.replace('log.Fatal(err)', 'return err')
    const rest = `\nfunc reload() error {\n\treturn load()\n}\n\nfunc load() error {\n\t${read}\n\treturn nil\n}\n`
    expect(await requiredIn([body, rest])).toEqual(required)
  })

  test('no variable whose test stands in an if', async () => {
    const body =
      '\tx := os.Getenv("X")\n\tif os.Getenv("A") == "1" {\n\t\tif x == "" {\n\t\t\tlog.Fatal("X")\n\t\t}\n\t}'
    expect(await requiredIn([body])).toEqual([])
  })
})
