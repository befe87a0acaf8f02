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

const cli = 'github.com/urfave/cli/v2'
const kong = 'github.com/alecthomas/kong'
const start = '\tif err := app.Run(os.Args); err != nil {\n\t\tpanic(err)\n\t}'

/** A program of urfave/cli that listens in an action, whose app and whose command have more. */
function withApp(app: string, command: string, rest = '') {
  const action = `Action: func(*cli.Context) error { return ${serve} }`
  return {
    'main.go': program(
      ['net/http', 'os', cli],
      `\tapp := &cli.App{\n\t\tName: "app",\n\t\t${app}\n\t\tCommands: []*cli.Command{{Name: "serve", ${command}\n\t\t\t${action}}},\n\t}\n${start}`,
      rest,
    ),
  }
}

/** A program of kong whose command has a field. */
function withField(field: string, options = '') {
  return {
    'main.go': program(
      ['net/http', kong],
      `\tctx := kong.Parse(&cli${options})\n\tctx.Run()`,
      `\nvar cli struct {\n\tServe serveCmd \`cmd:""\`\n\tGet getCmd \`cmd:""\`\n}\n\ntype serveCmd struct {\n\t${field}\n}\n\nfunc (*serveCmd) Run() error { return ${serve} }\n\ntype getCmd struct {\n\tPath string \`required:""\`\n}\n\nfunc (*getCmd) Run() error { return nil }\n`,
    ),
  }
}

const pairs =
  '\nfunc pairs(args []string) ([]string, error) {\n\tif len(args) < 2 || len(args)%2 == 1 {\n\t\treturn nil, fmt.Errorf("pairs")\n\t}\n\treturn args, nil\n}\n'
const fatal = '{\n\t\tlog.Fatal("usage")\n\t}'

