import { posix } from 'node:path'
import type { Line } from '../dockerfile/blocks.ts'
import type { AuditedDockerfile } from './audited.ts'
import { folderOf } from './compiled.ts'
import { type GoCommand, goCommandsAmong, type RunCommand } from './dockerfile/go-commands.ts'
import { commandsOf } from './dockerfile/shell.ts'
import { absolute } from './dockerfile/stages.ts'
import type { Repository } from './repository.ts'
import { placesOf } from './sources.ts'

/** A rule of a Makefile. */
interface MakeRule {
  readonly needs: readonly string[]
  readonly recipe: readonly Line[]
}

/** Returns the `go` commands that a `make` of a build runs; none if its Makefile is not known. */
export function madeGoCommands(
  dockerfile: AuditedDockerfile,
  command: RunCommand,
  { texts }: Repository,
): readonly GoCommand[] {
  const [program, ...words] = command.words
  if (program !== 'make') return []
  const { file, context } = dockerfile
  const folder = absolute(valueAfter(words, '-C') ?? '.', folderOf(dockerfile, command))
  const name = valueAfter(words, '-f') ?? 'Makefile'
  const text = [...texts].find(([path]) => {
    if (context === undefined || posix.basename(path) !== name) return false
    const inContext = posix.relative(context, posix.dirname(path))
    return (
      !inContext.startsWith('..') &&
      placesOf(file, command.stage, inContext, command.run).some((place) => place === folder)
    )
  })?.[1]
  if (text === undefined || text.includes('GOTOOLCHAIN')) return []
  const rules = rulesOf(text)
  const targets = words.filter((word, at) => {
    return !/^-|=/.test(word) && !/^-[Cfj]$/.test(words[at - 1] ?? '')
  })
  const first = [...rules.keys()].find((target) => !/^\.|%/.test(target)) ?? ''
  const lines = recipesOf(targets.length > 0 ? targets : [first], rules)
  return goCommandsAmong(
    lines.flatMap((line) =>
      commandsOf([line]).map((one) => ({ ...command, ...one, line: command.line })),
    ),
  )
}

/** The rules of the Makefile that was read last: a RUN may call make a thousand times. */
let lastRead: { readonly text: string; readonly rules: ReadonlyMap<string, MakeRule> } | undefined

function rulesOf(text: string): ReadonlyMap<string, MakeRule> {
  if (lastRead?.text !== text) lastRead = { text, rules: rulesIn(text) }
  return lastRead.rules
}

function valueAfter(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag)
  return at === -1 ? undefined : words[at + 1]
}

/** Returns the lines that make runs for some targets, those of what they need first. */
function recipesOf(
  targets: readonly string[],
  rules: ReadonlyMap<string, MakeRule>,
): readonly Line[] {
  const done = new Set<string>()
  const visit = (target: string, depth: number): readonly Line[] => {
    const rule = rules.get(target)
    if (rule === undefined || done.has(target) || depth > deepest) return []
    done.add(target)
    return [...rule.needs.flatMap((need) => visit(need, depth + 1)), ...rule.recipe]
  }
  return targets.flatMap((target) => visit(target, 0))
}

/** How deep targets may need each other, and how long a variable may be: a Makefile may be hostile. */
const [deepest, longest] = [50, 200]

function rulesIn(text: string): ReadonlyMap<string, MakeRule> {
  const rules = new Map<string, { needs: string[]; recipe: Line[] }>()
  const variables = new Map<string, string>()
  let current: readonly { recipe: Line[] }[] = []
  for (const [index, written] of text
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .entries()) {
    const line = written.replaceAll(
      /\$[({](\w+)[)}]/g,
      (all, name: string) => variables.get(name) ?? all,
    )
    const [, variable, value = ''] = /^(?:export\s+)?(\w+)\s*(?:[:?]|::)?=(.*)$/.exec(line) ?? []
    const [head = '', needs] = line.split(/::?(?!=)/, 2)
    if (line.startsWith('\t')) {
      // What runs in another folder may be another module.
      const recipe = line.trim().replace(/^[@+-]+/, '')
      if (/\bcd\s/.test(recipe)) continue
      for (const rule of current) rule.recipe.push({ text: recipe, line: index + 1 })
    } else if (variable !== undefined) {
      if (value.length < longest) variables.set(variable, value.trim())
    } else if (needs !== undefined && !/^\s|[#=]/.test(head) && !/[=;]/.test(needs)) {
      current = head
        .split(/\s+/)
        .slice(0, deepest)
        .map((target) => {
          const rule = rules.get(target) ?? { needs: [], recipe: [] }
          rules.set(target, rule)
          rule.needs.push(
            ...needs.replace(/#.*/, '').split(/\s+/).filter(Boolean).slice(0, longest),
          )
          return rule
        })
    }
  }
  return rules
}
