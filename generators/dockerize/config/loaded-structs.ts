import { calledFrom } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'
import { structFields, type TypeName, typeNamed, typeOf } from '../go/types.ts'
import { isTagReader } from './libraries.ts'
import type { FieldPath } from './struct-fields.ts'

/** The structs that a program reads its configuration into. */
export interface LoadedStructs {
  /** Whether a struct that a path goes through is read, as far as it is known. */
  readonly isRead: (path: FieldPath) => boolean
}

/** Returns which structs a program passes to the libraries that read struct tags. */
export function loadedStructs(program: Program): LoadedStructs {
  const files = program.files.filter(({ header }) =>
    header.imports.some(({ path }) => isTagReader(path)),
  )
  const calls = files.flatMap((file) =>
    (file.root()?.descendantsOfType('call_expression') ?? []).flatMap((node) =>
      node === null ? [] : [{ node, file }],
    ),
  )
  const loads = calls.filter((call) => isTagReader(calledFrom(call, program)?.path ?? ''))
  const live = calls.filter((call) => isLive(call, program))
  // A target may be an interface, or a parameter of a type of its own.
  const isKnown = loads.every((call) => typesIn(call).length > 0 || !isLive(call, program))
  const types = new Set(live.flatMap(typesIn).map(keyOf))
  return {
    isRead: (path) =>
      loads.length === 0 ||
      !isKnown ||
      path.some(({ owner }) => owner !== undefined && types.has(keyOf(owner))),
  }

  /** Returns the structs among the arguments and the type arguments of a call. */
  function typesIn({ node, file }: Place): readonly TypeName[] {
    if (file.isOver()) return []
    const given = argumentsOf(node).flatMap(
      (argument) => typeOf({ node: argument, file }, program) ?? [],
    )
    // What is called may be long: another call, with arguments of its own.
    const generic = (
      node.childForFieldName('type_arguments')?.descendantsOfType('type_identifier') ?? []
    ).flatMap((one) => (one === null ? [] : (typeNamed({ node: one, file }, program) ?? [])))
    return [...given, ...generic].filter((type) => structFields(type, program).length > 0)
  }
}

function keyOf({ package: path, name }: TypeName): string {
  return `${path} ${name}`
}
