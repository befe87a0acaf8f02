import { describe, expect, test } from 'vitest'
import { factsIn, linesOfMain, mainIn, program } from './facts.ts'

/** A claim → the files of a program, and the lines that a person writes about it. */
type Cases = Readonly<
  Record<string, readonly [files: Readonly<Record<string, string>>, ...lines: readonly string[]]>
>

function claims(cases: Cases): void {
  test.each(Object.entries(cases))('%s', async (_, [files, ...lines]) => {
    const [, ...found] = linesOfMain(await mainIn(files))
    expect(found).toEqual(lines)
  })
}

const exit = '\tif x == "" {\n\t\tlog.Fatal("X is not set")\n\t}\n'

describe('variables', () => {
  claims({
    'what can be no name is none, its prefix included': [
      {
        'main.go': program(
          ['os'],
          '\tread("PORT")',
          '\nfunc read(key string) string {\n\treturn os.Getenv("A: {b #\\n" + key)\n}\n',
        ),
      },
    ],
    'a list of names that is gone through': [
      {
        'main.go': program(
          ['os'],
          '\tfor _, name := range []string{"DB_URL", "SECRET"} {\n\t\tif os.Getenv(name) == "" {\n\t\t\tpanic(name)\n\t\t}\n\t}',
        ),
      },
      'env DB_URL required (main.go:9)',
      'env SECRET required (main.go:9)',
    ],
    'those of a struct with the prefix of the call that reads it, and no other one': [
      {
        'main.go': program(
          ['github.com/caarlos0/env/v11'],
          [
            '\tc := &config{}',
            '\tenv.Parse(c)',
            '\torigin := &instance{}',
            '\tenv.ParseWithOptions(origin, env.Options{Prefix: "ORIGIN_"})',
            '\toptions := env.Options{Prefix: prefix}',
            '\tenv.ParseWithOptions(&replica{}, options)',
          ].join('\n'),
          [
            '\nconst prefix = "REPLICA_"\n',
            'type config struct {\n\tPort int `env:"API_PORT"`\n\tOrigin *instance\n}\n',
            'type instance struct {\n\tURL string `env:"URL"`\n}\n',
            'type replica struct {\n\tName string `env:"NAME"`\n}\n',
          ].join('\n'),
        ),
      },
      'env API_PORT (main.go:19)',
      'env ORIGIN_URL (main.go:24)',
      'env REPLICA_NAME (main.go:28)',
    ],
    'one that is validated is required, unless the code sets it': [
      {
        'main.go': program(
          ['github.com/go-playground/validator/v10', 'github.com/kelseyhightower/envconfig'],
          '\tc := &config{Level: "debug"}\n\tenvconfig.Process("", c)\n\tvalidator.New().Struct(c)',
          '\ntype config struct {\n\tLevel string `envconfig:"LOG_LEVEL" validate:"required"`\n\tKey string `envconfig:"KEY" validate:"required"`\n}\n',
        ),
      },
      'env LOG_LEVEL (main.go:15)',
      'env KEY required (main.go:16)',
    ],
    'those that a lookuper puts a prefix before': [
      {
        'main.go': program(
          ['context', 'github.com/sethvargo/go-envconfig'],
          [
            '\tvar c config',
            '\tl := envconfig.PrefixLookuper("SHIORI_", envconfig.OsLookuper())',
            '\tl = envconfig.MultiLookuper(l, envconfig.MapLookuper(map[string]string{"KEY": "a"}))',
            '\tenvconfig.ProcessWith(context.Background(), &envconfig.Config{Target: &c, Lookuper: l})',
          ].join('\n'),
          '\ntype config struct {\n\tPort int `env:"HTTP_PORT"`\n\tKey string `env:"KEY,required"`\n}\n',
        ),
      },
      'env SHIORI_HTTP_PORT (main.go:16)',
      'env SHIORI_KEY (main.go:17)',
    ],
    'one that the program ends without is required': [
      { 'main.go': program(['log', 'os'], `\tx := os.Getenv("X")\n${exit}`) },
      'env X required (main.go:9)',
    ],
    'one that is looked up and missed is required': [
      {
        'main.go': program(
          ['os'],
          '\t_, ok := os.LookupEnv("X")\n\tif !ok {\n\t\tpanic("no X")\n\t}',
        ),
      },
      'env X required (main.go:8)',
    ],
    'one that turns off what has an error then is not required': [
      {
        'main.go': program(
          ['errors', 'os'],
          '\tlog()',
          '\nvar on = isOn("LOGGING", true)\n\nfunc isOn(name string, standard bool) bool {\n\tif _, ok := os.LookupEnv(name); !ok {\n\t\treturn standard\n\t}\n\treturn true\n}\n\nfunc log() error {\n\tif !on {\n\t\treturn errors.New("off")\n\t}\n\treturn nil\n}\n',
        ),
      },
      'env LOGGING (main.go:12)',
    ],
    'one whose absence is an error of the function that reads it is required': [
      {
        'main.go': program(
          ['errors', 'os'],
          '\tload()',
          '\nfunc load() (string, error) {\n\tx := os.Getenv("X")\n\tif len(x) == 0 {\n\t\treturn "", errors.New("X is not set")\n\t}\n\treturn x, nil\n}\n',
        ),
      },
      'env X required (main.go:13)',
    ],
    'one that has another source, or is only used when it is there, is not': [
      {
        'main.go': program(
          ['log', 'os'],
          '\thost, ok := os.LookupEnv("HOST")\n\tif !ok {\n\t\tvar err error\n\t\thost, err = os.Hostname()\n\t\tif err != nil {\n\t\t\tlog.Fatal(err)\n\t\t}\n\t}\n\tif len(host) == 0 && len(os.Getenv("X")) > 0 {\n\t\tlog.Fatal(host)\n\t}',
        ),
      },
      'env X (main.go:17)',
      'env HOST (main.go:9)',
    ],
    'a helper that ends the program makes each of its names required': [
      {
        'main.go': program(
          ['log', 'os'],
          '\tprintln(must("A"), must("B"))',
          '\nfunc must(name string) string {\n\tx := os.Getenv(name)\n\tif x == "" {\n\t\tlog.Fatalf("%s is not set", name)\n\t}\n\treturn x\n}\n',
        ),
      },
      'env A required (main.go:9)',
      'env B required (main.go:9)',
    ],
    'a prefix that a helper adds belongs to the name': [
      {
        'main.go': program(
          ['os'],
          '\tprintln(get("PORT"))',
          '\nconst prefix = "APP_"\n\nfunc get(name string) string {\n\treturn os.Getenv(prefix + name)\n}\n',
        ),
      },
      'env APP_PORT (main.go:8)',
    ],
    'tags say names, defaults and what is required': [
      {
        'main.go': program(
          ['github.com/caarlos0/env/v11'],
          '\tvar c config\n\tenv.Parse(&c)',
          '\ntype config struct {\n\tURL string `env:"URL,required"`\n\tDB database `envPrefix:"DB_"`\n}\n\ntype database struct {\n\tName string `env:"NAME" envDefault:"app"`\n}\n',
        ),
      },
      'env URL required (main.go:13)',
      'env DB_NAME = app (main.go:18)',
    ],
    'tags are only text without a library that reads them': [
      {
        'main.go': program(
          ['fmt'],
          '\tfmt.Println(config{})',
          '\ntype config struct {\n\tURL string `env:"URL,required"`\n}\n',
        ),
      },
    ],
    'tags of a struct that nothing reads, and functions that nothing calls, name none': [
      {
        'main.go': program(
          ['os', 'example.com/m/config'],
          '\tconfig.NewDB()',
          '\nfunc dead() string {\n\treturn os.Getenv("DEAD")\n}\n',
        ),
        'config/config.go':
          'package config\n\nimport "github.com/joeshaw/envdecode"\n\ntype Conf struct {\n\tTZ string `env:"TZ,required"`\n\tDB ConfDB\n}\n\ntype ConfDB struct {\n\tHost string `env:"DB_HOST,required"`\n}\n\nfunc New() *Conf {\n\tvar c Conf\n\tenvdecode.StrictDecode(&c)\n\treturn &c\n}\n\nfunc NewDB() *ConfDB {\n\tvar c ConfDB\n\tenvdecode.StrictDecode(&c)\n\treturn &c\n}\n',
      },
      'env DB_HOST required (config/config.go:11)',
    ],
    'tags are read through parameters of any type, and type arguments': [
      {
        'main.go': program(
          ['github.com/caarlos0/env/v11', 'example.com/m/config'],
          '\tvar c one\n\tconfig.Load(&c)\n\tprintln(env.ParseAs[two]())',
          '\ntype one struct {\n\tA string `env:"A,required"`\n}\n\ntype two struct {\n\tB string `env:"B,required"`\n}\n',
        ),
        'config/config.go':
          'package config\n\nimport "github.com/caarlos0/env/v11"\n\nfunc Load(c any) {\n\tenv.Parse(c)\n}\n',
      },
      'env A required (main.go:15)',
      'env B required (main.go:19)',
    ],
    'tags of structs without a name are read': [
      {
        'main.go': program(
          ['github.com/umputun/go-flags'],
          '\tflags.Parse(&options)',
          '\nvar options struct {\n\tKey string `long:"key" env:"KEY" required:"yes"`\n\tFiles struct {\n\t\tFolder string `long:"folder" env:"FOLDER" default:"data"`\n\t} `group:"files" env-namespace:"FILES"`\n}\n\nvar unread struct {\n\tDead string `long:"dead" env:"DEAD"`\n}\n',
        ),
      },
      'env KEY required (main.go:12)',
      'env FILES_FOLDER = data (main.go:14)',
    ],
    'for kong, an empty tag is enough to require one': [
      {
        'main.go': program(
          ['github.com/alecthomas/kong'],
          '\tvar cli struct {\n\t\tKey string `required:"" env:"KEY"`\n\t}\n\tkong.Parse(&cli)',
        ),
      },
      'env KEY required (main.go:9)',
    ],
    'tags say what is required of fields that need no name': [
      {
        'main.go': program(
          ['github.com/kelseyhightower/envconfig'],
          '\tvar c config\n\tenvconfig.Process("app", &c)',
          '\ntype config struct {\n\tSiteURL string `split_words:"true" required:"true"`\n\tLevel string `default:"info" required:"true"`\n\tToken struct {\n\t\tSecret string `required:"true"`\n\t\tIssuer string\n\t}\n}\n',
        ),
      },
      'env APP_SITE_URL required (main.go:13)',
      'env APP_LEVEL = info (main.go:14)',
      'env APP_TOKEN_SECRET required (main.go:16)',
      'env APP_TOKEN_ISSUER (main.go:17)',
    ],
    'of the two names of a field that has one in its tag, one is required': [
      {
        'main.go': program(
          ['github.com/kelseyhightower/envconfig'],
          '\tvar c config\n\tenvconfig.Process("app", &c)',
          '\ntype config struct {\n\tURL string `envconfig:"SITE_URL" required:"true"`\n\tTimeout int `validate:"required"`\n}\n',
        ),
      },
      'env SITE_URL required (main.go:13)',
      'env APP_SITE_URL (main.go:13)',
      'env APP_TIMEOUT (main.go:14)',
    ],
    'the same for ardanlabs/conf': [
      {
        'main.go': program(
          ['github.com/ardanlabs/conf/v3'],
          '\tvar c config\n\tconf.Parse("APP", &c)',
          '\ntype config struct {\n\tKey string `conf:"required"`\n\tLevel string `conf:"default:info"`\n}\n',
        ),
      },
      'env APP_KEY required (main.go:13)',
      'env APP_LEVEL = info (main.go:14)',
    ],
    'one that a flag may stand for is required': [
      {
        'main.go': program(
          ['flag', 'os'],
          '\ttext := flag.String("text", "", "")\n\tx := os.Getenv("X")\n\tif *text != "" {\n\t\tx = *text\n\t}\n\tif x == "" {\n\t\tos.Exit(1)\n\t}',
        ),
      },
      'env X required (main.go:10)',
    ],
    'kingpin says what is required, and forks of go-flags read tags': [
      {
        'main.go': program(
          ['gopkg.in/alecthomas/kingpin.v2', 'github.com/thomseddon/go-flags'],
          '\tkingpin.Flag("a", "").Envar("A").Required().String()\n\tvar o options\n\tflags.Parse(&o)',
          '\ntype options struct {\n\tB string `long:"b" env:"B" required:"true"`\n}\n',
        ),
      },
      'env B required (main.go:15)',
      'env A required (main.go:9)',
    ],
    'flags of urfave/cli and kingpin name theirs': [
      {
        'main.go': program(
          ['github.com/urfave/cli/v2', 'gopkg.in/alecthomas/kingpin.v2'],
          '\tapp := &cli.App{Flags: []cli.Flag{\n\t\t&cli.StringFlag{Name: "a", EnvVars: []string{"A"}, Required: true},\n\t}}\n\tapp.Run(nil)\n\tkingpin.Flag("b", "").Default("1").Envar("B").Int()',
        ),
      },
      'env B = 1 (main.go:13)',
      'env A required (main.go:10)',
    ],
    'the options of a library add a prefix': [
      {
        'main.go': program(
          ['github.com/caarlos0/env/v11'],
          '\tvar c config\n\tenv.ParseWithOptions(&c, env.Options{Prefix: "APP_"})',
          '\ntype config struct {\n\tURL string `env:"URL"`\n}\n',
        ),
      },
      'env APP_URL (main.go:13)',
    ],
    'those of Windows are left out': [
      { 'main.go': program(['os'], '\tprintln(os.Getenv("APPDATA"))') },
    ],
  })
})

