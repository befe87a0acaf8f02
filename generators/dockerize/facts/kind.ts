import type { Main } from '../facts.ts'
import { callsNamed } from '../go/calls.ts'
import type { Program } from '../go/program.ts'
import type { Listener } from './listeners.ts'

/** Names of calls that wait for a signal or for work: of the standard library, brokers, schedulers. */
const waiting = [
  ...['Notify', 'NotifyContext', 'NewTicker', 'Tick', 'Consume', 'ConsumeClaim', 'Subscribe'],
  ...[
    'QueueSubscribe',
    'ReadMessage',
    'FetchMessage',
    'PollFetches',
    'StartAsync',
    'StartBlocking',
  ],
]

/** Returns whether a program listens, runs until it is stopped, or ends by itself. */
export function kindOf(program: Program, listeners: readonly Listener[]): Main['kind'] {
  if (listeners.length > 0) return 'server'
  const waits = waiting.some((name) => callsNamed(name, program).length > 0)
  const blocks = program.files.some(
    (file) => /\bselect\s*\{/.test(file.text) && blocksForever(file.root()),
  )
  const loops = program.files.some((file) => waits && hasEndlessLoop(file.root()))
  return blocks || loops ? 'worker' : 'cli'
}

type Root = ReturnType<Program['files'][number]['root']>

function blocksForever(root: Root): boolean {
  return (root?.descendantsOfType('select_statement') ?? []).some(
    (one) => one?.namedChildCount === 0,
  )
}

function hasEndlessLoop(root: Root): boolean {
  return (root?.descendantsOfType('for_statement') ?? []).some((one) => one?.namedChildCount === 1)
}
