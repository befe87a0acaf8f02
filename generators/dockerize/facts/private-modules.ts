import { matcherOfPieces, piecesOfGlob } from '../../plan/wildcards.ts'
import type { Module } from '../go/module.ts'

/** Hosts of code that anybody can read. Others with a usual top-level domain are mostly vanity hosts. */
const publicForges =
  /^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com|git\.sr\.ht|go\.googlesource\.com|gitee\.com|gitlab\.(freedesktop|gnome|torproject)\.org|gitlab\.archlinux\.org|git\.zx2c4\.com|git\.sr\.ht)$/

/** Hosts of a company by their names: `git.`, `gitlab.`, `ghe.`; names that no public DNS has. */
const privateHosts =
  /^(git|gitlab|gitea|github|ghe|bitbucket|stash)\.|\.(internal|local|lan|corp|intra|intranet|private|home|localdomain|test|invalid)$/

/** `GOPRIVATE=…`, `GONOPROXY: …` and the like in a file of settings. */
const setting =
  /\b(?:GOPRIVATE|GONOPROXY|GONOSUMDB|GONOSUMCHECK)\b["']?\s*[:=]\s*["']?([\w.,*/-]+)/g

/** Returns whether a file may say which modules are private. */
export function mayNamePrivate(path: string): boolean {
  return /(^|\/)([^/]*Dockerfile[^/]*|[^/]*\.dockerfile|Makefile|[Tt]askfile\.ya?ml|\.envrc|\.env|\.gitlab-ci\.yml|Jenkinsfile|\.netrc)$|^\.github\/workflows\/[^/]+\.ya?ml$|^\.circleci\/config\.yml$/.test(
    path,
  )
}

/**
 * Returns the required modules that are probably private: on a host that is no public one, or one
 * that the settings of a repository name (https://go.dev/ref/mod#private-modules).
 */
export function privateModulesOf(
  { requires, replaces }: Module,
  settings: readonly string[],
): readonly string[] {
  const patterns = settings.flatMap((text) =>
    [...text.matchAll(setting)].flatMap(([, value = '']) => value.split(',')),
  )
  const local = new Set(replaces.map(({ module }) => module))
  return [...requires.keys()].filter(
    (path) =>
      !local.has(path) && (isOnPrivateHost(path) || patterns.some((one) => covers(one, path))),
  )
}

function isOnPrivateHost(path: string): boolean {
  const host = path.split('/')[0] ?? ''
  if (publicForges.test(host)) return false
  return !host.includes('.') || /^[\d.]+$/.test(host) || privateHosts.test(host)
}

/** Whether a pattern, a glob of path elements, matches the start of a module path. */
function covers(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const parts = path.split('/')
  return (
    pattern !== '' &&
    pattern !== '*' &&
    wanted.length <= parts.length &&
    wanted.every((one, index) => matches(one, parts[index] ?? ''))
  )
}

function matches(glob: string, text: string): boolean {
  return matcherOfPieces(piecesOfGlob(glob))(text)
}
