import { baseOf } from '../dockerfile/capabilities.ts'
import { goCommandsIn, settingOf, usesModule } from '../dockerfile/go-commands.ts'
import type { Dockerfile, Instruction, Stage } from '../dockerfile/model.ts'
import { lastOf } from '../dockerfile/stages.ts'
import { environmentOf } from '../dockerfile/variables.ts'
import { compareGo } from '../go-modules.ts'
import { madeGoCommandsIn } from '../makefile.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programWords } from '../shipped.ts'

const files = (go: string, image: string) => ({
  'go.mod': `module example.com/a\ngo ${go}\n`,
  Dockerfile: `ARG GO=1.26\nFROM ${image}\nCOPY . .\nRUN go build\n`,
})

export const G12: Rule = {
  id: 'G12',
  name: 'go-version-skew',
  severity: 'error',
  reason:
    'The golang images set GOTOOLCHAIN=local, so a go.mod that asks for a newer Go does not build.',
  source: 'https://github.com/docker-library/golang/issues/472',
  fix: 'Use an image with the Go version of go.mod, or a newer one.',
  overlaps: [],
  *check({ dockerfiles, repository }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, module, withSource } = dockerfile
      if (module?.go === undefined) continue
      for (const stage of file.stages) {
        const { go, kind, name } = baseOf(stage)
        if (kind !== 'go' || name !== 'golang' || go === undefined) continue
        if (!withSource.has(stage)) continue
        const uses =
          goCommandsIn(file, stage).find(usesModule) ??
          madeGoCommandsIn(dockerfile, stage, repository).find(usesModule)
        const own = uses === undefined ? undefined : settingOf(uses, 'GOTOOLCHAIN')
        const use = uses ?? runWhenStarted(file, stage)
        if (use === undefined || (own !== undefined && own.value !== 'local')) continue
        // A tag without a patch is the newest patch.
        const needs =
          go.split('.').length === 2 ? module.go.split('.').slice(0, 2).join('.') : module.go
        const goMod = module.folder === '.' ? 'go.mod' : `${module.folder}/go.mod`
        const line = stage.base === undefined ? stage.line : use.line
        // Before 1.21, Go knew neither toolchains nor patches in go.mod, and tried any newer version.
        const isOld = compareGo(go, '1.21') < 0
        if (isOld && module.toolchain !== undefined) {
          yield { path, line, message: `${goMod} has a toolchain line, which Go ${go} refuses` }
        } else if (compareGo(needs, go) > 0) {
          yield {
            path,
            line,
            message: `${goMod} requires Go ${module.go}, and the image has ${go}`,
            ...(isOld && /^\d+\.\d+$/.test(module.go) ? { severity: 'info' as const } : {}),
          }
        }
      }
    }
  },
}

/** Returns the instruction that starts a stage's program with `go run`, of the image's own Go. */
function runWhenStarted(file: Dockerfile, stage: Stage): Instruction | undefined {
  const words = programWords(stage)
  const isOwn = words[0] === 'go' && words[1] === 'run' && !words.some((word) => word.includes('@'))
  if (!isOwn || environmentOf(file, stage).has('GOTOOLCHAIN')) return undefined
  return (lastOf(stage, 'ENTRYPOINT') ?? lastOf(stage, 'CMD'))?.instruction
}

export const examples: Examples = {
  failing: [
    {
      title: 'an older minor version',
      files: files('1.27.0', 'golang:1.26-alpine'),
      at: ['Dockerfile:2'],
    },
    { title: 'an older patch', files: files('1.26.8', 'golang:1.26.2'), at: ['Dockerfile:2'] },
    {
      title: 'by an argument',
      files: files('1.27', 'golang:$GO'),
      at: ['Dockerfile:2'],
    },
    {
      title: 'a line that an old Go does not know',
      files: files('1.17\ntoolchain go1.24.1', 'golang:1.17'),
      at: ['Dockerfile:2'],
    },
    {
      title: 'a Go that tries it all the same',
      files: files('1.17', 'golang:1.15'),
      at: ['Dockerfile:2'],
      severity: 'info',
    },
    {
      title: 'compiled by make',
      files: {
        'go.mod': 'module a\ngo 1.27\n',
        Makefile:
          'GO := go\nall: build\nbuild: clean\n\t@CGO_ENABLED=0 $(GO) build \\\n\t  -o app .\nclean:\n\trm -f app\n',
        Dockerfile: 'FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN make\n',
      },
      at: ['Dockerfile:1'],
    },
    {
      title: 'go run when it starts',
      files: {
        'go.mod': 'module example.com/a\ngo 1.27\n',
        Dockerfile: 'FROM golang:1.26\nCOPY . .\nENTRYPOINT ["go", "run", "main.go"]\n',
      },
      at: ['Dockerfile:1'],
    },
  ],
  passing: [
    {
      title: 'go run when it starts, with another toolchain',
      files: {
        'go.mod': 'module example.com/a\ngo 1.27\n',
        Dockerfile: 'FROM golang:1.26\nENV GOTOOLCHAIN=auto\nCOPY . .\nCMD ["go", "run", "."]\n',
      },
    },
    {
      title: 'another target of make',
      files: {
        'go.mod': 'module a\ngo 1.27\n',
        Makefile: 'build:\n\tgo build -o app .\nweb:\n\tnpm run build\n',
        Dockerfile: 'FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN make web\n',
      },
    },
    {
      title: 'a toolchain line that Go knows',
      files: files('1.25\ntoolchain go1.26.1', 'golang:1.25'),
    },
    {
      title: 'other source, that is cloned',
      files: {
        'go.mod': 'module a\ngo 1.27\n',
        Dockerfile:
          'FROM golang:1.26\nRUN git clone https://github.com/a/b /src\nWORKDIR /src\nRUN go build ./cmd/b\n',
      },
    },
    { title: 'the same', files: files('1.26.5', 'golang:1.26') },
    { title: 'a newer one', files: files('1.26', 'golang:1.27.1-trixie') },
    { title: 'the newest, whatever it is', files: files('1.99', 'golang:alpine') },
    { title: 'GOTOOLCHAIN=auto', files: files('1.27', 'golang:1.26\nENV GOTOOLCHAIN=auto') },
    {
      title: 'a tool alone',
      files: {
        'go.mod': 'module a\ngo 1.27\n',
        Dockerfile: 'FROM golang:1.26\nRUN go install example.com/x@v1.0.0\n',
      },
    },
  ],
}
