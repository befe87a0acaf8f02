import { snapshot } from './disk/snapshot.ts'
import type { Facts } from './dockerize/facts.ts'
import { dockerizedIntent } from './dockerize/intended.ts'
import type { Finding } from './finding.ts'
import type { House } from './house/house.ts'
import { migratedProblems } from './house/set-answers.ts'
import { builtIn } from './layers/built-in.ts'
import { builtInLayer } from './layers/layers.ts'
import type { Plan } from './plan/change.ts'
import { type ContentSource, contentsFrom, contentsIn } from './plan/contents.ts'
import { type Edit, editsOf, type Intent, intentOf } from './plan/intent.ts'
import type { Lock, LockLayer } from './plan/lock.ts'
import { readRecord, recordPaths, withRecord } from './plan/record.ts'
import { isMode, type Mode, type TreeFile } from './plan/tree.ts'
import { unfinishedProblems } from './plan/unfinished.ts'
import { noLock } from './plan/unreadable.ts'
import { isOlder } from './plan/versions.ts'
import { ProblemsError } from './problem.ts'
import type { Table, Value } from './questions/table.ts'
import { treeOfIntent } from './tree-of-intent.ts'
import { treeOfLock } from './tree-of-lock.ts'
import { UnavailableError } from './unavailable.ts'
import { builtInMerge } from './update/built-in-merge.ts'
import { type Draft, draftUpdate } from './update/draft.ts'
import { withLineEnds } from './update/line-ends.ts'
import {
  EngineError,
  type Files,
  type Labels,
  type MergeEngine,
  type Rename,
} from './update/merge.ts'
import { clashProblems, newer, warningsAbout } from './update/messages.ts'
import {
  migratedOverrides,
  migratedPaths,
  migrationsOf,
  renamesBy,
  withMigratedOrigins,
} from './update/migrations.ts'
import { lockAfter } from './update/record.ts'
import { editedAnswers, wantedAnswers } from './update/wanted-answers.ts'

/** What an update gets from git and npm, which may be missing. */
export interface UpdateTools {
  /** Merges with git; rejects with an `EngineError` if that doesn't work here. */
  readonly merge: MergeEngine
  /** Where contents of the last render are, if the templates here don't render them. */
  readonly lastContents: (lock: Lock) => readonly ContentSource[]
  /** Returns those of some paths that git ignores and doesn't track. */
  readonly ignored: (paths: readonly string[]) => Promise<ReadonlySet<string>>
  /** Returns the files of the repository that are not at these paths. */
  readonly others: (paths: ReadonlySet<string>) => Promise<Files>
}

/** The input of an update. */
export interface UpdateRequest {
  /** The repository as an absolute path. */
  readonly directory: string
  /** The version of this package. */
  readonly version: string
  /** The options without those of house layers. */
  readonly builtInTable: Table
  /** The options, with those of the house layers in the intent. */
  readonly table: Table
  /** The house layers in the intent. */
  readonly house?: House
  /** The house layers in the lock, if they could be loaded. */
  readonly oldHouse?: House
  /** What the code says, if the repository was dockerized. */
  readonly facts?: Facts
  /** Answers to change in go-docker.json. */
  readonly set: Readonly<Record<string, Value>>
  /** Whether to merge seeded files, too. */
  readonly includeSeeded: boolean
  readonly tools: UpdateTools
}

/** An update that is planned completely, before anything is written. */
export interface PlannedUpdate extends Omit<Draft, 'rows' | 'isMerged'> {
  /** What is written, with the record; a conflict is in it as the file with its markers. */
  readonly plan: Plan
  /** What merged the files; null if nothing had to be merged. */
  readonly engine: 'git' | 'built-in' | null
  /** The layers before and after. */
  readonly layers: readonly LockLayer[]
  readonly newLayers: readonly LockLayer[]
  /** What differs between the intent and the lock. */
  readonly edits: readonly Edit[]
  /** Last renders by path, as far as they are known. */
  readonly bases: Files
  /** The new render by path. */
  readonly rendered: ReadonlyMap<string, TreeFile>
  readonly warnings: readonly Finding[]
}

/**
 * Plans an update: merges what the templates render for the intent now with what the user made of
 * the last render. Read-only.
 * @throws ProblemsError when there is no readable record, or it can't be updated; UnavailableError
 * when a newer version wrote it; DiskError when the system refuses
 */
