import { ProblemsError } from '../../generators/problem.ts'
import { type Io, print } from '../io.ts'
import { type Stop, Stopped, stopOf } from '../report/stop.ts'

/** Returns how a command ends after an error; with `--verbose`, prints where an unexpected one was. */
export function stopAfter(
  error: unknown,
  { verbose }: { readonly verbose: boolean },
  { stderr }: Pick<Io, 'stderr'>,
): Stop {
  const isExpected = error instanceof ProblemsError || error instanceof Stopped
  if (verbose && !isExpected && error instanceof Error) {
    print(stderr, [error.stack ?? error.message])
  }
  return stopOf(error)
}
