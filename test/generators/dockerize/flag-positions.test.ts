import { describe, expect, test } from 'vitest'
import { designOf } from '../../../generators/dockerize/design.ts'
import type { Facts } from '../../../generators/dockerize/facts.ts'
import { factsIn, program } from './facts.ts'

const cli = 'github.com/urfave/cli/v2'
const listen = '&cli.StringFlag{Name: "listen", Value: "127.0.0.1:9000"}'
const action =
  'Action: func(c *cli.Context) error { return http.ListenAndServe(c.String("listen"), nil) }'
const run = '\tif err := app.Run(os.Args); err != nil {\n\t\tpanic(err)\n\t}'

/** A program of urfave/cli. */
function cliWith(body: string, rest = '') {
  return program(['net/http', 'os', cli], `${body}\n${run}`, rest)
}

/** A program of package flag that serves where its first argument says so. */
function flagWith(first: string, serve = 'serve(*host)', rest = '') {
  return program(
    ['flag', 'net/http', 'os'],
    `\thost := flag.String("host", "127.0.0.1", "")\n${first}\n\t\t${serve}\n\t}`,
    `\nvar _ = os.Args\n\nfunc serve(host string) { http.ListenAndServe(host+":8080", nil) }\n${rest}`,
  )
}

function argumentsIn(facts: Facts): readonly string[] | undefined {
  return imageIn(facts)?.args
}

function imageIn(facts: Facts) {
  return designOf({ directory: '/w/m', name: 'm', facts, given: {}, exists: () => true }).images[0]
}

describe('the flag of a server stands', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'before its first argument, where package flag stops',
      flagWith('\tflag.Parse()\n\tswitch flag.Arg(0) {\n\tcase "serve":'),
      ['--host=0.0.0.0', 'serve'],
    ],
    [
      'behind the argument that it reads itself',
      flagWith(
        '\tflag.CommandLine.Parse(os.Args[2:])\n\tflag.Parse()\n\tswitch os.Args[1] {\n\tcase "serve":',
      ),
      ['serve', '--host=0.0.0.0'],
    ],
    [
      'behind the command whose set of flags has it',
      program(
        ['flag', 'net/http'],
        '\tflag.Parse()\n\tswitch flag.Arg(0) {\n\tcase "serve":\n\t\tset := flag.NewFlagSet("serve", flag.ExitOnError)\n\t\thost := set.String("host", "127.0.0.1", "")\n\t\tset.Parse(flag.Args()[1:])\n\t\thttp.ListenAndServe(*host+":8080", nil)\n\t}',
      ),
      ['serve', '--host=0.0.0.0'],
    ],
    [
      'before the command of an app that has it',
      cliWith(
        `\tapp := &cli.App{\n\t\tFlags: []cli.Flag{${listen}},\n\t\tCommands: []*cli.Command{{Name: "serve", ${action}}},\n\t}`,
      ),
      ['--listen=:9000', 'serve'],
    ],
    [
      'before the command of an app that gets it by a function',
      cliWith(
        `\tapp := cli.NewApp()\n\tapp.Flags = append(app.Flags, flags()...)\n\tapp.Commands = []*cli.Command{{Name: "serve", ${action}}}`,
        `\nfunc flags() []cli.Flag { return []cli.Flag{${listen}} }\n`,
      ),
      ['--listen=:9000', 'serve'],
    ],
    [
      'between two commands of urfave/cli',
      cliWith(
        `\tapp := &cli.App{Commands: []*cli.Command{{\n\t\tName: "api",\n\t\tFlags: []cli.Flag{${listen}},\n\t\tSubcommands: []*cli.Command{{Name: "run", ${action}}},\n\t}}}`,
      ),
      ['api', '--listen=:9000', 'run'],
    ],
    [
      'behind the command of urfave/cli that has it too',
      cliWith(
        `\tshared := []cli.Flag{${listen}}\n\tapp := &cli.App{\n\t\tFlags: shared,\n\t\tCommands: []*cli.Command{{Name: "serve", Flags: shared, ${action}}},\n\t}`,
      ),
      ['serve', '--listen=:9000'],
    ],
    [
      'before the command of ffcli that has it not',
      program(
        ['context', 'flag', 'net/http', 'os', 'github.com/peterbourgon/ff/v3/ffcli'],
        '\tset := flag.NewFlagSet("app", flag.ExitOnError)\n\thost := set.String("host", "127.0.0.1", "")\n\tserve := &ffcli.Command{Name: "serve", Exec: func(context.Context, []string) error {\n\t\treturn http.ListenAndServe(*host+":8080", nil)\n\t}}\n\troot := &ffcli.Command{FlagSet: set, Subcommands: []*ffcli.Command{serve}}\n\troot.ParseAndRun(context.Background(), os.Args[1:])',
      ),
      ['--host=0.0.0.0', 'serve'],
    ],
    [
      'behind the command of cobra, wherever it is defined',
      program(
        ['net/http', 'github.com/spf13/cobra'],
        '\troot := &cobra.Command{Use: "app"}\n\thost := root.PersistentFlags().String("host", "127.0.0.1", "")\n\troot.AddCommand(&cobra.Command{Use: "serve", Run: func(*cobra.Command, []string) {\n\t\thttp.ListenAndServe(*host+":8080", nil)\n\t}})\n\troot.Execute()',
      ),
      ['serve', '--host=0.0.0.0'],
    ],
  ])('%s', async (_, code, words) => {
    expect(argumentsIn(await factsIn({ 'main.go': code }))).toEqual(words)
  })
})

describe('a server on the loopback interface that a command starts', () => {
  const switched = (cases: string) =>
    program(
      ['flag', 'net/http'],
      `\tlogin := flag.String("login", "localhost:9999", "")\n\tflag.Parse()\n\tprintln(login)\n\tswitch flag.Arg(0) {\n${cases}\n\t}`,
    )

  test('is told of', async () => {
    const facts = await factsIn({
      'main.go': switched('\tcase "serve":\n\t\thttp.ListenAndServe("127.0.0.1:8080", nil)'),
    })
    const { warnings } = designOf({
      directory: '/w/m',
      name: 'm',
      facts,
      given: {},
      exists: () => true,
    })
    expect(warnings.filter(({ rule }) => rule === 'dockerize/loopback')).toHaveLength(1)
  })

  test('is nothing for the command that starts another one', async () => {
    const facts = await factsIn({
      'main.go': switched(
        '\tcase "serve":\n\t\thttp.ListenAndServe(":8080", nil)\n\tcase "login":\n\t\thttp.ListenAndServe(*login, nil)\n\tcase "logout":\n\t\thttp.ListenAndServe("localhost:9998", nil)',
      ),
    })
    const image = imageIn(facts)
    expect(image?.args).toEqual(['serve'])
    expect(image?.ports.map(({ port }) => port)).toEqual([8080, 9999, 9998])
    expect(image?.ports.filter(({ stuckOn }) => stuckOn !== undefined)).toEqual([])
  })
})
