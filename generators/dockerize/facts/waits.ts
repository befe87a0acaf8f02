import type { Node } from 'web-tree-sitter'
import { escapeRegExp } from '../../escape-reg-exp.ts'
import { callersOf, callsOf } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { filesMentioning, type Program } from '../go/program.ts'
import type { GoFile, Place } from '../go/source-file.ts'
import { above, functionsAround, named } from '../go/syntax.ts'
import { hasSockets, isEndless } from './endless.ts'
import { argumentsFor } from './sub-command.ts'

/** How many functions are followed from one that waits up to what starts it. */
const deepest = 6

/** Returns whether a program waits for a signal: `select {}`, a receive, `runtime.Goexit()` in main. */
export function waitsForSignal(program: Program): boolean {
  const exits = callsOf('runtime', ['Goexit'], program).filter(
    ({ node, file }) =>
      file.package === program.main.path &&
      file.declarationAt(node.startIndex)?.childForFieldName('name')?.text === 'main',
  )
  if (exits.some((place) => isInFront(place, program))) return true
  return program.files.some((file) => {
    if (file.isProtocol || !/\bselect\b|\bsignal\.|\.Done\(\)/.test(file.text)) return false
    const waits = [...nodesOf(file, 'select_statement'), ...nodesOf(file, 'unary_expression')]
    return waits.some(
      (node) =>
        isWait(node, file, program) &&
        isLive({ node, file }, program) &&
        isInFront({ node, file }, program),
    )
  })
}

function isWait(node: Node, file: GoFile, program: Program): boolean {
  if (node.type === 'select_statement') return named(node).length === 0
  if (!node.text.startsWith('<-') || node.parent?.type === 'argument_list') return false
  const channel = node.childForFieldName('operand')?.text ?? ''
  if (channel.endsWith('.Done()')) {
    if (/\bsignal\.NotifyContext\b/.test(file.text)) return true
    // Among other channels it may be a result that the program waits for.
    const isAlone = node.parent?.type === 'expression_statement'
    return isAlone && hasSignals(program) && isOutsideCommands({ node, file }, program)
  }
  const [func] = functionsAround(node)
  return new RegExp(`\\bsignal\\.Notify\\(\\s*${escapeRegExp(channel)}\\b`).test(func?.text ?? '')
}

/** Whether anything in a program tells of signals. */
function hasSignals({ files }: Program): boolean {
  return ['Notify', 'NotifyContext'].some((name) =>
    filesMentioning(name, files).some(({ text }) => text.includes(`signal.${name}`)),
  )
}

/** Returns whether a program has an endless loop that waits for something. */
export function repeats(program: Program): boolean {
  const stops = hasSignals(program)
  return program.files.some((file) => {
    const isMain = file.package === program.main.path
    // Beyond the main package, only a loop that a signal ends, or over messages, is one of the program itself.
    const mayWait =
      isMain ||
      (stops && file.text.includes('.Done()')) ||
      /Chan(nel)?\(|\bConsume/.test(file.text) ||
      hasSockets(file)
    if (file.isProtocol || !mayWait) return false
    return nodesOf(file, 'for_statement').some((node) => {
      const loop = { node, file }
      return (
        isEndless(loop, stops, isMain, program) &&
        isLive(loop, program) &&
        isInFront(loop, program) &&
        (isMain || isOutsideCommands(loop, program))
      )
    })
  })
}

function nodesOf(file: GoFile, type: string): readonly Node[] {
  return (file.root()?.descendantsOfType(type) ?? []).filter((node) => node !== null)
}

/** Whether a program reaches a place without the name of a sub-command. */
function isOutsideCommands(place: Place, program: Program): boolean {
  return argumentsFor([place], program)?.length === 0
}

/** Whether main itself gets to a place, or waits for the goroutine that does. */
export function isInFront(place: Place, program: Program, depth = 0): boolean {
  const { node, file } = place
  for (const func of functionsAround(node)) {
    const start = func.type === 'func_literal' ? func.parent?.parent : undefined
    if (start?.type === 'go_statement') return isAwaited(start, func, file)
  }
  const func = file.declarationAt(node.startIndex)
  if (func === undefined || isMainOf(func, file, program)) return true
  const callers = depth < deepest ? callersOf({ node: func, file }, program) : []
  // A function that is only a value, as in `RunE: run`, is called by nobody.
  if (callers.length === 0) return file.package === program.main.path
  return callers.some((caller) => {
    const start = caller.node.parent
    return start?.type === 'go_statement'
      ? isAwaited(start, func, caller.file)
      : isInFront(caller, program, depth + 1)
  })
}

function isMainOf(func: Node, file: GoFile, { main }: Program): boolean {
  return file.package === main.path && func.childForFieldName('name')?.text === 'main'
}

/** Whether a goroutine is one whose end is waited for: `go loop(); wg.Wait()`, `go loop(done); <-done`. */
function isAwaited(start: Node, started: Node, file: GoFile): boolean {
  const [around] = functionsAround(start)
  const rest = around?.text.slice(start.startIndex - around.startIndex) ?? ''
  const channels = [...rest.matchAll(/<-\s*(\w+)\s*(?=[:;}]|$)/gm)].map(([, name = '']) => name)
  if (channels.some((name) => tellsItsEnd(started, name))) return true
  const group = /\b(\w+)\.Wait\(\)/.exec(rest)?.[1]
  if (group === undefined || !file.text.includes(`${group}.Add(`)) return false
  const done = `${group}.Done()`
  return started.text.includes(done) || !file.text.includes(done)
}

/** Whether a function says through a channel that it ends, and not what it has found. */
function tellsItsEnd(func: Node, channel: string): boolean {
  const own = (node: Node) => functionsAround(node)[0]?.id === func.id
  const sends = func.descendantsOfType('send_statement').flatMap((one) => one ?? [])
  return sends.filter(own).some((send) => {
    if (send.childForFieldName('channel')?.text !== channel) return false
    const loop = above(send, 'for_statement')
    const isInLoop = loop !== undefined && loop.startIndex > func.startIndex
    return !isInLoop || send.nextNamedSibling?.type === 'return_statement'
  })
}
