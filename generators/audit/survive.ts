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
    const failing = await failingOf(files, async (some) => {
      const others = files.filter((one) => !some.includes(one))
      await act(without(repository, new Set(others)))
    })
    if (failing.size === 0) throw error
    const rest = without(repository, new Set(failing.keys()))
    return act({ ...rest, unread: new Map([...rest.unread, ...failing]) })
  }
}

/** Returns the files that fail alone, with the reasons; of many files, halves that fail are looked into. */
async function failingOf(
  files: readonly string[],
  act: (files: readonly string[]) => Promise<void>,
): Promise<ReadonlyMap<string, string>> {
  const [first, ...others] = files
  if (first === undefined) return new Map()
  try {
    await act(files)
    return new Map()
  } catch (cause) {
    if (others.length === 0) {
      return new Map([
        [first, `an error occurred: ${cause instanceof Error ? cause.message : cause}`],
      ])
    }
  }
  const half = Math.ceil(files.length / 2)
  const halves = [files.slice(0, half), files.slice(half)]
  const found: (readonly [string, string])[] = []
  for (const some of halves) found.push(...(await failingOf(some, act)))
  return new Map(found)
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
