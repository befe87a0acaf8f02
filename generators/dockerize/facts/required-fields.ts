import { flagNames } from '../config/flag-names.ts'
import { loadedStructs } from '../config/loaded-structs.ts'
import { type FieldPath, ownerOf, pathsTo } from '../config/struct-fields.ts'
import { flagPrefixOf, settingOf, tagOf } from '../config/struct-tags.ts'
import { doesImport, type Program, withoutMajor } from '../go/program.ts'
import { above } from '../go/syntax.ts'
import { type Field, fieldsOf } from '../go/types.ts'
import { isStarted, kebab } from './commands.ts'
import type { NeededArgument } from './required-arguments.ts'

/** Other ways to set what a field needs. */
const others = /\bkong\.(?:Configuration|Resolvers|DefaultEnvars)\(|\bflags\.NewIniParser\(/

/**
 * Returns the flags and arguments without which kong, go-arg and go-flags end a program, by the tags of
 * the structs that they read.
 */
export function requiredFields(
  given: readonly string[],
  program: Program,
): readonly NeededArgument[] {
  const imports = (module: string) =>
    doesImport(program, (path) => withoutMajor(path) === `github.com/${module}`)
  const isKong = imports('alecthomas/kong')
  if (!isKong && !imports('alexflint/go-arg') && !imports('jessevdk/go-flags')) return []
  const files = program.files.filter(({ mentions }) => mentions('required') || mentions('arg'))
  if (files.length === 0 || program.files.some(({ text }) => others.test(text))) return []
  const { isRead } = loadedStructs(program)
  const nameOf = flagNames(program)
  return files.flatMap((file) =>
    (file.root()?.descendantsOfType('field_declaration') ?? []).flatMap((node) => {
      const struct = node === null ? undefined : above(node, 'struct_type')
      if (node === null || struct === undefined || !/required|arg/.test(node.text)) return []
      const field = fieldsOf(struct, file, ownerOf(struct, file, program)).find(
        (one) => one.node.id === node.id,
      )
      if (field === undefined || !isNeeded(field, isKong)) return []
      const path = pathsTo(field, program).find(
        (one) => isRead(one) && isStarted(one.flatMap(commandOfField), given),
      )
      if (path === undefined) return []
      const flag = tagOf(field.tag).get('long') ?? nameOf(field)
      return [{ node, file, ...(flag === undefined ? {} : { flag: `${prefixOf(path)}${flag}` }) }]
    }),
  )
}

function isNeeded({ tag }: Field, isKong: boolean): boolean {
  const tags = tagOf(tag)
  const { env, required } = settingOf(tags)
  if (env !== undefined || tags.has('cmd')) return false
  // What stands for itself is required unless it is optional.
  const isArgument = isKong && tags.has('arg') && !tags.has('optional') && !tags.has('default')
  return required ? isKong || /required/.test(tag) : isArgument
}

/** Returns the name of the command that a field is. */
function commandOfField({ name, tag }: Field): readonly string[] {
  const tags = tagOf(tag)
  const byArg = /(?:^|,)subcommand(?::(\w[\w-]*))?/.exec(tags.get('arg') ?? '')
  if (byArg !== null) return [byArg[1] ?? name.toLowerCase()]
  const command = tags.get('command')
  if (command !== undefined) return [command]
  return tags.has('cmd') ? [tags.get('name') ?? kebab(name)] : []
}

function prefixOf(path: FieldPath): string {
  return path
    .slice(0, -1)
    .map(({ tag }) => flagPrefixOf(tagOf(tag), '.'))
    .join('')
}
