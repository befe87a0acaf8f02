import type { Facts } from '../../../generators/dockerize/facts.ts'
import { type FileResult, fileResult } from '../file-result.ts'
import { type ProblemResult, problemResult } from '../json.ts'
import type { Outcome } from '../outcome.ts'
import { stoppedOutcome } from '../stopped.ts'
import type { DockerizeEnding } from './ending.ts'
import { dockerizeLines } from './text.ts'

/** The details, with the same keys for every ending. `dockerize.json` describes them. */
interface Body {
  readonly directory: string | null
  /** What was read in the repository. */
  readonly facts: Facts | null
  readonly images: readonly ImageResult[]
  /** What would stop a run, for a dry run, which nothing stops. */
  readonly unresolved: readonly ProblemResult[]
  readonly files: readonly FileResult[]
  readonly next: readonly string[]
}

/** An image that the container files build. */
interface ImageResult {
  readonly target: string
  /** The folder of its main package. */
  readonly path: string
  readonly baseImage: string
}

/** Returns the outcome of dockerize. */
export function dockerizeOutcome(ending: DockerizeEnding): Outcome {
  const { kind } = ending
  if (!('facts' in ending)) return stoppedOutcome('dockerize', ending, nothing)
  const { directory, facts, design, plan, warnings } = ending
  const body: Body = {
    directory,
    facts,
    images: design.images.map(({ target, main }) => {
      return { target, path: main.path, baseImage: design.base }
    }),
    unresolved: kind === 'dry-run' ? [...design.wrong, ...design.problems].map(problemResult) : [],
    files: plan.changes.map(fileResult),
    next: ending.kind === 'done' ? ending.next : [],
  }
  return {
    command: 'dockerize',
    kind,
    warnings,
    problems: 'problems' in ending ? ending.problems : [],
    body,
    lines: (style) => dockerizeLines(ending, style),
  }
}

const nothing: Body = {
  directory: null,
  facts: null,
  images: [],
  unresolved: [],
  files: [],
  next: [],
}
