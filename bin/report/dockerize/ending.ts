import type { Design } from '../../../generators/dockerize/design.ts'
import type { Facts } from '../../../generators/dockerize/facts.ts'
import type { Finding } from '../../../generators/finding.ts'
import type { Plan } from '../../../generators/plan/change.ts'
import type { Problem } from '../../../generators/problem.ts'
import type { Stop } from '../stop.ts'

/** What was found in a repository, and what is planned for it. */
interface Planned {
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
