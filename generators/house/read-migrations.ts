import semver from 'semver'
import { shown } from '../json.ts'
import { compareVersions } from '../plan/versions.ts'
import type { Value } from '../questions/table.ts'
import { isOptionName } from '../questions/table-problems.ts'
import type { Migration } from './house-layer.ts'
import { maximumFiles } from './limits.ts'
import { isPath } from './read-files.ts'
import { readValue } from './read-values.ts'
import {
  has,
  type Keys,
  type Reader,
  readKeys,
  readList,
  readObject,
  readText,
  textProblem,
  within,
} from './reader.ts'

/** Reads `migrations`, sorted by version. */
export function readMigrations(reader: Reader, value: unknown): readonly Migration[] {
  const items = readList(reader, 'migrations', value, 200)
  const migrations = new Map<string, Migration>()
  for (const [index, item] of items.entries()) {
    const at = within('migrations', index)
    const migration = readMigration(reader, at, item)
    if (migration === undefined) continue
    if (migrations.has(migration.to)) {
      reader.refuse(at, `${migration.to} already has a migration`, 'Join the two.')
    }
    migrations.set(migration.to, migration)
  }
  return [...migrations.values()].sort((a, b) => compareVersions(a.to, b.to))
}

function readMigration(reader: Reader, at: string, item: unknown): Migration | undefined {
  const keys = readObject(reader, at, item, ['to', 'rename', 'setAnswer'])
  if (keys === undefined) return undefined
  if (!has(keys, 'rename') && !has(keys, 'setAnswer')) {
    reader.refuse(at, 'it changes nothing', 'Use rename, setAnswer or both.')
  }
  const to = readVersion(reader, at, keys, 'to')
  const rename = has(keys, 'rename') ? readRenames(reader, within(at, 'rename'), keys.rename) : {}
  const setAnswer = has(keys, 'setAnswer')
    ? readAnswersToSet(reader, within(at, 'setAnswer'), keys.setAnswer)
    : {}
  return to === undefined ? undefined : { to, rename, setAnswer }
}

function readRenames(reader: Reader, at: string, value: unknown): Migration['rename'] {
  const entries = Object.entries(readKeys(reader, at, value) ?? {})
  if (entries.length > maximumFiles) {
    reader.refuse(at, `it has more than ${maximumFiles} paths`)
    return {}
  }
  const renames = new Map<string, string>()
  for (const [from, to] of entries) {
    const place = within(at, from)
    const fine = typeof to === 'string' && textProblem(to, 4096) === undefined
    if (!fine) reader.refuse(place, `it is ${shown(to)}, not a path`)
    const safe = isPath(reader, place, from)
    if (!fine || !isPath(reader, place, to) || !safe) continue
    if (from === to) reader.refuse(place, 'both paths are the same')
    if ([...renames.values()].includes(to)) {
      reader.refuse(place, `${shown(to)} is the new path of two`, 'Give each its own.')
    }
    renames.set(from, to)
  }
  return Object.fromEntries([...renames].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function readAnswersToSet(reader: Reader, at: string, value: unknown): Migration['setAnswer'] {
  const keys = readKeys(reader, at, value) ?? {}
  const answers = Object.keys(keys).flatMap((option): readonly (readonly [string, Value])[] => {
    if (!isOptionName(option)) {
      reader.refuse(within(at, option), `${shown(option)} cannot be the name of an option`)
      return []
    }
    const answer = readValue(reader, at, keys, option)
    return answer === undefined ? [] : [[option, answer]]
  })
  return Object.fromEntries(answers.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Returns the version at a key; undefined with a problem. */
export function readVersion(
  reader: Reader,
  at: string,
  keys: Keys,
  key: string,
): string | undefined {
  const version = readText(reader, at, keys, key)
  if (version === undefined) return undefined
  // The library also accepts v1.2.3 and spaces, and drops what follows a +.
  if (semver.valid(version) === version) return version
  const fix = 'Use three numbers such as 1.2.3, or 1.2.3-rc.1.'
  reader.refuse(within(at, key), `${shown(version)} is not a version`, fix)
  return undefined
}
