import { describe, expect, test } from 'vitest'
import { linesOfMain, mainIn, program } from './facts.ts'

const route = '/livez'
const metrics = (path: string) =>
  `package stats\n\nimport "net/http"\n\nfunc Serve() {\n\tmux := http.NewServeMux()\n\tmux.Handle("/metrics", nil)\n\t${path}\n\tsrv := http.Server{Addr: ":9100", Handler: mux}\n\tsrv.ListenAndServe()\n}\n`

/** What serves the endpoint → the files of the program, and the port; null if that is not sure. */
const cases: Readonly<
  Record<string, { readonly files: Readonly<Record<string, string>>; readonly port: number | null }>
> = {
  'the only server': {
    files: {
      'main.go': program(
        ['net/http'],
        `\thttp.HandleFunc("${route}", nil)\n\thttp.ListenAndServe(":8080", nil)`,
      ),
    },
    port: 8080,
  },
  'a server of another package, with a mux of its own': {
    files: {
      'main.go': program(
        ['example.com/m/stats', 'example.com/m/web'],
        '\tgo stats.Serve()\n\tweb.Serve()',
      ),
      'stats/stats.go': metrics(''),
      'web/web.go': `package web\n\nimport "net/http"\n\nfunc Serve() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("GET ${route}", nil)\n\tsrv := http.Server{Addr: ":8080", Handler: log(mux)}\n\tsrv.ListenAndServe()\n}\n\nfunc log(next http.Handler) http.Handler { return next }\n`,
    },
    port: 8080,
  },
  'the standard mux, beside one for metrics': {
    files: {
      'main.go': program(
        ['net/http'],
        `\tmetrics := http.NewServeMux()\n\tgo http.ListenAndServe(":9100", metrics)\n\thttp.HandleFunc("${route}", nil)\n\thttp.ListenAndServe(":8080", nil)`,
      ),
    },
    port: 8080,
  },
  'a router that a function makes, in groups': {
    files: {
      'main.go': program(
        ['net/http', 'example.com/m/api'],
        '\tgo http.ListenAndServe("localhost:6060", nil)\n\thttp.ListenAndServe(":8080", api.New().Handler())',
      ),
      'api/api.go': `package api\n\nimport (\n\t"net/http"\n\n\t"github.com/go-chi/chi/v5"\n)\n\ntype API struct{ router chi.Router }\n\nfunc New() *API {\n\ta := &API{router: chi.NewRouter()}\n\ta.routes()\n\treturn a\n}\n\nfunc (a *API) Handler() http.Handler { return a.router }\n\nfunc (a *API) routes() {\n\ta.router.Route("/", func(r chi.Router) {\n\t\tr.Get("${route}", nil)\n\t})\n}\n`,
    },
    port: 8080,
  },
  'a router that another function adds it to': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/gin-gonic/gin'],
        '\tgo http.ListenAndServe(":9100", nil)\n\tr := gin.New()\n\tprobes(r.Group("/"))\n\tr.Run(":8080")',
        `\nfunc probes(g *gin.RouterGroup) { g.GET("${route}", nil) }\n`,
      ),
    },
    port: 8080,
  },
  'a listener that a server gets': {
    files: {
      'main.go': program(
        ['net', 'net/http'],
        `\tgo http.ListenAndServe(":9100", nil)\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\tl, _ := net.Listen("tcp", ":8080")\n\tsrv := &http.Server{Handler: mux}\n\tsrv.Serve(l)`,
      ),
    },
    port: 8080,
  },
  'the server without TLS, of two with one router': {
    files: {
      'main.go': program(
        ['net/http'],
        `\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\tsecure := &http.Server{Addr: ":8443", Handler: mux}\n\tgo secure.ListenAndServeTLS("c", "k")\n\thttp.ListenAndServe(":8080", mux)`,
      ),
    },
    port: 8080,
  },
  'a server with TLS, beside one that redirects': {
    files: {
      'main.go': program(
        ['net/http'],
        `\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\tgo http.ListenAndServe(":8080", http.HandlerFunc(redirect))\n\thttp.ListenAndServeTLS(":8443", "c", "k", mux)`,
        '\nfunc redirect(w http.ResponseWriter, r *http.Request) {}\n',
      ),
    },
    port: null,
  },
  'a server with TLS alone': {
    files: {
      'main.go': program(
        ['net/http'],
        `\thttp.HandleFunc("${route}", nil)\n\thttp.ListenAndServeTLS(":8443", "c", "k", nil)`,
      ),
    },
    port: null,
  },
  'both servers': {
    files: {
      'main.go': program(
        ['net/http'],
        `\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\tgo http.ListenAndServe(":9100", mux)\n\thttp.ListenAndServe(":8080", mux)`,
      ),
    },
    port: null,
  },
  'one of two servers, which one is not known': {
    files: {
      'main.go': program(
        ['net/http'],
        '\tgo http.ListenAndServe(":9100", handlers[0])\n\thttp.ListenAndServe(":8080", handlers[1])',
        `\nvar handlers []http.Handler\n\nfunc init() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\thandlers = append(handlers, mux)\n}\n`,
      ),
    },
    port: null,
  },
  'a listener of a library that takes an address, beside metrics': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/kavu/go_reuseport'],
        `\tgo http.ListenAndServe(":9100", http.NotFoundHandler())\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\tl, _ := go_reuseport.Listen("tcp", ":8080")\n\thttp.Serve(l, mux)`,
      ),
    },
    port: 8080,
  },
  'a listener that comes through a function, a field and a library': {
    files: {
      'main.go': program(
        ['net', 'net/http', 'golang.org/x/net/netutil'],
        `\thttp.HandleFunc("${route}", nil)\n\ta := app{l: listen()}\n\thttp.Serve(netutil.LimitListener(a.l, 9), nil)`,
        '\ntype app struct{ l net.Listener }\n\nfunc listen() net.Listener {\n\tl, _ := net.Listen("tcp", ":8080")\n\treturn l\n}\n',
      ),
    },
    port: 8080,
  },
  'a listener of which nothing is known, beside metrics': {
    files: {
      'main.go': program(
        ['net/http', 'example.com/other'],
        `\tgo http.ListenAndServe(":9100", http.NotFoundHandler())\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\thttp.Serve(other.Listener(), mux)`,
      ),
    },
    port: null,
  },
  'the server whose handler has it, beside a listener of which nothing is known': {
    files: {
      'main.go': program(
        ['net/http', 'example.com/other'],
        `\thttp.HandleFunc("${route}", nil)\n\tgo http.Serve(other.Listener(), http.NotFoundHandler())\n\thttp.ListenAndServe(":8080", nil)`,
      ),
    },
    port: 8080,
  },
  'servers of several types that get their address in one field': {
    files: {
      'main.go': program(
        ['flag', 'example.com/m/listen'],
        '\ttcp := flag.String("tcp", ":9100", "")\n\tprobe := flag.String("probe", ":8080", "")\n\tgo listen.NewTCP(listen.Config{Address: *tcp}).Serve()\n\tlisten.NewProbe(listen.Config{Address: *probe}).Serve()',
      ),
      'listen/listen.go': `package listen\n\nimport (\n\t"net"\n\t"net/http"\n)\n\ntype Config struct{ Address string }\n\ntype TCP struct{ address string }\n\nfunc NewTCP(c Config) *TCP { return &TCP{address: c.Address} }\n\nfunc (t *TCP) Serve() {\n\tl, _ := net.Listen("tcp", t.address)\n\tl.Accept()\n}\n\ntype Probe struct{ address string }\n\nfunc NewProbe(c Config) *Probe { return &Probe{address: c.Address} }\n\nfunc (p *Probe) Serve() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("${route}", nil)\n\thttp.ListenAndServe(p.address, mux)\n}\n`,
    },
    port: null,
  },
  'a server whose port is not known': {
    files: {
      'main.go': program(
        ['net/http'],
        `\tgo http.ListenAndServe(":9100", http.NewServeMux())\n\thttp.HandleFunc("${route}", nil)\n\thttp.ListenAndServe(address(), nil)`,
        '\nfunc address() string\n',
      ),
    },
    port: null,
  },
}

describe('a health endpoint is asked on the port of', () => {
  test.each(Object.entries(cases))('%s', async (_, { files, port }) => {
    const health = linesOfMain(await mainIn(files)).filter((line) => line.startsWith('health'))
    expect(health).toEqual([
      expect.stringMatching(
        port === null
          ? /^health http \/livez \(/
          : new RegExp(`^health http /livez on ${port} \\(`),
      ),
    ])
  })
})
