import type { Examples, Found, Rule } from '../rule.ts'
import { isNamed, ownComments } from '../suppress.ts'

/** Returns the rule about comments, which has to know all others. */
export function commentRule(rules: readonly Rule[]): Rule {
  return {
    id: 'G71',
    name: 'comment-without-effect',
    severity: 'warning',
    reason: 'A comment turns a rule off only if it names one, and says why.',
    source: 'docs/audit.md, "Turning a rule off"',
    fix: 'Write it as in # create-go-docker ignore=G21 it opens a raw socket.',
    overlaps: [],
    *check({ dockerfiles, composeFiles }): Iterable<Found> {
      const files = [
        ...dockerfiles.map(({ path, file }) => ({ path, source: file.source })),
        ...composeFiles,
      ]
      for (const { path, source } of files) {
        for (const { line, names, hasReason } of ownComments(source)) {
          const unknown = names.find((name) => !rules.some((rule) => isNamed(rule, name)))
          if (unknown !== undefined) {
            yield {
              path,
              line,
              message: `this comment turns nothing off: there is no rule "${unknown}"`,
            }
          } else if (!hasReason) {
            yield { path, line, message: 'this comment turns nothing off: it has no reason' }
          }
        }
      }
    },
  }
}

export const examples: Examples = {
  failing: [
    {
      title: 'no reason',
      files: { Dockerfile: '# create-go-docker ignore=G21\nFROM alpine:3.24\n' },
      at: ['Dockerfile:1'],
    },
    {
      title: 'no such rule',
      files: {
        'compose.yaml':
          'services:\n  a:\n    image: redis:8 # create-go-docker ignore=G30,G99 we like it new\n',
      },
      at: ['compose.yaml:3'],
    },
  ],
  passing: [
    {
      title: 'a rule by its number, by its name and by that of another linter, with a reason',
      files: {
        Dockerfile:
          '# create-go-docker ignore=g21,unpinned-image,DL3002 it opens a raw socket\nFROM alpine:3.24\n',
      },
    },
    {
      title: 'a comment of another linter',
      files: { Dockerfile: '# hadolint ignore=DL9999\nFROM alpine:3.24\n' },
    },
  ],
}
