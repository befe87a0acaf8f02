import type { Patched } from './merge-json.ts'

/** A stage of a Dockerfile: its name, and its lines with the comments above it. */
interface Stage {
  readonly name: string
  readonly lines: readonly string[]
}

/** A Dockerfile in parts: what comes before the first stage, and the stages. */
interface Stages {
  readonly before: readonly string[]
  readonly stages: readonly Stage[]
}

/** Returns a Dockerfile with each stage of a patch in the place of the stage with its name. */
export function mergeDockerfile(below: string, patch: string): Patched {
  const [file, change] = [below, patch].map(stagesOf)
  if (file === undefined || change === undefined || change.stages.length === 0) {
    return { problem: 'it has no stage with a name, as in FROM IMAGE AS NAME' }
  }
  const names = new Set(file.stages.map(({ name }) => name))
  const odd = change.stages.find(({ name }) => !names.has(name))
  if (odd !== undefined) {
    return { problem: `the file below has no stage ${odd.name}, only ${[...names].join(', ')}` }
  }
  const own = new Map(change.stages.map((stage) => [stage.name, stage]))
  const stages = file.stages.map((stage) => {
    const replacement = own.get(stage.name)
    return replacement === undefined ? stage.lines : [...trimmed(replacement.lines), ...gap(stage)]
  })
  return { text: [...file.before, ...stages.flat()].join('\n') }
}

const from = /^FROM\s+(?:--\S+\s+)*\S+\s+AS\s+(\S+)\s*$/i

/** A stage starts with the comments that stand directly above its FROM. */
function stagesOf(text: string): Stages {
  const lines = text.split('\n')
  const starts = lines.flatMap((line, at) => {
    const [, name] = from.exec(line) ?? []
    return name === undefined ? [] : [{ name, at: startOf(lines, at) }]
  })
  return {
    before: lines.slice(0, starts[0]?.at ?? lines.length),
    stages: starts.map(({ name, at }, index) => ({
      name,
      lines: lines.slice(at, starts[index + 1]?.at ?? lines.length),
    })),
  }
}

function startOf(lines: readonly string[], at: number): number {
  let start = at
  while (lines[start - 1]?.startsWith('#')) start -= 1
  return start
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return lines.slice(0, last + 1)
}

/** Returns the empty lines that end a stage. */
function gap({ lines }: Stage): readonly string[] {
  return lines.slice(trimmed(lines).length)
}
