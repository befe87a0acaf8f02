import type { Main } from '../facts.ts'
import { doesImport, type Program } from '../go/program.ts'
import { consumes } from './consumers.ts'
import type { Listener } from './listener.ts'
import { repeats, waitsForSignal } from './waits.ts'

/** Libraries that draw on a terminal: a person ends such a program. */
const terminal =
  /^(github\.com\/(charmbracelet\/bubbletea|rivo\/tview|gdamore\/tcell|jroimartin\/gocui|nsf\/termbox-go|gizak\/termui)|gopkg\.in\/gizak\/termui|charm\.land\/bubbletea)\b/

/** Returns whether a program listens, runs until it is stopped, or ends by itself. */
export function kindOf(program: Program, listeners: readonly Listener[]): Main['kind'] {
  // A socket with an address that is not known may be one of a client.
  if (listeners.some(({ isSocket, addresses }) => isSocket !== true || addresses.length > 0))
    return 'server'
  if (consumes(program)) return 'worker'
  if (doesImport(program, (path) => terminal.test(path))) return 'cli'
  return waitsForSignal(program) || repeats(program) ? 'worker' : 'cli'
}
