import { at, entriesOf, itemsOf, type Located, textOf } from './located.ts'

/** What a service waits for: the other one, the condition, and where that is written. */
export interface Wait {
  readonly name: string
  readonly condition: string
  readonly at: Located
}

/** Returns what a service waits for, from both forms of `depends_on`. */
export function waitsOf(service: Located): readonly Wait[] {
  const waits = at(service, 'depends_on')
  return [
    ...itemsOf(waits).flatMap((item): readonly Wait[] => {
      const name = textOf(item)
      return name === undefined ? [] : [{ name, condition: 'service_started', at: item }]
    }),
    ...[...entriesOf(waits)].flatMap(([name, one]): readonly Wait[] => {
      const condition = at(one, 'condition')
      // Compose goes on without it.
      if (textOf(at(one, 'required')) === 'false') return []
      return [{ name, condition: textOf(condition) ?? 'service_started', at: condition ?? one }]
    }),
  ]
}
