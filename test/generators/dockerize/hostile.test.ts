import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Facts } from '../../../generators/dockerize/facts.ts'
import { readFacts } from '../../../generators/dockerize/read-facts.ts'
import { schemaErrors } from '../../bin/report/schemas.ts'
import { cpuSeconds } from '../../support/cpu.ts'
import { inScratch } from '../disk/disk.ts'
import { factsIn, portsOf, program } from './facts.ts'

const server = program(['net/http'], '\thttp.ListenAndServe(":8080", nil)')

/** The facts of a server beside something that `make` puts into its folder. */
function factsBeside(make: (folder: string) => void): Promise<Facts> {
  return inScratch((folder) => {
    mkdirSync(join(folder, 'm'))
    writeFileSync(join(folder, 'm/go.mod'), 'module m\n')
    writeFileSync(join(folder, 'm/main.go'), server)
    make(join(folder, 'm'))
    return readFacts(join(folder, 'm'))
  })
}

const deep = (text: string) => `package main\n\nvar x = ${text.repeat(20_000)}\n`

const nested = (before: string, after: string) =>
  program(['os'], `${before.repeat(20_000)} os.Getenv("X") ${after.repeat(20_000)}`).replace(
    'main()',
    'init()',
  )

describe('a repository is read although it has', () => {
  test.each<[string, (folder: string) => void]>([
    ['broken Go', (folder) => writeFileSync(join(folder, 'b.go'), 'package main\n\nfunc b( {{{ "')],
    ['deeply nested Go', (folder) => writeFileSync(join(folder, 'b.go'), deep('(((('))],
    ['deeply nested literals', (folder) => writeFileSync(join(folder, 'b.go'), deep('[]T{'))],
    [
      'deeply nested branches',
      (folder) => writeFileSync(join(folder, 'b.go'), nested('if true {', '}')),
    ],
    [
      'deeply nested closures',
      (folder) => writeFileSync(join(folder, 'b.go'), nested('func() {', '}()')),
    ],
    ['deep chains', (folder) => writeFileSync(join(folder, 'b.go'), nested('a.', '.b()'))],
    [
      'bytes that are no UTF-8',
      (folder) => writeFileSync(join(folder, 'b.go'), Buffer.from([0xff, 0xfe, 0x00])),
    ],
    ['a pipe', (folder) => execFileSync('mkfifo', [join(folder, 'b.go')])],
    ['a link in a circle', (folder) => symlinkSync('.', join(folder, 'b'))],
    ['a link to a device', (folder) => symlinkSync('/dev/zero', join(folder, 'b.go'))],
    ['a folder with the name of a file', (folder) => mkdirSync(join(folder, 'b.go'))],
    [
      'functions that call each other',
      (folder) =>
        writeFileSync(
          join(folder, 'b.go'),
          'package main\n\nimport "os"\n\nfunc a(x string) string { return b(x) + a(x) }\nfunc b(x string) string { return a(os.Getenv(b(x))) }\n',
        ),
    ],
    [
      'a variable that is its own value',
      (folder) =>
        writeFileSync(
          join(folder, 'b.go'),
          'package main\n\nimport "os"\n\nvar y = y + os.Getenv(y)\n\ntype T struct {\n\tT *T\n\tPort string `env:"PORT"`\n}\n',
        ),
    ],
    [
      'values that double the one before',
      (folder) => {
        const values = Array.from({ length: 60 }, (_, at) => `var p${at + 1} = p${at} + p${at}\n`)
        const reads = Array.from({ length: 60 }, (_, at) => `\tos.ReadFile(p${at})\n`)
        writeFileSync(
          join(folder, 'b.go'),
          `package main\n\nimport "os"\n\nvar p0 = "a"\n${values.join('')}\nfunc init() {\n${reads.join('')}}\n`,
        )
      },
    ],
    [
      'types that are each other, and structs of structs without end',
      (folder) => {
        const fields = Array.from({ length: 40 }, (_, index) => `\tF${index} T\n\tG${index} *U`)
        const struct = `struct {\n${fields.join('\n')}\n\tPort string \`env:"PORT" yaml:"port"\`\n}`
        writeFileSync(
          join(folder, 'b.go'),
          `package main\n\nimport (\n\t"net/http"\n\n\t"github.com/caarlos0/env/v11"\n\t"github.com/spf13/viper"\n)\n\ntype A B\ntype B A\ntype T ${struct}\ntype U ${struct}\n\nfunc init() {\n\tvar t T\n\tvar a A\n\tviper.AutomaticEnv()\n\tviper.Unmarshal(&t)\n\tenv.Parse(&t)\n\thttp.ListenAndServe(":8080"+t.F1.G1.Port+a.Port, nil)\n}\n`,
        )
        writeFileSync(join(folder, 'config.yaml'), 'port: "8080"\n')
      },
    ],
    [
      'helpers and routers that call themselves very often',
      (folder) => {
        const calls = (text: string) => `${text}\n`.repeat(60)
        writeFileSync(
          join(folder, 'b.go'),
          `package main\n\nimport (\n\t"net/http"\n\t"os"\n)\n\nfunc init() {\n\ta("X")\n\tget(os.Getenv)\n\troutes(http.NewServeMux())\n}\n\nfunc a(x string) {\n${calls('\ta(x)')}\tos.Getenv(x)\n}\n\nfunc get(f func(string) string) {\n${calls('\tget(f)')}}\n\nfunc routes(m *http.ServeMux) {\n${calls('\troutes(m.Group("/a"))')}\tm.HandleFunc("/health", nil)\n}\n`,
        )
      },
    ],
    [
      'a variable of a type that is not known, which it assigns to very often',
      (folder) => {
        const methods = ['A', 'B'].map(
          (type) => `func (*${type}) Where(s string) string { return s }`,
        )
        const assigned = '\tq = q.Where("b")\n'.repeat(110)
        writeFileSync(
          join(folder, 'b.go'),
          `package main\n\nimport (\n\t"net/http"\n\n\t"example.com/sq"\n)\n\ntype A int\ntype B int\n\n${methods.join('\n')}\n\nfunc init() {\n\tq := sq.Select("a")\n${assigned}\thttp.ListenAndServe(q.Where(":80"), nil)\n}\n`,
        )
      },
    ],
    [
      'structs that embed each other',
      (folder) => {
        const names = Array.from({ length: 8 }, (_, index) => `T${index}`)
        const types = names.map((name) => `type ${name} struct {\n\t${names.join('\n\t')}\n}\n`)
        writeFileSync(
          join(folder, 'b.go'),
          `package main\n\nimport "net/http"\n\n${types.join('\n')}\nvar t T0\n\nfunc init() { http.ListenAndServe(t.Port, nil) }\n`,
        )
      },
    ],
    [
      'lists that are appended to each other in many ways',
      (folder) => {
        const lists = Array.from({ length: 12 }, (_, index) =>
          `\tp${index + 1} = append(p${index}, "a")\n`.repeat(8),
        )
        writeFileSync(
          join(folder, 'b.go'),
          `package main\n\nimport "os"\n\nvar p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12 []string\n\nfunc init() {\n${lists.join('')}\tfor _, p := range p12 {\n\t\tos.ReadFile(p)\n\t}\n}\n`,
        )
      },
    ],
    [
      'a configuration file that refers to itself',
      (folder) => {
        writeFileSync(join(folder, 'b.yaml'), 'a: &a\n  b: *a\n')
        writeFileSync(
          join(folder, 'b.go'),
          'package main\n\nimport "os"\n\nfunc init() { os.ReadFile("b.yaml") }\n',
        )
      },
    ],
  ])('%s', async (_, make) => {
    const act = async () => {
      const facts = await factsBeside(make)
      expect(facts.mains.map(portsOf)).toEqual([['8080 http (main.go:8)']])
      expect(schemaErrors(facts, 'facts.json')).toEqual([])
    }
    expect(await cpuSeconds(act)).toBeLessThan(15)
  })

  test.each([
    ['a section that is spaces', 'config.ini', `[${' '.repeat(8000)}x`],
    ['a value with spaces in it', 'config.ini', `a=x${' '.repeat(200_000)}y`],
    ['values with spaces in them', 'config.toml', `a=x${' '.repeat(20_000)}y\n`.repeat(50)],
    [
      'very many sections in each other',
      'config.ini',
      `[${'a.'.repeat(90_000)}]\n${'b=1\n'.repeat(9000)}`,
    ],
    ['very many tags', 'config.yaml', `a: ${'!!str '.repeat(40_000)}x`],
    ['very many anchors', 'config.yaml', `a: ${'&a '.repeat(80_000)}x`],
    ['very many documents', 'config.yaml', '---\n'.repeat(60_000)],
    ['deeply nested objects', 'config.yaml', `a: ${'{a: '.repeat(60_000)}`],
    ['deeply nested lists', 'config.yaml', '- '.repeat(120_000)],
    ['nothing but colons', 'config.yaml', `a${': '.repeat(120_000)}`],
    ['a megabyte', 'config.yaml', 'a: {b: 1, c: [1, 2]}\n'.repeat(45_000)],
  ])('a configuration file that has %s', async (_, name, text) => {
    const act = async () => {
      const { mains } = await factsIn({
        'main.go': program(
          ['net/http', 'os'],
          `\tb, _ := os.ReadFile("${name}")\n\tvar c C\n\thttp.ListenAndServe(c.Port, b)`,
          '\ntype C struct{ Port string `yaml:"port"` }\n',
        ),
        [name]: text,
      })
      expect(mains.flatMap(({ files }) => files.map(({ at }) => at))).toEqual([name])
    }
    expect(await cpuSeconds(act)).toBeLessThan(3)
  })

  test('one configuration file for very many programs, which is parsed once', async () => {
    const paths = Array.from({ length: 6000 }, (_, at) => `"p${at}": {"get": {"summary": "x"}}`)
    const main =
      'package main\n\nimport (\n\t"net/http"\n\n\t"example.com/m/lib"\n)\n\nfunc main() { http.ListenAndServe(lib.Load().Port, nil) }\n'
    const mains = Array.from({ length: 40 }, (_, at) => [`cmd/c${at}/main.go`, main])
    const act = async () => {
      const facts = await factsIn({
        ...Object.fromEntries(mains),
        'lib/lib.go':
          'package lib\n\nimport "os"\n\ntype C struct{ Port string `json:"port"` }\n\nfunc Load() C {\n\t_, _ = os.ReadFile("api.json")\n\treturn C{}\n}\n',
        'api.json': `{"port": ":8080",\n${paths.join(',\n')}}`,
      })
      expect(facts.mains.map(portsOf)).toEqual(mains.map(() => ['8080 http (api.json:1)']))
    }
    expect(await cpuSeconds(act)).toBeLessThan(6)
  })

  test('long lines in the files that may build it', async () => {
    const act = async () => {
      const { mains } = await factsIn({
        'main.go': server,
        'b.go': '//go:build b\n\npackage main\n',
        Makefile: `a:\n\t${'a'.repeat(250_000)}\n\tgo build -tags b .\n`,
      })
      expect(mains.map(({ tags }) => tags)).toEqual([['b']])
    }
    expect(await cpuSeconds(act)).toBeLessThan(5)
  })

  test('a #cgo line that is spaces', async () => {
    const act = async () => {
      const { mains } = await factsIn({
        'main.go': `package main\n\n// #cgo${' '.repeat(600_000)}x\n// #cgo linux LDFLAGS: -lz\nimport "C"\n\nfunc main() {}\n`,
      })
      expect(mains.flatMap(({ cgo }) => cgo.map(({ libraries }) => libraries))).toEqual([['z']])
    }
    expect(await cpuSeconds(act)).toBeLessThan(5)
  })

  test('a format of very many parts, but not one of many', async () => {
    const format = (parts: number, port: string) =>
      `\thttp.ListenAndServe(fmt.Sprintf("${'%s'.repeat(parts)}${port}"${', ""'.repeat(parts)}), nil)`
    const act = async () => {
      const code = program(['fmt', 'net/http'], `${format(20_000, ':1')}\n${format(90, ':8080')}`)
      expect((await factsIn({ 'main.go': code })).mains.map(portsOf)).toEqual([
        ['8080 http (main.go:10)'],
      ])
    }
    expect(await cpuSeconds(act)).toBeLessThan(5)
  })

  test('code that nests too deeply, which is said, but not constants of many lines', async () => {
    const facts = await factsIn({
      'main.go': `${server}\nconst x = ""${' +\n\t"x"'.repeat(3000)}\n`,
      'b.go': nested('if true {', '}'),
    })
    expect(facts.mains.map(portsOf)).toEqual([['8080 http (main.go:8)']])
    expect(facts.unknown).toEqual([
      { about: 'code', what: 'This file takes too long to be parsed.', source: 'b.go:1' },
    ])
  })

  test('very many variables and files in one function, each of them required', async () => {
    const names = Array.from({ length: 3000 }, (_, at) => `V${at}`)
    const reads = names.map(
      (name) =>
        `\t${name} := os.Getenv("${name}")\n\tif ${name} == "" {\n\t\tlog.Fatal("x")\n\t}\n\t_, err = os.ReadFile("${name}")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n`,
    )
    const { mains, unknown } = await factsIn({ 'main.go': program(['log', 'os'], reads.join('')) })
    const env = mains.flatMap((main) => main.env.filter(({ required }) => required))
    expect(env.map(({ name }) => name)).toEqual(names)
    const files = mains.flatMap((main) => main.files.filter(({ required }) => required))
    expect(files.map(({ path }) => path)).toEqual(names)
    expect(unknown).toEqual([])
  })

  test('a machine that is so busy that each look at the clock is a minute after the one before', async () => {
    let minutes = 0
    const now = vi.spyOn(performance, 'now').mockImplementation(() => {
      minutes += 1
      return minutes * 60_000
    })
    const { mains, unknown } = await factsIn({ 'main.go': server })
    now.mockRestore()
    expect(mains.map(portsOf)).toEqual([['8080 http (main.go:8)']])
    expect(unknown).toEqual([])
  })

  test('more code than there is time for: each command is found, and said to be cut', async () => {
    const reads = Array.from({ length: 99 }, (_, at) => `\tprintln(os.Getenv("V${at}"))\n`).join('')
    const spent = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 60e6, system: 0 })
    const { mains, unknown } = await factsIn({
      'cmd/a/main.go': program(['os'], reads),
      'cmd/b/main.go': program(['os'], reads),
      'lib/lib.go': 'package lib\n\nfunc main() {}\n',
    })
    spent.mockRestore()
    expect(mains.map(({ source }) => source)).toEqual(['cmd/a/main.go:7', 'cmd/b/main.go:7'])
    const what = 'Reading the code took too long: only part of this command was read.'
    expect(unknown.filter(({ about }) => about === 'time')).toEqual(
      mains.map(({ source }) => ({ about: 'time', what, source })),
    )
  })

  test('a file beyond the limit, which is said', async () => {
    const facts = await factsBeside((folder) =>
      writeFileSync(join(folder, 'large.go'), `package main\n${'// x\n'.repeat(300_000)}`),
    )
    expect(facts.unknown).toEqual([
      { about: 'code', what: 'This file is too large to be read.', source: 'large.go:1' },
    ])
  })

  test.skipIf(process.platform === 'win32')(
    'folders and files with names that Go rejects',
    async () => {
      const facts = await factsBeside((folder) => {
        const names = [
          'a b',
          "a'b",
          'ä',
          '-a',
          'con',
          'a.',
          'a~1',
          'a\nRUN b',
          'ok+1',
          'x~y',
          'ok/_a b',
        ]
        for (const name of names) {
          mkdirSync(join(folder, 'cmd', name, 'below'), { recursive: true })
          writeFileSync(join(folder, 'cmd', name, 'main.go'), server)
          writeFileSync(join(folder, 'cmd', name, 'below/below.go'), 'package below\n')
        }
        writeFileSync(
          join(folder, 'a\nb.go'),
          'package main\n\nimport "os"\n\nvar x = os.Getenv("X")\n',
        )
      })
      expect(facts.mains.map(({ path }) => path)).toEqual(['.', 'cmd/ok+1', 'cmd/x~y'])
      expect(facts.mains.flatMap(({ env }) => env)).toEqual([])
      expect(schemaErrors(facts, 'facts.json')).toEqual([])
      const control = 'What has a control character in its name is not read.'
      expect(facts.unknown.map(({ what, source }) => `${source} ${what}`)).toEqual([
        `.:1 ${control}`,
        `cmd:1 ${control}`,
        ...[
          ['-a', '-a starts with -'],
          ['a b', 'the character " " is not allowed'],
          ["a'b", 'the character "\'" is not allowed'],
          ['a.', 'a. has a trailing dot'],
          ['a~1', 'a~1 looks like a short name on Windows'],
          ['con', 'con is a reserved device name on Windows'],
          ['ä', 'the character "ä" is not allowed'],
        ].map(([name, why]) => `cmd/${name}:1 Go takes this folder for no package: ${why}.`),
      ])
    },
  )

  test('names like those of Object', async () => {
    const { mains } = await factsIn({
      'main.go': program(
        ['constructor', '__proto__ "example.com/__proto__"', 'os'],
        '\tconstructor.Listen("tcp", ":1")\n\t__proto__.Run()\n\tprintln(os.Getenv("__proto__"), os.Getenv("constructor"))',
      ),
    })
    expect(mains.map(({ ports, env }) => [ports, env.map(({ name }) => name)])).toEqual([
      [[], ['__proto__', 'constructor']],
    ])
  })
})

