import { describe, expect, test } from 'vitest'
import { mainIn, portsOf, program } from './facts.ts'

/** What a program does → the files that do it, and the ports that a person reads there. */
const cases: Readonly<
  Record<
    string,
    { readonly files: Readonly<Record<string, string>>; readonly ports: readonly string[] }
  >
> = {
  'a literal': {
    files: { 'main.go': program(['net/http'], '\thttp.ListenAndServe(":8080", nil)') },
    ports: ['8080 http (main.go:8)'],
  },
  'a literal with a host': {
    files: { 'main.go': program(['net/http'], '\thttp.ListenAndServe("127.0.0.1:8080", nil)') },
    ports: ['8080 http on 127.0.0.1 (main.go:8)'],
  },
  'a list that is gone through': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tfor _, addr := range []string{":50051", ":50052"} {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
      ),
    },
    ports: ['50051 http (main.go:8)', '50052 http (main.go:8)'],
  },
  'a list that is appended to': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tall := append([]string{":7001"}, ":7002")\n\tfor _, addr := range all {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
      ),
    },
    ports: ['7001 http (main.go:8)', '7002 http (main.go:8)'],
  },
  'arguments of any number': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tlisten(":7001", ":7002")',
        '\nfunc listen(all ...string) {\n\tfor _, addr := range all {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}\n}\n',
      ),
    },
    ports: ['7001 http (main.go:8)', '7002 http (main.go:8)'],
  },
  'arguments of any number that are passed on': {
    files: {
      'main.go': program(
        ['github.com/gin-gonic/gin'],
        '\tlisten(":7001")',
        '\nfunc listen(addr ...string) {\n\tr := gin.New()\n\tr.Run(addr...)\n}\n',
      ),
    },
    ports: ['7001 http (main.go:8)'],
  },
  'what the toolkit of exporters is given': {
    files: {
      'main.go': program(
        ['flag', 'net/http', 'github.com/prometheus/exporter-toolkit/web'],
        '\taddr := flag.String("listen", ":9216", "")\n\tflag.Parse()\n\tflags := &web.FlagConfig{WebListenAddresses: &[]string{*addr}}\n\tweb.ListenAndServe(&http.Server{}, flags, nil)',
      ),
    },
    ports: ['9216 http flag listen address (main.go:10)'],
  },
  'the flag of the toolkit of exporters': {
    files: {
      'main.go': program(
        [
          'net/http',
          'github.com/prometheus/exporter-toolkit/web',
          'webflag "github.com/prometheus/exporter-toolkit/web/kingpinflag"',
          'github.com/alecthomas/kingpin/v2',
        ],
        '\tflags := webflag.AddFlags(kingpin.CommandLine, ":9103")\n\tweb.ListenAndServe(&http.Server{}, flags, nil)',
      ),
    },
    ports: ['9103 http flag web.listen-address address (main.go:11)'],
  },
  'the server of fastglue': {
    files: {
      'main.go': program(
        ['flag', 'github.com/zerodha/fastglue'],
        '\taddr := flag.String("address", ":9000", "")\n\tflag.Parse()\n\tg := fastglue.New()\n\tg.ListenAndServe(*addr, "", nil)',
      ),
    },
    ports: ['9000 http flag address address (main.go:9)'],
  },
  'a URL, of which nothing that would set it to an address is known': {
    files: {
      'main.go': program(
        ['net/http', 'net/url', 'os'],
        '\tlisten := os.Getenv("LISTEN")\n\tif listen == "" {\n\t\tlisten = "http://:8080"\n\t}\n\tu, err := url.Parse(listen)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\thttp.ListenAndServe(":"+u.Port(), nil)',
      ),
    },
    ports: ['8080 http env LISTEN list (main.go:12)'],
  },
  'what is cut off': {
    files: {
      'main.go': program(
        ['flag', 'net', 'strings'],
        '\tlisten := flag.String("listen", ":8555/tcp", "")\n\tflag.Parse()\n\taddress, network, _ := strings.Cut(*listen, "/")\n\tl, _ := net.Listen(network, address)\n\tl.Accept()\n\t_, port, _ := strings.Cut(":7000", ":")\n\tm, _ := net.Listen("tcp", ":"+port)\n\tm.Accept()',
      ),
    },
    ports: ['8555 tcp flag listen address (main.go:10)', '7000 tcp (main.go:15)'],
  },
  'no address of a client that has a field of the same name': {
    files: {
      'main.go': program(
        ['net', 'net/http', 'os'],
        '\tnet.Dial("tcp", Endpoint{Host: os.Args[1], Port: "25"}.Address())\n\tl, _ := net.Listen("tcp", read().Address())\n\thttp.Serve(l, nil)',
        '\ntype Endpoint struct{ Host, Port string }\n\nfunc (e Endpoint) Address() string {\n\treturn net.JoinHostPort(e.Host, e.Port)\n}\n\nfunc read() Endpoint {\n\treturn Endpoint{Host: "", Port: "8080"}\n}\n',
      ),
    },
    ports: ['8080 http (main.go:22)'],
  },
  'no host that is another one': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tgo http.ListenAndServe("mx.example.com:25", nil)\n\tgo http.ListenAndServe("redis:6379", nil)\n\thttp.ListenAndServe("localhost:8080", nil)',
      ),
    },
    ports: ['8080 http on localhost (main.go:10)'],
  },
  'a parameter, whatever else has its name in the package': {
    files: {
      'main.go': program(
        ['fmt', 'net/http'],
        '\tprintln(ldap("ldaps"))\n\thttp.ListenAndServe(address(80), nil)',
        '\nfunc address(port int) string {\n\treturn fmt.Sprintf(":%d", port)\n}\n\nfunc ldap(scheme string) (port int) {\n\tport = 389\n\tif scheme == "ldaps" {\n\t\tport = 636\n\t}\n\treturn port\n}\n',
      ),
    },
    ports: ['80 http (main.go:10)'],
  },
  'a variable of the package, whatever else has its name in a function': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tprintln(other())\n\thttp.ListenAndServe(addr, nil)',
        '\nvar addr string\n\nfunc init() {\n\taddr = ":80"\n}\n\nfunc other() (addr string) {\n\taddr = ":636"\n\treturn addr\n}\n',
      ),
    },
    ports: ['80 http (main.go:15)'],
  },
  'a field, and none of the elements of a list': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tr := result{Endpoints: make([]endpoint, 1)}\n\tr.Endpoints[0].Address = "10.0.0.1:6379"\n\tprintln(r.Endpoints[0].Address)\n\to := options{Address: ":9090"}\n\thttp.ListenAndServe(o.Address, nil)',
        '\ntype options struct{ Address string }\n\ntype endpoint struct{ Address string }\n\ntype result struct{ Endpoints []endpoint }\n',
      ),
    },
    ports: ['9090 http (main.go:11)'],
  },
  'DNS over TCP, in a package that also serves HTTP': {
    files: {
      'main.go': program(
        ['net', 'net/http'],
        '\ts := &server{}\n\ts.bind(":53")\n\tgo s.loop()\n\thttp.ListenAndServe(":8080", nil)',
        '\ntype server struct{ ln net.Listener }\n\nfunc (s *server) bind(addr string) {\n\ts.ln, _ = net.Listen("tcp", addr)\n}\n\nfunc (s *server) loop() {\n\ts.ln.Accept()\n}\n',
      ),
    },
    ports: ['8080 http (main.go:12)', '53 tcp (main.go:10)'],
  },
  'a flag for a list in one text': {
    files: {
      'main.go': program(
        ['flag', 'net/http', 'strings'],
        '\tlisten := flag.String("listen", ":5300, :5301", "")\n\tflag.Parse()\n\tfor _, addr := range strings.Split(*listen, ",") {\n\t\tgo http.ListenAndServe(strings.TrimSpace(addr), nil)\n\t}\n\tselect {}',
      ),
    },
    ports: ['5300 http flag listen list (main.go:10)', '5301 http flag listen list (main.go:10)'],
  },
  'a flag for a list with one element': {
    files: {
      'main.go': program(
        ['flag', 'net/http', 'strings'],
        '\tlisten := flag.String("listen", "localhost:5300", "")\n\tflag.Parse()\n\tfor _, addr := range strings.Split(*listen, ",") {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
      ),
    },
    ports: ['5300 http on localhost flag listen address (main.go:10)'],
  },
  'a flag of pflag for a list': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/spf13/pflag'],
        '\tlisten := pflag.StringSlice("listen", []string{":5300", ":5301"}, "")\n\tpflag.Parse()\n\tserve(*listen)',
        '\nfunc serve(all []string) {\n\tfor _, addr := range all {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}\n}\n',
      ),
    },
    ports: ['5300 http flag listen list (main.go:9)', '5301 http flag listen list (main.go:9)'],
  },
  'a flag of urfave/cli for a list of ports': {
    files: {
      'main.go': program(
        ['github.com/urfave/cli/v2', 'net/http'],
        '\tapp := &cli.App{Flags: []cli.Flag{\n\t\t&cli.StringSliceFlag{Name: "port", Value: cli.NewStringSlice("5300", "5301"), EnvVars: []string{"PORTS"}},\n\t}, Action: serve}\n\tapp.Run(nil)',
        '\nfunc serve(c *cli.Context) error {\n\tfor _, port := range c.StringSlice("port") {\n\t\tgo http.ListenAndServe(":"+port, nil)\n\t}\n\tselect {}\n}\n',
      ),
    },
    ports: [
      '5300 http flag port list env PORTS list (main.go:10)',
      '5301 http flag port list env PORTS list (main.go:10)',
    ],
  },
  'a variable for a list, in a tag': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/caarlos0/env/v11'],
        '\tvar c config\n\tenv.Parse(&c)\n\tfor _, addr := range c.Listen {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
        '\ntype config struct {\n\tListen []string `env:"LISTEN" envDefault:":5300,:5301"`\n}\n',
      ),
    },
    ports: ['5300 http env LISTEN list (main.go:18)', '5301 http env LISTEN list (main.go:18)'],
  },
  'a list that a variable may replace, by viper': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/spf13/viper'],
        '\tviper.SetDefault("listen", []string{":5300", ":5301"})\n\tviper.AutomaticEnv()\n\tfor _, addr := range viper.GetStringSlice("listen") {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
      ),
    },
    ports: ['5300 http env LISTEN list (main.go:9)', '5301 http env LISTEN list (main.go:9)'],
  },
  'a list in a YAML file': {
    files: {
      'main.go': program(
        ['net/http', 'os', 'gopkg.in/yaml.v3'],
        '\tb, _ := os.ReadFile("app.yaml")\n\tvar c config\n\tyaml.Unmarshal(b, &c)\n\tfor _, addr := range c.Listen {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
        '\ntype config struct {\n\tListen []string `yaml:"listen"`\n}\n',
      ),
      'app.yaml': 'listen:\n  - :5300\n  - :5301\n',
    },
    ports: ['5300 http (app.yaml:2)', '5301 http (app.yaml:3)'],
  },
  'a list in a field': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tc := config{Listen: []string{":5300", ":5301"}}\n\tfor _, addr := range c.Listen {\n\t\tgo http.ListenAndServe(addr, nil)\n\t}\n\tselect {}',
        '\ntype config struct{ Listen []string }\n',
      ),
    },
    ports: ['5300 http (main.go:8)', '5301 http (main.go:8)'],
  },
  'an address that is split and put together again': {
    files: {
      'main.go': program(
        ['flag', 'net', 'strconv'],
        '\tlisten := flag.String("listen", "localhost:9125", "")\n\tflag.Parse()\n\taddr, _ := parse(*listen)\n\tl, _ := net.ListenTCP("tcp", addr)\n\tl.Accept()',
        '\nfunc parse(text string) (*net.TCPAddr, error) {\n\tip, port, err := split(text)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\treturn &net.TCPAddr{IP: ip, Port: port}, nil\n}\n\nfunc split(text string) (net.IP, int, error) {\n\thost, text, err := net.SplitHostPort(text)\n\tif err != nil {\n\t\treturn nil, 0, err\n\t}\n\tport, err := strconv.Atoi(text)\n\treturn net.ParseIP(host), port, err\n}\n',
      ),
    },
    ports: ['9125 tcp on localhost flag listen address (main.go:10)'],
  },
  'the flag of a command that has the name of one of another': {
    files: {
      'main.go': program(
        ['github.com/urfave/cli/v2', 'example.com/m/cmd'],
        '\tapp := &cli.App{Commands: []*cli.Command{cmd.Ask(), cmd.Serve()}}\n\tapp.Run(nil)',
      ),
      'cmd/ask.go':
        'package cmd\n\nimport "github.com/urfave/cli/v2"\n\nfunc Ask() *cli.Command {\n\treturn &cli.Command{Name: "ask", Flags: []cli.Flag{&cli.StringFlag{Name: "addr", Value: "localhost:80", EnvVars: []string{"ASK"}}}}\n}\n',
      'cmd/serve.go':
        'package cmd\n\nimport (\n\t"net/http"\n\n\t"github.com/urfave/cli/v2"\n)\n\nfunc Serve() *cli.Command {\n\treturn &cli.Command{Name: "serve", Flags: []cli.Flag{&cli.StringFlag{Name: "addr", Value: ":8080"}}, Action: func(c *cli.Context) error {\n\t\treturn http.ListenAndServe(c.String("addr"), nil)\n\t}}\n}\n',
    },
    ports: ['8080 http flag addr address (cmd/serve.go:10)'],
  },
  'a method of an embedded router': {
    files: {
      'main.go': program(
        ['github.com/gin-gonic/gin'],
        '\tr := &router{gin.New()}\n\tr.serve(":8080")',
        '\ntype router struct{ *gin.Engine }\n\nfunc (r *router) serve(addr string) error { return r.Run(addr) }\n',
      ),
    },
    ports: ['8080 http (main.go:9)'],
  },
  'a method of what an embedded struct embeds': {
    files: {
      'main.go': program(
        ['github.com/labstack/echo/v4'],
        '\ta := app{base{echo.New()}}\n\ta.Start(":8080")',
        '\ntype base struct{ *echo.Echo }\n\ntype app struct{ base }\n',
      ),
    },
    ports: ['8080 http (main.go:9)'],
  },
  'no method of its own that is named like that of an embedded router': {
    files: {
      'main.go': program(
        ['github.com/labstack/echo/v4'],
        '\ta := app{echo.New()}\n\ta.Start(":8080")',
        '\ntype app struct{ *echo.Echo }\n\nfunc (a app) Start(name string) { println(name) }\n',
      ),
    },
    ports: [],
  },
  'the address of an embedded server': {
    files: {
      'main.go': program(
        ['net/http'],
        '\ts := &service{}\n\ts.Addr = ":8080"\n\ts.ListenAndServe()',
        '\ntype service struct{ http.Server }\n',
      ),
    },
    ports: ['8080 http (main.go:9)'],
  },
  'what is assigned through the pointer of a flag': {
    files: {
      'main.go': program(
        ['flag', 'net/http', 'os'],
        '\tport := flag.String("port", "", "")\n\tflag.Parse()\n\tif *port == "" {\n\t\t*port = os.Getenv("PORT")\n\t}\n\tif *port == "" {\n\t\t*port = "8080"\n\t}\n\thttp.ListenAndServe(":"+*port, nil)',
      ),
    },
    ports: ['8080 http flag port port env PORT port (main.go:16)'],
  },
  'what is assigned through the pointer in a field': {
    files: {
      'main.go': program(
        ['flag', 'net/http'],
        '\to := options{addr: flag.String("addr", "", "")}\n\tflag.Parse()\n\tif *o.addr == "" {\n\t\t*o.addr = ":8080"\n\t}\n\thttp.ListenAndServe(*o.addr, nil)',
        '\ntype options struct {\n\taddr *string\n}\n',
      ),
    },
    ports: ['8080 http flag addr address (main.go:12)'],
  },
  'a literal beside a variable for the port alone': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\taddr := "localhost:8080"\n\tif port := os.Getenv("PORT"); port != "" {\n\t\taddr = ":" + port\n\t}\n\thttp.ListenAndServe(addr, nil)',
      ),
    },
    ports: ['8080 http on localhost unless set env PORT port (main.go:9)'],
  },
  'a literal beside a host and a port': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\taddr := ":8080"\n\tif port := os.Getenv("PORT"); port != "" {\n\t\taddr = os.Getenv("HOST") + ":" + port\n\t}\n\thttp.ListenAndServe(addr, nil)',
      ),
    },
    ports: ['8080 http env PORT port (main.go:9)'],
  },
  'a literal beside a URL': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\taddr := ":8080"\n\tif name := os.Getenv("NAME"); name != "" {\n\t\taddr = name + ".example.com"\n\t}\n\thttp.ListenAndServe(addr, nil)',
      ),
    },
    ports: ['8080 http (main.go:9)'],
  },
  'one that is off by default, last': {
    files: {
      'main.go': program(
        ['flag', 'net/http'],
        '\tprofiler := flag.Bool("profiler", false, "")\n\tflag.Parse()\n\tif *profiler {\n\t\tgo http.ListenAndServe(":6060", nil)\n\t}\n\thttp.ListenAndServe(":8080", nil)',
      ),
    },
    ports: ['8080 http (main.go:14)', '6060 http (main.go:12)'],
  },
  'a function that is off by default, last': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/caarlos0/env/v11'],
        '\tvar c config\n\tenv.Parse(&c)\n\tif c.Profile {\n\t\tgo profile()\n\t}\n\tserve()',
        '\ntype config struct {\n\tProfile bool `env:"PROFILE"`\n}\n\nfunc profile() { http.ListenAndServe("localhost:6060", nil) }\n\nfunc serve() { http.ListenAndServe(":8080", nil) }\n',
      ),
    },
    ports: ['8080 http (main.go:23)', '6060 http on localhost (main.go:21)'],
  },
  'one that is on by default, in its place': {
    files: {
      'main.go': program(
        ['flag', 'net/http'],
        '\tapi := flag.Bool("api", true, "")\n\tflag.Parse()\n\tif *api {\n\t\tgo http.ListenAndServe(":6060", nil)\n\t}\n\thttp.ListenAndServe(":8080", nil)',
      ),
    },
    ports: ['6060 http (main.go:12)', '8080 http (main.go:14)'],
  },
  'a flag of kong that has the name of its field': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/alecthomas/kong'],
        '\tkong.Parse(&cli)\n\tgo http.ListenAndServe(cli.HTTPBind, nil)\n\thttp.ListenAndServe(cli.Other, nil)',
        '\nvar cli struct {\n\tHTTPBind string `help:"Address." default:"127.0.0.1:8080"`\n\tOther string `name:"rest" default:":8081"`\n}\n',
      ),
    },
    ports: [
      '8080 http on 127.0.0.1 flag http-bind address (main.go:15)',
      '8081 http flag rest address (main.go:16)',
    ],
  },
  'a flag of go-arg that has the name of its field': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/alexflint/go-arg'],
        '\tvar a arguments\n\targ.MustParse(&a)\n\tgo http.ListenAndServe(a.BindAddr, nil)\n\thttp.ListenAndServe(a.Target, nil)',
        '\ntype arguments struct {\n\tBindAddr string `arg:"-b,env:BIND" default:":8080"`\n\tTarget string `arg:"positional" default:":8081"`\n}\n',
      ),
    },
    ports: [
      '8080 http flag bindaddr address env BIND address (main.go:16)',
      '8081 http (main.go:17)',
    ],
  },
  'no flag of a struct that kong does not read': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/alecthomas/kong'],
        '\tkong.Parse(&cli)\n\tvar s settings\n\thttp.ListenAndServe(s.Bind, nil)',
        '\nvar cli struct {\n\tName string `help:"Name."`\n}\n\ntype settings struct {\n\tBind string `default:":8080"`\n}\n',
      ),
    },
    ports: ['8080 http (main.go:19)'],
  },
  'a variable named like its package': {
    files: {
      'main.go': program(
        ['os', 'github.com/gin-gonic/gin'],
        '\tgin := gin.Default()\n\tgin.Run(os.Getenv("ADDR") + ":7001")',
      ),
    },
    ports: ['7001 http (main.go:10)'],
  },
  'a format without arguments': {
    files: {
      'main.go': program(
        ['fmt', 'net/http', 'os'],
        '\tport := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "7001"\n\t}\n\thttp.ListenAndServe(fmt.Sprintf(":"+port), nil)',
      ),
    },
    ports: ['7001 http env PORT port (main.go:12)'],
  },
  'the port after another one': {
    files: {
      'main.go': program(
        ['flag', 'fmt', 'net/http'],
        '\tport := flag.Int("port", 5000, "")\n\thttp.ListenAndServe(fmt.Sprintf(":%d", *port+1), nil)',
      ),
    },
    ports: ['5001 http (main.go:11)'],
  },
  'what another package assigns': {
    files: {
      'main.go': program(
        ['net/http', 'example.com/m/config', 'example.com/m/cmd'],
        '\tcmd.Load()\n\thttp.ListenAndServe(config.Listen, nil)',
      ),
      'config/config.go': 'package config\n\nvar Listen = ":8025"\n',
      'cmd/cmd.go':
        'package cmd\n\nimport (\n\t"flag"\n\t"os"\n\n\t"example.com/m/config"\n)\n\nfunc Load() {\n\tflag.StringVar(&config.Listen, "listen", config.Listen, "")\n\tif env := os.Getenv("LISTEN"); env != "" {\n\t\tconfig.Listen = os.Getenv("LISTEN")\n\t}\n}\n',
    },
    ports: ['8025 http flag listen address env LISTEN address (config/config.go:3)'],
  },
  'a flag in a namespace of go-flags': {
    files: {
      'main.go': program(
        ['fmt', 'net/http', 'github.com/umputun/go-flags'],
        '\tvar o options\n\tflags.Parse(&o)\n\thttp.ListenAndServe(fmt.Sprintf(":%d", o.SSL.Port), nil)',
        '\ntype options struct {\n\tSSL group `group:"ssl" namespace:"ssl"`\n}\n\ntype group struct {\n\tPort int `long:"port" default:"8443"`\n}\n',
      ),
    },
    ports: ['8443 http flag ssl.port port (main.go:20)'],
  },
  'a host without a port': {
    files: { 'main.go': program(['net/http'], '\thttp.ListenAndServe("127.0.0.1", nil)') },
    ports: [],
  },
  IPv6: {
    files: { 'main.go': program(['net/http'], '\thttp.ListenAndServe("[::1]:8080", nil)') },
    ports: ['8080 http on ::1 (main.go:8)'],
  },
  'a constant of another package': {
    files: {
      'main.go': program(
        ['net/http', 'example.com/m/config'],
        '\thttp.ListenAndServe(config.Addr, nil)',
      ),
      'config/config.go': 'package config\n\nconst (\n\tport = "9_0"\n\tAddr = ":" + "8181"\n)\n',
    },
    ports: ['8181 http (config/config.go:5)'],
  },
  'a server struct whose address is set afterwards': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tvar srv http.Server\n\tsrv.Addr = ":8082"\n\tsrv.ListenAndServe()',
      ),
    },
    ports: ['8082 http (main.go:9)'],
  },
  'a listener for gRPC': {
    files: {
      'main.go': program(
        ['net', 'google.golang.org/grpc'],
        '\tl, _ := net.Listen("tcp", ":50051")\n\tgrpc.NewServer().Serve(l)',
      ),
    },
    ports: ['50051 grpc (main.go:9)'],
  },
  'a listener for TCP': {
    files: {
      'main.go': program(['net'], '\tl, _ := net.Listen("tcp4", "0.0.0.0:7000")\n\tl.Accept()'),
    },
    ports: ['7000 tcp (main.go:8)'],
  },
  'a socket that is no port': {
    files: {
      'main.go': program(['net'], '\tl, _ := net.Listen("unix", "/run/x:8080")\n\tl.Accept()'),
    },
    ports: [],
  },
  'a flag': {
    files: {
      'main.go': program(
        ['flag', 'net/http'],
        '\thttp.ListenAndServe(*addr, nil)',
        '\nvar addr = flag.String("listen", ":8083", "address")\n',
      ),
    },
    ports: ['8083 http flag listen address (main.go:12)'],
  },
  'a flag into a variable, as a number': {
    files: {
      'main.go': program(
        ['flag', 'fmt', 'net/http'],
        '\tvar port int\n\tflag.IntVar(&port, "p", 8084, "port")\n\thttp.ListenAndServe(fmt.Sprintf(":%d", port), nil)',
      ),
    },
    ports: ['8084 http flag p port (main.go:11)'],
  },
  'a flag of cobra': {
    files: {
      'main.go': program(
        ['github.com/spf13/cobra', 'net/http'],
        '\tcmd := &cobra.Command{RunE: run}\n\tcmd.Flags().StringP("addr", "a", "localhost:8085", "address")\n\tcmd.Execute()',
        '\nfunc run(cmd *cobra.Command, _ []string) error {\n\taddr, _ := cmd.Flags().GetString("addr")\n\treturn http.ListenAndServe(addr, nil)\n}\n',
      ),
    },
    ports: ['8085 http on localhost flag addr address (main.go:10)'],
  },
  'a flag of urfave/cli with a variable': {
    files: {
      'main.go': program(
        ['github.com/urfave/cli/v2', 'net/http'],
        '\tapp := &cli.App{Flags: []cli.Flag{\n\t\t&cli.StringFlag{Name: "port", Value: "8086", EnvVars: []string{"APP_PORT"}},\n\t}, Action: serve}\n\tapp.Run(nil)',
        '\nfunc serve(c *cli.Context) error {\n\treturn http.ListenAndServe(":"+c.String("port"), nil)\n}\n',
      ),
    },
    ports: ['8086 http flag port port env APP_PORT port (main.go:10)'],
  },
  'a flag with a short name of urfave/cli v1': {
    files: {
      'main.go': program(
        ['github.com/urfave/cli', 'net/http'],
        '\tapp := cli.NewApp()\n\tapp.Flags = []cli.Flag{cli.StringFlag{Name: "address, a", Value: ":8087", EnvVar: "ADDRESS,ADDR"}}\n\tapp.Action = serve',
        '\nfunc serve(c *cli.Context) error {\n\treturn http.ListenAndServe(c.String("a"), nil)\n}\n',
      ),
    },
    ports: ['8087 http flag address address env ADDRESS address (main.go:10)'],
  },
  'a flag of the whole program in a fork of urfave/cli': {
    files: {
      'main.go': program(
        ['github.com/minio/cli', 'net/http', 'strconv'],
        '\tapp := cli.NewApp()\n\tapp.Flags = []cli.Flag{cli.IntFlag{Name: "port, p", Value: 8088}}\n\tapp.Action = serve',
        '\nfunc serve(c *cli.Context) {\n\thttp.ListenAndServe(":"+strconv.Itoa(c.GlobalInt("port")), nil)\n}\n',
      ),
    },
    ports: ['8088 http flag port port (main.go:11)'],
  },
  'a flag of kingpin': {
    files: {
      'main.go': program(
        ['gopkg.in/alecthomas/kingpin.v2', 'net/http'],
        '\thttp.ListenAndServe(*addr, nil)',
        '\nvar addr = kingpin.Flag("web.listen-address", "address").Default(":9115").Envar("LISTEN").String()\n',
      ),
    },
    ports: ['9115 http flag web.listen-address address env LISTEN address (main.go:12)'],
  },
  'a variable with a default': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\tport := os.Getenv("PORT")\n\tif port == "" {\n\t\tport = "8087"\n\t}\n\thttp.ListenAndServe(":"+port, nil)',
      ),
    },
    ports: ['8087 http env PORT port (main.go:11)'],
  },
  'a default that a variable replaces': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\taddr := ":8088"\n\tif port := os.Getenv("PORT"); port != "" {\n\t\taddr = ":" + port\n\t}\n\thttp.ListenAndServe(addr, nil)',
      ),
    },
    ports: ['8088 http env PORT port (main.go:9)'],
  },
  'a helper with a default, in a struct': {
    files: {
      'main.go': program(
        ['net/http', 'example.com/m/config'],
        '\tcfg := config.Load()\n\thttp.ListenAndServe(cfg.Address(), nil)',
      ),
      'config/config.go':
        'package config\n\nimport (\n\t"os"\n\t"strconv"\n)\n\ntype Config struct {\n\tHost string\n\tPort int\n}\n\nfunc Load() *Config {\n\treturn &Config{\n\t\tHost: env("HOST", "127.0.0.1"),\n\t\tPort: number("HTTP_PORT", 8089),\n\t}\n}\n\nfunc (c *Config) Address() string {\n\treturn c.Host + ":" + strconv.Itoa(c.Port)\n}\n\nfunc env(name, fallback string) string {\n\tif v := os.Getenv(name); v != "" {\n\t\treturn v\n\t}\n\treturn fallback\n}\n\nfunc number(name string, fallback int) int {\n\tif n, err := strconv.Atoi(os.Getenv(name)); err == nil {\n\t\treturn n\n\t}\n\treturn fallback\n}\n',
    },
    ports: ['8089 http on 127.0.0.1 by env HOST env HTTP_PORT port (config/config.go:16)'],
  },
  'a variable in a tag': {
    files: {
      'main.go': program(
        ['fmt', 'net/http', 'github.com/caarlos0/env/v11'],
        '\tvar cfg config\n\tenv.Parse(&cfg)\n\thttp.ListenAndServe(fmt.Sprintf("%s:%d", cfg.HTTP.Host, cfg.HTTP.Port), nil)',
        '\ntype config struct {\n\tHTTP struct {\n\t\tHost string `env:"HOST" envDefault:"0.0.0.0"`\n\t\tPort int `env:"PORT" envDefault:"8090"`\n\t} `envPrefix:"HTTP_"`\n}\n',
      ),
    },
    ports: ['8090 http env HTTP_PORT port (main.go:18)'],
  },
  'a field of the embedded struct that is nearest': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/caarlos0/env/v11'],
        '\tvar cfg config\n\tenv.Parse(&cfg)\n\thttp.ListenAndServe(":"+cfg.Port, nil)',
        '\ntype config struct {\n\tOuter\n\tNear\n}\n\ntype Outer struct{ Far }\n\ntype Far struct {\n\tPort string `env:"FAR" envDefault:"8090"`\n}\n\ntype Near struct {\n\tPort string `env:"NEAR" envDefault:"8091"`\n}\n',
      ),
    },
    ports: ['8091 http env NEAR port (main.go:26)'],
  },
  'a field without a tag, by envconfig': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/kelseyhightower/envconfig'],
        '\tvar s specification\n\tenvconfig.Process("app", &s)\n\thttp.ListenAndServe(":"+s.HttpPort, nil)',
        '\ntype specification struct {\n\tHttpPort string `default:"8091" split_words:"true"`\n}\n',
      ),
    },
    ports: ['8091 http env APP_HTTP_PORT port (main.go:15)'],
  },
  'a key of viper with a default': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/spf13/viper'],
        '\tviper.SetDefault("server.port", "8092")\n\tviper.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))\n\tviper.AutomaticEnv()\n\thttp.ListenAndServe(":"+viper.GetString("server.port"), nil)',
      ).replace('import (', 'import (\n\t"strings"'),
    },
    ports: ['8092 http env SERVER_PORT port (main.go:10)'],
  },
  'flags and defaults that viper reads into a struct': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/spf13/pflag', 'github.com/spf13/viper'],
        '\tfs := pflag.NewFlagSet("app", 0)\n\tfs.Int("port", 9898, "port")\n\tviper.BindPFlags(fs)\n\tviper.SetDefault("admin.addr", "localhost:9899")\n\tvar c config\n\tviper.Unmarshal(&c)\n\tgo http.ListenAndServe(c.Admin.Addr, nil)\n\thttp.ListenAndServe(":"+c.Port, nil)',
        '\ntype config struct {\n\tPort string `mapstructure:"port"`\n\tAdmin struct {\n\t\tAddr string\n\t}\n}\n',
      ),
    },
    ports: ['9899 http on localhost (main.go:13)', '9898 http flag port port (main.go:11)'],
  },
  'a key of viper in a field of a struct that viper does not fill': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/spf13/viper'],
        '\tviper.SetEnvPrefix("app")\n\tviper.AutomaticEnv()\n\tviper.SetDefault("listen_addr", ":8094")\n\tvar other other\n\tviper.Unmarshal(&other)\n\ts := state{cfg: &config{Addr: viper.GetString("listen_addr")}}\n\thttp.ListenAndServe(s.cfg.Addr, nil)',
        '\ntype config struct {\n\tAddr string\n}\n\ntype other struct {\n\tName string\n}\n\ntype state struct {\n\tcfg *config\n}\n',
      ),
    },
    ports: ['8094 http env APP_LISTEN_ADDR address (main.go:11)'],
  },
  'a key of viper in a struct that viper fills from a section': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/spf13/viper'],
        '\tviper.SetEnvKeyReplacer(strings.NewReplacer(".", "_"))\n\tviper.AutomaticEnv()\n\tr := root{W: web{Addr: ":8095"}}\n\tviper.UnmarshalKey("web", &r.W)\n\thttp.ListenAndServe(r.W.Addr, nil)',
        '\ntype web struct {\n\tAddr string\n}\n\ntype root struct {\n\tW web\n}\n',
      ).replace('import (', 'import (\n\t"strings"'),
    },
    ports: ['8095 http env WEB_ADDR address (main.go:12)'],
  },
  'a YAML file': {
    files: {
      'main.go': program(
        ['net/http', 'os', 'gopkg.in/yaml.v3'],
        '\tb, _ := os.ReadFile("conf/app.yaml")\n\tvar c config\n\tyaml.Unmarshal(b, &c)\n\thttp.ListenAndServe(c.Server.Addr, nil)',
        '\ntype config struct {\n\tServer server `yaml:"server"`\n}\n\ntype server struct {\n\tAddr string `yaml:"listen_addr"`\n}\n',
      ),
      'conf/app.yaml': 'server:\n  listen_addr: :8093\n',
    },
    ports: ['8093 http (conf/app.yaml:2)'],
  },
  'a TOML file': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/BurntSushi/toml'],
        '\tvar c config\n\ttoml.DecodeFile("app.toml", &c)\n\thttp.ListenAndServe(":"+c.Port, nil)',
        '\ntype config struct {\n\tPort string\n}\n',
      ),
      'app.toml': '# the port\nport = "8094" # of the server\n',
    },
    ports: ['8094 http (app.toml:2)'],
  },
  'an INI file': {
    files: {
      'main.go': program(
        ['net/http', 'gopkg.in/ini.v1'],
        '\tfile, _ := ini.Load("app.ini")\n\tport := file.Section("server").Key("HTTP_PORT").MustString("80")\n\thttp.ListenAndServe(":"+port, nil)',
      ),
      'app.ini': '[server]\nHTTP_PORT = 8095\n',
    },
    ports: ['8095 http (app.ini:2)'],
  },
  'a .env file': {
    files: {
      'main.go': program(
        ['net/http', 'os', 'github.com/joho/godotenv'],
        '\tgodotenv.Load()\n\thttp.ListenAndServe(":"+os.Getenv("PORT"), nil)',
      ),
      '.env': 'export PORT=8096\n',
    },
    ports: ['8096 http env PORT port (.env:1)'],
  },
  "gin's own default": {
    files: { 'main.go': program(['github.com/gin-gonic/gin'], '\tr := gin.Default()\n\tr.Run()') },
    ports: ['8080 http env PORT port (main.go:9)'],
  },
  'an address for gin': {
    files: {
      'main.go': program(['github.com/gin-gonic/gin'], '\tr := gin.New()\n\tr.Run(":8097")'),
    },
    ports: ['8097 http (main.go:9)'],
  },
  'an address for echo': {
    files: {
      'main.go': program(
        ['github.com/labstack/echo/v4'],
        '\te := echo.New()\n\te.Logger.Fatal(e.Start(":1323"))',
      ),
    },
    ports: ['1323 http (main.go:9)'],
  },
  'an address for fiber': {
    files: {
      'main.go': program(
        ['github.com/gofiber/fiber/v2'],
        '\tapp := fiber.New()\n\tapp.Listen(":3000")',
      ),
    },
    ports: ['3000 http (main.go:9)'],
  },
  'an address for fasthttp': {
    files: {
      'main.go': program(
        ['github.com/valyala/fasthttp'],
        '\tfasthttp.ListenAndServe(":8098", nil)',
      ),
    },
    ports: ['8098 http (main.go:8)'],
  },
  'net.JoinHostPort': {
    files: {
      'main.go': program(
        ['net', 'net/http', 'strconv'],
        '\thttp.ListenAndServe(net.JoinHostPort("", strconv.Itoa(8099)), nil)',
      ),
    },
    ports: ['8099 http (main.go:10)'],
  },
  'flags for the host and the port apart': {
    files: {
      'main.go': program(
        ['flag', 'net', 'net/http', 'strconv'],
        '\tvar c config\n\tflag.StringVar(&c.Address, "address", "127.0.0.1", "")\n\tflag.IntVar(&c.Port, "port", 8888, "")\n\thttp.ListenAndServe(net.JoinHostPort(c.Address, strconv.Itoa(c.Port)), nil)',
        '\ntype config struct {\n\tAddress string\n\tPort int\n}\n',
      ),
    },
    ports: ['8888 http on 127.0.0.1 by flag address flag port port (main.go:13)'],
  },
  'variables in tags for the host and the port apart': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/caarlos0/env/v11'],
        '\tvar cfg config\n\tenv.Parse(&cfg)\n\thttp.ListenAndServe(cfg.Host+":"+cfg.Port, nil)',
        '\ntype config struct {\n\tHost string `env:"HOST" envDefault:"127.0.0.1"`\n\tPort string `env:"PORT" envDefault:"8090"`\n}\n',
      ),
    },
    ports: ['8090 http on 127.0.0.1 by env HOST env PORT port (main.go:16)'],
  },
  'a variable for the host alone': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\thost := os.Getenv("HOST")\n\tif host == "" {\n\t\thost = "localhost"\n\t}\n\thttp.ListenAndServe(host+":8080", nil)',
      ),
    },
    ports: ['8080 http on localhost by env HOST (main.go:13)'],
  },
  'an injected getter': {
    files: {
      'main.go': program(
        ['net/http', 'os'],
        '\trun(os.Getenv)',
        '\nfunc run(getenv func(string) string) error {\n\tport := getenv("PORT")\n\tif port == "" {\n\t\tport = "8100"\n\t}\n\treturn http.ListenAndServe(":"+port, nil)\n}\n',
      ),
    },
    ports: ['8100 http env PORT port (main.go:15)'],
  },
  'two servers': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tgo http.ListenAndServe("localhost:6060", nil)\n\thttp.ListenAndServe(":8101", nil)',
      ),
    },
    ports: ['6060 http on localhost (main.go:8)', '8101 http (main.go:9)'],
  },
  'a client, which listens on nothing': {
    files: {
      'main.go': program(
        ['net', 'net/http'],
        '\tnet.Dial("tcp", "db:5432")\n\thttp.Get("http://other:8080/")',
      ),
    },
    ports: [],
  },
  'a function that nothing calls': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tprintln("hello")',
        '\nfunc serve() error {\n\treturn http.ListenAndServe(":8080", nil)\n}\n',
      ),
    },
    ports: [],
  },
  'text and comments': {
    files: {
      'main.go': program(
        ['fmt'],
        '\t// http.ListenAndServe(":8080", nil)\n\tfmt.Println(`http.ListenAndServe(":8080", nil)`)',
      ),
    },
    ports: [],
  },
}

describe('the ports of a program are read from', () => {
  test.each(Object.entries(cases))('%s', async (_, { files, ports }) => {
    expect(portsOf(await mainIn(files))).toEqual(ports)
  })
})
