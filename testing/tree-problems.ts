import { parseAllDocuments } from 'yaml'
import { jsonSyntaxProblem } from '../generators/json.ts'
import { pathProblems } from '../generators/paths.ts'
import { utf8In } from '../generators/plan/tree.ts'
import type { Problem } from '../generators/problem.ts'
import { requireKnown } from './known-options.ts'
import type { RenderedTree } from './rendered-tree.ts'
import { selected } from './selection.ts'

/** What `treeProblems` accepts. */
export interface TreeProblemsOptions {
  /**
   * Paths of files that are templates themselves, such as those of Helm or goreleaser, and folders
   * of them that end with a slash. They may contain `{{`, and need not parse.
   */
  readonly templates?: readonly string[]
}

/**
 * Returns what is wrong with a tree, whatever its templates are: a path that is not safe on every
 * system; `{{` or `.hbs` left over; a text without a final newline, or with carriage returns; a
 * script with `#!` that neither is executable nor copied by a Dockerfile with such a `--chmod`; YAML
 * or JSON that doesn't parse.
 *
 * @example
 * expect(treeProblems(await renderTree({ answers }))).toEqual([])
 *
 * @throws Error when `templates` names something that the tree doesn't have;
 * TypeError for an unknown option
 */
export function treeProblems(
  tree: RenderedTree,
  options: TreeProblemsOptions = {},
): readonly Problem[] {
  requireKnown('treeProblems', options, { templates: 'a list' })
  const { templates = [] } = options
  const paths = tree.paths()
  const unrendered = new Set(selected(paths, templates))
  const texts = paths.flatMap((path) => {
    const text = utf8In({ content: tree.bytes(path), mode: tree.mode(path) })
    return text === undefined ? [] : [{ path, text }]
  })
  const inFiles = texts.flatMap(({ path, text }) => {
    const isScript = text.startsWith('#!') && tree.mode(path) !== '100755'
    const found = [
      ...formProblems(text),
      ...(isScript && !texts.some((file) => makesExecutable(file, path))
        ? ['starts with #!, but is not executable']
        : []),
      ...(unrendered.has(path) ? [] : [...tagProblems(path, text), ...syntaxProblems(path, text)]),
    ]
    return found.map((what) => ({ what: `${path} ${what}` }))
  })
  return [...pathProblems(paths), ...inFiles]
}

/** Returns whether a file is a Dockerfile that copies a script with an executable bit. */
function makesExecutable(file: { readonly path: string; readonly text: string }, script: string) {
  if (!/(^|[./])dockerfile$/i.test(file.path)) return false
  return file.text
    .split('\n')
    .filter((line) => /^(COPY|ADD) --chmod=0?7[0-7]{2} /.test(line))
    .some((line) => line.split(/\s+/).includes(script))
}

function formProblems(text: string): readonly string[] {
  return [
    ...(text === '' || text.endsWith('\n') ? [] : ['has no final newline']),
    ...(text.includes('\r') ? ['contains a carriage return'] : []),
  ]
}

/** In a workflow, `${{` begins an expression of GitHub. */
function tagProblems(path: string, text: string): readonly string[] {
  const isWorkflow = /^\.github\/.*\.ya?ml$/.test(path)
  const rest = isWorkflow ? text.replaceAll('${{', '') : text
  const line = rest.slice(0, rest.indexOf('{{')).split('\n').length
  return [
    ...(path.endsWith('.hbs') ? ['still ends with .hbs'] : []),
    ...(rest.includes('{{') ? [`contains {{ in line ${line}`] : []),
  ]
}

function syntaxProblems(path: string, text: string): readonly string[] {
  if (/\.ya?ml$/.test(path)) return yamlProblems(text)
  return path.endsWith('.json') && !allowsComments.test(path) ? jsonProblems(text) : []
}

/** Files of tools that read JSON with comments. */
const allowsComments = /(^|\/)(\.vscode\/[^/]+|\.?devcontainer|[jt]sconfig[^/]*)\.json$/

function yamlProblems(text: string): readonly string[] {
  const [first] = parseAllDocuments(text, { merge: true }).flatMap(({ errors, warnings }) => [
    ...errors,
    ...warnings,
  ])
  return first === undefined ? [] : [`is not valid YAML: ${first.message.split('\n')[0]}`]
}

function jsonProblems(text: string): readonly string[] {
  const syntax = jsonSyntaxProblem(text)
  return syntax === undefined ? [] : [`is not valid JSON: ${syntax}`]
}
