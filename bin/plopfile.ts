import type { NodePlopAPI } from 'node-plop'
import { type Prepared, registerService } from '../generators/plopfile.ts'
import { options } from '../generators/questions/options.ts'
import { parseArgv } from './argv/flags.ts'
import { helpLines } from './argv/help.ts'
import { startCreate } from './commands/create.ts'
import { judged } from './commands/request.ts'
import { processIo } from './io.ts'
import { packageVersion } from './package.ts'
import { endingOf } from './report/ending.ts'
import { endingLines } from './report/report.ts'
import type { Ending } from './report/result.ts'
import { plain } from './report/style.ts'

/** A plopfile: for `plop.load('create-go-docker')` in one of a team, and for the command `plop` itself. */
export default function plopfile(plop: NodePlopAPI): void {
  registerService(plop, () => startFromPlop(plop))
}

/**
 * Starts a create for the command `plop`: flags stand after `--`, a directory is relative to where plop writes. What
 * stops it is thrown with all there is to say about it: plop prints a message and exits with 1.
 */
async function startFromPlop(plop: NodePlopAPI): Promise<Prepared> {
  const words = process.argv.includes('--')
    ? process.argv.slice(process.argv.indexOf('--') + 1)
    : []
  const io = processIo({
    argv: words,
    cwd: () => destination(plop),
    signal: new AbortController().signal,
    lost: rethrow,
  })
  const invocation = parseArgv(words, { env: {}, platform: io.platform, table: options })
  if (invocation.kind === 'help') {
    throw new Error(helpLines(packageVersion, invocation.command, options).join('\n'))
  }
  if (invocation.kind === 'version') throw new Error(packageVersion)
  if (invocation.said.flags.format !== 'text') {
    throw new Error('plop prints its own lines: only --format text is possible')
  }
  try {
    const line = await judged(invocation.said, io, options)
    const { answers, steps } = await startCreate(line, io, options, () => {})
    return {
      answers,
      steps: steps.map(({ type, run }) => ({ type, run: () => run().catch(rethrow) })),
    }
  } catch (error) {
    return rethrow(error)
  }
}

/** Returns where plop writes. For a plopfile that is ours alone that is where it was called, not inside the package. */
function destination(plop: NodePlopAPI): string {
  const base = plop.getDestBasePath()
  return base === plop.getPlopfilePath() ? process.cwd() : base
}

function rethrow(error: unknown): never {
  throw told(endingOf(error))
}

function told(ending: Ending): Error {
  return new Error(endingLines(ending, plain).join('\n'))
}
