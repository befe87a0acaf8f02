import { type Flags, parseArgv } from './argv/flags.ts'
import { helpLines } from './argv/help.ts'
import { startCreate } from './commands/create.ts'
import { usageEnding } from './commands/preflight.ts'
import { type Io, print, termsOf } from './io.ts'
import { packageVersion } from './package.ts'
import { runService } from './plopfile.ts'
import { type Ending, endingOf } from './report/create/ending.ts'
import { createOutcome } from './report/create/outcome.ts'
import { exitCodeOf } from './report/exit-code.ts'
import { resultOf, resultText } from './report/json.ts'
import type { Outcome } from './report/outcome.ts'
import { styleFor } from './report/style.ts'

/** Runs the command; returns its exit code. */
export async function main(io: Io): Promise<number> {
  const invocation = parseArgv(io.argv, io.env, termsOf(io))
  switch (invocation.kind) {
    case 'help':
      print(io.stdout, helpLines(packageVersion))
      return 0
    case 'version':
      print(io.stdout, [packageVersion])
      return 0
    case 'usage':
      return report(createOutcome(await usageEnding(invocation, io)), invocation.json, io)
    case 'create':
      return report(createOutcome(await create(invocation.flags, io)), invocation.flags.json, io)
  }
}

/** Asks and does; returns how it ended, whatever happened. */
async function create(flags: Flags, io: Io): Promise<Ending> {
  try {
    return await runService(() => startCreate(flags, io), io.cwd)
  } catch (error) {
    if (flags.verbose && error instanceof Error) print(io.stderr, [error.stack ?? error.message])
    return endingOf(error)
  }
}

/** Tells how a command ended: results on stdout, what went wrong on stderr; returns the exit code. */
function report(outcome: Outcome, json: boolean, io: Io): number {
  const exitCode = exitCodeOf(outcome.kind, outcome.signal)
  const stream = exitCode === 0 ? io.stdout : io.stderr
  if (json) print(io.stdout, [resultText(resultOf(outcome, packageVersion))])
  else print(stream, outcome.lines(styleFor(stream.isTTY === true, io.env)))
  return exitCode
}
