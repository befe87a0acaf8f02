import { isDeepStrictEqual } from 'node:util'
import { repositoryFields, repositoryIn } from './repository.ts'

/** Everything that decides whether a version can be published. */
export interface Facts {
  readonly manifest: { readonly version: string }
  readonly changelog: string
  /** The tag of the commit that is published. */
  readonly tag: string
  /** The output of `git status --porcelain`. */
  readonly status: string
  /** The versions that are already published. */
  readonly published: readonly string[]
  /** The OWNER/NAME of the publishing repository, if known. */
  readonly repository?: string
}

/** Returns everything that keeps a version from being published. */
export function releaseProblems(facts: Facts): readonly string[] {
  const { manifest, tag, status, published } = facts
  const { version } = manifest
  return [
    ...(status.trim() === ''
      ? []
      : [`the working tree has uncommitted changes:\n${status.trimEnd()}`]),
    ...(tag === `v${version}`
      ? []
      : [`the tag is ${tag}, but package.json has version ${version}`]),
    ...(published.includes(version) ? [`version ${version} is already published`] : []),
    ...repositoryProblems(facts),
    ...changelogProblems(facts),
  ]
}

function repositoryProblems({ manifest, repository }: Facts): readonly string[] {
  const named = repositoryIn(manifest)
  if (named === undefined) {
    return ['package.json names no repository: run npm run release:repository -- OWNER/NAME']
  }
  const { homepage, bugs } = repositoryFields(named)
  const own = { homepage: undefined, bugs: undefined, ...manifest }
  return [
    ...(isDeepStrictEqual({ homepage: own.homepage, bugs: own.bugs }, { homepage, bugs })
      ? []
      : ['homepage and bugs in package.json belong to another repository']),
    ...(repository === undefined || repository === named
      ? []
      : [`package.json names the repository ${named}, but ${repository} publishes it`]),
  ]
}

/**
 * A changelog is up to date if its newest section is for this version, and no entry is unreleased.
 */
function changelogProblems({ manifest: { version }, changelog }: Facts): readonly string[] {
  const [, ...sections] = changelog.split(/^## /m)
  const unreleased = sections.find((section) => section.startsWith('Unreleased'))
  const [, ...entries] = unreleased?.split('\n') ?? []
  const isEmpty = entries.every((line) => line.trim() === '' || line.startsWith('### '))
  const [newest = ''] = sections.filter((section) => section !== unreleased)
  return [
    ...(isEmpty ? [] : ['CHANGELOG.md still has entries under Unreleased']),
    ...(newest.startsWith(`${version} - `)
      ? []
      : [`the newest section of CHANGELOG.md is not "## ${version} - DATE"`]),
  ]
}
