import { databaseOf } from './databases.ts'
import { at, settingsOf } from './located.ts'
import type { Project } from './project.ts'
import { waitsOf } from './waits.ts'

/** How the services of a project need each other, by their names. */
export interface Uses {
  /** Those that another waits for until they are healthy. */
  readonly awaited: ReadonlySet<string>
  /** Those that another waits for, or names in its settings. */
  readonly used: ReadonlySet<string>
}

const known = new WeakMap<Project, Uses>()

/** Returns how the services of a project need each other. */
export function usesOf(project: Project): Uses {
  const uses = known.get(project) ?? readUses(project)
  known.set(project, uses)
  return uses
}

function readUses({ services }: Project): Uses {
  const awaited = new Set<string>()
  const used = new Set<string>()
  for (const { name, node, image } of services.values()) {
    for (const wait of waitsOf(node)) {
      used.add(wait.name)
      if (wait.condition === 'service_healthy') awaited.add(wait.name)
    }
    // A database has users and databases with the names of others.
    if (databaseOf({ image }) !== undefined) continue
    const words = [...settingsOf(at(node, 'environment')).values()].flatMap(({ value = '' }) =>
      value.split(/[^\w-]/),
    )
    for (const word of words) if (word !== name && services.has(word)) used.add(word)
  }
  return { awaited, used }
}
