import { type Finding, warning } from '../finding.ts'
import type { Change, Plan } from './change.ts'
import { type Destination, rootFiles } from './destination.ts'
import { hiddenFromDocker } from './dockerignore.ts'
import { rivalWarnings } from './rivals.ts'
import { some } from './some.ts'
import { sameFile, textIn } from './tree.ts'

/** Returns what a person should know about the destination and a plan for it, though nothing stops the run. */
export function warningsOf(destination: Destination, plan: Plan): readonly Finding[] {
  return [
    ...rivalWarnings(destination, plan),
    ...belowRoot(destination, plan),
    ...overriddenLineEnds(plan),
    ...hiddenSources(plan),
    ...unvendored(destination, plan),
    ...usedOutside(destination),
  ]
}

function changeAt(path: string, { changes }: Plan): Change | undefined {
  return changes.find((change) => change.path === path)
}

/** GitHub and Renovate read their files at a repository's root: below it they would be dead. */
function belowRoot({ repositoryRoot }: Destination, plan: Plan): readonly Finding[] {
  if (repositoryRoot === undefined) return []
  const missing = rootFiles.filter((path) => changeAt(path, plan) === undefined)
  const dead = rootFiles.filter((path) => !missing.includes(path))
  const where = 'this directory is not the root of its repository, where they are read'
  const remedy =
    'Run `docker build -f testing.dockerfile .` here from a workflow at the root, and configure Renovate there.'
  const messages = [
    ...(missing.length > 0 ? [`left out ${missing.join(' and ')}: ${where}`] : []),
    ...(dead.length > 0 ? [`${dead.join(' and ')} have no effect: ${where}`] : []),
  ]
  return messages.map((message) => warning('destination/below-root', null, message, remedy))
}

/** Git takes the last line that matches: ours comes after theirs. */
function overriddenLineEnds(plan: Plan): readonly Finding[] {
  const change = changeAt('.gitattributes', plan)
  if (change?.status !== 'merge') return []
  const lines = textIn(change.existing.file).split('\n')
  const index = lines.findIndex((line) => /^[^#]*\seol=crlf(\s|$)/.test(line))
  if (index === -1) return []
  const message =
    'the line `* text=auto eol=lf` comes after one of yours with eol=crlf, and overrides it'
  const remedy = 'Move your line below the marked block.'
  return [
    { ...warning('destination/line-ends', '.gitattributes', message, remedy), line: index + 1 },
  ]
}

/** A .dockerignore that stays as it is may hide what docker build needs; one that is merged was looked at for that. */
function hiddenSources(plan: Plan): readonly Finding[] {
  const change = changeAt('.dockerignore', plan)
  if (change?.status !== 'keep' && change?.status !== 'identical') return []
  const { file, existing } = change
  if (file === undefined || existing.kind !== 'file' || sameFile(existing.file, file)) return []
  const paths = plan.changes.flatMap((change) => ('file' in change ? [change.path] : []))
  const hidden = hiddenFromDocker(textIn(existing.file), paths, textIn(file))
  if (hidden.length === 0) return []
  const message = `.dockerignore hides ${some(hidden)} from docker build, which needs them`
  const remedy = `Add lines for them that start with !, such as !${hidden[0]}.`
  return [warning('destination/hidden', '.dockerignore', message, remedy)]
}

/** Go builds from a vendor folder that is there, and refuses one that is not of the same requirements. */
function unvendored({ names }: Destination, plan: Plan): readonly Finding[] {
  const status = changeAt('go.mod', plan)?.status
  if (!names.has('vendor/modules.txt') || (status !== 'create' && status !== 'update')) return []
  const message = 'go builds from vendor/, which lacks what the new go.mod requires'
  return [warning('destination/vendor', 'vendor/modules.txt', message, 'Run go mod vendor.')]
}

/** A go.work is in the build's context, what lies outside of it is not. */
function usedOutside({ usedOutside: folders = [] }: Destination): readonly Finding[] {
  if (folders.length === 0) return []
  const message = `go.work uses ${folders.join(' and ')}, which docker build doesn't get: go fails there`
  return [warning('destination/go-work', 'go.work', message, 'Add go.work to .dockerignore.')]
}
