import type { Context } from '../layers/context.ts'
import type { Template } from '../layers/layers.ts'
import { render } from '../layers/render.ts'
import { asBlock, findBlock, type Markers, markersOf } from '../plan/block.ts'
import { sortByPath, type Tree, type TreeFile, textIn, utf8In } from '../plan/tree.ts'
import { type Problem, ProblemsError } from '../problem.ts'
import { holds } from './condition.ts'
import type { FileRule, HouseLayer } from './house-layer.ts'
import { mergeJson, type Patched } from './merge-json.ts'

/** Merges a patch into the text of a file. */
type Merge = (below: string, patch: string) => Patched

/** The merges that need a library, which is loaded only where a layer uses it. */
export interface Mergers {
  readonly 'merge-yaml': Merge
  readonly 'merge-dockerfile': Merge
}

/** What a rule makes of a path: its new file, nothing there, or why it is not possible. */
type Laid = { readonly file: TreeFile | undefined } | { readonly problem: string }

/**
 * Returns a tree with a house layer over it.
 * @throws ProblemsError when a rule does not fit the tree below, with every problem
 */
export function overlay(
  tree: Tree,
  { manifest, templates }: HouseLayer,
  context: Context,
  mergers: Mergers,
): Tree {
  const files = new Map(tree)
  const problems: Problem[] = []
  for (const rule of manifest.files) {
    if (rule.when !== undefined && !holds(rule.when, context)) continue
    const content = contentOf(templates.get(rule.path), context)
    const laid = lay({ rule, layer: manifest.name, below: files.get(rule.path), mergers }, content)
    if ('problem' in laid) {
      problems.push({
        what: `layer ${manifest.name} can't ${rule.verb} ${rule.path}: ${laid.problem}`,
        fix: 'Correct its layer.json.',
      })
    } else if (laid.file === undefined) files.delete(rule.path)
    else files.set(rule.path, laid.file)
  }
  if (problems.length > 0) throw new ProblemsError(problems)
  return sortByPath(files)
}

/** A rendered file of a layer. */
type Rendered = Pick<TreeFile, 'content' | 'mode'>

function contentOf(template: Template | undefined, context: Context): Rendered | undefined {
  if (template === undefined) return undefined
  const { mode, source } = template
  const content = source instanceof Uint8Array ? source : Buffer.from(render(source, context))
  return { mode, content }
}

/** A rule, and what it is applied to. */
interface Case {
  readonly rule: FileRule
  readonly layer: string
  readonly below: TreeFile | undefined
  readonly mergers: Mergers
}

function lay({ rule, layer, below, mergers }: Case, ours: Rendered | undefined): Laid {
  const owner = rule.owner ?? below?.owner ?? 'managed'
  if (rule.verb === 'delete') return { file: undefined }
  if (ours === undefined) return { problem: 'the layer has no such file' }
  switch (rule.verb) {
    case 'add':
      if (below === undefined) return { file: { ...ours, owner, layer } }
      return { problem: `${below.layer} has it already; use the verb replace` }
    case 'replace':
      if (below === undefined) return { problem: 'no layer below has it; use the verb add' }
      return { file: replaced(rule.path, ours, { ...below, owner, layer }, below.layer) }
    case 'append-block':
      return appended({ rule, layer, below, mergers }, ours)
    case 'merge-json':
    case 'merge-yaml':
    case 'merge-dockerfile': {
      if (below === undefined) return { problem: 'no layer below has it' }
      const merge = { 'merge-json': mergeJson, ...mergers }[rule.verb]
      const [text, patch] = [below, ours].map((file) => utf8In(file))
      if (text === undefined || patch === undefined) return { problem: 'it is not UTF-8 text' }
      const merged = merge(text, patch)
      if ('problem' in merged) return merged
      return { file: { ...below, content: Buffer.from(merged.text), owner, layer } }
    }
  }
}

/** A marked block keeps the markers of the layer below, by which it is found in a repository. */
function replaced(path: string, ours: Rendered, file: TreeFile, layerBelow: string): TreeFile {
  if (file.merging !== 'block') return { ...file, ...ours }
  const block = asBlock(textIn(ours), markersOf(path, layerBelow))
  return { ...file, mode: ours.mode, content: Buffer.from(block), layer: layerBelow }
}

function isMarker(line: string, { begin, end }: Markers): boolean {
  return line === begin || line === end
}

/**
 * Adds lines to the marked block of a file that has one, and otherwise as a block of their own. A
 * new file is such a block, so that people can add lines around it.
 */
function appended({ rule, layer, below }: Case, ours: Rendered): Laid {
  const lines = utf8In(ours)
  if (lines === undefined) return { problem: 'it is not UTF-8 text' }
  if (rule.path.endsWith('.json')) {
    return { problem: 'JSON has no comments for the markers; use the verb merge-json' }
  }
  const markers = markersOf(rule.path, below?.merging === 'block' ? below.layer : layer)
  const stray = lines.split('\n').find((line) => isMarker(line.trimEnd(), markers))
  if (stray !== undefined)
    return { problem: `it has the line ${stray}, which marks the block itself` }
  const block = asBlock(lines, markersOf(rule.path, layer))
  if (below === undefined) {
    const owner = rule.owner ?? 'managed'
    const content = Buffer.from(block)
    return { file: { content, mode: ours.mode, owner, layer, merging: 'block' } }
  }
  const text = utf8In(below)
  if (text === undefined) return { problem: 'the file below is not UTF-8 text' }
  if (below.merging !== 'block') {
    const owner = rule.owner ?? below.owner
    return { file: { ...below, content: Buffer.from(`${text}\n${block}`), owner, layer } }
  }
  const { end } = markersOf(rule.path, below.layer)
  const found = findBlock(text, markersOf(rule.path, below.layer))
  if (found.kind !== 'found') return { problem: 'the block below has no markers' }
  const inner = text.slice(0, text.lastIndexOf(end))
  const own = `# ${layer}\n${lines.endsWith('\n') ? lines : `${lines}\n`}`
  return { file: { ...below, content: Buffer.from(`${inner}\n${own}${end}\n`) } }
}
