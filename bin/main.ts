import { type Flags, parseArgv } from './argv/flags.ts'
import { helpLines } from './argv/help.ts'
import { startCreate } from './commands/create.ts'
import { usageEnding } from './commands/preflight.ts'
import { type Io, print, termsOf } from './io.ts'
import { packageVersion } from './package.ts'
import { runService } from './plopfile.ts'
import { endingOf } from './report/ending.ts'
import { endingLines } from './report/report.ts'
import { type Ending, exitCodeOf, resultOf, resultText } from './report/result.ts'
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
      return report(await usageEnding(invocation, io), invocation.json, io)
    case 'create':
      return report(await create(invocation.flags, io), invocation.flags.json, io)
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

/** Tells how the run ended: results on stdout, what went wrong on stderr; returns the exit code. */
function report(ending: Ending, json: boolean, io: Io): number {
  const succeeded = ending.kind === 'done' || ending.kind === 'dry-run'
  const stream = succeeded ? io.stdout : io.stderr
  if (json) print(io.stdout, [resultText(resultOf(ending, packageVersion))])
  else print(stream, endingLines(ending, styleFor(stream.isTTY === true, io.env)))
  return exitCodeOf(ending)
}
