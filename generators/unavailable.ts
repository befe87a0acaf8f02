import { ProblemsError } from './problem.ts'

/** Something that a run needs is missing or damaged: exit code 3. */
export class UnavailableError extends ProblemsError {
  override name = 'UnavailableError'
}
