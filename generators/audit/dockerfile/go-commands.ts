import type { Line } from '../../dockerfile/blocks.ts'
import type { Dockerfile, Instruction, Stage } from './model.ts'
import { type Command, commandsOf } from './shell.ts'
import { expand, type Scope, scopeAt } from './variables.ts'

/** A command that a stage runs while it is built. */
export interface RunCommand extends Command {
  readonly stage: Stage
  readonly run: Instruction
  /** The index of the `RUN` in its stage. */
  readonly at: number
  /** The variables of the stage before the `RUN`. */
  readonly scope: Scope
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash'])

const known = new WeakMap<Stage, readonly RunCommand[]>()

/** Returns the commands of the `RUN`s of a stage, without the stages below. */
export function commandsIn(dockerfile: Dockerfile, stage: Stage): readonly RunCommand[] {
  const commands = known.get(stage) ?? readCommands(dockerfile, stage)
  known.set(stage, commands)
  return commands
}

function readCommands(dockerfile: Dockerfile, stage: Stage): readonly RunCommand[] {
  return stage.instructions.flatMap((run, at) => {
    if (run.keyword !== 'RUN') return []
    const scope = scopeAt(dockerfile, stage, at)
    return scriptsOf(run)
      .flatMap((lines) =>
        run.exec === undefined
          ? commandsOf(lines, dockerfile.escapeCharacter)
          : [{ line: run.line, words: run.exec, sets: new Map<string, string>() }],
      )
      .map((command) => ({ ...command, stage, run, at, scope }))
  })
}

/** Returns the scripts of a `RUN`: its text, or the here-documents that a shell runs. */
function scriptsOf({ lines, text, heredocs }: Instruction): readonly (readonly Line[])[] {
  const [first = ''] = text.split(/\s+/)
  const isScript = first.startsWith('<<') || shells.has(first.split('/').at(-1) ?? '')
  return heredocs.length > 0 && isScript ? heredocs.map((heredoc) => heredoc.lines) : [lines]
}

/** A `go` command, such as `go build` or `go mod download`. */
export interface GoCommand extends RunCommand {
  /** `build`, `test`, `mod download` …; empty for go alone. */
  readonly verb: string
  /** What follows the verb. */
  readonly arguments: readonly string[]
}

/** Returns the `go` commands of a stage's own `RUN`s. */
export function goCommandsIn(dockerfile: Dockerfile, stage: Stage): readonly GoCommand[] {
  return goCommandsAmong(commandsIn(dockerfile, stage))
}

/** Returns the `go` commands among some. */
export function goCommandsAmong(commands: readonly RunCommand[]): readonly GoCommand[] {
  return commands.flatMap((command) => {
    const [program = '', verb = '', ...rest] = command.words
    if (!/^(?:(?:\/\S*\/)?go|xx-go)$/.test(program)) return []
    const [second = '', ...others] = rest
    return verb === 'mod' || verb === 'work' || verb === 'tool'
      ? [{ ...command, verb: `${verb} ${second}`, arguments: others }]
      : [{ ...command, verb, arguments: rest }]
  })
}

/** Returns whether a command compiles a program to be shipped. */
export function compiles({ verb }: GoCommand): boolean {
  return verb === 'build' || verb === 'install'
}

/** Flags of go whose value may be the next word. */
const withValue =
  /^--?(?:o|p|C|tags|mod|modfile|ldflags|gcflags|asmflags|gccgoflags|buildmode|compiler|installsuffix|overlay|pgo|pkgdir|toolexec|exec|covermode|coverpkg|coverprofile|vet|run|timeout)$/

/** Returns the packages that a command names; `.` if it names none. */
export function packagesOf({ arguments: words }: Pick<GoCommand, 'arguments'>): readonly string[] {
  const packages = words.filter(
    (word, at) => word !== '' && !word.startsWith('-') && !withValue.test(words[at - 1] ?? ''),
  )
  return packages.length > 0 ? packages : ['.']
}

/** Returns whether a command is about a module of others, such as `go install example.com/x@v1`. */
export function isTool(command: GoCommand): boolean {
  return packagesOf(command).some((word) => word.includes('@'))
}

/** Returns whether a command needs the module in whose folder it runs. */
export function usesModule(command: GoCommand): boolean {
  return (
    /^(?:build|test|vet|run|list|generate|install|mod (?:download|verify|vendor))$/.test(
      command.verb,
    ) && !isTool(command)
  )
}

/**
 * Returns the value of a variable for a command: from its own words, an `export`, `go env -w` or the
 * stage. `undefined` in `value` means that it is set, but not to what.
 */
export function settingOf(
  command: RunCommand,
  name: string,
  earlier: readonly RunCommand[] = [],
): { readonly value: string | undefined } | undefined {
  const own = command.sets.get(name)
  if (own !== undefined) return { value: expand(own, withExports(command)) }
  if (command.scope.has(name)) return { value: command.scope.get(name) }
  for (const { words } of [...earlier].reverse()) {
    if (words[0] !== 'go' || words[1] !== 'env' || words[2] !== '-w') continue
    const set = words.slice(3).find((word) => word.startsWith(`${name}=`))
    if (set !== undefined) return { value: expand(set.slice(name.length + 1), command.scope) }
  }
  return undefined
}

/** Shell variables of the script may have any value. */
function withExports(command: RunCommand): Scope {
  return new Map([
    ...command.scope,
    ...[...command.sets.keys()].map((name): [string, undefined] => [name, undefined]),
  ])
}

/** Returns the value of a flag of go, `-tags=a` or `-tags a`; undefined if it is not given. */
export function goFlag({ arguments: words }: GoCommand, name: string): string | undefined {
  const at = words.findIndex((word) => new RegExp(`^--?${name}(?:=|$)`).test(word))
  const word = words[at]
  if (word === undefined) return undefined
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '')
}
