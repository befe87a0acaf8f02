import { statSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import { tryTo } from '../../generators/disk/disk-error.ts'
import type { GitFacts } from '../../generators/questions/git-facts.ts'
import type { Environment } from '../environment.ts'
import { git } from './git.ts'

/** The time limit for git in milliseconds, because a question waits for it. */
const factsTimeout = 2_000

/** Returns what git knows about a directory, which may not exist yet; unknown facts are missing. */
export async function gitFacts(directory: string, env: Environment): Promise<GitFacts> {
  const existing = nearestExisting(directory)
  const setting = { directory: existing, env, timeout: factsTimeout }
  const [remote, prefix, config] = await Promise.all([
    git(['remote', 'get-url', 'origin'], setting),
    git(['rev-parse', '--show-prefix'], setting),
    git(['config', '--null', '--get-regexp', '^(github\\.user|user\\.(name|email))$'], setting),
  ])
  const values = new Map(config.stdout.split('\0').map((entry) => splitOnce(entry, '\n')))
  const below = relative(existing, directory).split(sep).filter(Boolean)
  const path = [...prefix.stdout.trim().split('/').filter(Boolean), ...below].join('/')
  const facts: Readonly<Record<keyof GitFacts, string | undefined>> = {
    remote: remote.stdout.trim(),
    prefix: prefix.ok ? path : '',
    githubUser: values.get('github.user'),
    userName: values.get('user.name'),
    userEmail: values.get('user.email'),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value))
}

/** Returns the directory, or its nearest ancestor that exists. */
function nearestExisting(directory: string): string {
  const parent = dirname(directory)
  const exists = tryTo(() => statSync(directory).isDirectory()) === true
  return parent === directory || exists ? directory : nearestExisting(parent)
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