describe('files', () => {
  claims({
    'folders that are passed in any number': [
      {
        'main.go': program(
          ['os'],
          '\tmakeAll("./var/a", "./var/b")',
          '\nfunc makeAll(dirs ...string) {\n\tfor _, dir := range dirs {\n\t\tos.MkdirAll(dir, 0o700)\n\t}\n}\n',
        ),
      },
      'writes ./var/a (main.go:13)',
      'writes ./var/b (main.go:13)',
    ],
    'a folder in the home directory, however that is asked for': [
      {
        'main.go': program(
          ['os', 'path/filepath', 'github.com/mitchellh/go-homedir'],
          [
            '\thome, _ := os.UserHomeDir()',
            '\tos.MkdirAll(filepath.Join(home, ".a"), 0o755)',
            '\tcache, _ := os.UserCacheDir()',
            '\tos.MkdirAll(filepath.Join(cache, "b"), 0o755)',
            '\tconfig, _ := os.UserConfigDir()',
            '\tos.MkdirAll(config+"/c", 0o755)',
            '\tos.MkdirAll(os.Getenv("HOME")+"/d", 0o755)',
            '\te, _ := homedir.Expand("~/.e")',
            '\tos.MkdirAll(e, 0o755)',
          ].join('\n'),
        ),
      },
      'env HOME (main.go:16)',
      'writes /home/nonroot/.a (main.go:11)',
      'writes /home/nonroot/.cache/b (main.go:13)',
      'writes /home/nonroot/.config/c (main.go:15)',
      'writes /home/nonroot/d (main.go:16)',
      'writes /home/nonroot/.e (main.go:18)',
    ],
    'a folder in the home directory of the user that the system tells': [
      {
        'main.go': program(
          ['os', 'os/user', 'path/filepath'],
          [
            '\twho, _ := user.Current()',
            '\tos.MkdirAll(filepath.Join(who.HomeDir, ".a"), 0o755)',
            '\tmakeIn(who)',
          ].join('\n'),
          '\nfunc makeIn(who *user.User) { os.MkdirAll(who.HomeDir+"/b", 0o755) }\n',
        ),
      },
      'user (main.go:10)',
      'writes /home/nonroot/.a (main.go:11)',
      'writes /home/nonroot/b (main.go:15)',
    ],
    'a folder that starts with a tilde, for which the program has the home directory': [
      {
        'main.go': program(
          ['flag', 'os', 'strings'],
          [
            '\tpath := *flag.String("dir", "~/.a", "")',
            '\tif home, err := os.UserHomeDir(); err == nil && path[0] == 126 {',
            '\t\tpath = home + path[1:]',
            '\t}',
            '\tos.MkdirAll(path, 0o755)',
            '\tother := strings.Replace("~/b", "~", os.Getenv("HOME"), 1)',
            '\tos.MkdirAll(other, 0o755)',
          ].join('\n'),
        ),
      },
      'env HOME (main.go:15)',
      'writes /home/nonroot/.a (main.go:14)',
      'writes /home/nonroot/b (main.go:16)',
    ],
    'a tilde that is no home directory': [
      { 'main.go': program(['os'], '\tos.MkdirAll("~/.a", 0o755)') },
    ],
    'a folder behind a separator, and not the one without a home directory': [
      {
        'main.go': program(
          ['fmt', 'os', 'path/filepath'],
          '\tos.MkdirAll(folder(), 0o755)\n\tos.MkdirAll(fmt.Sprintf("data%cc", filepath.Separator), 0o755)',
          '\nfunc folder() string {\n\thome, err := os.UserHomeDir()\n\tif err != nil {\n\t\treturn "../a"\n\t}\n\treturn home + string(os.PathSeparator) + "b"\n}\n',
        ),
      },
      'writes /home/nonroot/b (main.go:10)',
      'writes data/c (main.go:11)',
    ],
    'a file in the home directory is required, unless the program writes to its folder': [
      {
        'main.go': program(
          ['log', 'os', 'path/filepath'],
          [
            '\thome, _ := os.UserHomeDir()',
            '\tos.MkdirAll(filepath.Join(home, ".a"), 0o755)',
            '\tfor _, name := range []string{".a/key", ".b/key"} {',
            '\t\t_, err := os.ReadFile(filepath.Join(home, name))',
            '\t\tif err != nil {',
            '\t\t\tlog.Fatal(err)',
            '\t\t}',
            '\t}',
          ].join('\n'),
        ),
      },
      'reads /home/nonroot/.a/key (main.go:13)',
      'reads /home/nonroot/.b/key required (main.go:13)',
      'writes /home/nonroot/.a (main.go:11)',
    ],
    'a pattern of templates that has to match is required': [
      {
        'main.go': program(
          ['html/template'],
          '\ttemplate.Must(template.ParseGlob("views/*.html"))',
        ),
        'views/a.html': '<p>',
      },
      'reads views/*.html at views required (main.go:8)',
    ],
    'the folders of gin': [
      {
        'main.go': program(
          ['github.com/gin-gonic/gin'],
          '\tr := gin.New()\n\tr.LoadHTMLGlob("templates/*")\n\tr.Static("/assets", "./assets")',
        ),
        'assets/a.css': '',
      },
      'reads templates/* required (main.go:9)',
      'reads ./assets at assets (main.go:10)',
    ],
    'migrations by their URL': [
      {
        'main.go': program(
          ['log', 'github.com/golang-migrate/migrate/v4'],
          '\t_, err := migrate.New("file://db/migrations", "")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
        'db/migrations/1.sql': '',
      },
      'reads db/migrations at db/migrations required (main.go:9)',
    ],
    'the parts of a path that are passed together': [
      {
        'main.go': program(
          ['os'],
          '\topen("logs/", "a.log")\n\topen("qr/", "b.jpg")',
          '\nfunc open(folder, name string) {\n\tos.Create(folder + name)\n}\n',
        ),
      },
      'writes logs/a.log (main.go:13)',
      'writes qr/b.jpg (main.go:13)',
    ],
    'the files of a flag that may be given several times': [
      {
        'main.go': program(
          [
            'log',
            'os',
            'github.com/knadh/koanf/v2',
            'github.com/knadh/koanf/parsers/toml',
            'github.com/knadh/koanf/providers/file',
            'github.com/spf13/pflag',
          ],
          [
            '\tf := pflag.NewFlagSet("", pflag.ContinueOnError)',
            '\tf.StringSlice("config", []string{"config.toml"}, "")',
            '\tmore := f.StringSlice("more", []string{"more.toml"}, "")',
            '\tvar last []string',
            '\tf.StringSliceVar(&last, "last", []string{"last.toml"}, "")',
            '\tnames, _ := f.GetStringSlice("config")',
            '\tk := koanf.New(".")',
            ...['names', '*more', 'last'].flatMap((list, index) => [
              `\tfor _, name${index} := range ${list} {`,
              `\t\tif err := k.Load(file.Provider(name${index}), toml.Parser()); err != nil {`,
              '\t\t\tlog.Fatal(err)',
              '\t\t}',
              '\t}',
            ]),
          ].join('\n'),
        ),
        'more.toml': '',
      },
      'reads config.toml required (main.go:21)',
      'reads more.toml at more.toml required (main.go:26)',
      'reads last.toml required (main.go:31)',
    ],
    'a file whose absence alone ends the program, or does not': [
      {
        'main.go': program(
          ['errors', 'log', 'os'],
          [
            '\t_, err := os.ReadFile("a")',
            '\tif err != nil {',
            '\t\tif os.IsNotExist(err) {',
            '\t\t\tlog.Fatal("run --new-config")',
            '\t\t}',
            '\t}',
            '\tif _, err := os.ReadFile("b"); errors.Is(err, os.ErrNotExist) {',
            '\t\tlog.Fatal(err)',
            '\t}',
            '\tif _, err := os.ReadFile("c"); err != nil && !errors.Is(err, os.ErrNotExist) {',
            '\t\tlog.Fatal(err)',
            '\t}',
            '\tif _, err := os.ReadFile("d"); err != nil {',
            '\t\tif !os.IsNotExist(err) {',
            '\t\t\tlog.Fatal(err)',
            '\t\t}',
            '\t}',
          ].join('\n'),
        ),
      },
      'reads a required (main.go:10)',
      'reads b required (main.go:16)',
      'reads c (main.go:19)',
      'reads d (main.go:22)',
    ],
    'a folder whose parent is only set on some condition': [
      {
        'main.go': program(
          ['html/template', 'os', 'path/filepath'],
          [
            '\tc := &config{}',
            '\tif os.Getenv("PACKAGED") != "" {',
            '\t\tc.parent = "/usr/share/app"',
            '\t}',
            '\tload(c.parent)',
            '\tos.ReadFile(filepath.Join(c.parent, "absent"))',
            '\tos.ReadFile(filepath.Join("", "/a.txt"))',
          ].join('\n'),
          '\ntype config struct{ parent string }\n\nfunc load(parent string) {\n\ttemplate.Must(template.ParseGlob(filepath.Join(parent, "templates", "*.tmpl")))\n}\n',
        ),
        'templates/a.tmpl': '',
      },
      'env PACKAGED (main.go:11)',
      'reads templates/*.tmpl at templates required (main.go:22)',
      'reads /usr/share/app/absent (main.go:15)',
      'reads /a.txt (main.go:16)',
    ],
    'a folder to embed that has only a placeholder is absent': [
      {
        'main.go': program(
          ['embed'],
          '\tprintln(dist, all, web, kept)',
          '\n//go:embed all:dist\nvar dist embed.FS\n\n//go:embed dist/*\nvar all embed.FS\n\n//go:embed web\nvar web embed.FS\n\n//go:embed dist/.gitkeep\nvar kept string\n',
        ),
        'dist/.gitkeep': '',
        'web/.gitkeep': '',
        'web/app/index.html': '',
      },
      'embed dist absent (main.go:11)',
      'embed dist/* absent (main.go:14)',
      'embed web (main.go:17)',
      'embed dist/.gitkeep (main.go:20)',
    ],
    'files that are stuffed into the binary after a build': [
      {
        'main.go': program(
          ['log', 'github.com/knadh/stuffbin'],
          '\t_, err := stuffbin.NewLocalFS("./", "./static/templates", "./static/public:/public")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
        'static/templates/a.html': '',
        'static/public/a.css': '',
      },
      'reads ./static/templates at static/templates required (main.go:9)',
      'reads ./static/public at static/public required (main.go:9)',
    ],
    'migrations in the binary are none': [
      {
        'main.go': program(
          ['embed', 'github.com/pressly/goose/v3'],
          '\tgoose.SetBaseFS(migrations)\n\tif err := goose.Up(nil, "migrations"); err != nil {\n\t\tpanic(err)\n\t}',
          '\nvar migrations embed.FS\n',
        ),
        'migrations/1.sql': '',
      },
    ],
    'no file whose name is only the end of a flag that is off': [
      {
        'main.go': program(
          ['flag', 'os'],
          '\tprof := flag.String("prof", "", "")\n\tif *prof != "" {\n\t\tos.Create(*prof + ".cpu")\n\t\tos.Mkdir(*prof+"_tmp", 0o700)\n\t}\n\tos.Create(*prof + "all.log")',
        ),
      },
      'writes all.log (main.go:14)',
    ],
    'a file once, however its path is written': [
      { 'main.go': program(['os'], '\tos.Create("./a.txt")\n\tos.Create("a.txt")') },
      'writes ./a.txt (main.go:8)',
    ],
    'a database in a file that a URL names': [
      {
        'main.go': program(
          ['database/sql', 'flag', 'net/url', '_ "modernc.org/sqlite"'],
          '\topen(*flag.String("db-path", "data/app.db", ""))',
          '\nfunc open(path string) {\n\tdsn := url.URL{Scheme: "file", Opaque: path, RawQuery: "_pragma=foreign_keys(1)"}\n\tsql.Open("sqlite", dsn.String())\n}\n',
        ),
      },
      'writes data/app.db (main.go:16)',
    ],
    'a database in a file that a URL has as its path': [
      {
        'main.go': program(
          ['database/sql', 'net/url', '_ "modernc.org/sqlite"'],
          '\tdsn := &url.URL{Scheme: "file", Path: "data/app.db"}\n\tsql.Open("sqlite", dsn.String())',
        ),
      },
      'writes data/app.db (main.go:11)',
    ],
    'no database in a file for a URL with a user': [
      {
        'main.go': program(
          ['database/sql', 'net/url', '_ "modernc.org/sqlite"'],
          '\tdsn := &url.URL{Scheme: "file", User: url.User("a"), Path: "data/app.db"}\n\tsql.Open("sqlite", dsn.String())',
        ),
      },
    ],
    'a database in a file is written': [
      {
        'main.go': program(
          ['database/sql', '_ "modernc.org/sqlite"'],
          '\tsql.Open("sqlite", "./data/app.db?_pragma=busy_timeout(5000)")',
        ),
      },
      'writes ./data/app.db (main.go:9)',
    ],
    'a file that is only read when it is there is not required': [
      {
        'main.go': program(
          ['log', 'github.com/joho/godotenv'],
          '\tif err := godotenv.Load(); err != nil {\n\t\tlog.Print("no .env")\n\t}',
        ),
      },
      'reads .env (main.go:9)',
    ],
    'a file that is looked for first is not required': [
      {
        'main.go': program(
          ['log', 'os'],
          '\tif _, err := os.Stat("a.json"); err == nil {\n\t\tif _, err := os.ReadFile("a.json"); err != nil {\n\t\t\tlog.Fatal(err)\n\t\t}\n\t}\n\tif _, err := os.ReadFile("b.json"); err != nil && !os.IsNotExist(err) {\n\t\tlog.Fatal(err)\n\t}',
        ),
      },
      'reads a.json (main.go:10)',
      'reads b.json (main.go:14)',
    ],
    'a file without which a function has returned before is not required': [
      {
        'main.go': program(
          ['os', 'github.com/joho/godotenv'],
          '\tload()',
          '\nfunc load() {\n\tif _, err := os.Stat(".env"); os.IsNotExist(err) {\n\t\treturn\n\t}\n\tif err := godotenv.Load(".env"); err != nil {\n\t\tos.Exit(1)\n\t}\n}\n',
        ),
      },
      'reads .env (main.go:16)',
    ],
    'a file is required where the check before ends the program': [
      {
        'main.go': program(
          ['log', 'os'],
          '\t_, err := os.Stat("a.json")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t\treturn\n\t}\n\tif _, err := os.ReadFile("a.json"); err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
      },
      'reads a.json required (main.go:14)',
    ],
    'the file that viper ends without, where none is there': [
      {
        'main.go': program(
          ['log', 'github.com/spf13/viper'],
          '\tviper.SetConfigName(".env")\n\tviper.SetConfigType("env")\n\tviper.AddConfigPath(".")\n\tif err := viper.ReadInConfig(); err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
      },
      'reads .env required (main.go:11)',
    ],
    'a folder that files with unknown names are written to, and the temporary one': [
      {
        'main.go': program(
          ['flag', 'os', 'path/filepath'],
          '\tdir := flag.String("data", "./store", "")\n\tos.WriteFile("/data/"+os.Args[1], nil, 0o600)\n\tos.Create(filepath.Join(*dir, os.Args[1]))\n\tos.ReadFile("none/" + os.Args[1])\n\tos.Create("/etc/" + os.Args[1])\n\tos.MkdirAll(filepath.Join(os.TempDir(), "a"), 0o700)',
        ),
      },
      'writes ./store/ (main.go:12)',
      'writes /data/ (main.go:11)',
      'writes /tmp/a (main.go:15)',
    ],
    'the file that viper is given, where reading it ends the program some statements later': [
      {
        'main.go': program(
          ['log', 'github.com/spf13/viper'],
          '\tviper.SetConfigFile(".env")\n\terr := viper.ReadInConfig()\n\tviper.AutomaticEnv()\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
      },
      'reads .env required (main.go:9)',
    ],
    'the file that viper reads in a function that returns its error without a name': [
      {
        'main.go': program(
          ['github.com/spf13/viper'],
          '\tif _, err := loadConfig(); err != nil {\n\t\tpanic(err)\n\t}',
          '\nfunc loadConfig() (c int, err error) {\n\tviper.SetConfigFile("a.yaml")\n\terr = viper.ReadInConfig()\n\tif err != nil {\n\t\treturn\n\t}\n\treturn\n}\n',
        ),
      },
      'reads a.yaml required (main.go:14)',
    ],
    'the file that viper is given by a flag is not required': [
      {
        'main.go': program(
          ['flag', 'log', 'github.com/spf13/viper'],
          '\tfile := flag.String("config", "", "")\n\tif *file != "" {\n\t\tviper.SetConfigFile("a.yaml")\n\t}\n\tif err := viper.ReadInConfig(); err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
      },
      'reads a.yaml (main.go:12)',
    ],
    'the check of another call requires no file': [
      {
        'main.go': program(
          ['log', 'os', 'net/http'],
          '\tos.ReadFile("a.json")\n\tif err := http.ErrServerClosed; err != nil {\n\t\tlog.Fatal(err)\n\t}\n\t_, err := os.ReadFile("b.json")\n\terr = start()\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}',
        ),
      },
      'reads a.json (main.go:10)',
      'reads b.json (main.go:14)',
    ],
    'a data source and a host name are none': [
      {
        'main.go': program(
          ['os'],
          '\tos.Open("host=db user=app")\n\tos.Open("db.example.com")\n\tos.Open("a.txt")',
        ),
      },
      'reads a.txt (main.go:10)',
    ],
    'a field of what another module returns has not the values of its namesakes': [
      {
        'main.go': program(
          ['net/url', 'os'],
          '\tu, _ := url.ParseRequestURI(os.Args[1])\n\tos.Create(u.Path)\n\tr := route{Path: "/articles"}\n\tos.Create("/data" + r.Path)',
          '\ntype route struct {\n\tPath string\n}\n',
        ),
      },
      'writes /data/articles (main.go:12)',
    ],
    'what it installs in the system of a host is written nowhere': [
      {
        'main.go': program(
          ['os'],
          '\tos.Create("/etc/systemd/system/a.service")\n\tos.Create("/usr/lib/systemd/system/" + os.Args[1])\n\tos.Create("/srv/a")',
        ),
      },
      'writes /srv/a (main.go:10)',
    ],
    'paths that are joined of a list that is spread': [
      {
        'main.go': program(
          ['os', 'path'],
          '\tos.ReadFile(below("/a", "b.txt"))\n\tos.ReadFile(etc("c.txt"))',
          '\nfunc below(p ...string) string {\n\tall := append([]string{"./data/"}, p...)\n\treturn path.Join(all...)\n}\n\nfunc etc(p ...string) string { return below(append([]string{"etc"}, p...)...) }\n',
        ),
      },
      'reads ./data/a/b.txt (main.go:9)',
      'reads ./data/etc/c.txt (main.go:10)',
    ],
    'paths of a list that is passed, and of patterns': [
      {
        'main.go': program(
          ['os', 'path/filepath', 'github.com/alecthomas/kingpin/v2'],
          '\tload(*kingpin.Flag("config", "").Default("a.yml").Strings())',
          '\nfunc load(paths []string) {\n\tfor _, path := range paths {\n\t\tfound, _ := filepath.Glob(path)\n\t\tfor _, one := range found {\n\t\t\tos.ReadFile(one)\n\t\t}\n\t}\n}\n',
        ),
      },
      'reads a.yml (main.go:17)',
    ],
    'a file in the working directory with a part of its name that is not known': [
      {
        'main.go': program(
          ['fmt', 'math/rand', 'os', 'path'],
          '\tname := fmt.Sprintf("%s.%d.tmp", path.Join("", "app.dat"), rand.Int())\n\tos.Create(name)\n\tos.Create(os.Args[1] + ".log")\n\tos.ReadFile("a" + os.Args[1] + ".txt")',
        ),
      },
      'writes app.dat.*.tmp (main.go:12)',
    ],
    'os.OpenFile writes unless its flags say otherwise': [
      {
        'main.go': program(
          ['os'],
          '\tos.OpenFile("a.log", os.O_APPEND|os.O_WRONLY, 0o644)\n\tos.OpenFile("b.txt", os.O_RDONLY, 0)',
        ),
      },
      'writes a.log (main.go:8)',
      'reads b.txt (main.go:9)',
    ],
  })
})

describe('health endpoints', () => {
  claims({
    'a middleware that answers /ping': [
      {
        'main.go': program(
          ['net/http', 'github.com/go-chi/chi/v5', 'github.com/go-pkgz/rest'],
          '\tr := chi.NewRouter()\n\tr.Use(rest.Ping)\n\thttp.ListenAndServe(":8080", r)',
        ),
      },
      'port 8080 http (main.go:12)',
      'health http /ping on 8080 (main.go:11)',
    ],
    'a path that is compared with that of the request, and none that is something else': [
      {
        'main.go': program(
          ['net/http'],
          '\thttp.ListenAndServe(":8080", &api{})',
          '\ntype api struct{}\n\nfunc (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {\n\tswitch r.URL.Path {\n\tcase "/health", "/livez":\n\t\treturn\n\t}\n\tif r.URL.Path == "/readyz" || r.Host == "/up" {\n\t\treturn\n\t}\n\tif r.URL.Path != "/ping" {\n\t\treturn\n\t}\n}\n',
        ),
      },
      'port 8080 http (main.go:8)',
      'health http /health on 8080 (main.go:15)',
      'health http /livez on 8080 (main.go:15)',
      'health http /readyz on 8080 (main.go:18)',
    ],
    'a path from a helper of the program': [
      {
        'main.go': program(
          ['net/http', 'path'],
          '\tmux := http.NewServeMux()\n\tmux.Handle(join(options{Prefix: "/"}, "/health"), http.NotFoundHandler())\n\thttp.ListenAndServe(":8080", mux)',
          '\ntype options struct{ Prefix string }\n\nfunc join(o options, route string) string {\n\treturn path.Join(o.Prefix, route)\n}\n',
        ),
      },
      'port 8080 http (main.go:11)',
      'health http /health on 8080 (main.go:10)',
    ],
    'a route of a router of the program, by its method': [
      {
        'main.go': program(
          ['net/http'],
          '\tr := &router{}\n\tr.Route("GET", "/health", nil)\n\tr.Route("POST", "/readyz", nil)\n\thttp.ListenAndServe(":8080", r)',
          '\ntype router struct{ all map[string]http.HandlerFunc }\n\nfunc (r *router) Route(method, path string, h http.HandlerFunc) {\n\tr.all[method+path] = h\n}\n\nfunc (r *router) ServeHTTP(w http.ResponseWriter, q *http.Request) {\n\tr.all[q.Method+q.URL.Path](w, q)\n}\n',
        ),
      },
      'port 8080 http (main.go:11)',
      'health http /health on 8080 (main.go:9)',
    ],
    "gRPC's health service of connect": [
      {
        'main.go': program(
          ['net/http', 'connectrpc.com/grpchealth'],
          '\tmux := http.NewServeMux()\n\tmux.Handle(grpchealth.NewHandler(grpchealth.NewStaticChecker("x")))\n\thttp.ListenAndServe(":8080", mux)',
        ),
      },
      'port 8080 http (main.go:11)',
      'health grpc  (main.go:10)',
    ],
    'the groups of gin are part of the path': [
      {
        'main.go': program(
          ['github.com/gin-gonic/gin'],
          '\tr := gin.New()\n\tapi := r.Group("/api")\n\tv1 := api.Group("/v1")\n\tv1.GET("/health", nil)',
        ),
      },
      'health http /api/v1/health (main.go:11)',
    ],
    'the routes of chi are part of the path': [
      {
        'main.go': program(
          ['github.com/go-chi/chi/v5'],
          '\tr := chi.NewRouter()\n\tr.Route("/internal", func(r chi.Router) {\n\t\tr.Get("/readyz", nil)\n\t})',
        ),
      },
      'health http /internal/readyz (main.go:10)',
    ],
    'a constant is registered where its name stands': [
      {
        'main.go': program(
          ['net/http'],
          '\thttp.HandleFunc(path, nil)',
          '\nconst path = "/livez"\n',
        ),
      },
      'health http /livez (main.go:11)',
    ],
    'a word with other meanings only counts at the start, and a method that changes things never': [
      {
        'main.go': program(
          ['github.com/gin-gonic/gin'],
          '\tr := gin.New()\n\tr.GET("/jobs/status", nil)\n\tr.POST("/health", nil)\n\tr.Handle("DELETE", "/ready", nil)\n\tprintln(gin.H{}.Header.Get("Status"))\n\tr.GET("/status", nil)',
        ),
      },
      'health http /status (main.go:13)',
    ],
    'a request to another server is none': [
      {
        'main.go': program(['net/http'], '\thttp.Get("http://other/health")'),
      },
    ],
  })
})

describe('C, programs, TLS and time zones', () => {
  claims({
    'a program that a map names': [
      {
        'main.go': program(
          ['os/exec'],
          '\texec.Command(defaults["bin"], "-version")\n\texec.Command(defaults["none"])\n\texec.Command(defaults[unknown()])',
          '\nvar defaults = map[string]string{"bin": "ffmpeg", "file": "input"}\n',
        ),
      },
      'runs ffmpeg (main.go:8)',
    ],
    'a driver that wraps C uses it': [
      { 'main.go': program(['_ "github.com/jinzhu/gorm/dialects/sqlite"'], '') },
      'cgo github.com/jinzhu/gorm/dialects/sqlite (main.go:4)',
    ],
    'a driver beside one without C may not be needed': [
      {
        'main.go': program(
          ['_ "github.com/golang-migrate/migrate/v4/database/sqlite3"', '_ "modernc.org/sqlite"'],
          '',
        ),
      },
      'optional cgo github.com/golang-migrate/migrate/v4/database/sqlite3 (main.go:4)',
    ],
    'a driver that only code for tests calls may not be needed': [
      {
        'main.go': program(['example.com/m/db'], '\tdb.Open()'),
        'db/db.go':
          'package db\n\nimport "gorm.io/driver/sqlite"\n\nfunc Open() {}\n\nfunc ForTests() { sqlite.Open(":memory:") }\n',
      },
      'optional cgo gorm.io/driver/sqlite (db/db.go:3)',
    ],
    'a driver that the program calls is needed': [
      { 'main.go': program(['gorm.io/driver/sqlite'], '\tsqlite.Open(":memory:")') },
      'cgo gorm.io/driver/sqlite (main.go:4)',
    ],
    'SQLite without C uses none': [{ 'main.go': program(['_ "github.com/glebarez/sqlite"'], '') }],
    'the libraries that C code links are named': [
      {
        'main.go':
          'package main\n\n// #cgo linux LDFLAGS: -lfoo -lm\n// #cgo pkg-config: gtk+-3.0\n// #cgo windows LDFLAGS: -lbar\nimport "C"\n\nfunc main() {}\n',
      },
      'cgo example.com/m foo gtk+-3.0 (main.go:6)',
    ],
    'a package with an alternative needs no C': [
      {
        'main.go': program(['example.com/m/a'], '\ta.Do()'),
        'a/c.go': 'package a\n\nimport "C"\n\nfunc Do() {}\n',
        'a/plain.go': '//go:build !cgo\n\npackage a\n\nfunc Do() {}\n',
      },
    ],
    'a driver that a build without C leaves out may not be needed': [
      {
        'main.go': program(['example.com/m/a', 'example.com/m/b'], '\ta.Do()\n\tb.Do()'),
        'a/a.go':
          '//go:build !nosql && cgo\n\npackage a\n\nimport _ "example.com/m/sql"\n\nfunc Do() {}\n',
        'a/plain.go': '//go:build nosql || !cgo\n\npackage a\n\nfunc Do() {}\n',
        'b/b.go': 'package b\n\nfunc Do() {}\n',
        'b/duck.go': '//go:build cgo\n\npackage b\n\nimport _ "github.com/duckdb/duckdb-go/v2"\n',
        'sql/sql.go': 'package sql\n\nimport _ "github.com/mattn/go-sqlite3"\n',
      },
      'optional cgo github.com/duckdb/duckdb-go/v2 (b/duck.go:5)',
      'optional cgo github.com/mattn/go-sqlite3 (sql/sql.go:3)',
    ],
    'a driver in a package that a build without C would lack is needed': [
      {
        'main.go': program(['_ "example.com/m/sql"'], ''),
        'sql/sql.go': '//go:build cgo\n\npackage sql\n\nimport _ "github.com/mattn/go-sqlite3"\n',
      },
      'cgo github.com/mattn/go-sqlite3 (sql/sql.go:5)',
    ],
    'of the branches for a system, the one of Linux counts': [
      {
        'main.go': program(
          ['os/exec', 'runtime'],
          '\tshell := "sh"\n\tswitch runtime.GOOS {\n\tcase "plan9":\n\t\tshell = "rc"\n\tdefault:\n\t\tshell = "bash"\n\t}\n\tif runtime.GOOS == "darwin" {\n\t\texec.Command("say").Run()\n\t} else {\n\t\texec.Command("espeak").Run()\n\t}\n\texec.Command(shell).Run()',
        ),
      },
      'runs espeak (main.go:19)',
      'runs sh (main.go:21)',
      'runs bash (main.go:21)',
    ],
    'programs of other systems are left out': [
      {
        'main.go': program(
          ['os/exec'],
          '\texec.Command("rundll32").Run()\n\texec.Command("/usr/bin/ffmpeg", "-i").Run()\n\texec.Command("./self").Run()\n\texec.Command("bash.exe").Run()\n\texec.Command("pwsh").Run()\n\texec.Command("getprop").Run()\n\texec.Command("systemctl").Run()',
        ),
      },
      'runs ffmpeg (main.go:9)',
    ],
    'a time zone in a text for people does not count': [
      {
        'main.go': program(['fmt'], '\tfmt.Print(`DSN:\n  user@tcp(db)/app?loc=US%2FPacific\n`)'),
      },
    ],
    'a time zone in a data source counts, UTC and Local do not': [
      {
        'main.go': program(
          ['time'],
          '\ttime.LoadLocation("UTC")\n\tprintln("u@/db?loc=Asia%2FShanghai", "u@/db?loc=Local")',
        ),
      },
      'time zone (main.go:9)',
    ],
    'the zone of PostgreSQL counts where GORM loads it': [
      {
        'go.mod': 'module example.com/m\n\ngo 1.24\n\nrequire gorm.io/driver/postgres v1.6.0\n',
        'main.go': program([], '\tprintln("host=db TimeZone=Asia/Shanghai", "TimeZone=UTC")'),
      },
      'time zone (main.go:8)',
    ],
    'the zone of PostgreSQL is one of the server otherwise': [
      {
        'go.mod':
          'module example.com/m\n\ngo 1.24\n\nrequire (\n\tgorm.io/driver/postgres v1.5.11\n\tgithub.com/lib/pq v1.10.9\n)\n',
        'main.go': program([], '\tprintln("host=db TimeZone=Asia/Shanghai")'),
      },
    ],
    'a time zone that may be another one counts, a constant does not': [
      {
        'main.go': program(
          ['flag', 'time'],
          '\tname := "UTC"\n\tif zone := user(); zone != "" {\n\t\tname = zone\n\t}\n\ttime.LoadLocation(name)\n\tzone := flag.String("zone", "", "")\n\ttime.LoadLocation(*zone)\n\ttime.LoadLocation(local)',
          '\nconst local = "UTC"\n',
        ),
      },
      'optional time zone (main.go:13)',
      'optional time zone (main.go:15)',
    ],
    'a time zone that is UTC by default is optional, another one is not': [
      {
        'main.go': program(
          ['flag', 'time'],
          '\tzone := flag.String("tz", "UTC", "")\n\ttime.LoadLocation(*zone)\n\tother := flag.String("other", "Europe/Berlin", "")\n\ttime.LoadLocation(*other)\n\ttime.LoadLocation(user())',
        ),
      },
      'optional time zone (main.go:10)',
      'time zone (main.go:12)',
      'time zone (main.go:13)',
    ],
    'what is carried is known': [
      { 'main.go': program(['_ "time/tzdata"', '_ "github.com/breml/rootcerts"'], '') },
      'carries certificates',
      'carries time zones',
    ],
    'a bot needs certificates': [
      { 'main.go': program(['_ "gopkg.in/telebot.v3"'], '') },
      'TLS (main.go:4)',
    ],
    'a client that trusts what the system does needs certificates': [
      {
        'main.go': program(
          ['crypto/tls', 'google.golang.org/grpc/credentials', 'net/http', 'os'],
          '\ttls.Dial("tcp", os.Args[1], &tls.Config{})\n\tcredentials.NewClientTLSFromCert(nil, "")\n\thttp.NewRequest("GET", os.Args[1], nil)',
        ),
      },
      'TLS (main.go:13)',
      'TLS (main.go:11)',
      'TLS (main.go:12)',
    ],
    'a client with certificates of its own, or without any, needs none of the system': [
      {
        'main.go': program(
          ['crypto/tls', 'crypto/x509', 'google.golang.org/grpc/credentials', 'net/http', 'os'],
          '\tpool := x509.NewCertPool()\n\ttls.Dial("tcp", os.Args[1], &tls.Config{RootCAs: pool})\n\tconfig := &tls.Config{InsecureSkipVerify: true}\n\ttls.Dial("tcp", os.Args[1], config)\n\tcredentials.NewClientTLSFromCert(pool, "")\n\thttp.NewRequest("GET", os.Args[1], nil)',
        ),
      },
    ],
    'a client of a socket needs no certificates, nor does a URL with http': [
      {
        'main.go': program(
          ['context', 'net', 'net/http', 'os'],
          '\t_ = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", "/a") }}\n\thttp.NewRequest("GET", os.Args[1], nil)',
        ),
      },
    ],
    'a URL with the scheme http needs no certificates': [
      {
        'main.go': program(
          ['net/http', 'net/url', 'os'],
          '\tu := &url.URL{Scheme: "http", Host: os.Args[1]}\n\thttp.Get(u.String())\n\ts := &url.URL{Scheme: "https", Host: os.Args[1]}\n\thttp.Get(s.String())',
        ),
      },
      'TLS (main.go:13)',
    ],
    'a plain HTTP address needs no certificates': [
      { 'main.go': program(['net/http'], '\thttp.Get("http://other:80/")') },
    ],
  })
})

describe('services', () => {
  test.each([
    ['github.com/lib/pq', 'postgres'],
    ['github.com/jackc/pgx/v5/pgxpool', 'postgres'],
    ['gorm.io/driver/mysql', 'mysql'],
    ['github.com/redis/go-redis/v9', 'redis'],
    ['github.com/valkey-io/valkey-go', 'valkey'],
    ['go.mongodb.org/mongo-driver/v2/mongo', 'mongo'],
    ['github.com/rabbitmq/amqp091-go', 'rabbitmq'],
    ['github.com/nats-io/nats.go/jetstream', 'nats'],
    ['github.com/twmb/franz-go/pkg/kgo', 'kafka'],
  ])('%s is a client of %s', async (path, name) => {
    const { services } = await mainIn({ 'main.go': program([`_ "${path}"`], '') })
    expect(services).toEqual([{ name, client: path, source: 'main.go:4' }])
  })

  test('what only another module needs is none', async () => {
    const { services } = await factsIn({
      'go.mod': 'module m\n\ngo 1.24\n\nrequire github.com/lib/pq v1.0.0 // indirect\n',
      'main.go': program(['fmt'], '\tfmt.Println()'),
    })
    expect(services).toEqual([])
  })
})

describe('a program', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['ends', { 'main.go': program(['fmt'], '\tfmt.Println()') }, 'cli'],
    ['waits for ever', { 'main.go': 'package main\n\nfunc main() {\n\tselect {}\n}\n' }, 'worker'],
    [
      'ends when its work is done, or at a signal',
      {
        'main.go': program(
          ['os', 'os/signal'],
          '\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c, os.Interrupt)\n\tgo func() {\n\t\t<-c\n\t\tos.Exit(1)\n\t}()\n\tprintln("work")',
        ),
      },
      'cli',
    ],
    [
      'consumes messages',
      {
        'main.go': program(
          ['github.com/segmentio/kafka-go', 'context'],
          '\tr := kafka.NewReader(kafka.ReaderConfig{})\n\tfor {\n\t\tr.ReadMessage(context.Background())\n\t}',
        ),
      },
      'worker',
    ],
    [
      'polls',
      {
        'main.go': program(
          ['time'],
          '\tfor {\n\t\tprintln("tick")\n\t\ttime.Sleep(time.Second)\n\t}',
        ),
      },
      'worker',
    ],
  ])('that %s is known as such', async (_, files, kind) => {
    expect((await mainIn(files)).kind).toBe(kind)
  })

  test('is none where it is a test, a script, hidden, of another module, or only text', async () => {
    const main = 'package main\n\nfunc main() {}\n'
    const { mains } = await factsIn({
      'cmd/a/main.go': main,
      'cmd/a/main_test.go': main,
      'b_test.go': main,
      'scripts/b.go': `//go:build ignore\n\n${main}`,
      'old/b.go': `// +build tools\n\n${main}`,
      'testdata/b.go': main,
      '_b/b.go': main,
      '.b/b.go': main,
      'vendor/example.com/b/b.go': main,
      'nested/go.mod': 'module nested\n',
      'nested/b.go': main,
      'windows/b_windows.go': main,
      'text/b.go': 'package text\n\nconst b = `package main\n\nfunc main() {}`\n',
      'library/b.go': 'package main\n\nfunc start() {}\n',
    })
    expect(mains.map(({ path }) => path)).toEqual(['cmd/a'])
  })

  test('has the name that go build gives it', async () => {
    const go = 'module example.com/tool/v3\n'
    expect((await mainIn({ 'go.mod': go, 'main.go': program(['fmt'], '') })).name).toBe('tool')
  })
})

test('a folder that a program makes with those above it says so', async () => {
  const { files } = await mainIn({
    'main.go': program(['os'], '\tos.Mkdir("/tmp/a", 0o700)\n\tos.MkdirAll("/tmp/a", 0o700)'),
  })
  expect(files).toMatchObject([{ path: '/tmp/a', makesFolders: true }])
})
