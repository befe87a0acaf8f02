import { mayHaveMore, scopeAt, variablesIn } from '../dockerfile/variables.ts'
import type { Examples, Found, Rule } from '../rule.ts'

export const G56: Rule = {
  id: 'G56',
  name: 'expose-undefined',
  severity: 'warning',
  reason:
    'EXPOSE of a variable that nothing defines exposes no port, and BuildKit does not say so.',
  source: 'Tried with BuildKit',
  fix: 'Write the port, or define the variable with ARG or ENV.',
  overlaps: ['UndefinedVar'],
  *check({ dockerfiles }): Iterable<Found> {
    for (const { path, file } of dockerfiles) {
      for (const stage of file.stages) {
        if (mayHaveMore(stage)) continue
        for (const [at, { keyword, text, line }] of stage.instructions.entries()) {
          if (keyword !== 'EXPOSE') continue
          const name = variablesIn(text).find((each) => !scopeAt(file, stage, at).has(each))
          if (name === undefined || text.includes(`\${${name}:`)) continue
          yield { path, line, message: `${name} is not defined, so this exposes nothing` }
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    {
      title: 'a variable of nowhere',
      files: { Dockerfile: 'FROM scratch\nEXPOSE $PORT\n' },
      at: ['Dockerfile:2'],
    },
    {
      title: 'a global ARG',
      files: { Dockerfile: 'ARG PORT=80\nFROM scratch\nEXPOSE $PORT/tcp\n' },
      at: ['Dockerfile:3'],
    },
  ],
  passing: [
    { title: 'by ENV', files: { Dockerfile: 'FROM scratch\nENV PORT=8080\nEXPOSE $PORT\n' } },
    {
      title: 'by ARG without a default',
      files: { Dockerfile: 'FROM scratch\nARG PORT\nEXPOSE $PORT\n' },
    },
    {
      title: 'a variable that an unknown base may set',
      files: { Dockerfile: 'FROM registry.example.com/base:1\nEXPOSE $PORT\n' },
    },
    { title: 'a number', files: { Dockerfile: 'FROM scratch\nEXPOSE 8080/tcp\n' } },
  ],
}
