import type { Design } from '../../../generators/dockerize/design.ts'
import type { Facts } from '../../../generators/dockerize/facts.ts'
import type { Finding } from '../../../generators/finding.ts'
import type { Plan } from '../../../generators/plan/change.ts'
import type { Problem } from '../../../generators/problem.ts'
import { type FileResult, fileResult } from '../file-result.ts'
import { type ProblemResult, problemResult } from '../json.ts'
import type { Outcome } from '../outcome.ts'
import type { Stop } from '../stop.ts'
import { stoppedOutcome } from '../stopped.ts'
import { dockerizeLines } from './text.ts'

/** What was found in a repository, and what is planned for it. */
export interface Planned {
  /** The repository as an absolute path. */
  readonly directory: string
  readonly facts: Facts
  readonly design: Design
  readonly plan: Plan
  readonly warnings: readonly Finding[]
  readonly verbose: boolean
}

/** How dockerize ended, once the facts were read. */
export type DockerizeEnded =
  | (Planned & { readonly kind: 'done'; readonly shown: boolean; readonly next: readonly string[] })
  | (Planned & { readonly kind: 'dry-run' | 'conflict' })
  | (Planned & { readonly kind: 'failure'; readonly problems: readonly Problem[] })

/** How dockerize ended. */
export type DockerizeEnding = DockerizeEnded | Stop

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
    unresolved: kind === 'dry-run' ? design.problems.map(problemResult) : [],
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
