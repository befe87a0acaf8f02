import { options } from '../generators/questions/options.ts'
import type { Table } from '../generators/questions/table.ts'
import { type Invocation, parseArgv } from './argv/parse.ts'
import { type Io, type Output, print } from './io.ts'
import { packageVersion } from './package.ts'
import { commandsAsRun } from './package-manager.ts'
import { exitCodeOf } from './report/exit-code.ts'
import { resultOf, resultText } from './report/json.ts'
import type { Outcome } from './report/outcome.ts'
import { problemLines } from './report/problems.ts'
import { type Style, styleFor } from './report/style.ts'

/** Runs the command of a command line; returns the exit code. */
export async function main(io: Io, table: Table = options): Promise<number> {
  const { argv, env, platform } = io
  const invocation = parseArgv(argv, { env, platform, table })
  switch (invocation.kind) {
    case 'help':
      return help(invocation, io, table)
    case 'version':
      print(io.stdout, [packageVersion])
      return 0
    case 'run':
      return report(await outcomeOf(invocation, io, table), invocation, io)
  }
}

/** Prints the help, of a create with the questions and values of its house layers; returns the exit code. */
async function help(
  { command, layers }: Extract<Invocation, { readonly kind: 'help' }>,
  io: Io,
  table: Table,
): Promise<number> {
  const { helpLines } = await import('./argv/help.ts')
  if (command.name !== 'create' || layers.length === 0) {
    print(io.stdout, helpLines(packageVersion, command, table))
    return 0
  }
  const { tableWith } = await import('./commands/table-with.ts')
  const read = await tableWith(layers, io, table)
  if ('table' in read) {
    print(io.stdout, helpLines(packageVersion, command, read.table))
    return 0
  }
  const { stopLines } = await import('./report/stop.ts')
  print(io.stderr, stopLines(read, styleOf(io.stderr, io, undefined)))
  return exitCodeOf(read.kind)
}

type Running = Extract<Invocation, { readonly kind: 'run' }>

/**
 * Runs a command and returns its outcome; never rejects. Each command is read only when it runs, so
 * that none pays for another.
 */
async function outcomeOf(invocation: Running, io: Io, table: Table): Promise<Outcome> {
  switch (invocation.command) {
    case 'create': {
      const { runCreate } = await import('./plopfile.ts')
      return runCreate(invocation.said, io, table)
    }
    case 'check': {
      const { runCheck } = await import('./commands/check.ts')
      return runCheck(invocation.said, io, table)
    }
    case 'update': {
      const { runUpdate } = await import('./commands/update.ts')
      return runUpdate(invocation.said, io, table)
    }
    case 'dockerize': {
      const { runDockerize } = await import('./commands/dockerize.ts')
      return runDockerize(invocation.said, io)
    }
    case 'report': {
      const { runReport } = await import('./commands/report.ts')
      return runReport(invocation.said, io)
    }
    case 'layer': {
      const { runLayer } = await import('./commands/layer.ts')
      return runLayer(invocation.said, io, table)
    }
    case 'why': {
      const { runWhy } = await import('./commands/why.ts')
      return runWhy(invocation.said, io)
    }
    case 'audit': {
      const { runAudit } = await import('./commands/audit.ts')
      return runAudit(invocation.said, io)
    }
  }
}

/** Reports how a command ended: results to stdout, errors to stderr; returns the exit code. */
function report(outcome: Outcome, { command, said }: Running, io: Io): number {
  const { flags } = said
  const { format } = flags
  // The directory of a layer is no repository.
  const directory = command !== 'layer' && 'directory' in flags ? flags.directory : undefined
  const exitCode = exitCodeOf(outcome.kind, outcome.signal)
  const isResult = exitCode === 0 || outcome.isResult === true
  const stream = isResult ? io.stdout : io.stderr
  const other = outcome.formats?.[format]
  if (format === 'json') {
    print(io.stdout, [resultText(resultOf(outcome, packageVersion))])
    return exitCode
  }
  if (other !== undefined) print(io.stdout, other())
  else print(stream, outcome.lines(styleOf(stream, io, directory)))
  if (isResult && outcome.problems.length > 0) {
    print(io.stderr, problemLines(outcome.problems, styleOf(io.stderr, io, directory)))
  }
  return exitCode
}

function styleOf({ isTTY }: Output, { env, platform }: Io, directory: string | undefined): Style {
  const style = styleFor(isTTY === true, env)
  return { ...style, commands: commandsAsRun(env, platform, packageVersion, directory) }
}
