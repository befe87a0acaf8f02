import type { NeededProgram } from '../facts.ts'
import { callsOf } from '../go/calls.ts'
import { sourceOf } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'
import type { Evaluator } from '../values/evaluate.ts'
import { textOf } from '../values/value.ts'

/** Functions that run a program: the position of its name among their arguments. */
const runners = [
  ['os/exec', 'Command', 0],
  ['os/exec', 'CommandContext', 1],
  ['os/exec', 'LookPath', 0],
  ['os', 'StartProcess', 0],
  ['syscall', 'Exec', 0],
  ['golang.org/x/sys/unix', 'Exec', 0],
  ['github.com/go-cmd/cmd', 'NewCmd', 0],
  ['github.com/magefile/mage/sh', 'Run', 0],
  ['github.com/codeskyblue/go-sh', 'Command', 0],
] as const

/** Programs of other systems, and those that show something on a desktop. */
const elsewhere = new Set([
  ...[
    'open',
    'rundll32',
    'rundll32.exe',
    'cmd',
    'cmd.exe',
    'powershell',
    'powershell.exe',
    'pwsh',
    'pwsh.exe',
    'bash.exe',
    'wsl.exe',
    'explorer',
  ],
  ...[
    'start',
    'osascript',
    'pbcopy',
    'pbpaste',
    'clip',
    'wmic',
    'tasklist',
    'taskkill',
    'launchctl',
    'getprop',
    'setprop',
  ],
  ...['xdg-open', 'x-www-browser', 'www-browser', 'wslview', 'sensible-browser', 'reg', 'schtasks'],
  ...[
    'sw_vers',
    'xcode-select',
    'xcrun',
    'ioreg',
    'scutil',
    'networksetup',
    'netsh',
    'sc',
    'cygpath',
    'security',
    'defaults',
  ],
])

/** Programs of the init system of a host, which no container has. */
const ofInit = new Set(['systemctl', 'journalctl', 'loginctl', 'hostnamectl', 'timedatectl'])

/** Returns the programs that a program runs by a name that is known. */
export function programsOf(evaluator: Evaluator): readonly NeededProgram[] {
  const found = new Map<string, NeededProgram>()
  for (const [path, name, index] of runners) {
    for (const call of callsOf(path, [name], evaluator.program)) {
      const argument = argumentsOf(call.node)[index]
      if (argument === undefined) continue
      for (const value of evaluator.valuesOf({ node: argument, file: call.file })) {
        const program = nameIn(textOf(value) ?? '')
        if (program === undefined || elsewhere.has(program) || ofInit.has(program)) continue
        if (found.has(program)) continue
        found.set(program, { name: program, source: sourceOf(call) })
      }
    }
  }
  return [...found.values()]
}

/** Returns the name of a program; undefined for a path inside the repository or of /proc. */
function nameIn(text: string): string | undefined {
  if (text.startsWith('./') || text.startsWith('../') || text.startsWith('/proc/')) return undefined
  const name = text.startsWith('/') ? text.split('/').at(-1) : text
  return name !== undefined && /^[A-Za-z0-9][\w.+-]*$/.test(name) ? name : undefined
}
