import { type Finding, warning } from '../finding.ts'
import { versions } from '../layers/versions.ts'
import { type Change, fileOf, type Plan } from './change.ts'
import { type Destination, rootFiles } from './destination.ts'
import { hiddenFromDocker } from './dockerignore.ts'
import { goOf, impliedGo } from './go-mod.ts'
import { rivalWarnings } from './rivals.ts'
import { some } from './some.ts'
import { sameFile, textIn } from './tree.ts'
import { isOlder } from './versions.ts'

/**
 * Returns what the user should know about a destination and a plan, although nothing stops the run.
 */
export function warningsOf(destination: Destination, plan: Plan): readonly Finding[] {
  return [
    ...rivalWarnings(destination, plan),
    ...belowRoot(destination, plan),
    ...hiddenSources(plan),
    ...unvendored(destination, plan),
    ...changedLoops(plan),
    ...newerThanImage(plan),
    ...usedOutside(destination),
  ]
}

function changeAt(path: string, { changes }: Plan): Change | undefined {
  return changes.find((change) => change.path === path)
}

/** GitHub and Renovate only read their files in the root of a repository. */
function belowRoot({ repositoryRoot }: Destination, plan: Plan): readonly Finding[] {
  if (repositoryRoot === undefined) return []
  const missing = rootFiles.filter((path) => changeAt(path, plan) === undefined)
  const dead = rootFiles.filter((path) => !missing.includes(path))
  const where = 'they are read only at the root of the repository, and this directory is below it'
  const remedy =
    'Run `docker build -f testing.dockerfile .` here from a workflow at the root, and configure Renovate there.'
  const messages = [
    ...(missing.length > 0 ? [`left out ${missing.join(' and ')}: ${where}`] : []),
    ...(dead.length > 0 ? [`${dead.join(' and ')} have no effect: ${where}`] : []),
  ]
  return messages.map((message) => warning('destination/below-root', null, message, remedy))
}

/**
 * An existing .dockerignore that is kept may hide files that docker build needs. A merged one was
 * checked before.
 */
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

/**
 * Go builds from an existing vendor folder, and refuses one that doesn't match the requirements.
 */
function unvendored({ names }: Destination, plan: Plan): readonly Finding[] {
  const status = changeAt('go.mod', plan)?.status
  const isNew = status === 'create' || status === 'update' || status === 'merge'
  if (!names.has('vendor/modules.txt') || !isNew) return []
  const message = 'go builds from vendor/, which lacks what the new go.mod requires'
  return [warning('destination/vendor', 'vendor/modules.txt', message, 'Run go mod vendor.')]
}

/**
 * Since Go 1.22, the go line decides the scope of loop variables:
 * https://go.dev/blog/loopvar-preview
 */
function changedLoops(plan: Plan): readonly Finding[] {
  const change = changeAt('go.mod', plan)
  if (change?.status !== 'update' && change?.status !== 'merge') return []
  const [before, after] = [change.existing.file, fileOf(change)].map((file) => goOf(textIn(file)))
  if (!isOlder(before ?? impliedGo, '1.22') || isOlder(after ?? impliedGo, '1.22')) return []
  const from = before === undefined ? 'nothing' : `go ${before}`
  const message = `go.mod says go ${after} instead of ${from}: since Go 1.22 each iteration of a loop has its own variables, in your existing code too`
  const remedy = 'Run go build -gcflags=-d=loopvar=2 ./... and check the loops that it lists.'
  return [warning('destination/go-version', 'go.mod', message, remedy)]
}

/** The Go images don't download another toolchain. */
function newerThanImage(plan: Plan): readonly Finding[] {
  const change = changeAt('go.mod', plan)
  const isTheirs = change?.status === 'merge' || (change?.status === 'keep' && change.decision)
  if (!isTheirs || change.existing.kind !== 'file') return []
  const go = goOf(textIn(change.existing.file)) ?? impliedGo
  const [release = go] = /^\d+\.\d+/.exec(go) ?? []
  if (!isOlder(versions.goVersion, release)) return []
  const message = `go.mod says go ${go}, which the images of Go ${versions.goVersion} in the Dockerfiles refuse`
  const remedy = `Use golang:${release} in every Dockerfile, or an older go line.`
  return [warning('destination/go-version', 'go.mod', message, remedy)]
}

/** A go.work is part of the build context, but folders outside of it are not. */
function usedOutside({ usedOutside: folders = [] }: Destination): readonly Finding[] {
  if (folders.length === 0) return []
  const message = `go.work uses ${folders.join(' and ')}, which docker build doesn't include: go fails there`
  return [warning('destination/go-work', 'go.work', message, 'Add go.work to .dockerignore.')]
}
