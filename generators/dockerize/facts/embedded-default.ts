import type { ConfigFile } from '../config/config-file.ts'
import type { EnvironmentVariable } from '../facts.ts'
import { callsNamed } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { importsOf, type Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { above, argumentsOf, named, stringOf } from '../go/syntax.ts'

/** Modules that bring a database with them. */
const embedded =
  /^(?:modernc\.org\/sqlite|zombiezen\.com\/go\/sqlite|github\.com\/(?:mattn|ncruces)\/go-sqlite3|github\.com\/glebarez\/(?:go-)?sqlite|gorm\.io\/driver\/sqlite|github\.com\/jinzhu\/gorm\/dialects\/sqlite|crawshaw\.io\/sqlite)(?:\/|$)/

/** Names of what chooses a database. */
const chooses = /driver|dialect|engine|backend|(?:db|database|storage|store)[_.-]?type|^type$/i

/** Names of what needs no database of its own. */
const none = 'sqlite3?|memory|in-?mem(?:ory)?|bolt(?:db)?|badger|none'

/** Values that need no database of their own, as literals or constants. */
const needsNone = new RegExp(
  `^(?:["\`](?:${none})["\`]|(?:\\w+\\.)?\\w*(?:SQLite3?|Sqlite3?|Memory))$`,
)

/** A choice between such a value and a database: `case "memory":` and `case "postgres":`. */
const offersNone = new RegExp(`\\bcase\\s+"(?:${none})"`)
const offersServer = /\bcase\s+"(?:postgres(?:ql)?|pg|mysql|mariadb)"/

/** Such a name alone, and one anywhere in a text. */
const isNone = new RegExp(`^(?:${none})$`)
const mayBeNone = new RegExp(none, 'i')

/** Such a name as the default in the tag of a field that chooses. */
const tagged = new RegExp(
  `\\b(?:Driver|Dialect|Engine|Backend|\\w*Type)\\s+\\w+\\s+\`[^\`\\n]*[dD]efault:"(?:${none})"`,
)

/** Variables of a database whose default is a file. */
const isFile = ({ name, default: value = '' }: EnvironmentVariable): boolean =>
  /DB|DATABASE|DSN|STORAGE/.test(name) &&
  /^(?:sqlite3?|file):|\.(?:db|sqlite3?)(?:$|\?)/.test(value)

/** Variables that choose a database and have such a default. */
const isChoice = ({ name, default: value = '' }: EnvironmentVariable): boolean =>
  chooses.test(name) && isNone.test(value)

/**
 * Returns whether a program uses no database server unless somebody chooses one: it has SQLite or can
 * do without any, and the default of what chooses is that, a file or memory.
 */
export function hasEmbeddedDefault(
  program: Program,
  env: readonly EnvironmentVariable[],
  configFiles: () => readonly ConfigFile[],
): boolean {
  const canChoose =
    importsOf(program).some(({ path }) => embedded.test(path)) ||
    program.files.some(({ text }) => offersServer.test(text) && offersNone.test(text))
  if (!canChoose) return false
  if (env.some(isFile) || env.some(isChoice)) return true
  const files = program.files.filter(({ text }) => mayBeNone.test(text))
  return (
    byCall(program, files) ||
    files.some((file) => byDefault(file, program) || bySwitch(file, program)) ||
    byFile(configFiles())
  )
}

/** The names of SQLite and of servers as whole values of a configuration file. */
const isSqlite = /^sqlite3?$/i
const isServer = /^(?:postgres(?:ql)?|pgx?|mysql|mariadb)$/i

/** A configuration file of the repository that chooses SQLite; files of variables are in no image. */
function byFile(files: readonly ConfigFile[]): boolean {
  const values = files
    .filter(({ path }) => !/(?:^|\/)[^/]*\.env[^/]*$/.test(path))
    .flatMap(({ entries }) => entries.map(({ text }) => text))
  return values.some((text) => isSqlite.test(text)) && !values.some((text) => isServer.test(text))
}

/** `switch { case dsn != "": … default: return openSQLite() }`: SQLite where nothing is set. */
function bySwitch(file: Place['file'], program: Program): boolean {
  if (!/\bswitch\s*\{/.test(file.text)) return false
  const all = file.root()?.descendantsOfType('expression_switch_statement') ?? []
  return all.some((node) => {
    if (node === null || node.childForFieldName('value') !== null) return false
    const cases = named(node)
    const other = cases.find(({ type }) => type === 'default_case')
    const opensServer = cases.some((one) => one !== other && /postgres|mysql/i.test(one.text))
    return (
      /sqlite\w*[.(]/i.test(other?.text ?? '') && opensServer && isLive({ node, file }, program)
    )
  })
}

const defining = [
  ...['String', 'StringVar', 'StringP', 'StringVarP', 'SetDefault', 'Default', 'Getenv', 'GetEnv'],
  ...['getenv', 'getEnv', 'env', 'envOr', 'getEnvOrDefault', 'GetEnvOrDefault'],
]

/** `SetDefault("driver", "sqlite")`, `flag.String("db-type", "sqlite", …)`, `getEnv("DB_DRIVER", "sqlite")`. */
function byCall(program: Program, files: Program['files']): boolean {
  return defining.some((name) =>
    callsNamed(name, program, files).some(({ node }) => {
      const given = argumentsOf(node)
      const at = given.findIndex((argument) => chooses.test(stringOf(argument) ?? ''))
      return at !== -1 && needsNone.test(given[at + 1]?.text ?? '')
    }),
  )
}

/** `Driver: "sqlite"` of a default configuration, and `default:"sqlite"` in the tag of a field. */
function byDefault(file: Place['file'], program: Program): boolean {
  if (tagged.test(file.text)) return true
  const element = /\b(?:Driver|Dialect|Engine|Backend|\w*Type)(?::|\s=)\s*[\w."`]+/g
  return [...file.text.matchAll(element)].some(({ index }) => {
    const node = file.root()?.descendantForIndex(index)
    const place = node === null || node === undefined ? undefined : { node, file }
    return place !== undefined && isDefault(place) && isLive(place, program)
  })
}

/**
 * Whether an identifier gets such a value as a default: in a function that makes one, or where there
 * is none yet.
 */
function isDefault({ node, file }: Place): boolean {
  const element = node.parent?.parent
  const value =
    element?.type === 'keyed_element'
      ? named(element)[1]
      : named(element?.parent?.childForFieldName('right'))[0]
  if (!needsNone.test(value?.text ?? '')) return false
  const func = file.declarationAt(node.startIndex)?.childForFieldName('name')?.text ?? ''
  const condition = above(node, 'if_statement')?.childForFieldName('condition')?.text ?? ''
  return /default|^(?:main|init)$/i.test(func) || /== *(?:""|nil)$/.test(condition)
}
