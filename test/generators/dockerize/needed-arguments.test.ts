import { describe, expect, test } from 'vitest'
import { mainIn, program } from './facts.ts'

const cobra = 'github.com/spf13/cobra'
const kingpin = 'github.com/alecthomas/kingpin/v2'
const serve = 'http.ListenAndServe(":8080", nil)'

/** A program that does something with its arguments, and then listens. */
function serverAfter(imports: readonly string[], body: string, rest = '') {
  return { 'main.go': program(['net/http', ...imports], `${body}\n\t${serve}`, rest) }
}

/** A program with a command of cobra, whose literal has more, and one that is no server. */
function withCommand(use: string, more: string) {
  return {
    'main.go': program(
      [cobra, 'net/http'],
      `\troot := &cobra.Command{Use: "app"}\n\troot.AddCommand(&cobra.Command{\n\t\tUse: "serve",\n\t\tRun: func(*cobra.Command, []string) { ${serve} },\n\t${use === 'serve' ? more : ''}})\n\troot.AddCommand(&cobra.Command{\n\t\tUse: "get",\n\t\tRun: func(*cobra.Command, []string) {},\n\t${use === 'get' ? more : ''}})\n\troot.Execute()`,
    ),
  }
}

describe('a server ends without an argument', () => {
  test.each<[string, Readonly<Record<string, string>>, number]>([
    [
      'that flag counts',
      serverAfter(
        ['flag', 'os'],
        '\tif flag.NArg() < 1 {\n\t\tprintln("usage")\n\t\tos.Exit(2)\n\t}',
      ),
      10,
    ],
    [
      'of those that flag returns',
      serverAfter(['flag', 'log'], '\tif len(flag.Args()) == 0 {\n\t\tlog.Fatal("usage")\n\t}'),
      10,
    ],
    [
      'of those that flag returns into a variable',
      serverAfter(
        ['github.com/spf13/pflag'],
        '\targs := pflag.Args()\n\tif len(args) != 1 {\n\t\tpanic("usage")\n\t}',
      ),
      10,
    ],
    [
      'of those of the system, where main returns',
      serverAfter(
        ['os'],
        '\tif len(os.Args) < 2 || os.Args[1] == "-h" {\n\t\tprintln()\n\t\treturn\n\t}',
      ),
      9,
    ],
    [
      'in a function that main calls, as the other case',
      serverAfter(
        ['os'],
        '\tparse()',
        '\nfunc parse() string {\n\tif len(os.Args) > 1 {\n\t\treturn os.Args[1]\n\t} else {\n\t\tos.Exit(1)\n\t}\n\treturn ""\n}\n',
      ),
      14,
    ],
    [
      'of the command of cobra that listens',
      withCommand('serve', '\tArgs: cobra.ExactArgs(1),\n\t'),
      13,
    ],
    [
      'of the only command of cobra',
      {
        'main.go': program(
          [cobra, 'net/http'],
          `\troot := &cobra.Command{\n\t\tUse: "app",\n\t\tArgs: cobra.MinimumNArgs(1),\n\t\tRun: func(*cobra.Command, []string) { ${serve} },\n\t}\n\troot.Execute()`,
        ),
      },
      11,
    ],
    [
      'of kingpin',
      serverAfter([kingpin], '\tkingpin.Arg("target", "").Required().String()\n\tkingpin.Parse()'),
      9,
    ],
  ])('%s', async (_, files, line) => {
    expect((await mainIn(files)).endsWithoutArgument).toBe(`main.go:${line}`)
  })
})

describe('it is not sure that a server ends without an argument', () => {
  const usage = '{\n\t\tprintln("usage")\n\t\tos.Exit(2)\n\t}'

  test.each<[string, Readonly<Record<string, string>>]>([
    [
      'which only changes something',
      serverAfter(['flag'], '\tif flag.NArg() < 1 {\n\t\tprintln("none")\n\t}'),
    ],
    ['of which there are too many', serverAfter(['flag', 'os'], `\tif flag.NArg() > 0 ${usage}`)],
    [
      'that it is started with',
      {
        'main.go': program(
          ['net/http', 'os'],
          `\tif len(os.Args) < 2 ${usage}\n\tswitch os.Args[1] {\n\tcase "serve":\n\t\t${serve}\n\t}`,
        ),
      },
    ],
    [
      'where something else is set too',
      serverAfter(['flag', 'os'], `\tif os.Getenv("PATHS") == "" && flag.NArg() < 1 ${usage}`),
    ],
    [
      'in a branch',
      serverAfter(
        ['flag', 'os'],
        `\tif os.Getenv("ONCE") != "" {\n\tif flag.NArg() < 1 ${usage}\n\t}`,
      ),
    ],
    [
      'after a branch that may serve',
      serverAfter(
        ['flag', 'os'],
        `\tif os.Getenv("SERVE") != "" {\n\t\t${serve}\n\t}\n\tif flag.NArg() < 1 ${usage}`,
      ),
    ],
    [
      'in a function that it only hands on',
      serverAfter(
        ['flag', 'os', 'example.com/other'],
        '\tother.Command(check)',
        `\nfunc check() {\n\tif flag.NArg() < 1 ${usage}\n}\n`,
      ),
    ],
    ['of another command of cobra', withCommand('get', '\tArgs: cobra.ExactArgs(1),\n\t')],
    ['of none of cobra', withCommand('serve', '\tArgs: cobra.ExactArgs(0),\n\t')],
    [
      'that kingpin does not require',
      serverAfter([kingpin], '\tkingpin.Arg("target", "").String()'),
    ],
    [
      'of another command of kingpin',
      serverAfter(
        [kingpin],
        '\tapp := kingpin.New("app", "")\n\tget := app.Command("get", "")\n\tget.Arg("target", "").Required().String()',
      ),
    ],
  ])('%s', async (_, files) => {
    const main = await mainIn(files)
    expect([main.kind, main.endsWithoutArgument]).toEqual(['server', undefined])
  })
})
