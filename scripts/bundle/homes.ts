/** The parts that a part imports, and whether only when it needs them. */
type Imports = ReadonlyMap<string, readonly { readonly to: string; readonly isLazy: boolean }[]>

/** The file of parts that the create shares with other commands, but not with the quickest one. */
export const common = 'common.js'

/**
 * Returns the file of each part of a program, named after a part or `common`.
 *
 * - The program's own file: what every run reads, and what the quickest command shares with others.
 * - `common`: what the create and other commands always read.
 * - A command's file: what no other command always reads.
 * - Each other part is a file of its own.
 * @param entries the parts that can be loaded from outside; the first is the program, the second its
 * main command, the create
 * @param isQuickest whether a part is the command that has to start quickest
 */
export function homesOf(
  [program = '', main = '', ...rest]: readonly string[],
  imports: Imports,
  isQuickest: (part: string) => boolean,
): ReadonlyMap<string, string> {
  const others = [main, ...rest]
  const eager = reachable(program, imports)
  const lazy = [...eager].flatMap((part) => targetsOf(part, imports, true))
  const commands = [...new Set([...lazy, ...others])].map((command) => {
    return { command, always: reachable(command, imports) }
  })
  const targets = new Set([...imports.keys()].flatMap((part) => targetsOf(part, imports, true)))
  return new Map([...imports.keys()].map((part) => [part, homeOf(part)]))

  function homeOf(part: string): string {
    if (eager.has(part)) return program
    if (targets.has(part) || others.includes(part)) return part
    const users = commands.filter(({ always }) => always.has(part)).map(({ command }) => command)
    if (users.length < 2) return users[0] ?? part
    if (users.some(isQuickest)) return program
    // What the create does not read must not make it slower.
    return users.includes(main) ? common : part
  }
}

/** Returns the parts that a part imports, either always or only when it needs them. */
function targetsOf(part: string, imports: Imports, lazy: boolean): readonly string[] {
  return (imports.get(part) ?? []).filter(({ isLazy }) => isLazy === lazy).map(({ to }) => to)
}

/** Returns a part and everything that is always read with it. */
function reachable(start: string, imports: Imports): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (part: string): void => {
    if (found.has(part)) return
    found.add(part)
    for (const to of targetsOf(part, imports, false)) add(to)
  }
  add(start)
  return found
}
