import { methodsNamed, type Program } from './program.ts'
import { embeddedIn, isMethodOf, keyOf, structFields, type TypeName } from './types.ts'

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
    for (const embedded of embeddedIn(structFields(one, program), program)) {
      if (found.size <= most) found.set(keyOf(embedded), embedded)
    }
  }
  return [...found.values()]
}

function declares(type: TypeName, name: string, program: Program): boolean {
  return (
    structFields(type, program).some((field) => field.name === name) ||
    methodsNamed(name, program).some((method) => isMethodOf(type, method, program))
  )
}
