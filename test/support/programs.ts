/** A Go program of a certain shape, as a person could have written it, and how its image behaves. */
export interface Program {
  readonly title: string
  /** Path → content, below the folder of the repository. */
  readonly files: Readonly<Record<string, string>>
  /** The folder that is dockerized; the repository's by default. */
  readonly folder?: string
  /** What is requested once the default image runs, and what the response contains. */
  readonly serves?: { readonly port: number; readonly path: string; readonly says: string }
  /** What an image prints: its target (the default image if there is none), its arguments, the output. */
  readonly prints?: readonly {
    readonly target?: string
    readonly args: readonly string[]
    readonly says: string
  }[]
  /** Targets that run until they are stopped. */
  readonly stays?: readonly string[]
}

const goMod = (module: string, more = '') => `module ${module}\n\ngo 1.24\n${more}`

const greeter = `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

func main() {
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "well") })
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })
	log.Fatal(http.ListenAndServe(":"+env("PORT", "80"), nil))
}
`

const worker = `package main

import (
	"context"
	"log"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	tick := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			log.Print("tick")
		}
	}
}
`

const tool = `package main

import (
	"flag"
	"fmt"
)

func main() {
	name := flag.String("name", "you", "whom to greet")
	flag.Parse()
	fmt.Println("hello", *name)
}
`

/** Every shape of program that is built and run. */
export const programs: readonly Program[] = [
  {
    title: 'a server at the root, without dependencies, on a port below 1024',
    files: { 'go.mod': goMod('example.com/greeter'), 'main.go': greeter },
    serves: { port: 80, path: '/healthz', says: 'well' },
  },
  {
    title: 'a server, a worker and a tool in cmd/',
    files: {
      'go.mod': goMod('example.com/shop'),
      'cmd/api/main.go': greeter,
      'cmd/sync/main.go': worker,
      'cmd/shopctl/main.go': tool,
    },
    serves: { port: 80, path: '/', says: 'hello' },
    prints: [{ target: 'shopctl', args: ['-name', 'Ada'], says: 'hello Ada' }],
    stays: ['sync'],
  },
  {
    title: 'a command-line tool alone',
    files: { 'go.mod': goMod('example.com/hi'), 'main.go': tool },
    prints: [{ args: ['-h'], says: 'whom to greet' }],
  },
  {
    title: 'C code of its own',
    files: {
      'go.mod': goMod('example.com/c'),
      'main.go': `package main

/*
#include <stdlib.h>
*/
import "C"

import "fmt"

func main() { fmt.Println("three is", C.abs(-3)) }
`,
    },
    prints: [{ args: [], says: 'three is 3' }],
  },
  {
    title: 'templates, static files, embedded files, and a folder that it writes to',
    files: {
      'go.mod': goMod('example.com/pages'),
      'assets/note.txt': 'embedded',
      'templates/page.html': 'page of {{.}}',
      'static/style.css': 'body {}',
      'main.go': `package main

import (
	_ "embed"
	"html/template"
	"log"
	"net/http"
	"os"
)

//go:embed assets/note.txt
var note string

func main() {
	pages := template.Must(template.ParseGlob("templates/*.html"))
	if err := os.WriteFile("data/visits.txt", []byte("1"), 0o600); err != nil {
		log.Fatal(err)
	}
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if err := pages.ExecuteTemplate(w, "page.html", note); err != nil {
			log.Print(err)
		}
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`,
    },
    serves: { port: 8080, path: '/', says: 'page of embedded' },
  },
  {
    title: 'a module that a folder beside it replaces',
    folder: 'shop',
    files: {
      'common/go.mod': goMod('example.com/common'),
      'common/text.go': 'package common\n\n// Text is said.\nconst Text = "from next door"\n',
      'shop/go.mod': goMod(
        'example.com/shop',
        '\nrequire example.com/common v0.0.0\n\nreplace example.com/common => ../common\n',
      ),
      'shop/main.go':
        'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/common"\n)\n\nfunc main() { fmt.Println(common.Text) }\n',
    },
    prints: [{ args: [], says: 'from next door' }],
  },
  {
    title: 'a module of a work space above it',
    folder: 'apps/hi',
    files: {
      'go.work': 'go 1.24\n\nuse (\n\t./apps/hi\n\t./libs/text\n)\n',
      'libs/text/go.mod': goMod('example.com/text'),
      'libs/text/text.go': 'package text\n\n// Text is said.\nconst Text = "from the work space"\n',
      'apps/hi/go.mod': goMod('example.com/hi'),
      'apps/hi/main.go':
        'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/text"\n)\n\nfunc main() { fmt.Println(text.Text) }\n',
    },
    prints: [{ args: [], says: 'from the work space' }],
  },
  {
    title: 'vendored modules',
    files: {
      'go.mod': goMod('example.com/v', '\nrequire example.com/lib v1.0.0\n'),
      'vendor/modules.txt': '# example.com/lib v1.0.0\n## explicit; go 1.24\nexample.com/lib\n',
      'vendor/example.com/lib/lib.go': 'package lib\n\n// Text is said.\nconst Text = "vendored"\n',
      'main.go':
        'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/lib"\n)\n\nfunc main() { fmt.Println(lib.Text) }\n',
    },
    prints: [{ args: [], says: 'vendored' }],
  },
  {
    title: 'a server that listens on localhost unless a flag says otherwise',
    files: {
      'go.mod': goMod('example.com/local'),
      'main.go': `package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "where to listen")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "reached") })
	log.Fatal(http.ListenAndServe(*addr, nil))
}
`,
    },
    serves: { port: 8080, path: '/', says: 'reached' },
  },
  {
    title: 'a server that ends without its port variable',
    files: {
      'go.mod': goMod('example.com/strict'),
      'main.go': `package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		log.Fatal("$PORT must be set")
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "started") })
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
`,
    },
    serves: { port: 8080, path: '/', says: 'started' },
  },
]
