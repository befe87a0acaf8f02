import { describe, expect, test } from 'vitest'
import { goCommandsIn } from '../../../generators/audit/dockerfile/go-commands.ts'
import type { Dockerfile } from '../../../generators/audit/dockerfile/model.ts'
import { parseDockerfile } from '../../../generators/audit/dockerfile/parse.ts'
import { commandsOf } from '../../../generators/audit/dockerfile/shell.ts'
import { copiesIn, neededBy } from '../../../generators/audit/dockerfile/stages.ts'
import { environmentOf, expand, scopeAt } from '../../../generators/audit/dockerfile/variables.ts'

function parsed(...lines: readonly string[]): Dockerfile {
  const file = parseDockerfile('Dockerfile', `${lines.join('\n')}\n`)
  if ('why' in file) throw new Error(file.why)
  return file
}

function stageOf(file: Dockerfile, index = -1) {
  const stage = file.stages.at(index)
  if (stage === undefined) throw new Error(`no stage ${index}`)
  return stage
}

/** Returns the variables at the end of the last stage. */
function variables(...lines: readonly string[]) {
  const file = parsed(...lines)
  const stage = stageOf(file)
  return Object.fromEntries(scopeAt(file, stage, stage.instructions.length))
}

describe('the variables of a stage', () => {
  test.each<[claim: string, lines: readonly string[], name: string, value: string | undefined]>([
    ['an ARG has its default', ['FROM a', 'ARG V=1'], 'V', '1'],
    ['an ARG declared again has the global default', ['ARG V=1', 'FROM a', 'ARG V'], 'V', '1'],
    ['a default wins over the global one', ['ARG V=1', 'FROM a', 'ARG V=2'], 'V', '2'],
    ['ENV wins over a later ARG', ['FROM a', 'ENV V=1', 'ARG V=2'], 'V', '1'],
    ['ENV may use an ARG', ['FROM a', 'ARG V=1', 'ENV W=x$V'], 'W', 'x1'],
    ['the old form of ENV has spaces', ['FROM a', 'ENV V a  b'], 'V', 'a  b'],
    ['several in one ENV', ['FROM a', 'ENV V=1 \\', '# comment', '  W="a b"'], 'W', 'a b'],
    ['ENV is inherited', ['FROM a AS b', 'ENV V=1', 'FROM b'], 'V', '1'],
    ['a default by another ARG', ['ARG V=1', `ARG W=\${V:-2}`, 'FROM a', 'ARG W'], 'W', '1'],
    ['what the build decides is not known', ['FROM a', 'ARG TARGETARCH'], 'TARGETARCH', undefined],
  ])('%s', (_, lines, name, value) => {
    const all = variables(...lines)
    expect(Object.hasOwn(all, name)).toBe(true)
    expect(all[name]).toBe(value)
  })

  test.each<[claim: string, lines: readonly string[]]>([
    ['a global ARG is not in a stage', ['ARG V=1', 'FROM a']],
    ['an ARG is not inherited', ['FROM a AS b', 'ARG V=1', 'FROM b']],
  ])('%s', (_, lines) => {
    expect(Object.hasOwn(variables(...lines), 'V')).toBe(false)
  })

  test('the environment of a container has no ARGs', () => {
    const file = parsed('FROM a', 'ARG V=1', 'ENV W=2')
    expect([...environmentOf(file, stageOf(file))]).toEqual([['W', '2']])
  })

  test.each<[text: string, value: string | undefined]>([
    ['$A', '1'],
    [`\${A}x`, '1x'],
    ['$B', ''],
    [`\${B:-2}`, '2'],
    [`\${E-2}\${E:-3}`, '3'],
    [`\${A:+4}\${B:+5}`, '4'],
    ['\\$A', '$A'],
    ['$U', undefined],
    [`\${U:-6}`, '6'],
    [`\${A#x}`, undefined],
  ])('%s is %s', (text, value) => {
    const scope = new Map([
      ['A', '1'],
      ['E', ''],
      ['U', undefined],
    ])
    expect(expand(text, scope)).toBe(value)
  })
})

