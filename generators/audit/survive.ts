import { kindOf, mayBeCompose } from './find-files.ts'
import type { Repository } from './repository.ts'

/**
 * Calls a function with a repository. If it fails, it is called again without the container files
 * that make it fail alone; they are listed in `unread`. So one file can't take the findings of others.
 * @throws what the function throws, if no file alone is the cause
 */
export async function survived<T>(
  repository: Repository,
  act: (repository: Repository) => Promise<T>,
): Promise<T> {
  try {
    return await act(repository)
  } catch (error) {
    const files = [...repository.texts.keys()].filter(isContainerFile)
    const failing = new Map<string, string>()
    for (const path of files) {
      const others = new Set(files.filter((one) => one !== path))
      try {
        await act(without(repository, others))
      } catch (cause) {
        failing.set(path, `an error occurred: ${cause instanceof Error ? cause.message : cause}`)
      }
    }
    if (failing.size === 0 || failing.size === files.length) throw error
    const rest = without(repository, new Set(failing.keys()))
    return act({ ...rest, unread: new Map([...rest.unread, ...failing]) })
  }
}

function isContainerFile(path: string): boolean {
  return ['dockerfile', 'compose'].includes(kindOf(path) ?? '') || mayBeCompose(path)
}

function without(repository: Repository, paths: ReadonlySet<string>): Repository {
  return {
    ...repository,
    texts: new Map([...repository.texts].filter(([path]) => !paths.has(path))),
  }
}
