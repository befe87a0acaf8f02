import type { Node } from 'web-tree-sitter'
import { escapeRegExp } from '../../escape-reg-exp.ts'
import type { Program } from '../go/program.ts'
import type { GoFile, Place } from '../go/source-file.ts'
import { functionsAround, named, parentOf } from '../go/syntax.ts'
import { consumes } from './consumers.ts'
import { jumpsOf } from './endless.ts'
import { isInFront, repeats, waitsForSignal } from './waits.ts'

/** Reading a packet from a socket. */
const reads = /\.Read(?:From\w*|MsgUDP\w*|Batch)\(/
/** Libraries' ways to serve on a socket that they are given. */
const serves = /\b(?:ActivateAndServe|Serve\w*|Listen|ListenEarly|NewServer)\(/
const deadline = /\.Set(?:Read)?Deadline\(/
/** What ends a loop of a server as well: an error, or that somebody stops it. */
const ending = /err|closed|closing|stop|quit|done|ctx|shutdown/i

/**
 * Returns a function that tells whether a program receives packets at a socket until it is stopped:
 * one that asks others and waits for their answers also has a socket.
 * @param listens whether the program listens for connections, and so runs until it is stopped
 */
export function createReceiving(program: Program, listens: boolean): (socket: Place) => boolean {
  let isLasting: boolean | undefined
  const lasts = (place: Place) => {
    isLasting ??= listens || consumes(program) || waitsForSignal(program) || repeats(program)
    return isLasting || isInFront(place, program)
  }
  let others: readonly Place[] | undefined
  const readers = () => {
    others ??= program.files.flatMap((file) => readersIn(file))
    return others
  }
  return (socket) => {
    const { node, file } = socket
    const func = file.declarationAt(node.startIndex)
    const name = nameOf(node)
    if (func !== undefined && name !== undefined) {
      const word = escapeRegExp(name)
      // Read in the loop, or in a function that it calls.
      const use = new RegExp(`\\b${word}\\.Read|[(,]\\s*${word}\\s*[,)]`)
      const loops = loopsIn(func).filter((one) => use.test(one.text))
      if (loops.some((node) => isServing(node, func) && lasts({ node, file }))) return true
      // One packet, or those that come within a time.
      if (new RegExp(`\\b${word}\\.Read`).test(func.text)) return false
    }
    const isGiven = func !== undefined && name !== undefined && isServedOn(name, func)
    return (isGiven && lasts(socket)) || readers().some(lasts)
  }
}

/** Whether a function gives a socket to a library that serves on it. */
function isServedOn(name: string, { text }: Node): boolean {
  const word = escapeRegExp(name)
  const isField = new RegExp(`\\b(?:Packet)?Conn:\\s*${word}(?!\\w)`).test(text)
  const own = text.replaceAll(/\bnet\.Listen\(/g, '')
  return isField
    ? serves.test(own)
    : new RegExp(`${serves.source}[^\\n]*\\b${word}(?!\\w)`).test(own)
}

/** Returns the variable that gets a socket, as its function names it. */
function nameOf(call: Node): string | undefined {
  const list = call.parent?.type === 'expression_list' ? call.parent.parent : call.parent
  return named(list?.childForFieldName('left'))[0]?.text
}

/** Returns the endless loops of a file that read packets. */
function readersIn(file: GoFile): readonly Place[] {
  if (file.isProtocol || !reads.test(file.text)) return []
  const root = file.root()
  const loops = root === undefined ? [] : loopsIn(root)
  return loops
    .filter((loop) => reads.test(loop.text) && isServing(loop, functionsAround(loop).at(-1)))
    .map((node) => ({ node, file }))
}

function loopsIn(node: Node): readonly Node[] {
  return node.descendantsOfType('for_statement').flatMap((one) => one ?? [])
}

/** Whether a loop goes on until an error or until somebody stops the program, and for no set time. */
function isServing(loop: Node, func: Node | undefined): boolean {
  const [clause] = named(loop)
  if (clause?.type === 'for_clause' || clause?.type === 'range_clause') return false
  const before = func?.text.slice(0, loop.startIndex - func.startIndex) ?? ''
  if (deadline.test(before)) return false
  if (deadline.test(loop.text) && !/\bcontinue\b/.test(loop.text)) return false
  return !jumpsOf(loop).some((jump) => isOut(jump, loop))
}

/** Whether a jump leaves a loop because it has received what it waited for. */
function isOut(jump: Node, loop: Node): boolean {
  for (let at = parentOf(jump); at !== null && at.id !== loop.id; at = parentOf(at)) {
    if (jump.text === 'break' && /^(?:for|select|\w+_switch)_statement$/.test(at.type)) return false
    if (at.type === 'communication_case') return false
    const condition = at.type === 'if_statement' ? at.childForFieldName('condition')?.text : ''
    if (ending.test(condition ?? '')) return false
  }
  return true
}
