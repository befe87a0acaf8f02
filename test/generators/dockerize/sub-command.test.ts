import { describe, expect, test } from 'vitest'
import { factsIn, mainIn, program } from './facts.ts'

const cobra = 'github.com/spf13/cobra'
const serve = 'http.ListenAndServe(":8080", nil)'

describe('the arguments of a server', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['main itself listens', { 'main.go': program(['net/http'], `\t${serve}`) }, []],
    [
      'the root command of cobra listens',
      {
        'main.go': program(
          [cobra, 'net/http'],
          `\troot := &cobra.Command{Use: "app", Run: func(*cobra.Command, []string) { ${serve} }}\n\troot.Execute()`,
        ),
      },
      [],
    ],
    [
      'a sub-command of cobra calls what listens',
      {
        'main.go': program(['example.com/m/cmd'], '\tcmd.Execute()'),
        'cmd/root.go': `package cmd\n\nimport "${cobra}"\n\nvar root = &cobra.Command{Use: "app"}\n\nfunc Execute() { root.Execute() }\n`,
        'cmd/serve.go': `package cmd\n\nimport (\n\t"${cobra}"\n\t"net/http"\n)\n\nvar serveCmd = &cobra.Command{\n\tUse: "serve [flags]",\n\tRunE: func(*cobra.Command, []string) error { return run() },\n}\n\nfunc init() { root.AddCommand(serveCmd) }\n\nfunc run() error { return ${serve} }\n`,
      },
      ['serve'],
    ],
    [
      'a function makes the sub-command, whose action has a name',
      {
        'main.go': program(
          [cobra, 'net/http'],
          '\troot := &cobra.Command{Use: "app"}\n\troot.AddCommand(newWeb())\n\troot.Execute()',
          `\nfunc newWeb() *cobra.Command {\n\treturn &cobra.Command{Use: "web", RunE: runWeb}\n}\n\nfunc runWeb(*cobra.Command, []string) error { return ${serve} }\n`,
        ),
      },
      ['web'],
    ],
    [
      'a command of urfave/cli listens',
      {
        'main.go': program(
          ['github.com/urfave/cli/v2', 'net/http'],
          `\tapp := &cli.App{Commands: []*cli.Command{{\n\t\tName: "start",\n\t\tAction: func(*cli.Context) error { return ${serve} },\n\t}}}\n\tapp.Run(nil)`,
        ),
      },
      ['start'],
    ],
    [
      'the app of urfave/cli listens',
      {
        'main.go': program(
          ['github.com/urfave/cli/v2', 'net/http'],
          `\tapp := &cli.App{Name: "app", Action: func(*cli.Context) error { return ${serve} }}\n\tapp.Run(nil)`,
        ),
      },
      [],
    ],
    [
      'a command of cobra below another one listens',
      {
        'main.go': program(['example.com/m/cmd'], '\tcmd.Execute()'),
        'cmd/root.go': `package cmd\n\nimport "${cobra}"\n\nvar root = &cobra.Command{Use: "app"}\n\nvar api = &cobra.Command{Use: "api"}\n\nfunc Execute() { root.Execute() }\n\nfunc init() { root.AddCommand(api) }\n`,
        'cmd/serve.go': `package cmd\n\nimport (\n\t"${cobra}"\n\t"net/http"\n)\n\nvar serveCmd = &cobra.Command{\n\tUse: "serve",\n\tRunE: func(*cobra.Command, []string) error { return ${serve} },\n}\n\nfunc init() { api.AddCommand(serveCmd) }\n`,
      },
      ['api', 'serve'],
    ],
    [
      'a command of urfave/cli below another one listens',
      {
        'main.go': program(
          ['github.com/urfave/cli/v2', 'net/http'],
          `\tapp := &cli.App{Commands: []*cli.Command{{\n\t\tName: "web",\n\t\tSubcommands: []*cli.Command{{Name: "start", Action: func(*cli.Context) error { return ${serve} }}},\n\t}}}\n\tapp.Run(nil)`,
        ),
      },
      ['web', 'start'],
    ],
    [
      'a command of urfave/cli that is appended to a list listens',
      {
        'main.go': program(
          ['github.com/urfave/cli/v2', 'net/http'],
          '\tapp := &cli.App{Name: "app", Commands: commands}\n\tapp.Run(nil)',
          `\nvar commands []*cli.Command\n\nvar serveCmd = &cli.Command{Name: "serve", Action: run}\n\nfunc init() { commands = append(commands, serveCmd) }\n\nfunc run(*cli.Context) error { return ${serve} }\n`,
        ),
      },
      ['serve'],
    ],
    [
      'a command of kingpin, by its full name',
      {
        'main.go': program(
          ['gopkg.in/alecthomas/kingpin.v2', 'net/http', 'os'],
          `\tapp := kingpin.New("app", "")\n\tserver := app.Command("server", "")\n\tstart := server.Command("start", "").Default()\n\tswitch kingpin.MustParse(app.Parse(os.Args[1:])) {\n\tcase start.FullCommand():\n\t\t${serve}\n\t}`,
        ),
      },
      ['server', 'start'],
    ],
    [
      'a command of kingpin, by its action',
      {
        'main.go': program(
          ['github.com/alecthomas/kingpin/v2', 'net/http'],
          '\tapp := kingpin.New("app", "")\n\tapp.Command("web", "").Action(run)\n\tapp.Parse(nil)',
          `\nfunc run(*kingpin.ParseContext) error { return ${serve} }\n`,
        ),
      },
      ['web'],
    ],
    [
      'a program compares its first argument in a switch',
      {
        'main.go': program(
          ['net/http', 'os'],
          `\tcommand := os.Args[1]\n\tswitch command {\n\tcase "serve":\n\t\trun()\n\tcase "migrate":\n\t}`,
          `\nfunc run() { ${serve} }\n`,
        ),
      },
      ['serve'],
    ],
    [
      'a program compares its first argument in a condition',
      {
        'main.go': program(
          ['net/http', 'os'],
          `\tif len(os.Args) > 1 && os.Args[1] == "web" {\n\t\t${serve}\n\t}`,
        ),
      },
      ['web'],
    ],
    [
      'a program listens unless its first argument is another one',
      {
        'main.go': program(
          ['net/http', 'os'],
          `\tif len(os.Args) > 1 && os.Args[1] == "version" {\n\t\treturn\n\t}\n\t${serve}`,
        ),
      },
      [],
    ],
    [
      'a command of kong listens',
      {
        'main.go': program(
          ['github.com/alecthomas/kong', 'net/http'],
          '\tkong.Parse(&cli).Run()',
          `\nvar cli struct {\n\tServeAll serveCmd \`cmd:"" help:"Serve."\`\n}\n\ntype serveCmd struct{}\n\nfunc (c *serveCmd) Run() error { return ${serve} }\n`,
        ),
      },
      ['serve-all'],
    ],
    [
      'a command of ffcli listens',
      {
        'main.go': program(
          ['context', 'github.com/peterbourgon/ff/v3/ffcli', 'net/http'],
          `\tserve := &ffcli.Command{Name: "serve", Exec: func(context.Context, []string) error { return ${serve} }}\n\troot := &ffcli.Command{Name: "app", Subcommands: []*ffcli.Command{serve}}\n\troot.ParseAndRun(nil, nil)`,
        ),
      },
      ['serve'],
    ],
    [
      'a command is a variable, and what listens has the name of a method that main calls',
      {
        'main.go': program(
          ['context', 'github.com/urfave/cli/v3', 'example.com/m/web'],
          '\tapp := &cli.Command{Name: "app", Commands: []*cli.Command{&webCommand}}\n\tapp.Run(context.Background(), nil)',
          '\nvar webCommand = cli.Command{\n\tName: "web",\n\tAction: func(context.Context, *cli.Command) error { return web.Run() },\n}\n',
        ),
        'web/web.go': `package web\n\nimport "net/http"\n\nfunc Run() error { return ${serve} }\n`,
      },
      ['web'],
    ],
    [
      'a command below another one listens beside a server',
      {
        'main.go': program(
          [cobra, 'net/http'],
          '\troot := &cobra.Command{Use: "app"}\n\tacme := &cobra.Command{Use: "acme"}\n\tacme.AddCommand(&cobra.Command{Use: "run", Run: challenge})\n\troot.AddCommand(acme)\n\troot.AddCommand(&cobra.Command{Use: "serve", Run: serve})\n\troot.Execute()',
          `\nfunc challenge(*cobra.Command, []string) { http.ListenAndServe(":80", nil) }\n\nfunc serve(*cobra.Command, []string) { ${serve} }\n`,
        ),
      },
      ['serve'],
    ],
    [
      'only another command is known to listen beside one that is named as a server',
      {
        'main.go': program(
          [cobra, 'net/http', 'example.com/other'],
          `\troot := &cobra.Command{Use: "app"}\n\troot.AddCommand(&cobra.Command{Use: "login", Run: func(*cobra.Command, []string) { ${serve} }})\n\troot.AddCommand(&cobra.Command{Use: "serve", Run: func(*cobra.Command, []string) { other.Listen() }})\n\troot.Execute()`,
        ),
      },
      ['serve'],
    ],
    [
      'only another command is known to listen beside one that may be a task',
      {
        'main.go': program(
          [cobra, 'net/http'],
          `\troot := &cobra.Command{Use: "app"}\n\troot.AddCommand(&cobra.Command{Use: "dashboard", Run: func(*cobra.Command, []string) { ${serve} }})\n\troot.AddCommand(&cobra.Command{Use: "run", Run: func(*cobra.Command, []string) { println("task") }})\n\troot.Execute()`,
        ),
      },
      ['dashboard'],
    ],
    [
      'what listens is not seen to be called by the only command that is named as a server',
      {
        'main.go': program(
          [cobra, 'net/http', 'example.com/other'],
          '\troot := &cobra.Command{Use: "app"}\n\troot.AddCommand(&cobra.Command{Use: "start", RunE: func(*cobra.Command, []string) error { return other.Run(all) }})\n\troot.Execute()',
          `\ntype server struct{}\n\nfunc (server) Listen() error { return ${serve} }\n\nvar all = []any{server{}}\n`,
        ),
      },
      ['start'],
    ],
  ])('%s', async (_, files, wanted) => {
    const main = await mainIn(files)
    expect([main.kind, main.arguments]).toEqual(['server', wanted])
  })

  const several = (names: readonly string[]) => ({
    'main.go': program(
      [cobra, 'net/http'],
      `\troot := &cobra.Command{Use: "app"}\n${names
        .map(
          (name) =>
            `\t${name} := &cobra.Command{Use: "${name}", Run: func(*cobra.Command, []string) { ${serve} }}\n\troot.AddCommand(${name})`,
        )
        .join('\n')}\n\troot.Execute()`,
    ),
  })

  test('of several sub-commands that listen, the one that is named as a server', async () => {
    expect((await mainIn(several(['debug', 'server']))).arguments).toEqual(['server'])
  })

  test('several sub-commands without such a name are a question', async () => {
    const { mains, unknown } = await factsIn(several(['alpha', 'beta']))
    expect(mains.map((main) => main.arguments)).toEqual([[]])
    expect(unknown).toEqual([
      {
        about: 'port',
        what: 'Several sub-commands listen, and none of their names says which one is the server.',
        main: '.',
        source: 'main.go:8',
      },
    ])
  })
})