describe('nothing is read', () => {
  test('in a folder that a link names', async () => {
    const facts = await factsBeside((folder) => {
      mkdirSync(join(folder, '../outside'))
      writeFileSync(join(folder, '../outside/main.go'), server)
      symlinkSync('../outside', join(folder, 'inside'))
    })
    expect(facts.mains.map(({ path }) => path)).toEqual(['.'])
  })

  test('in the folder of a replace that has no go.mod', async () => {
    const facts = await factsBeside((folder) => {
      writeFileSync(
        join(folder, 'go.mod'),
        'module m\n\nreplace a => ../outside\n\nreplace b => /etc\n',
      )
      mkdirSync(join(folder, '../outside'))
      writeFileSync(join(folder, '../outside/a.go'), server)
    })
    expect(facts.replaces.map(({ path }) => path)).toEqual(['../outside', '/etc'])
    expect(facts.mains.map(({ path }) => path)).toEqual(['.'])
  })
})

test.skipIf(process.platform === 'win32').each<[string, (path: string) => void, string]>([
  ['a pipe', (path) => execFileSync('mkfifo', [path]), 'it is not a regular file'],
  ['a link to a device', (path) => symlinkSync('/dev/zero', path), 'it is not a regular file'],
  ['huge', (path) => writeFileSync(path, '// x\n'.repeat(1_000_000)), 'it is too large'],
])('a go.mod that is %s is refused, and why', (_, make, why) =>
  inScratch(async (folder) => {
    make(join(folder, 'go.mod'))
    await expect(readFacts(folder)).rejects.toThrow(why)
  }),
)
