import { integrityOf, unpackTemplates } from '../../generators/layers/packed.ts'
import { type ContentSource, contentsIn } from '../../generators/plan/contents.ts'
import type { Lock } from '../../generators/plan/lock.ts'
import { serviceName } from '../../generators/service.ts'
import type { LockTerms } from '../../generators/tree-of-lock.ts'
import type { Io } from '../io.ts'
import type { Cache } from '../npm/package-files.ts'

/** What the templates that npm has are rendered with. */
export interface PublishedTerms extends Pick<LockTerms, 'builtInTable' | 'house'> {
  readonly lock: Lock
  readonly cache: Cache
}

/**
 * Returns a source of what the published templates of a lock's version render. No ID has another
 * content than the lock says, so templates that this version renders differently do no harm.
 */
export function publishedContents(
  { lock, cache, ...terms }: PublishedTerms,
  io: Pick<Io, 'env' | 'signal'>,
): ContentSource {
  return async () => {
    // Everything else is rendered from what the code of a repository says.
    if (lock.generator !== serviceName) return new Map()
    const [{ treeOfLock }, { publishedTemplates }] = await Promise.all([
      import('../../generators/tree-of-lock.ts'),
      import('../npm/published-templates.ts'),
    ])
    const bytes = await publishedTemplates(lock, cache, io)
    if (bytes === undefined) return new Map()
    try {
      const templates = { ...unpackTemplates(bytes), integrity: integrityOf(bytes) }
      return contentsIn(treeOfLock(lock, { templates, ...terms }))
    } catch {
      // They need something that this version doesn't have any more.
      return new Map()
    }
  }
}
