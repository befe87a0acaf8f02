import { PassThrough, Readable } from 'node:stream'
import { parseArgv } from '../../bin/argv/parse.ts'
import type { Environment } from '../../bin/environment.ts'
import type { Io } from '../../bin/io.ts'
import { Stopped } from '../../bin/report/stop.ts'
import { judged } from '../../bin/request/judged.ts'
import type { Problem } from '../../generators/problem.ts'
import { options } from '../../generators/questions/options.ts'

/** The conditions under which a command line is judged. */
export interface Where {
  readonly env?: Environment
  readonly platform?: string
  /** Whether there is a terminal for questions. */
  readonly canAsk?: boolean
}

/** Returns all problems with the command line of a create, below a directory that doesn't exist. */
export async function problemsOf(
  argv: readonly string[],
  { env = {}, platform = 'linux', canAsk = true }: Where = {},
): Promise<readonly Problem[]> {
  const invocation = parseArgv(argv, { env, platform, table: options })
  if (invocation.kind !== 'run' || invocation.command !== 'create') throw new Error('no create')
  const io: Io = {
    argv,
    env: { ...env, PATH: '/nowhere' },
    cwd: platform === 'win32' ? 'C:\\nowhere' : '/nowhere',
    platform,
    stdin: Object.assign(Readable.from([]), { isTTY: canAsk }),
    stdout: new PassThrough(),
    stderr: Object.assign(new PassThrough(), { isTTY: canAsk }),
    signal: new AbortController().signal,
    interruptibly: (work) => work(),
  }
  try {
    await judged(invocation.said, io, options, undefined)
    return []
  } catch (error) {
    if (error instanceof Stopped && 'problems' in error.stop) return error.stop.problems
    throw error
  }
}

/** Returns only what is wrong, without the remedies. */
export async function whatsOf(argv: readonly string[], where?: Where): Promise<readonly string[]> {
  return (await problemsOf(argv, where)).map(({ what }) => what)
}
