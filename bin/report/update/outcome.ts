import type { Owner } from '../../../generators/plan/tree.ts'
import type { Left } from '../../../generators/update/draft.ts'
import type { CommandResult } from '../commands.ts'
import type { Outcome } from '../outcome.ts'
import { stoppedOutcome } from '../stopped.ts'
import type { Updated, UpdateEnding } from './ending.ts'
import { updateMarkdown } from './markdown.ts'
import { type UpdateRow, updateRows } from './rows.ts'
import { endedLines, unresolvedLines, updateLines } from './text.ts'

/** The details of an update, with the same keys for every ending. `update.json` describes them. */
interface Body {
  /** The repository as an absolute path. */
  readonly directory: string | null
  readonly step: 'update' | 'abort' | 'continue' | null
  readonly engine: 'git' | 'built-in' | null
  readonly layers: readonly LayerResult[]
  readonly edits: Updated['planned']['edits']
  readonly files: readonly (UpdateRow & { readonly owner: Owner | null })[]
  readonly left: readonly Left[]
  /** The commands of the layers. */
  readonly commands: readonly CommandResult[]
  /** The paths that `--abort` restored, or whose conflicts were resolved before `--continue`. */
  readonly ended: readonly string[]
  /** The paths that still have conflict markers. */
  readonly marked: readonly { readonly path: string; readonly line: number }[]
  readonly backup: string | null
}

interface LayerResult {
  readonly name: string
  /** The version before; null for a new layer. */
  readonly from: string | null
  /** The version now; null for a layer that is gone. */
  readonly to: string | null
}

/** Returns the outcome of an update. */
export function updateOutcome(ending: UpdateEnding): Outcome {
  const command = 'update'
  if ('planned' in ending) {
    const { kind, warnings, planned, problems, signal } = ending
    return {
      command,
      kind,
      ...(signal === undefined ? {} : { signal }),
      warnings,
      problems,
      body: bodyOf(ending),
      lines: (style) => updateLines(ending, style),
      isResult: true,
      formats: { markdown: () => updateMarkdown({ ...ending, planned }) },
    }
  }
  if ('marked' in ending) {
    const { kind, warnings, directory, marked } = ending
    const body: Body = { ...nothing, directory, step: 'continue', marked }
    const lines = (style: Parameters<Outcome['lines']>[0]) => unresolvedLines(ending, style)
    return { command, kind, warnings, problems: [], body, lines }
  }
  if ('step' in ending) {
    const { kind, warnings, directory, step, paths, backup = null } = ending
    const body: Body = { ...nothing, directory, step, ended: paths, backup }
    const lines = (style: Parameters<Outcome['lines']>[0]) => endedLines(ending, style)
    return { command, kind, warnings, problems: [], body, lines }
  }
  return stoppedOutcome(command, ending, nothing)
}

function bodyOf({ directory, planned, commands, backup }: Updated): Body {
  const { layers, newLayers, plan } = planned
  const owners = new Map(
    plan.changes.map((change) => [change.path, 'file' in change ? change.file?.owner : undefined]),
  )
  const names = new Set([...layers, ...newLayers].map(({ name }) => name))
  const versionIn = (list: typeof layers, name: string) =>
    list.find((layer) => layer.name === name)?.version ?? null
  return {
    ...nothing,
    directory,
    step: 'update',
    engine: planned.engine,
    layers: [...names].map((name) => ({
      name,
      from: versionIn(layers, name),
      to: versionIn(newLayers, name),
    })),
    edits: planned.edits,
    files: updateRows(planned).map((row) => ({ ...row, owner: owners.get(row.path) ?? null })),
    left: planned.left,
    commands,
    backup: backup ?? null,
  }
}

const nothing: Body = {
  directory: null,
  step: null,
  engine: null,
  layers: [],
  edits: [],
  files: [],
  left: [],
  commands: [],
  ended: [],
  marked: [],
  backup: null,
}