describe('a server ends without', () => {
  test.each<[string, Readonly<Record<string, string>>, number, string | undefined]>([
    [
      'arguments that a function returns an error for',
      serverAfter(
        ['flag', 'fmt', 'log'],
        `\tflag.Parse()\n\tall, err := pairs(flag.Args())\n\tif err != nil ${fatal}\n\tprintln(all)`,
        pairs,
      ),
      21,
      undefined,
    ],
    [
      'a flag that it tests',
      serverAfter(
        ['flag', 'log'],
        `\tpath := flag.String("path", "", "")\n\tflag.Parse()\n\tif *path == "" ${fatal}`,
      ),
      10,
      'path',
    ],
    [
      'a flag that it reads into a field',
      serverAfter(
        ['flag', 'log'],
        `\tvar c config\n\tflag.StringVar(&c.Path, "path", "", "")\n\tflag.Parse()\n\tif c.Path == "" || c.Path == "-" ${fatal}`,
        '\ntype config struct{ Path string }\n',
      ),
      11,
      'path',
    ],
    [
      'a flag that it may have more than once',
      serverAfter(
        ['flag', 'log'],
        `\tvar paths list\n\tflag.Var(&paths, "path", "")\n\tflag.Parse()\n\tif len(paths) == 0 ${fatal}`,
        '\ntype list []string\n\nfunc (*list) String() string { return "" }\n\nfunc (*list) Set(string) error { return nil }\n',
      ),
      11,
      'path',
    ],
    [
      'a flag that the app of urfave/cli requires',
      withApp('Flags: []cli.Flag{&cli.StringFlag{Name: "token", Required: true}},', ''),
      12,
      'token',
    ],
    [
      'a flag that its command of urfave/cli requires',
      withApp('', 'Flags: []cli.Flag{&cli.StringFlag{Name: "token", Required: true}},'),
      13,
      'token',
    ],
    [
      'a flag that its command of cobra requires',
      {
        'main.go': program(
          [cobra, 'net/http'],
          `\troot := &cobra.Command{Use: "app"}\n\tcmd := &cobra.Command{Use: "serve", Run: func(*cobra.Command, []string) { ${serve} }}\n\tcmd.Flags().String("token", "", "")\n\tcmd.MarkFlagRequired("token")\n\troot.AddCommand(cmd)\n\troot.Execute()`,
        ),
      },
      12,
      'token',
    ],
    [
      'a flag that kingpin requires',
      serverAfter([kingpin], '\tkingpin.Flag("token", "").Required().String()\n\tkingpin.Parse()'),
      9,
      'token',
    ],
    ['a flag that kong requires', withField('Root string `required:""`'), 19, 'root'],
    ['an argument of kong', withField('Root string `arg:""`'), 19, undefined],
    [
      'a sub-command, where the app of urfave/cli has no action',
      {
        'main.go': program(
          ['net/http', 'os', cli],
          `\tall := []func() error{func() error { return ${serve} }}\n\tapp := cli.NewApp()\n\tapp.Commands = []*cli.Command{{Name: "worker", Subcommands: commands(all)}}\n${start}`,
          '\nfunc commands(all []func() error) []*cli.Command {\n\treturn []*cli.Command{{Name: "run", Action: func(*cli.Context) error { return all[0]() }}}\n}\n',
        ),
      },
      11,
      undefined,
    ],
  ])('%s', async (_, files, line, flag) => {
    const { endsWithoutArgument, neededFlag } = await mainIn(files)
    expect([endsWithoutArgument, neededFlag]).toEqual([`main.go:${line}`, flag])
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
    [
      'that a function only tells of',
      serverAfter(
        ['flag', 'fmt'],
        '\tall, err := pairs(flag.Args())\n\tif err != nil {\n\t\tprintln(err)\n\t}\n\tprintln(all)',
        pairs,
      ),
    ],
    [
      'that the command of another case counts',
      {
        'main.go': program(
          ['log', 'net/http', 'os'],
          `\tswitch os.Args[1] {\n\tcase "get":\n\t\tif len(os.Args) < 3 ${fatal}\n\tcase "serve":\n\t\t${serve}\n\t}`,
        ),
      },
    ],
    [
      'that a variable may replace',
      serverAfter(
        ['flag', 'log', 'os'],
        `\tpath := flag.String("path", "", "")\n\tflag.Parse()\n\tif *path == "" {\n\t\t*path = os.Getenv("WHERE")\n\t}\n\tif *path == "" ${fatal}`,
      ),
    ],
    [
      'which is a flag with a default',
      serverAfter(
        ['flag', 'log'],
        `\tpath := flag.String("path", "/", "")\n\tflag.Parse()\n\tif *path == "" ${fatal}`,
      ),
    ],
    [
      'which is a flag that matters with another one',
      serverAfter(
        ['flag', 'log'],
        `\tpath, other := flag.String("path", "", ""), flag.Bool("other", false, "")\n\tflag.Parse()\n\tif *path == "" && *other ${fatal}`,
      ),
    ],
    [
      'which is a flag of urfave/cli with a variable',
      withApp(
        'Flags: []cli.Flag{&cli.StringFlag{Name: "token", EnvVars: []string{"TOKEN"}, Required: true}},',
        '',
      ),
    ],
    [
      'which is a flag of another command of urfave/cli',
      withApp(
        '',
        '',
        '\nfunc init() {\n\t_ = &cli.Command{Name: "get", Flags: []cli.Flag{&cli.StringFlag{Name: "token", Required: true}}}\n}\n',
      ),
    ],
    ['of kong with a variable', withField('Root string `required:"" env:"ROOT"`')],
    ['of kong that is optional', withField('Root string `arg:"" optional:""`')],
    [
      'of kong that a file may set',
      withField('Root string `required:""`', ', kong.Configuration(kong.JSON, "config.json")'),
    ],
    [
      'which is a sub-command where main listens',
      {
        'main.go': program(
          ['net/http', 'os', cli],
          `\tapp := &cli.App{Commands: []*cli.Command{{Name: "get"}}}\n\tif len(os.Args) > 1 {\n\t${start}\n\t}\n\t${serve}`,
        ),
      },
    ],
    [
      'which is a sub-command where the app has an action',
      {
        'main.go': program(
          ['net/http', 'os', cli],
          `\tapp := cli.NewApp()\n\tapp.Commands = []*cli.Command{{Name: "get"}}\n\tapp.Action = func(*cli.Context) error { return ${serve} }\n${start}`,
        ),
      },
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