export async function planUpdate(request: UpdateRequest): Promise<PlannedUpdate> {
  const { directory, version, table, house, oldHouse, facts, set, includeSeeded, tools } = request
  const { intent, lock } = await recordOf(directory)
  // The version of a house layer is up to its source.
  const ahead = lock.layers.find(
    (layer) => layer.name === builtInLayer && isOlder(version, layer.version),
  )
  if (ahead !== undefined) throw new UnavailableError([newer(ahead)])
  const unfinished = unfinishedProblems(lock)
  if (unfinished.length > 0) throw new ProblemsError(unfinished)
  const migrations = migrationsOf(
    house?.layers ?? [],
    lock.layers,
    house?.recordedIn(directory) ?? [],
  )
  const chosen = {
    ...editedAnswers({ before: lock.answers, intent: intent.answers }, table),
    ...set,
  }
  const broken = migratedProblems(migrations, chosen, table, refusedFix)
  if (broken.length > 0) throw new ProblemsError(broken)
  const migrated = Object.assign({}, ...migrations.map(({ setAnswer }) => setAnswer))
  const answers = wantedAnswers(
    { before: lock.answers, intent: intent.answers, migrated, set: chosen },
    table,
  )
  const exclude = migratedPaths(intent.exclude ?? [], migrations)
  const wanted = { ...intent, answers, exclude }
  const { tree, provenance } =
    facts === undefined
      ? treeOfIntent(wanted, withMigratedOrigins(lock, migrations), {
          directory,
          version,
          table,
          ...(house === undefined ? {} : { house }),
        })
      : dockerizedIntent(wanted, lock, facts, { directory, version })
  const clashes = clashProblems(lock, tree)
  if (clashes.length > 0) throw new ProblemsError(clashes)
  const edits = editsOf(provenance, lock)
  const excluded = new Set(provenance.exclude.filter((path) => !lock.exclude?.includes(path)))

  const paths = [...recordPaths, ...Object.keys(lock.files)]
  const seen = await snapshot(directory, new Map([...wantedOf(lock), ...tree]))
  const { builtInTable } = request
  const last = treeOfLock(lock, { templates: builtIn(), builtInTable, house: oldHouse })
  const contents = await contentsFrom(
    Object.values(lock.files).map(({ blob }) => blob),
    [async () => contentsIn(last), ...tools.lastContents(lock)],
  )
  const mergesSeeded =
    includeSeeded || edits.some(({ key }) => isAnswered(key, provenance, [wanted, lock]))
  // A file that is merged may have been moved.
  const isMissing = Object.entries(lock.files).some(
    ([path, { owner, kept }]) =>
      !seen.entries.has(path) && !kept && (owner !== 'seeded' || mergesSeeded),
  )
  const others = isMissing ? await tools.others(new Set([...paths, ...tree.keys()])) : new Map()
  const taken = [...tree.keys()].filter(
    (path) => seen.entries.get(path)?.kind === 'file' && !Object.hasOwn(lock.files, path),
  )
  const labels = labelsOf(provenance.layers)
  const terms = {
    lock,
    seen,
    tree,
    contentOf: (blob: string) => contents.get(blob),
    mergesSeeded,
    excluded,
    ignored: await tools.ignored(taken),
    renames: renamesBy(migrations, Object.keys(lock.files)),
    others,
    labels,
  }
  const { draft, engine, why } = await drafted(terms, tools.merge)
  const { rows, isMerged, ...shown } = draft
  const files: Plan = { directory, exists: true, changes: draft.changes }
  const after = lockAfter(draft, provenance)
  const { overrides, moved } = migratedOverrides(intent.overrides, migrations, after)
  return {
    ...shown,
    renames: shown.renames.map((one) => fromLock(one, terms.renames, lock)),
    plan: withRecord(files, provenance, seen, after, moved.length > 0 ? { overrides } : {}),
    engine: isMerged ? engine : null,
    layers: lock.layers,
    newLayers: provenance.layers,
    edits: [...edits, ...moved],
    bases: new Map(rows.flatMap(({ path, base }) => (base ? [[path, base] as const] : []))),
    rendered: tree,
    warnings: warningsAbout(draft.twoWay, edits, why),
  }
}

/** Returns a rename of the user's from the path of the lock, which a migration may have renamed. */
function fromLock(rename: Rename, migrated: ReadonlyMap<string, string>, { files }: Lock): Rename {
  const [origin] = [...migrated].find(([, to]) => to === rename.from) ?? []
  const isMigrated = rename.by === 'ours' && !Object.hasOwn(files, rename.from)
  return isMigrated && origin !== undefined ? { ...rename, from: origin } : rename
}

const refusedFix = 'Correct the layer, or use create-go-docker update --set OPTION=VALUE.'

/** Returns the paths to read, with the modes that they should have. */
function wantedOf({ files }: Lock): readonly (readonly [string, { readonly mode?: Mode }])[] {
  return [
    ...recordPaths.map((path) => [path, {}] as const),
    ...Object.entries(files).map(([path, { mode }]) => {
      return [path, isMode(mode) ? { mode } : {}] as const
    }),
  ]
}

/**
 * Returns whether the user changed an answer: a new question with its default, or one that is gone, is
 * no change.
 */
function isAnswered(
  key: string,
  now: Pick<Lock, 'answers'>,
  known: readonly Pick<Lock, 'answers'>[],
): boolean {
  return Object.hasOwn(now.answers, key) && known.some(({ answers }) => Object.hasOwn(answers, key))
}

/** Drafts with git; without a usable git, with the built-in engine, and says why. */
async function drafted(terms: Parameters<typeof draftUpdate>[0], merge: MergeEngine) {
  try {
    return { draft: await draftUpdate(terms, withLineEnds(merge)), engine: 'git' as const }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const draft = await draftUpdate(terms, withLineEnds(builtInMerge))
    return { draft, engine: 'built-in' as const, why: error.message }
  }
}

/**
 * Reads the record of a repository that is to be updated.
 * @throws ProblemsError when there is no readable one
 */
export async function recordOf(
  directory: string,
): Promise<{ readonly intent: Intent; readonly lock: Lock }> {
  const record = await snapshot(directory, new Map(recordPaths.map((path) => [path, {}])))
  const { intent, lock, problems } = readRecord(record)
  if (problems.length > 0) throw new ProblemsError(problems)
  if (lock === undefined) throw new ProblemsError([noLock('update', directory, intent)])
  return { intent: intent ?? intentOf(lock), lock }
}

function labelsOf(layers: readonly LockLayer[]): Labels {
  const theirs = layers.map(({ name, version }) => `${name}-${version}`).join('-')
  return { ours: 'yours', theirs }
}
