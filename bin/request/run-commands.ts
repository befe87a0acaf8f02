import { join } from 'node:path'
import { execa } from 'execa'
import { isPlainFile } from '../../generators/disk/look.ts'
import {
  commandText,
  isTrusted,
  type NamedCommand,
  type Trust,
} from '../../generators/house/trust.ts'
import { lockPath } from '../../generators/plan/lock.ts'
import type { Problem } from '../../generators/problem.ts'
import { type Io, patiently } from '../io.ts'
import { endGroup } from '../process-group.ts'
import { type CommandResult, commandsAs } from '../report/commands.ts'

/** What became of the commands of layers. */
export interface CommandsRun {
  readonly commands: readonly CommandResult[]
  /** Why one failed; those after it were not run. */
  readonly problem?: Problem
}

/** The time limit for a command in milliseconds. */
const timeout = 600_000

/** How much of a command's output is kept, in bytes. */
const kept = 64 * 1024

/**
 * Runs the commands of trusted layers in a repository, one after the other, until one fails. Each has
 * no shell, no input and no terminal, and everything that it starts ends with it if the run is stopped.
 * @param terms `trusts` is what the user trusts; `verbose` is whether to print their output as it comes,
 * and not only if one fails
 * @throws Error before any command runs when one is not trusted, which is a bug in the caller
 */
export async function runCommands(
  commands: readonly NamedCommand[],
  directory: string,
  io: Io,
  terms: { readonly trusts: readonly Trust[]; readonly verbose: boolean },
): Promise<CommandsRun> {
  const odd = commands.find(({ layer, digest }) => !isTrusted(terms.trusts, layer, digest))
  if (odd !== undefined) throw new Error(`the layer ${odd.layer} is not trusted`)
  const hasRecord = () => isPlainFile(join(directory, lockPath))
  const hadRecord = hasRecord()
  for (const [index, command] of commands.entries()) {
    const text = commandText(command.argv)
    const { why, output } = await patiently(
      io,
      `Running ${text} …`,
      runCommand(command, directory, io, terms.verbose),
    )
    if (why === undefined && hasRecord() === hadRecord) continue
    if (output.length > 0) io.stderr.write(output)
    if (why === undefined) {
      const what = `the files are written, but a command of the layer ${command.layer} removed ${lockPath}: ${text}`
      const results = commandsAs('done', commands.slice(0, index + 1))
      const rest = commandsAs('left', commands.slice(index + 1))
      return { commands: [...results, ...rest], problem: { what, fix: lostRecord } }
    }
    const left = commands.slice(index)
    const what = `the files are written, but a command of the layer ${command.layer} failed: ${text}: ${why}`
    const fix = `Run by hand in ${directory}: ${left.map(({ argv }) => commandText(argv)).join(' && ')}`
    const results = [...commandsAs('done', commands.slice(0, index)), ...commandsAs('left', left)]
    return { commands: results, problem: { what, fix } }
  }
  return { commands: commandsAs('done', commands) }
}

const lostRecord = 'Restore it, from git if it is there, and correct the layer.'

interface Ended {
  /** Why it failed; undefined if it didn't. */
  readonly why?: string
  /** Its output that was not printed yet. */
  readonly output: Uint8Array
}

async function runCommand(
  { argv: [program = '', ...args] }: NamedCommand,
  directory: string,
  { env, signal, stderr }: Io,
  verbose: boolean,
): Promise<Ended> {
  const interrupted = 'it was interrupted'
  if (signal.aborted) return { why: interrupted, output: Buffer.alloc(0) }
  const group = process.platform !== 'win32'
  const run = execa(program, args, {
    cwd: directory,
    env,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    encoding: 'buffer',
    detached: group,
    windowsHide: true,
  })
  let output = Buffer.alloc(0)
  run.all.on('data', (chunk: Buffer) => {
    if (verbose) stderr.write(chunk)
    else output = Buffer.concat([output, chunk]).subarray(-kept)
  })
  let stopped: string | undefined
  const stop = (why: string) => () => {
    stopped ??= why
    endGroup(run.pid, group, 'SIGTERM')
    setTimeout(() => endGroup(run.pid, group, 'SIGKILL'), 1_000).unref()
  }
  const timer = setTimeout(stop('it took longer than 10 minutes'), timeout)
  const interrupt = stop(interrupted)
  signal.addEventListener('abort', interrupt)
  // A background process may keep the pipe open: don't wait for it.
  run.once('exit', () => setTimeout(() => run.all.destroy(), 200).unref())
  const { failed, exitCode, code, signal: killed } = await run
  clearTimeout(timer)
  signal.removeEventListener('abort', interrupt)
  if (stopped !== undefined) endGroup(run.pid, group, 'SIGKILL')
  if (stopped === undefined && !failed) return { output: Buffer.alloc(0) }
  return { why: stopped ?? reason(program, exitCode, code, killed), output }
}

function reason(program: string, exitCode?: number, code?: string, killed?: string): string {
  if (exitCode !== undefined) return `it exited with ${exitCode}`
  if (killed !== undefined) return `${killed} ended it`
  return code === 'ENOENT' ? `${program} is not installed` : `it can't be started (${code})`
}
