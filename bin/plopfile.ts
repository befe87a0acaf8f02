import type { NodePlopAPI } from 'node-plop'
import { options } from '../generators/questions/options.ts'
import type { Table } from '../generators/questions/table.ts'
import { serviceName } from '../generators/service.ts'
import type { Said } from './argv/create-line.ts'
import { parseArgv } from './argv/parse.ts'
import { type Run, startCreate } from './commands/create.ts'
import { type Io, print, processIo } from './io.ts'
import { packageVersion } from './package.ts'
import { type Ending, endingOf } from './report/create/ending.ts'
import { createOutcome } from './report/create/outcome.ts'
import type { Outcome } from './report/outcome.ts'
import { Stopped } from './report/stop.ts'
import { plain } from './report/style.ts'
import { quote } from './report/text.ts'
import { judgedWithLayers } from './request/judged-with-layers.ts'

/**
 * A plopfile, for the command `plop` and for `plop.load('create-go-docker')` in another plopfile.
 */
export default async function plopfile(plop: NodePlopAPI): Promise<void> {
  registerService(plop, () => startFromPlop(plop))
  // Most runs trust nothing, so nothing of a layer is even fetched.
  if (!commandLine().ours.some((word) => word.startsWith('--trust'))) return
  const { registerTrusted } = await import('./request/layer-plopfiles.ts')
  await registerTrusted(plop, ioFor(plop), options)
}

/** Runs a create. Returns its outcome and never rejects. */
export async function runCreate(said: Said, io: Io, table: Table): Promise<Outcome> {
  return createOutcome(await ended(said, io, table))
}

async function ended(said: Said, io: Io, table: Table): Promise<Ending> {
  try {
    // This comes first, because plop can't start if the current directory no longer exists.
    const { line, options } = await judgedWithLayers(said, io, table)
    return await runService(() => startCreate(line, io, options), io.cwd)
  } catch (error) {
    const unexpected = error instanceof Error && !(error instanceof Stopped)
    if (said.flags.verbose && unexpected) print(io.stderr, [error.stack ?? error.message])
    return endingOf(error)
  }
}

/** Runs the generator `service` in a separate plop registry. Returns how it ended, or rejects. */
async function runService(start: () => Promise<Run>, cwd: string): Promise<Ending> {
  const { default: nodePlop } = await import('node-plop')
  const plop = await nodePlop('', { destBasePath: cwd, force: false })
  registerService(plop, start)
  const service = plop.getGenerator(serviceName)
  const data = await service.runPrompts()
  await service.runActions(data)
  return runIn(data).ended()
}

/** The key of the run in the answers that plop passes on. */
const runKey = Symbol('run')

/**
 * Registers the generator and its action types.
 * @param start starts a run of the generator, and asks all questions
 */
function registerService(plop: NodePlopAPI, start: () => Promise<Run>): void {
  for (const type of ['plan', 'apply', 'finish']) {
    plop.setActionType(type, (_answers, { run }) => run())
  }
  plop.setGenerator(serviceName, {
    description: 'a Go service with its containers',
    // A function, so that plop doesn't ask, and never loads inquirer.
    prompts: async () => {
      const run = await start()
      return { ...run.answers, [runKey]: run }
    },
    // Copies, because plop modifies the configurations it gets.
    actions: (data) => runIn(data).steps.map((step) => ({ ...step })),
  })
}

function runIn(data: { readonly [runKey]?: Run } | undefined): Run {
  const run = data?.[runKey]
  if (run === undefined) throw new Error('plop passed on other answers than it was given')
  return run
}

/**
 * Starts a create for the command `plop`. Flags come after `--`, and a directory is relative to
 * plop's destination. Errors are thrown with the complete report as the message, because plop
 * prints it and exits with 1.
 */
async function startFromPlop(plop: NodePlopAPI): Promise<Run> {
  const wanted = generatorAsked()
  if (wanted !== undefined && wanted !== serviceName) {
    throw new Error(
      `unknown generator ${quote(wanted, process.platform)}: there is only ${serviceName}. For one of a house layer, add --trust after --.`,
    )
  }
  const io = ioFor(plop)
  const invocation = parseArgv(io.argv, { env: {}, platform: io.platform, table: options })
  if (invocation.kind === 'help') {
    const { helpLines } = await import('./argv/help.ts')
    throw new Error(helpLines(packageVersion, invocation.command, options).join('\n'))
  }
  if (invocation.kind === 'version') throw new Error(packageVersion)
  if (invocation.command !== 'create') {
    throw new Error(`plop runs the generator only; use create-go-docker ${invocation.command}`)
  }
  if (invocation.said.flags.format !== 'text') {
    throw new Error('plop prints lines of its own, so only --format text works here')
  }
  try {
    const { line, options: table } = await judgedWithLayers(invocation.said, io, options)
    const run = await startCreate(line, io, table)
    const steps = run.steps.map(({ type, run }) => ({ type, run: () => run().catch(rethrow) }))
    return { ...run, steps }
  } catch (error) {
    return rethrow(error)
  }
}

/** plop's own flags that take a value. */
const valued = /^--(?:plopfile|cwd|dest|preload)$/

/**
 * Returns the generator on plop's command line; undefined if there is none. plop runs its only
 * generator whatever the name.
 */
function generatorAsked(): string | undefined {
  const { own } = commandLine()
  return own.find((word, at) => !word.startsWith('-') && !valued.test(own[at - 1] ?? ''))
}

/** Returns plop's own words on the command line, and ours, after `--`. */
function commandLine(): { readonly own: readonly string[]; readonly ours: readonly string[] } {
  const [, , ...all] = process.argv
  const at = all.indexOf('--')
  return at === -1 ? { own: all, ours: [] } : { own: all.slice(0, at), ours: all.slice(at + 1) }
}

function ioFor(plop: NodePlopAPI): Io {
  return processIo({
    argv: commandLine().ours,
    cwd: () => destination(plop),
    signal: new AbortController().signal,
    interruptibly: (work) => work(),
    lost: rethrow,
  })
}

/** Returns plop's destination, or the current directory if our plopfile is used directly. */
function destination(plop: NodePlopAPI): string {
  const base = plop.getDestBasePath()
  return base === plop.getPlopfilePath() ? process.cwd() : base
}

function rethrow(error: unknown): never {
  throw told(endingOf(error))
}

function told(ending: Ending): Error {
  return new Error(createOutcome(ending).lines(plain).join('\n'))
}
