/** How a call uses a path. */
export interface PathUse {
  /** The positions of the paths among the arguments; `all` of them from the first on. */
  readonly at: readonly number[] | 'all'
  readonly access: 'read' | 'write'
  /** Whether the library itself ends the program where the file is missing. */
  readonly isFatal?: boolean
  /** Whether a path may have another one behind a colon, by which the program calls it. */
  readonly hasAlias?: boolean
  /** Whether it makes the folders above, too. */
  readonly makesFolders?: true
}

const read = (...at: readonly number[]): PathUse => ({ at, access: 'read' })
const write = (...at: readonly number[]): PathUse => ({ at, access: 'write' })
const all: PathUse = { at: 'all', access: 'read' }
const fatal = (use: PathUse): PathUse => ({ ...use, isFatal: true })

/** Functions of packages that take paths, by import path without its major version, and name. */
export const pathFunctions: Readonly<Record<string, Readonly<Record<string, PathUse>>>> = {
  os: {
    Open: read(0),
    ReadFile: read(0),
    ReadDir: read(0),
    DirFS: read(0),
    Create: write(0),
    OpenFile: write(0),
    WriteFile: write(0),
    Mkdir: write(0),
    MkdirAll: { ...write(0), makesFolders: true },
    MkdirTemp: write(0),
    CreateTemp: write(0),
  },
  'io/ioutil': {
    ReadFile: read(0),
    ReadDir: read(0),
    WriteFile: write(0),
    TempFile: write(0),
    TempDir: write(0),
  },
  'html/template': { ParseFiles: all, ParseGlob: read(0) },
  'text/template': { ParseFiles: all, ParseGlob: read(0) },
  'net/http': { Dir: read(0), ServeFile: read(2), ListenAndServeTLS: read(1, 2) },
  'path/filepath': { Walk: read(0), WalkDir: read(0), Glob: read(0) },
  'crypto/tls': { LoadX509KeyPair: read(0, 1) },
  'google.golang.org/grpc/credentials': {
    NewServerTLSFromFile: read(0, 1),
    NewClientTLSFromFile: read(0),
  },
  'gopkg.in/ini': { Load: all, LooseLoad: all, MapTo: read(1) },
  'github.com/go-ini/ini': { Load: all, MapTo: read(1) },
  'github.com/joho/godotenv': { Load: all, Overload: all, Read: all },
  'github.com/BurntSushi/toml': { DecodeFile: read(0) },
  'github.com/pelletier/go-toml': { LoadFile: read(0) },
  'github.com/ilyakaznacheev/cleanenv': { ReadConfig: read(0) },
  'github.com/spf13/viper': { SetConfigFile: read(0) },
  'github.com/knadh/koanf/providers/file': { Provider: read(0) },
  'github.com/zeromicro/go-zero/core/conf': { MustLoad: fatal(read(0)), Load: read(0) },
  'github.com/go-kratos/kratos/config/file': { NewSource: fatal(read(0)) },
  'github.com/golang-migrate/migrate': { New: read(0), NewWithDatabaseInstance: read(0) },
  'github.com/golang-migrate/migrate/source/file': { New: read(0) },
  'github.com/pressly/goose': {
    Up: read(1),
    UpContext: read(2),
    Run: read(2),
    RunContext: read(3),
  },
  'github.com/casbin/casbin': { NewEnforcer: all, NewSyncedEnforcer: all },
  'github.com/gofiber/template/html': { New: read(0) },
  'github.com/gofiber/template/django': { New: read(0) },
  'github.com/gofiber/fiber/middleware/static': { New: read(0) },
  'github.com/gin-contrib/static': { LocalFile: read(0) },
  'github.com/knadh/stuffbin': {
    NewLocalFS: { ...read(1, 2, 3, 4, 5, 6, 7, 8, 9), hasAlias: true },
  },
  'github.com/oschwald/geoip2-golang': { Open: read(0) },
  'github.com/oschwald/maxminddb-golang': { Open: read(0) },
  'gorm.io/driver/sqlite': { Open: write(0) },
  'github.com/glebarez/sqlite': { Open: write(0) },
  'go.etcd.io/bbolt': { Open: write(0) },
  'github.com/boltdb/bolt': { Open: write(0) },
  'github.com/dgraph-io/badger': { DefaultOptions: write(0) },
  'github.com/syndtr/goleveldb/leveldb': { OpenFile: write(0) },
  'github.com/cockroachdb/pebble': { Open: write(0) },
  'github.com/tidwall/buntdb': { Open: write(0) },
  'github.com/blevesearch/bleve': { New: write(0), Open: write(0) },
}

/** Methods that take paths, whatever they are methods of; only those whose names say so. */
export const pathMethods: Readonly<Record<string, PathUse>> = {
  ParseFiles: all,
  ParseGlob: read(0),
  LoadHTMLGlob: fatal(read(0)),
  LoadHTMLFiles: fatal(all),
  Static: read(1),
  StaticFile: read(1),
  SendFile: read(0),
  ListenAndServeTLS: read(0, 1),
  RunTLS: read(1, 2),
  StartTLS: read(1, 2),
  ListenTLS: read(1, 2),
  LoadMessageFile: read(0),
  MustLoadMessageFile: fatal(read(0)),
  SaveUploadedFile: write(1),
  SaveFile: write(1),
}

/** Drivers of database/sql whose data source is a file. */
export const fileDrivers: ReadonlySet<string> = new Set(['sqlite3', 'sqlite', 'libsql', 'duckdb'])
