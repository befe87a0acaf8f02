import type { Node } from 'web-tree-sitter'
import { escapeRegExp } from '../../escape-reg-exp.ts'
import type { Program } from '../go/program.ts'
import type { GoFile, Place } from '../go/source-file.ts'
import { argumentsOf, functionsAround, named, parentOf } from '../go/syntax.ts'
import { functionsCalled } from '../go/types.ts'
import { consumes } from './consumers.ts'
import { jumpsOf } from './endless.ts'
import { isInFront, repeats, waitsForSignal } from './waits.ts'

/** Reading a packet from a socket. */
const reads = /\.Read(?:From\w*|MsgUDP\w*|Batch)\(/
/** Libraries' ways to serve on a socket that they are given. */
const serves = /\b(?:ActivateAndServe|Serve\w*|Listen|ListenEarly|NewServer|New\w*Mux\w*)\(/
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
  const known = new Map<GoFile, readonly Place[]>()
  const readersOf = (file: GoFile) => {
    const found = known.get(file) ?? readersIn(file)
    known.set(file, found)
    return found
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
      const others = readingFunctions(name, { node: func, file }, program)
      if (others.length > 0) return others.some((one) => loopsServing(one).some(lasts))
    }
    if (func !== undefined && name !== undefined && isServedOn(name, func) && lasts(socket))
      return true
    return filesThatMayHave(name, socket, program).some((one) => readersOf(one).some(lasts))
  }
}

/** Returns the functions that get a socket from another one, and read from one. */
function readingFunctions(name: string, { node, file }: Place, program: Program): readonly Place[] {
  const calls = node
    .descendantsOfType('call_expression')
    .flatMap((call) => call ?? [])
    .filter((call) => argumentsOf(call).some(({ text }) => text === name))
  return calls
    .flatMap((call) => functionsCalled({ node: call, file }, program))
    .filter((func) => reads.test(func.node.text))
}

function loopsServing({ node, file }: Place): readonly Place[] {
  return loopsIn(node)
    .filter((loop) => reads.test(loop.text) && isServing(loop, node))
    .map((loop) => ({ node: loop, file }))
}

/** Returns the files that a socket may come to: of its own package, and of those that it is handed to. */
function filesThatMayHave(
  name: string | undefined,
  { node, file }: Place,
  program: Program,
): readonly GoFile[] {
  const own = program.packages.get(file.package)?.files ?? [file]
  const text = file.declarationAt(node.startIndex)?.text ?? ''
  const word = name === undefined ? undefined : escapeRegExp(name)
  const isHandedOn =
    word === undefined ||
    new RegExp(`[(,:]\\s*${word}\\s*[,)}\\n]|\\breturn\\b[^\\n]{0,500}\\b${word}\\b`).test(text)
  if (!isHandedOn) return own
  const outside = [...program.packages.values()].filter(
    ({ path, files }) =>
      path !== file.package && (importsAny(own, path) || importsAny(files, file.package)),
  )
  return [...own, ...outside.flatMap(({ files }) => files)]
}

function importsAny(files: readonly GoFile[], path: string): boolean {
  return files.some(({ header }) => header.imports.some((one) => one.path === path))
}

/** Whether a function gives a socket to a library that serves on it. */
function isServedOn(name: string, { text }: Node): boolean {
  const word = escapeRegExp(name)
  const isField = new RegExp(`\\b\\w*Conn:\\s*${word}(?!\\w)`).test(text)
  const own = text.replaceAll(/\bnet\.Listen\(/g, '')
  return isField
    ? serves.test(own)
    : new RegExp(`${serves.source}[^\\n]{0,500}\\b${word}(?!\\w)`).test(own)
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

/** Whether a socket joins a group, to which no published port brings a packet. */
export function joinsGroup({ node, file }: Place): boolean {
  const text = file.declarationAt(node.startIndex)?.text ?? ''
  return (
    /\bIP(?:V6)?_(?:ADD_MEMBERSHIP|JOIN_GROUP)\b|\.JoinGroup\(/.test(text) &&
    // Some only do if the address is that of a group.
    !/\bIs(?:LinkLocal)?Multicast\(/.test(text)
  )
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
