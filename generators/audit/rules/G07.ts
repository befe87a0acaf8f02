import { compiledMains } from '../compiled.ts'
import { cgoOf } from '../dockerfile/capabilities.ts'
import { compiles, goCommandsIn, isTool } from '../dockerfile/go-commands.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'

const facts = { '.': { cgo: true } }
const files = (run: string) => ({
  'go.mod': 'module example.com/a\n',
  Dockerfile: `FROM golang:1.27\nCOPY . .\n${run}\n`,
})

export const G07: Rule = {
  id: 'G07',
  name: 'cgo-dependency-disabled',
  severity: 'error',
  reason:
    'A package that needs C compiles to a stub without it, which fails when the program starts.',
  source: 'https://github.com/mattn/go-sqlite3: "go-sqlite3 requires cgo to work. This is a stub"',
  fix: 'Compile with CGO_ENABLED=1 and a C compiler, or use a package without C.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, facts, withSource } = dockerfile
      if (facts?.cgo !== true) continue
      for (const command of file.stages
        .flatMap((stage) => goCommandsIn(file, stage))
        .filter(compiles)) {
        // A tool that is installed by name is not of this module, nor is what was cloned.
        if (isTool(command) || !withSource.has(command.stage)) continue
        const { cgo, isSaid } = cgoOf(file, command)
        if (cgo !== 'off') continue
        const compiled = compiledMains(dockerfile, command)
        if (compiled?.length === 0) continue
        const mains = compiled ?? facts.mains
        const uses = mains.flatMap(({ cgo }) => cgo)
        const sure = uses.find(({ isOptional }) => isOptional !== true)
        const use = sure ?? uses[0]
        // Only other programs of the module need C.
        if (use === undefined && mains.length > 0) continue
        const what = use === undefined ? 'the program' : use.package
        yield {
          path,
          line: command.line,
          message: isSaid
            ? `CGO_ENABLED=0, but ${what} needs C`
            : `the image has no C compiler, so Go compiles without C, but ${what} needs it`,
          ...(use !== undefined && sure === undefined ? { severity: 'info' } : {}),
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'CGO_ENABLED=0',
      files: files('RUN CGO_ENABLED=0 go build -o /app .'),
      facts,
      at: ['Dockerfile:3'],
    },
    {
      title: 'a driver that the program may do without',
      files: files('RUN CGO_ENABLED=0 go build -o /app .'),
      facts: {
        '.': {
          cgo: true,
          mains: [
            exampleMain({
              cgo: [
                {
                  package: 'gorm.io/driver/sqlite',
                  libraries: [],
                  isOptional: true,
                  source: 'a.go:3',
                },
              ],
            }),
          ],
        },
      },
      at: ['Dockerfile:3'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'cgo on', files: files('RUN CGO_ENABLED=1 go build -o /app .'), facts },
    {
      title: 'no need for C',
      files: files('RUN CGO_ENABLED=0 go build -o /app .'),
      facts: { '.': {} },
    },
    {
      title: 'other source, that is cloned',
      files: {
        'go.mod': 'module example.com/a\n',
        Dockerfile:
          'FROM golang:1.27\nRUN git clone https://github.com/a/b /src\nWORKDIR /src\nRUN CGO_ENABLED=0 go build ./cmd/b\n',
      },
      facts,
    },
    {
      title: 'another program of the module needs C',
      files: files('RUN CGO_ENABLED=0 go build -o /app ./cmd/a'),
      facts: {
        '.': {
          cgo: true,
          mains: [
            exampleMain({ path: 'cmd/a' }),
            exampleMain({
              path: 'cmd/b',
              cgo: [{ package: 'example.com/a/b', libraries: [], source: 'b/b.go:3' }],
            }),
          ],
        },
      },
    },
    {
      title: 'packages of Go itself, and of a required module',
      files: {
        'go.mod': 'module example.com/a\nrequire example.com/tools v1.0.0\n',
        Dockerfile:
          'FROM golang:1.27\nCOPY . .\nRUN CGO_ENABLED=0 go install -trimpath std && CGO_ENABLED=0 go install example.com/tools/cmd/...\n',
      },
      facts,
    },
    {
      title: 'a tool',
      files: files('RUN CGO_ENABLED=0 go install example.com/tool@v1.0.0'),
      facts,
    },
  ],
}
