import { doesImport, type Program, withoutMajor } from '../go/program.ts'
import type { Field } from '../go/types.ts'
import { tagOf } from './struct-tags.ts'

/** The keys of tags by which a field is one of kong or go-arg. */
const keys = ['help', 'default', 'name', 'short', 'enum', 'placeholder', 'required', 'arg', 'env']

/** Returns how a program names the flags of fields whose tags name none: kong and go-arg by the field. */
export function flagNames(program: Program): (field: Field) => string | undefined {
  const imports = (module: string) =>
    doesImport(program, (path) => withoutMajor(path) === `github.com/${module}`)
  const [usesKong, usesArg] = [imports('alecthomas/kong'), imports('alexflint/go-arg')]
  return ({ name, tag }) => {
    const tags = tagOf(tag)
    if (!keys.some((key) => tags.has(key))) return undefined
    if (usesKong)
      return tags.has('arg') || tags.has('cmd') ? undefined : (tags.get('name') ?? dashed(name))
    const isFlag = !/(?:^|,)\s*(?:positional|subcommand\b.*|-)\s*(?:,|$)/.test(
      tags.get('arg') ?? '',
    )
    return usesArg && isFlag ? name.toLowerCase() : undefined
  }
}

/** `HTTPPort` is `http-port`. */
function dashed(name: string): string {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).join('-').toLowerCase()
}
