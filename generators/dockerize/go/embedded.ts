import { methodsNamed, type Program } from './program.ts'
import { receiverParameter } from './syntax.ts'
import { structFields, type TypeName, typeNamed } from './types.ts'

/** How many embedded types are looked at. */
const most = 50

/**
 * Returns the types that a field or a method of a type may be that of: the type itself, and those
 * that it embeds, unless one before them declares the name itself.
 */
export function promoting(type: TypeName, name: string, program: Program): readonly TypeName[] {
  const found = new Map([[keyOf(type), type]])
  for (const one of found.values()) {
    if (declares(one, name, program)) continue
    for (const { isEmbedded, type: node, file } of structFields(one, program)) {
      if (!isEmbedded || node === undefined || found.size > most) continue
      const embedded = typeNamed({ node, file }, program)
      if (embedded !== undefined) found.set(keyOf(embedded), embedded)
    }
  }
  return [...found.values()]
}

function declares(type: TypeName, name: string, program: Program): boolean {
  return (
    structFields(type, program).some((field) => field.name === name) ||
    methodsNamed(name, program).some(({ node, file }) => {
      const receiver = receiverParameter(node)?.type
      const of = receiver === undefined ? undefined : typeNamed({ node: receiver, file }, program)
      return of !== undefined && keyOf(of) === keyOf(type)
    })
  )
}

function keyOf({ package: path, name }: TypeName): string {
  return `${path} ${name}`
}
