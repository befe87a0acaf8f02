import type { CheckedFile } from '../../../generators/check/check.ts'
import type { Verdict } from '../../../generators/check/verdict.ts'
import type { LockLayer } from '../../../generators/plan/lock.ts'
import type { Owner } from '../../../generators/plan/tree.ts'
import type { Outcome } from '../outcome.ts'
import type { Stop } from '../stop.ts'
import { stoppedOutcome } from '../stopped.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'

/** Where a file came from. */
export interface WhyEnded {
  readonly kind: 'done'
  /** The repository as an absolute path. */
  readonly directory: string
  /** The file, relative to it, with slashes. */
  readonly path: string
  /** How it compares with the lock; missing if the lock does not have it. */
  readonly file?: CheckedFile
  readonly layer?: LockLayer
}

/** How `why` ended. */
export type WhyEnding = WhyEnded | Stop

/** The details, with the same keys for every ending. `why.json` describes them. */
interface Body {
  readonly directory: string | null
  readonly path: string | null
  readonly owner: Owner | null
  readonly layer: LockLayer | null
  readonly verdict: Verdict | null
}

/** Returns the outcome of `why`. */
export function whyOutcome(ending: WhyEnding): Outcome {
  const common = { command: 'why', kind: ending.kind, warnings: [] }
  if (!('path' in ending)) {
    return stoppedOutcome(common.command, ending, nothing)
  }
  const { directory, path, file, layer } = ending
  const body: Body = {
    directory,
    path,
    owner: file?.owner ?? null,
    layer: layer ?? null,
    verdict: file?.verdict ?? null,
  }
  return { ...common, problems: [], body, lines: (style) => whyLines(ending, style) }
}

const nothing: Body = { directory: null, path: null, owner: null, layer: null, verdict: null }

function whyLines({ path, file, layer }: WhyEnded, style: Style): readonly string[] {
  const shown = visible(path)
  if (file === undefined) {
    return [`${style.strong(shown)} is yours: it is in no layer of this repository`]
  }
  const source =
    layer === undefined ? file.layer : `${layer.name} ${layer.version}${from(layer.use)}`
  return [
    `${style.strong(shown)} is ${file.owner}, from ${visible(source)}`,
    `  ${owners[file.owner]}`,
    `  ${states[file.verdict]}`,
  ]
}

function from(use: string | undefined): string {
  return use === undefined ? '' : ` (${use})`
}

const owners: Readonly<Record<Owner, string>> = {
  managed: 'The template decides its content: check reports a difference, and update merges.',
  shared: 'You and the template both write it: update merges.',
  seeded: 'It is yours since it was written: an update leaves it alone, unless an answer changes.',
  generated: 'Only create-go-docker writes it.',
}

const states: Readonly<Record<Verdict, string>> = {
  same: 'It is as it was written.',
  kept: 'It was yours before, and was kept.',
  modified: 'It was edited since it was written.',
  missing: 'It is missing.',
  mode: 'Its executable bit was changed since it was written.',
  replaced: 'It is no longer a regular file.',
  forged: 'Its entry in the lock was edited by hand.',
}
