import type { Node } from 'web-tree-sitter'
import { everyCallNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { identifiersOf, type Program, withoutMajor } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { named, parentOf } from '../go/syntax.ts'
import { commandOf } from './commands.ts'

/** What a command does. */
const action = /^(?:Action|Exec|Run|RunE|DefaultCommand)$/
/** Other arguments than those that a person gives. */
const otherArguments = /\bos\.Args\s*=[^=]|append\(os\.Args|\.SetArgs\(/

/**
 * Returns the app of urfave/cli or ffcli, or the first command of cobra, if it only has sub-commands:
 * without one of these, it prints its help.
 */
export function rootsWithoutAction(program: Program): readonly Place[] {
  const files = program.files.filter(({ header }) =>
    header.imports.some(({ path }) =>
      /\/(?:urfave\/cli|ffcli|spf13\/cobra)$/.test(withoutMajor(path)),
    ),
  )
  if (files.some(({ text }) => otherArguments.test(text))) return []
  const roots = [...literalRoots(files, program), ...newApps(files, program)]
  // Which of several is started is not known.
  return roots.length === 1 ? roots.filter((one) => !hasAction(one, files)) : []
}

function literalRoots(files: Program['files'], program: Program): readonly Place[] {
  const types = ['App', 'Command'].flatMap((name) => identifiersOf(name, files))
  return types.flatMap(({ node, file }) => {
    const type = parentOf(node)
    const literal = type?.type === 'qualified_type' ? parentOf(type) : null
    if (literal?.type !== 'composite_literal' || !isLive({ node: literal, file }, program))
      return []
    const place = { node: literal, file }
    return isRoot(place) && commandOf(place, program).length === 0 ? [place] : []
  })

  function isRoot(place: Place): boolean {
    const type = place.node.childForFieldName('type')?.text
    const keys = keysOf(place.node)
    if (type === 'cli.App') return keys.includes('Commands') || isGiven(place, 'Commands')
    if (type === 'cobra.Command') return everyCallNamed('AddCommand', files).length > 0
    return keys.includes(type === 'ffcli.Command' ? 'Subcommands' : 'Commands')
  }

  function isGiven({ file }: Place, key: string): boolean {
    return file.text.includes(`.${key} =`)
  }
}

/** `app := cli.NewApp()`, with commands. */
function newApps(files: Program['files'], program: Program): readonly Place[] {
  return everyCallNamed('NewApp', files).filter(
    (call) => call.file.text.includes('.Commands =') && isLive(call, program),
  )
}

function hasAction(root: Place, files: Program['files']): boolean {
  if (keysOf(root.node).some((key) => action.test(key))) return true
  return files.some(({ text }) => /\.(?:Action|Run|RunE|DefaultCommand)\s*=[^=]/.test(text))
}

function keysOf(literal: Node): readonly string[] {
  return named(literal.childForFieldName('body')).map((one) => named(one)[0]?.text ?? '')
}
