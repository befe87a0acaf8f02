import type { Node } from 'web-tree-sitter'
import { type Assigned, assignmentsOf } from '../go/assignments.ts'
import { calledFrom } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { filesMentioning, identifiersOf, type Program } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { above, calleeOf, named, parentOf } from '../go/syntax.ts'
import { type Field, fieldOf, fieldsOf, typeOf } from '../go/types.ts'
import type { Evaluator, FieldValues } from '../values/evaluate.ts'
import { folded, type Setting, type Value } from '../values/value.ts'
import { type ConfigFile, lookUp, lookUpLast } from './config-file.ts'
import { flagNames } from './flag-names.ts'
import { type ConfigLibraries, valuesOfLibraryCall, valuesOfViperKey } from './library-calls.ts'
import { type LoadedStructs, loadedStructs } from './loaded-structs.ts'
import { assignedToField, type FieldPath, ownerOf, pathsTo } from './struct-fields.ts'
import { flagPrefixOf, keysOf, prefixOf, settingOf, tagOf } from './struct-tags.ts'

/** Structs with more namesakes of a field than this say nothing about it. */
const mostNamesakes = 3

/**
 * Whether a value is a part of the address that a client is given in a call: `Dial(Endpoint{Port: 25})`.
 */
function isForClient(value: Node): boolean {
  const element = above(value, 'keyed_element')
  if (!/^(?:host|port|addr|address)$/i.test(named(element)[0]?.text ?? '')) return false
  for (let at = element?.parent ?? null; at !== null; at = parentOf(at)) {
    if (at.type === 'call_expression' && /^Dial|^Connect$/.test(calleeOf(at)?.text ?? ''))
      return true
    if (/_(?:statement|declaration|spec)$|^func_literal$/.test(at.type)) return false
  }
  return false
}

/**
 * Returns the values of fields and of calls of libraries that hold settings, from struct tags,
 * configuration files and what the program assigns.
 */
export function createConfiguration(
  program: Program,
  libraries: ConfigLibraries,
  filesOf: () => readonly ConfigFile[],
): FieldValues {
  const assignedTo = new Map<string, ReturnType<typeof assignedToField>>()
  const reached = new Map<string, readonly FieldPath[]>()
  const delimiter = namespaceDelimiter(program)
  const flagOfField = flagNames(program)
  let loaded: LoadedStructs | undefined
  return {
    valuesOfKey: (keys) => lookUp(filesOf(), keys).map((one) => ({ kind: 'text', ...one })),
    valuesOfField,
    valuesOfCall: (call, evaluator, frame) =>
      valuesOfLibraryCall(call, { evaluator, frame, libraries, files: filesOf }),
  }

  function valuesOfField({ node, file }: Place, evaluator: Evaluator): readonly Value[] {
    const operand = node.childForFieldName('operand')
    const name = node.childForFieldName('field')?.text ?? ''
    const type = operand === null ? undefined : typeOf({ node: operand, file }, program)
    const field = type === undefined ? undefined : fieldOf(type, name, program)
    if (field !== undefined) return ofField(field, namesIn(node), evaluator)
    if (type !== undefined || (operand !== null && isForeign({ node: operand, file }))) return []
    const namesakes = fieldsNamed(name, program)
    if (namesakes.length > mostNamesakes) return []
    return namesakes.flatMap((one) => ofField(one, namesIn(node), evaluator))
  }

  /** Whether a value is what a function of another module returns, whose fields are its own. */
  function isForeign(place: Place): boolean {
    const values =
      place.node.type === 'identifier'
        ? assignmentsOf(place, program)
        : [{ ...place, value: place.node }]
    const paths = values.map(({ value, file }) =>
      value?.type === 'call_expression'
        ? calledFrom({ node: value, file }, program)?.path
        : undefined,
    )
    return (
      paths.length > 0 && paths.every((path) => path !== undefined && !program.packages.has(path))
    )
  }

  function ofField(field: Field, names: readonly string[], evaluator: Evaluator): readonly Value[] {
    const key = `${sourceOf(field)} ${field.name}`
    const assignments =
      assignedTo.get(key) ?? assignedToField(field.name, field.owner, program).filter(isReached)
    assignedTo.set(key, assignments)
    const assigned = assignments.flatMap(({ value, file, definition }) => {
      const node = definition ?? value
      return node === undefined ? [] : evaluator.valuesOf({ node, file })
    })
    const all = reached.get(key) ?? (isConfigured(field) ? pathsTo(field, program) : [[field]])
    reached.set(key, all)
    const named = all.filter((path) => endsAlike(path, names))
    return (named.length > 0 ? named : all).flatMap((path) =>
      folded([...ofFiles(path), ...ofTags(path), ...ofViper(path, evaluator), ...assigned]),
    )
  }

  function isReached({ value, definition, file }: Assigned): boolean {
    const node = value ?? definition
    return node === undefined || (!isForClient(node) && isLive({ node, file }, program))
  }

  /** Whether anything but the code may set a field, so that it matters how it is reached. */
  function isConfigured({ tag }: Field): boolean {
    return tag !== '' || libraries.namesFields || filesOf().length > 0
  }

  function ofFiles(path: FieldPath): readonly Value[] {
    const files = filesOf()
    if (files.length === 0) return []
    const isList = path.at(-1)?.type?.type === 'slice_type'
    // The struct that a file is read into may be a field of others.
    for (let start = 0; start < path.length; start += 1) {
      const found = keyPaths(path.slice(start)).flatMap((keys) => [
        ...lookUp(files, keys).map((one) => ({ kind: 'text' as const, ...one })),
        ...(isList ? elementsAt(files, keys) : []),
      ])
      if (found.length > 0) return found
    }
    // A section may be read into a struct of its own.
    const name = path.at(-1)?.name ?? ''
    const unique = lookUpLast(files, name)
    return unique === undefined ? [] : [{ kind: 'text', ...unique }]
  }

  /** Returns what flags and defaults of viper say, where it reads them into structs. */
  function ofViper(path: FieldPath, evaluator: Evaluator): readonly Value[] {
    if (!libraries.usesViper) return []
    for (let start = 0; start < path.length; start += 1) {
      const found = keyPaths(path.slice(start)).flatMap((keys) =>
        valuesOfViperKey(keys.join('.'), evaluator),
      )
      if (found.length > 0) return found
    }
    return []
  }

  /** Returns the flag of a field of a struct that kong or go-arg reads. */
  function flagByName(path: FieldPath, field: Field): string | undefined {
    const flag = flagOfField(field)
    if (flag === undefined) return undefined
    loaded ??= loadedStructs(program)
    return loaded.isRead(path) ? flag : undefined
  }

  function ofTags(path: FieldPath): readonly Setting[] {
    const field = path.at(-1)
    if (field === undefined) return []
    const source = sourceOf(field)
    const { env, default: fallback, required, ...tagged } = settingOf(tagOf(field.tag))
    const flag = tagged.flag ?? flagByName(path, field)
    const outer = path.slice(0, -1).map(({ tag }) => tagOf(tag))
    const prefix = outer.map(prefixOf).join('')
    const group = outer.map((tag) => flagPrefixOf(tag, delimiter)).join('')
    const name =
      libraries.readsTags && env !== undefined
        ? `${libraries.prefixFor(path)}${prefix}${env}`
        : libraries.variableOf(path)
    const hasSetting = name !== undefined || (libraries.readsTags && flag !== undefined)
    if (!hasSetting && fallback === undefined) return []
    return [
      {
        kind: 'setting',
        source,
        ...(required ? { required } : {}),
        ...(name === undefined ? {} : { env: name }),
        ...(flag === undefined || !libraries.readsTags ? {} : { flag: `${group}${flag}` }),
        ...(fallback === undefined ? {} : { default: { kind: 'text', text: fallback, source } }),
      },
    ]
  }
}

