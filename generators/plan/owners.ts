import type { Merging, Owner } from './tree.ts'

/** Who owns the files that match a pattern, and how they merge with existing ones. */
export interface OwnerRow {
  readonly pattern: RegExp
  readonly owner: Owner
  readonly merging?: Merging
}

/**
 * The owners of the built-in files. Files for containers and checks are managed; files that a
 * developer edits from day one are seeded; files that both edit are shared.
 */
export const owners: readonly OwnerRow[] = [
  { pattern: /^(cmd|internal)\//, owner: 'seeded' },
  { pattern: /^init\.sql$/, owner: 'seeded' },
  { pattern: /^AGENTS\.md$/, owner: 'seeded' },
  { pattern: /^database\.sh$/, owner: 'managed' },
  { pattern: /^README\.md$/, owner: 'seeded', merging: 'append' },
  { pattern: /^go\.mod$/, owner: 'seeded', merging: 'go.mod' },
  { pattern: /^go\.sum$/, owner: 'seeded', merging: 'go.sum' },
  { pattern: /^\.env\.example$/, owner: 'shared' },
  { pattern: /^\.(git|docker)ignore$/, owner: 'managed', merging: 'block' },
  { pattern: /^\.gitattributes$/, owner: 'managed', merging: 'block' },
  { pattern: /^(Dockerfile|[a-z]+\.dockerfile)$/, owner: 'managed' },
  { pattern: /^[a-z]+\.dockerfile\.dockerignore$/, owner: 'managed' },
  { pattern: /^docker-compose(\.[a-z]+)?\.yml$/, owner: 'managed' },
  { pattern: /^\.github\/workflows\/ci\.yml$/, owner: 'managed' },
  { pattern: /^(\.golangci\.yml|renovate\.json|\.editorconfig|Makefile)$/, owner: 'managed' },
]

/** Returns the owner of a file; managed if no row matches. */
export function ownerOf(path: string): Pick<OwnerRow, 'owner' | 'merging'> {
  return owners.find(({ pattern }) => pattern.test(path)) ?? { owner: 'managed' }
}
