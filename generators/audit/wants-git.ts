import type { AuditedDockerfile } from './audited.ts'
import { commandsIn, goCommandsAmong, isTool, type RunCommand } from './dockerfile/go-commands.ts'
import { copiesIn, isWholeContext, neededBy } from './dockerfile/stages.ts'

/** Returns whether a .dockerignore brings `.git` back on purpose. */
export function includesGit(dockerignore: string): boolean {
  return /^[ \t]*![ \t]*\/?(?:\*\*\/)?\.git(?:\/.*)?\s?$/m.test(dockerignore)
}

const packageManager = /^(?:apk|apt|apt-get|dnf|microdnf|tdnf|yum|zypper)$/
const interpreter = /^(?:python[\d.]*|node|deno|bun|ruby|perl|php)$/
const javaScript = /^(?:npm|npx|yarn|pnpm)$/

/** Returns whether a command runs a program of the repository, which may run git. */
function mayRunGit(command: RunCommand): boolean {
  const [program = '', ...rest] = command.words
  if (goCommandsAmong([command]).some((go) => /^(?:run|generate)$/.test(go.verb) && !isTool(go)))
    return true
  return interpreter.test(program) && rest.some((word) => /^[^-].*\.\w+$/.test(word))
}

/** Returns whether a command may run any code of the repository, or installs git, which many do out of habit. */
function mayRunAny({ words: [program = '', ...rest] }: RunCommand): boolean {
  return (
    (packageManager.test(program) && rest.some((word) => /^git(?:[=~<>].*)?$/.test(word))) ||
    javaScript.test(program) ||
    interpreter.test(program) ||
    /\/(?!go$)[^/]*$/.test(program)
  )
}

/** How much a build with `.git` may need it: `likely` is no reason to warn, `possibly` none to hide it. */
export type GitUse = 'likely' | 'possibly' | 'none'

/** Returns how much a Dockerfile, or the scripts that it runs, may need `.git`, as far as nothing names a git command. */
export function gitUseOf({ file }: AuditedDockerfile, scripts: readonly string[]): GitUse {
  const commands = file.stages
    .filter((stage) =>
      [...neededBy(file, stage)].some((one) => copiesIn(file, one).some(isWholeContext)),
    )
    .flatMap((stage) => commandsIn(file, stage))
  if (commands.some(mayRunGit)) return 'likely'
  const runsCode = scripts.some((text) =>
    /\bgo (?:run|generate)\b|\b(?:python3?|node|npm|npx|yarn|pnpm) /.test(text),
  )
  return runsCode || commands.some(mayRunAny) ? 'possibly' : 'none'
}
