import { PassThrough, Readable } from 'node:stream'
import type { Io } from '../../bin/io.ts'
import { main } from '../../bin/main.ts'

/** What a run left: its exit code, and what it wrote. */
export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command without a terminal and without git. */
export async function runMain(
  argv: readonly string[],
  surroundings: Pick<Io, 'cwd'> & Partial<Io>,
): Promise<Run> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await main({
    argv,
    env: { PATH: surroundings.cwd },
    platform: process.platform,
    stdin: Readable.from([]),
    stdout,
    stderr,
    signal: new AbortController().signal,
    ...surroundings,
  })
  const text = (stream: PassThrough): string => String(stream.read() ?? '')
  return { code, stdout: text(stdout), stderr: text(stderr) }
}
