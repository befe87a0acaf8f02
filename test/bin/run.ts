import { PassThrough, Readable } from 'node:stream'
import type { Io } from '../../bin/io.ts'
import { main } from '../../bin/main.ts'
import type { Table } from '../../generators/questions/table.ts'

/** The result of a run: its exit code and output. */
export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command without a terminal and without git. */
export async function runMain(
  argv: readonly string[],
  surroundings: Pick<Io, 'cwd'> & Partial<Io>,
  table?: Table,
): Promise<Run> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const io: Io = {
    argv,
    env: { PATH: surroundings.cwd },
    platform: process.platform,
    stdin: Readable.from([]),
    stdout,
    stderr,
    signal: new AbortController().signal,
    interruptibly: (work) => work(),
    ...surroundings,
  }
  const code = await main(io, table)
  const text = (stream: PassThrough): string => String(stream.read() ?? '')
  return { code, stdout: text(stdout), stderr: text(stderr) }
}

/**
 * Returns a JSON result with the keys of its body next to those of the envelope, which have other
 * names.
 */
export function resultIn(stdout: string) {
  const { body, ...envelope } = JSON.parse(stdout)
  return { ...envelope, ...body }
}
