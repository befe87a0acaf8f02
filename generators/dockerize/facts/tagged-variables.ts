import { readsTags } from '../config/libraries.ts'
import type { ConfigLibraries } from '../config/library-calls.ts'
import { loadedStructs } from '../config/loaded-structs.ts'
import { assignedToField, ownerOf, pathsTo } from '../config/struct-fields.ts'
import { prefixOf, settingOf, tagOf } from '../config/struct-tags.ts'
import type { EnvironmentVariable } from '../facts.ts'
import { callsOf } from '../go/calls.ts'
import { sourceOf } from '../go/source-file.ts'
import { above } from '../go/syntax.ts'
import { fieldsOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'

/** Returns the variables that struct tags of a program name, if it imports a library that reads them. */
export function variablesInTags(
  { program }: Evaluator,
  libraries: ConfigLibraries,
): readonly EnvironmentVariable[] {
  if (!readsTags(program)) return []
  const { isRead } = loadedStructs(program)
  // Another lookuper may have what the environment has not.
  const hasOthers =
    callsOf('github.com/sethvargo/go-envconfig', ['MapLookuper'], program).length > 0
  return program.files
    .filter(({ text }) => /\b(env|envconfig|arg):"/.test(text))
    .flatMap((file) =>
      (file.root()?.descendantsOfType('field_declaration') ?? []).flatMap((node) => {
        const tag = node?.childForFieldName('tag')
        const struct = node === null ? undefined : above(node, 'struct_type')
        if (node === null || tag === null || tag === undefined || struct === undefined) return []
        const {
          env,
          default: fallback,
          required,
          isValidated,
        } = settingOf(tagOf(tag.text.slice(1, -1)))
        if (env === undefined) return []
        const owner = ownerOf(struct, file, program)
        const field = fieldsOf(struct, file, owner).find((one) => one.node.id === node.id)
        const paths = field === undefined ? [] : pathsTo(field, program).filter(isRead)
        // A literal of the struct may be its default.
        const isOpen =
          isValidated &&
          field !== undefined &&
          assignedToField(field.name, owner, program).length === 0
        return paths.map((path) => {
          const prefix = path
            .slice(0, -1)
            .map((one) => prefixOf(tagOf(one.tag)))
            .join('')
          return {
            name: `${libraries.prefixFor(path)}${prefix}${env}`,
            required: (required || isOpen) && !hasOthers,
            ...(fallback === undefined || fallback === '' ? {} : { default: fallback }),
            source: sourceOf({ node, file }),
          }
        })
      }),
    )
}
