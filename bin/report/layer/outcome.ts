import type { Finding } from '../../../generators/finding.ts'
import { findingLines } from '../findings.ts'
import type { Outcome } from '../outcome.ts'
import type { Stop } from '../stop.ts'
import { stoppedOutcome } from '../stopped.ts'
import type { Style } from '../style.ts'
import { visible } from '../text.ts'

/** A layer that was judged. */
export interface LayerEnded {
  readonly kind: 'done' | 'findings'
  readonly action: 'lint' | 'pack'
  /** The layer's folder as an absolute path. */
  readonly directory: string
  readonly findings: readonly Finding[]
}

/** How `layer` ended. */
export type LayerEnding = LayerEnded | Stop

/** The details, with the same keys for every ending. `layer-check.json` describes them. */
interface Body {
  readonly action: LayerEnded['action'] | null
  readonly directory: string | null
  readonly findings: readonly Finding[]
}

/** Returns the outcome of `layer`. */
export function layerOutcome(ending: LayerEnding): Outcome {
  const common = { command: 'layer', kind: ending.kind, warnings: [] }
  if (!('findings' in ending)) {
    const nothing: Body = { action: null, directory: null, findings: [] }
    return stoppedOutcome(common.command, ending, nothing)
  }
  const { action, directory, findings } = ending
  const body: Body = { action, directory, findings }
  return {
    ...common,
    problems: [],
    body,
    lines: (style) => layerLines(ending, style),
    isResult: true,
  }
}

const praise = {
  lint: 'is a layer without errors',
  pack: 'is published as it is: the package renders the same files',
} as const

function layerLines(
  { kind, action, directory, findings }: LayerEnded,
  style: Style,
): readonly string[] {
  const told = findingLines(findings, style)
  if (kind === 'findings') return told
  return [...told, `${style.good('✓')} ${visible(directory)} ${praise[action]}`]
}
