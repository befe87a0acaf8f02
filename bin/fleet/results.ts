import type { Problem } from '../../generators/problem.ts'
import { type CheckResult, readCheckResult } from './check-result.ts'
import { documentsIn } from './documents.ts'
import type { Named, Unread } from './fleet.ts'
import { type NameSource, namesOf } from './names.ts'
import type { Source } from './sources.ts'

/** The results in some files, and what is wrong with the files. */
export interface Results {
  /** Each file has at least one, so that no repository is left out in silence. */
  readonly results: readonly Named[]
  readonly problems: readonly Problem[]
}

/** Reads the results of checks from files. */
export function resultsIn(sources: readonly Source[]): Results {
  const found = sources.flatMap((source) =>
    readAll(source).map((result) => ({ result, from: sourceOf(source, result) })),
  )
  const names = namesOf(found.map(({ from }) => from))
  return {
    results: found.map(({ result }, index) => ({ result, name: names[index] ?? '' })),
    problems: found.flatMap(({ result }) =>
      'unread' in result ? [{ what: result.unread, fix }] : [],
    ),
  }
}

const fix = 'Write it again with create-go-docker check --json.'

function sourceOf({ file, name }: Source, result: CheckResult | Unread): NameSource {
  const directory = 'unread' in result ? null : result.directory
  return { file, directory, ...(name === undefined ? {} : { given: name }) }
}

function readAll({ file, read }: Source): readonly (CheckResult | Unread)[] {
  if ('why' in read) return [unread(file, read.why)]
  const { documents, brokenAt } = documentsIn(read.text)
  const results = documents.map((document, index) => {
    const result = readCheckResult(document)
    const which = documents.length === 1 ? 'it' : `JSON object ${index + 1}`
    return typeof result === 'string' ? unread(file, `${which} ${result}`) : result
  })
  if (brokenAt !== undefined) return [...results, unread(file, `line ${brokenAt} is not JSON`)]
  return results.length === 0 ? [unread(file, 'it is empty')] : results
}

function unread(file: string, why: string): Unread {
  return { unread: `cannot read ${file === '-' ? 'stdin' : file}: ${why}` }
}
