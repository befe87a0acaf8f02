import type { Merging, Owner } from './tree.ts'

/** What a file is, by its path: who has the say over it, and how it goes together with one that stands there. */
export interface OwnerRow {
  readonly pattern: RegExp
  readonly owner: Owner
  readonly merging?: Merging
}

/**
 * The table of owners of the built-in files. What containers and checks are made of is managed; what a developer writes
 * from the first day on is seeded; a file that both write to is shared.
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

/** Returns whose a file is; what no row names is managed. */
export function ownerOf(path: string): Pick<OwnerRow, 'owner' | 'merging'> {
  return owners.find(({ pattern }) => pattern.test(path)) ?? { owner: 'managed' }
}