describe('the parts of a Dockerfile', () => {
  test('an image is known by the defaults of global ARGs', () => {
    const file = parsed('ARG GO=1.27', 'ARG A', `FROM golang:\${GO}-alpine AS Build`, 'FROM $A')
    expect(file.stages.map(({ image, name }) => [image, name])).toEqual([
      ['golang:1.27-alpine', 'build'],
      [undefined, undefined],
    ])
  })

  test('a here-document is no instruction, and its lines are known', () => {
    const file = parsed('FROM golang:1.27', 'RUN <<EOF', 'go vet', 'FROM x', 'EOF', 'USER 1')
    expect(file.stages).toHaveLength(1)
    const [command] = goCommandsIn(file, stageOf(file))
    expect(command).toMatchObject({ verb: 'vet', line: 3 })
    expect(stageOf(file).instructions.map(({ keyword, line }) => [keyword, line])).toEqual([
      ['RUN', 2],
      ['USER', 6],
    ])
  })

  test.each<[claim: string, lines: readonly string[], bodies: readonly (readonly string[])[]]>([
    ['two', ['RUN <<A 3<<"B" cat', 'a', 'A', 'b', 'B'], [['a'], ['b']]],
    ['tabs before the end', ['RUN <<-E', '\ta', ' E', '\tE'], [['\ta', ' E']]],
    ['after a comment', ['COPY \\', '# c', '', "  <<'E' /x", '# a', 'E'], [['# a']]],
    ['in ONBUILD', ['ONBUILD RUN <<E', 'a', 'E'], [['a']]],
    ['none in quotes', ['RUN sh -c "a <<E b"'], []],
    ['none in the exec form', ['RUN ["a", "<<E"]'], []],
    ['none in arithmetic', ['RUN echo $((1<<2)) 1 << 2'], []],
    ['none in other instructions', ['LABEL a=1 <<E'], []],
  ])('here-documents: %s', (_, lines, bodies) => {
    const file = parsed('FROM a', ...lines, 'USER 1')
    const [first, second] = stageOf(file).instructions
    expect(first?.heredocs.map((heredoc) => heredoc.lines.map(({ text }) => text))).toEqual(bodies)
    expect(first?.endLine).toBe(lines.length + 1)
    expect(second).toMatchObject({ keyword: 'USER', line: lines.length + 2 })
  })

  test('an escaped escape continues nothing', () => {
    const file = parsed('FROM a', 'ENV A b\\\\', 'USER 1')
    expect(stageOf(file).instructions.map(({ text }) => text)).toEqual(['A b\\\\', '1'])
  })

  test('a backtick may continue lines', () => {
    const file = parsed('# escape=`', 'FROM golang:1.27', 'RUN go build `', '  -o C:\\app')
    expect(goCommandsIn(file, stageOf(file))[0]?.words).toEqual(['go', 'build', '-o', 'C:app'])
  })

  test('copies know their absolute targets', () => {
    const file = parsed(
      'FROM a',
      'WORKDIR /srv',
      'WORKDIR app',
      'COPY x y ./z/',
      'COPY ["a b", "/c"]',
    )
    const [first, second] = copiesIn(file, stageOf(file))
    expect(first).toMatchObject({ sources: ['x', 'y'], target: '/srv/app/z', from: undefined })
    expect(second).toMatchObject({ sources: ['a b'], target: '/c' })
  })

  test('a stage needs what it continues, copies from and mounts', () => {
    const file = parsed(
      ...['FROM a AS one', 'FROM a AS two', 'FROM a AS three', 'FROM a AS four', 'FROM one'],
      ...['COPY --from=1 / /', 'RUN --mount=type=bind,from=three,target=/x true'],
    )
    const names = [...neededBy(file, stageOf(file))].map(({ name }) => name ?? 'last')
    expect(names.sort()).toEqual(['last', 'one', 'three', 'two'])
  })
})

describe('the commands of a shell script', () => {
  test.each<[script: string, words: readonly (readonly string[])[]]>([
    ['a && b || c; d | e', [['a'], ['b'], ['c'], ['d'], ['e']]],
    ['a "b c" \'d e\' f\\ g', [['a', 'b c', 'd e', 'f g']]],
    ['a \\\n  b\nc', [['a', 'b'], ['c']]],
    ['if a; then b; else c; fi', [['a'], ['b'], ['c'], ['fi']]],
    ['(a; b)', [['a'], ['b']]],
    ['a # b; c\nd', [['a'], ['d']]],
    ['a "$(b c)" $(d e)', [['a', '$(b c)', '$(d e)']]],
    ['A=1 B="2 3" c', [['c']]],
    ['env A=1 c', [['c']]],
  ])('%s', (script, words) => {
    const lines = script.split('\n').map((text, index) => ({ text, line: index + 1 }))
    expect(commandsOf(lines).map((command) => command.words)).toEqual(words)
  })

  test.each([
    'if [ $X = 1 ]; then export A=1; fi; c',
    'case $X in 1) export A=1;; esac; c',
    'for x in 1 2; do A=$x; done && c',
    '[ $X = 1 ] && export A=1; c',
    'true || export A=1; c',
    'if a; then if b; then c; fi; export A=1; fi; c',
  ])('what is only exported under some condition is not known later: %s', (text) => {
    const command = commandsOf([{ text, line: 1 }]).at(-1)
    expect(Object.fromEntries(command?.sets ?? [])).toEqual({ A: '$A' })
  })

  test.each([
    'set -x && export A=1 && c',
    'if a; then b; fi; export A=1; c',
    'export A=1; if a; then export A=1; fi; c',
  ])('what is exported in any case is known later: %s', (text) => {
    const command = commandsOf([{ text, line: 1 }]).at(-1)
    expect(Object.fromEntries(command?.sets ?? [])).toEqual({ A: '1' })
  })

  test('what is exported counts for later commands', () => {
    const [, command] = commandsOf([{ text: 'export A=1; B=2 c', line: 1 }])
    expect(Object.fromEntries(command?.sets ?? [])).toEqual({ A: '1', B: '2' })
  })
})
