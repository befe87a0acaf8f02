import type { Audited, AuditedDockerfile } from './audited.ts'
import { servicesIn } from './compose/services.ts'
import { copiesIn } from './dockerfile/stages.ts'
import { kindOf } from './find-files.ts'
import { isMade } from './made.ts'
import { belowContext, exists } from './repository.ts'

/** A folder from which a Dockerfile is built. */
export interface Context {
  readonly folder: string
  readonly isCertain: boolean
  /** The Compose file that says so, where others say something else. */
  readonly from?: string
}

/** Returns the folders from which a Dockerfile is built: of several, those of Compose count too. */
export function contextsOf(audited: Audited, dockerfile: AuditedDockerfile): readonly Context[] {
  const { path, context, isContextCertain: isCertain } = dockerfile
  if (context === undefined) return []
  const told = servicesIn(audited).flatMap(({ project, service: { build, node } }) =>
    build?.dockerfile !== path || build.context === undefined || project.partial
      ? []
      : [[build.context, node.file] as const],
  )
  const others = [...new Map(told)].filter(([folder]) => folder !== context)
  // A command may give Compose another folder.
  const isMovable =
    others.length > 0 &&
    [...audited.repository.texts.values()].some((text) => text.includes('--project-directory'))
  return [
    { folder: context, isCertain },
    ...others.map(([folder, from]) => ({ folder, isCertain: !isMovable, from })),
  ]
}

/**
 * Returns whether a build may have a missing go.mod or go.work all the same: something makes it, or
 * another folder has all that is copied.
 */
export function mayHaveModule(
  { repository, modules, builds }: Audited,
  { path, file, context }: AuditedDockerfile,
  place: string,
): boolean {
  const isStarted = [...repository.texts].some(
    ([path, text]) => kindOf(path) === 'script' && /\bgo (?:mod|work) init\b/.test(text),
  )
  if (isStarted || isMade(repository, place) || modules.length === 0) return true
  if (builds.known.some(({ dockerfile }) => dockerfile === path)) return false
  const sources = file.stages
    .flatMap((stage) => copiesIn(file, stage))
    .flatMap(({ from, sources }) => (from === undefined ? sources : []))
    .filter((source) => !/[*?[$]|^https?:|^git@/.test(source))
  return modules.some(
    ({ folder }) =>
      folder !== context &&
      sources.every((source) => exists(repository, belowContext(folder, source) ?? '')),
  )
}
