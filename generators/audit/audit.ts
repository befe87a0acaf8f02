import type { Facts } from '../dockerize/facts.ts'
import { type Inspection, inspect } from './inspect.ts'
import { readRepository } from './read-repository.ts'

/** What an audit may be told. */
export interface AuditOptions {
  /** The day for which the end of life is judged, as YYYY-MM-DD. */
  readonly asOf: string
  /** Reads the facts of the Go module in a folder, which is relative to the directory. */
  readonly factsOf?: (folder: string) => Promise<Facts | undefined>
}

/**
 * Audits the container files of a repository, and changes nothing.
 * @throws the system's error when the directory can't be read
 */
export async function audit(
  directory: string,
  { asOf, factsOf }: AuditOptions,
): Promise<Inspection> {
  const repository = readRepository(directory)
  const facts = new Map<string, Facts>()
  if (factsOf !== undefined) {
    const { goModulesIn } = await import('./go-modules.ts')
    for (const { folder } of goModulesIn(repository)) {
      const read = await factsOf(folder)
      if (read !== undefined) facts.set(folder, read)
    }
  }
  return inspect(repository, { asOf, facts })
}
