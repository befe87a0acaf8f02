import { type Finding, warning } from '../finding.ts'
import { shown } from '../json.ts'
import { nearest } from '../nearest.ts'
import type { Existing, Snapshot } from '../plan/change.ts'
import { conflictMarker } from '../plan/conflict-marker.ts'
import { editsOf, type Intent, intentKeys } from '../plan/intent.ts'
import { intentPath, type Lock, type LockFile, lockPath } from '../plan/lock.ts'
import type { Recorded } from '../plan/record.ts'
import type { Owner } from '../plan/tree.ts'
import { editedLock } from './edited-lock.ts'
import { hasClearMarkers, isRestorable, type Verdict, verdictOn } from './verdict.ts'

/** A path of the lock, and how it compares with the repository. */
export interface CheckedFile {
  readonly path: string
  readonly owner: Owner
  readonly layer: string
  readonly verdict: Verdict
  /** Set if it drifted and an override accepts that. */
  readonly accepted?: true
}

/** The result of checking a repository. */
export interface Checked {
  /** Every path of the lock, sorted by path. */
  readonly files: readonly CheckedFile[]
  readonly findings: readonly Finding[]
}

/**
 * Compares a repository with its record. Returns the verdict on each path of the lock, and
 * findings.
 */
export function checkRecord(
  { intent, lock }: Recorded & { readonly lock: Lock },
  { entries }: Snapshot,
): Checked {
  const files = Object.entries(lock.files).map(([path, entry]) => {
    const existing = entries.get(path)
    const file = { path, owner: entry.owner, layer: entry.layer }
    const verdict = verdictOn(path, entry, existing)
    const isChanged = verdict !== 'same' && existing?.kind === 'file'
    const marker = isChanged ? conflictMarker(existing.file) : undefined
    const isOpen = lock.unresolved?.includes(path) ?? false
    const found = { entry, existing, verdict, marker }
    const findings = isOpen ? [] : findingsOn(path, found, lock)
    return { file: { ...file, verdict }, findings }
  })
  return {
    files: files.map(({ file }) => file),
    findings: [
      ...(intent === undefined
        ? [noIntent]
        : [...editFindings(intent, lock), ...misspelled(intent)]),
      ...(lock.unresolved ?? []).map(unresolved),
      ...files.flatMap(({ findings }) => findings),
    ],
  }
}

/** A path of the lock, what stands there, and how the two compare. */
interface Compared {
  readonly entry: LockFile
  readonly existing: Existing | undefined
  readonly verdict: Verdict
  /** The line of its first conflict marker. */
  readonly marker: number | undefined
}

function findingsOn(path: string, compared: Compared, lock: Lock): readonly Finding[] {
  const { verdict, marker } = compared
  if (marker !== undefined) return [unmerged(path, marker)]
  if (verdict === 'forged') {
    return [editedLock(`the sha256 and the blob of ${path} belong to different files`)]
  }
  const found = drift(path, compared, lock)
  return found === undefined ? [] : [found]
}

/**
 * How serious drift is. The template decides the content of managed and generated files, so drift
 * there is an error; developers edit shared files from day one.
 */
const severities = { managed: 'error', generated: 'error', shared: 'info' } as const

function drift(
  path: string,
  { entry, existing, verdict }: Compared,
  lock: Lock,
): Finding | undefined {
  const { owner, layer } = entry
  if (owner === 'seeded' || verdict === 'same' || verdict === 'kept' || verdict === 'forged') {
    return undefined
  }
  const version = lock.layers.find(({ name }) => name === layer)?.version
  const source = version === undefined ? layer : `${layer} ${version}`
  const severity = severities[owner]
  const fixable = isRestorable(verdict, entry) && hasClearMarkers(path, entry, existing)
  return {
    rule: `drift/${verdict}`,
    severity,
    file: path,
    line: null,
    message: `${path} ${told(verdict, entry, source)}`,
    remedy:
      severity === 'info'
        ? null
        : `Restore it from git${fixable ? ' or with create-go-docker check --fix' : ''}, or accept it in the overrides of ${intentPath}.`,
    fixable,
  }
}

function told(
  verdict: Exclude<Verdict, 'same' | 'kept' | 'forged'>,
  { block, mode }: LockFile,
  source: string,
): string {
  switch (verdict) {
    case 'modified':
      return block
        ? `has changed lines between the markers of ${source}`
        : `was edited since ${source} wrote it`
    case 'missing':
      return `is missing: ${source} wrote it`
    case 'mode':
      return mode === '100755' ? 'is no longer executable' : 'was made executable'
    case 'replaced':
      return 'is no longer a regular file'
  }
}

function unmerged(path: string, line: number): Finding {
  return {
    rule: 'state/conflict-markers',
    severity: 'error',
    file: path,
    line,
    message: `${path} has conflict markers`,
    remedy: 'Resolve the conflict.',
    fixable: false,
  }
}

function unresolved(path: string): Finding {
  return {
    rule: 'state/unresolved',
    severity: 'error',
    file: path,
    line: null,
    message: `${path} has a conflict that the last update left`,
    remedy: 'Resolve it, then run create-go-docker update --continue.',
    fixable: false,
  }
}

const noIntent = warning(
  'intent/missing',
  intentPath,
  `${intentPath} is missing`,
  'Restore it from git.',
)

const applied = 'Run create-go-docker update to apply it, or restore the file from git.'

function editFindings(intent: Intent, lock: Lock): readonly Finding[] {
  return editsOf(intent, lock).map(({ key, now, before }) => {
    const message = `${intentPath} has an edit that is not applied: ${key} is ${now}, but ${lockPath} has ${before}`
    return warning('intent/not-applied', intentPath, message, applied)
  })
}

/**
 * Returns warnings of unknown keys that would mean nothing otherwise: those that look like a known one,
 * and all of a layer, where the user has no keys of their own.
 */
function misspelled(intent: Intent): readonly Finding[] {
  const known: readonly string[] = intentKeys
  const own = Object.keys(intent).flatMap((key) => {
    const meant = known.includes(key) ? undefined : nearest(key, intentKeys)
    return meant === undefined ? [] : [unknownKey(shown(key), `Did you mean ${meant}?`)]
  })
  const ofLayers = (intent.layers ?? []).flatMap((layer, index) =>
    Object.keys(layer)
      .filter((key) => key !== 'use')
      .map((key) => {
        const fix = nearest(key, ['use']) ? 'Did you mean use?' : 'Remove it: a layer has only use.'
        return unknownKey(`${shown(key)} in layers[${index}]`, fix)
      }),
  )
  return [...own, ...ofLayers]
}

function unknownKey(key: string, fix: string): Finding {
  return warning('intent/unknown-key', intentPath, `${intentPath} has the unknown key ${key}`, fix)
}
