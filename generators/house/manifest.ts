import semver from 'semver'
import { shown } from '../json.ts'
import { builtInLayer } from '../layers/layers.ts'
import { tableProblems } from '../questions/table-problems.ts'
import type { Manifest } from './house-layer.ts'
import type { LayerProblem } from './layer-problem.ts'
import { packageNameProblem } from './names.ts'
import { readAnswers } from './read-answers.ts'
import { readPlopfile, readRun } from './read-code.ts'
import { readFileRules } from './read-files.ts'
import { readMigrations, readVersion } from './read-migrations.ts'
import {
  has,
  type Keys,
  newReader,
  type Reader,
  readObject,
  readOptionalText,
  readText,
} from './reader.ts'

/** A layer.json that was read, or everything that is wrong with it. */
export type ManifestReading =
  | { readonly manifest: Manifest }
  | { readonly problems: readonly LayerProblem[] }

/**
 * Reads the parsed value of a layer.json. Whether its options, choices and variables exist depends
 * on the table that the layer is applied to, and is not checked here.
 */
export function readManifest(value: unknown): ManifestReading {
  const reader = newReader()
  const keys = readObject(reader, '', value, [
    '$schema',
    'name',
    'version',
    'extends',
    'answers',
    'files',
    'migrations',
    'run',
    'plopfile',
  ])
  if (keys === undefined) return { problems: reader.problems }
  readOptionalText(reader, '', keys, '$schema', 1000)
  const name = readName(reader, keys)
  const version = readVersion(reader, '', keys, 'version')
  const range = readRange(reader, keys)
  const { answers, questions } = readAnswers(reader, has(keys, 'answers') ? keys.answers : {})
  const files = readFileRules(reader, keys.files)
  const migrations = readMigrations(reader, keys.migrations)
  const run = readRun(reader, keys.run)
  const plopfile = readPlopfile(reader, keys)
  const clashes = tableProblems(questions, []).map(({ what }) => ({
    what: `layer.json: ${what}`,
    file: 'layer.json',
  }))
  const problems = [...reader.problems, ...clashes]
  if (name === undefined || version === undefined || problems.length > 0) return { problems }
  const manifest = {
    name,
    version,
    ...(range === undefined ? {} : { extends: range }),
    answers,
    questions,
    files,
    migrations,
    ...(run.length === 0 ? {} : { run }),
    ...(plopfile === undefined ? {} : { plopfile }),
  }
  return { manifest }
}

function readName(reader: Reader, keys: Keys): string | undefined {
  const name = readText(reader, '', keys, 'name', 1000)
  if (name === undefined) return undefined
  const why =
    name === builtInLayer ? 'it is the name of the built-in layer' : packageNameProblem(name)
  if (why !== undefined) reader.refuse('name', `${shown(name)} cannot be used: ${why}`)
  return name
}

function readRange(reader: Reader, keys: Keys): string | undefined {
  const range = readOptionalText(reader, '', keys, 'extends')
  if (range === undefined || semver.validRange(range) !== null) return range
  const fix =
    'Use the versions of create-go-docker that the layer works with, such as ^1.4 or >=1 <3.'
  reader.refuse('extends', `${shown(range)} is not a range of versions`, fix)
  return undefined
}
