import type { Lock } from '../plan/lock.ts'

/** The files that mean the same to their tool as one of ours, so that ours would add nothing. */
const same: Readonly<Record<string, readonly string[]>> = {
  // https://docs.docker.com/compose/intro/compose-application-model/#the-compose-file
  'docker-compose.yml': ['compose.yaml', 'compose.yml', 'docker-compose.yaml'],
  // https://golangci-lint.run/docs/configuration/file/
  '.golangci.yml': ['.golangci.yaml', '.golangci.toml', '.golangci.json'],
}

/**
 * Returns the paths of ours that a repository has under another name, and that it has not from us, with
 * that name.
 */
export function presentOtherwise(
  names: ReadonlySet<string>,
  lock: Lock | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(same).flatMap(([path, others]) => {
      const name = others.find((other) => names.has(other))
      const isOurs = Object.hasOwn(lock?.files ?? {}, path)
      return name === undefined || isOurs ? [] : [[path, name] as const]
    }),
  )
}

/** Returns whether a repository has a Dockerfile that is not from us, or that its user kept. */
export function hasOwnDockerfile(names: ReadonlySet<string>, lock: Lock | undefined): boolean {
  if (!names.has('Dockerfile')) return false
  const entry = Object.hasOwn(lock?.files ?? {}, 'Dockerfile') ? lock?.files.Dockerfile : undefined
  return entry === undefined || entry.kept === true
}
