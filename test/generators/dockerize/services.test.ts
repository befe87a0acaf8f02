import { describe, expect, test } from 'vitest'
import { mainIn, program } from './facts.ts'

const drivers = [
  '_ "github.com/lib/pq"',
  '_ "modernc.org/sqlite"',
  '_ "github.com/redis/go-redis/v9"',
]

/** The databases that a program needs, and those that it may have instead of its own. */
async function servicesOf(imports: readonly string[], body: string, rest = '') {
  const { services } = await mainIn({ 'main.go': program([...drivers, ...imports], body, rest) })
  return services.map(({ name, optional = false }) => `${name}${optional ? ' optional' : ''}`)
}

describe('a database beside SQLite is optional', () => {
  test.each<[string, readonly string[], string, string?]>([
    ['a flag', ['flag'], '\t_ = flag.String("db-type", "sqlite", "")'],
    ['viper', ['github.com/spf13/viper'], '\tviper.SetDefault("db.driver", "sqlite3")'],
    [
      'a variable with a default file',
      ['os'],
      '\tdsn := os.Getenv("DB_PATH")\n\tif dsn == "" {\n\t\tdsn = "data/app.db"\n\t}\n\tprintln(dsn)',
    ],
    [
      'a tag',
      ['github.com/caarlos0/env/v11'],
      '\tvar c config\n\tenv.Parse(&c)',
      '\ntype config struct {\n\tDriver string `env:"DB_DRIVER" envDefault:"sqlite"`\n}\n',
    ],
    [
      'a default configuration',
      [],
      '\tprintln(DefaultConfig().Driver)',
      '\ntype config struct{ Driver string }\n\nfunc DefaultConfig() config { return config{Driver: "sqlite"} }\n',
    ],
    [
      'what is left where no case is true',
      ['os'],
      '\tdsn := os.Getenv("DSN")\n\tswitch {\n\tcase dsn != "":\n\t\topenPostgres(dsn)\n\tdefault:\n\t\topenSQLite()\n\t}',
      '\nfunc openPostgres(string) {}\n\nfunc openSQLite() {}\n',
    ],
    [
      'what is set where nothing is',
      [],
      '\tvar c config\n\tvalidate(&c)',
      '\ntype config struct{ Type string }\n\nconst TypeMemory = "memory"\n\nfunc validate(c *config) {\n\tif c.Type == "" {\n\t\tc.Type = TypeMemory\n\t}\n}\n',
    ],
  ])('by %s', async (_, imports, body, rest) => {
    expect(await servicesOf(imports, body, rest)).toEqual(['postgres optional', 'redis'])
  })
})

describe('a database beside SQLite is needed', () => {
  test.each<[string, readonly string[], string, string?]>([
    ['without a default', [], ''],
    ['with another default', ['flag'], '\t_ = flag.String("db-type", "postgres", "")'],
    [
      'where SQLite is one of the cases',
      ['os'],
      '\tswitch os.Getenv("DB_DRIVER") {\n\tcase "sqlite":\n\t}',
    ],
    ['by a default of something else', ['flag'], '\t_ = flag.String("cache", "memory", "")'],
  ])('%s', async (_, imports, body, rest) => {
    expect(await servicesOf(imports, body, rest)).toEqual(['postgres', 'redis'])
  })
})

describe('a configuration file', () => {
  test.each([
    ['that chooses SQLite makes a database optional', 'driver: sqlite3', 'postgres optional'],
    ['that chooses a server does not', 'driver: postgres\nother: sqlite3', 'postgres'],
  ])('%s', async (_, config, service) => {
    const imports = [...drivers.slice(0, 2), 'os', 'gopkg.in/yaml.v3']
    const body =
      '\traw, _ := os.ReadFile("app.yml")\n\tvar c struct{ Driver string }\n\tyaml.Unmarshal(raw, &c)'
    const { services } = await mainIn({ 'main.go': program(imports, body), 'app.yml': config })
    expect(
      services.map(({ name, optional }) => `${name}${optional === true ? ' optional' : ''}`),
    ).toEqual([service])
  })
})

describe('a database of a program without SQLite', () => {
  const body = (cases: string) =>
    `\t_ = flag.String("storage-type", "memory", "")\n\tswitch flag.Arg(0) {\n${cases}\t}`

  test.each<[string, string, string]>([
    [
      'is optional beside memory, the default',
      '\tcase "memory":\n\tcase "postgres":\n',
      'postgres optional',
    ],
    ['is needed if it is no choice', '\tcase "memory":\n', 'postgres'],
  ])('%s', async (_, cases, service) => {
    const imports = ['_ "github.com/lib/pq"', 'flag']
    const { services } = await mainIn({ 'main.go': program(imports, body(cases)) })
    const names = services.map(({ name, optional = false }) =>
      optional ? `${name} optional` : name,
    )
    expect(names).toEqual([service])
  })
})
