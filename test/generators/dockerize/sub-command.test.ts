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
        what: 'Several sub-commands listen, and none of their names says which one is the server.',
        source: 'main.go:8',
      },
    ])
  })
})