/** Returns what go-flags puts between the namespaces of a flag. */
function namespaceDelimiter({ files }: Program): string {
  for (const { text } of filesMentioning('NamespaceDelimiter', files)) {
    const found = /(?<!Env)NamespaceDelimiter\s*=\s*"([^"]*)"/.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return '.'
}

/** Returns the names of the fields in `cfg.HTTP.Port`: HTTP, Port. */
function namesIn(selector: Place['node']): readonly string[] {
  const names: string[] = []
  for (let at: Place['node'] | null = selector; at?.type === 'selector_expression'; ) {
    names.unshift(at.childForFieldName('field')?.text ?? '')
    at = at.childForFieldName('operand')
  }
  return names
}

function endsAlike(path: FieldPath, names: readonly string[]): boolean {
  const length = Math.min(path.length, names.length)
  const ends = path.slice(path.length - length).map(({ name }) => name)
  return ends.join('.') === names.slice(names.length - length).join('.')
}

/** Returns the elements of a list in configuration files. */
function elementsAt(files: readonly ConfigFile[], keys: readonly string[]): readonly Value[] {
  const found = lookUp(files, [...keys, '*'])
  return found.map((one) => ({ kind: 'text', ...one, isOneOf: found.length > 1 }))
}

/** Returns every way in which a file may spell the keys of a field. */
function keyPaths(path: FieldPath): readonly (readonly string[])[] {
  let all: readonly (readonly string[])[] = [[]]
  for (const { name, tag, isEmbedded } of path) {
    const keys = keysOf(name, tagOf(tag))
    const ways = isEmbedded ? [[], ...keys.map((key) => [key])] : keys.map((key) => [key])
    all = all.flatMap((before) => ways.map((way) => [...before, ...way])).slice(0, 32)
  }
  return all
}

function fieldsNamed(name: string, program: Program): readonly Field[] {
  return identifiersOf(name, program.files).flatMap(({ node, file }) => {
    const { parent } = node
    const struct = parent?.type === 'field_declaration' ? above(parent, 'struct_type') : undefined
    if (struct === undefined || parent === null) return []
    return fieldsOf(struct, file, ownerOf(struct, file, program)).filter(
      (one) => one.node.id === parent.id && one.name === name,
    )
  })
}
