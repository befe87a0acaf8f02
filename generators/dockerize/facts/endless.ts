import type { Node } from 'web-tree-sitter'
import { assignmentsOf } from '../go/assignments.ts'
import type { Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { bare, calleeOf, functionsAround, named, parametersOf, parentOf } from '../go/syntax.ts'

/** Waiting for a time. */
const ticks = /\btime\.(Sleep|After)\(|<-\s*[\w.]+\.C\b|<-\s*\w*[tT]ick\w*/
/** Connecting to what sends messages, or reading one of them. */
const receives = /\b(?:Dial\w*|ReadMessage|ReadJSON|NextReader|Recv|Receive)\(/
/** Reading what a person types, who also ends the program. */
const reads = /\bos\.Stdin\b|\b(?:Scan(?:ln|f)?|ReadString|Read[lL]ine|Prompt)\(/
/** The ends of the names of channels that messages come from. */
const channelName = /(ch(an)?s?|messages|msgs|deliveries|updates|events)$/i
/** Functions of libraries that return a channel that stays open. */
const channelCall = /(Chan|Channel)$|^(Consume|ConsumeWithContext|UpdatesViaLongPolling)$/
/** A return because of an error. */
const failing = /^return\s+(.*,\s*)?(err\b|fmt\.Errorf\(|errors\.|\w*[cC]tx\.Err\(\))/
const stopped = /\b\w*[cC]tx\.Err\(\) *!= *nil|\bcontext\.Canceled\b/

/**
 * Returns whether a loop waits for times or messages, and nothing but a signal or an error ends it.
 * @param stops whether the program knows of signals, so that a `.Done()` is one
 * @param isMain whether it is in the main package
 */
export function isEndless(
  { node: loop, file }: Place,
  stops: boolean,
  isMain: boolean,
  program: Program,
): boolean {
  const body = loop.childForFieldName('body')
  const [clause] = named(loop)
  if (body === null) return false
  if (clause?.type === 'range_clause') return isOfMessages({ node: clause, file }, isMain, program)
  const hasNoEnd =
    clause === undefined ||
    clause.id === body.id ||
    /^\w*[cC]tx\.Err\(\) *== *nil$/.test(clause.text)
  if (!hasNoEnd || jumpsOf(loop).some((jump) => leaves(jump, loop, stops))) return false
  const { text } = loop
  const mayReceive = isMain || hasSockets(file)
  if (mayReceive && receives.test(text) && !reads.test(text)) return true
  return isMain && ticks.test(text) ? true : stops && hasStop(body)
}

/** Returns whether a file uses a library of web sockets, over which others send messages. */
export function hasSockets({ header }: Place['file']): boolean {
  return header.imports.some(({ path }) => /\bwebsocket(?:\/v\d+)?$/.test(path))
}

/** Whether a loop waits in a select, one of whose cases is that of a signal. */
function hasStop(body: Node): boolean {
  return body
    .descendantsOfType('communication_case')
    .some(
      (one) =>
        one !== null &&
        isStop(one) &&
        others(one).some(({ type }) => type === 'communication_case'),
    )
}

function others(one: Node): readonly Node[] {
  return named(one.parent).filter(({ id }) => id !== one.id)
}

function isStop(communication: Node): boolean {
  return /^case\s+(\w+\s*:?=\s*)?<-\s*[\w.()]+\.Done\(\)\s*:/.test(communication.text)
}

/** Returns the statements of a loop that may leave it, without those of functions inside it. */
export function jumpsOf(loop: Node): readonly Node[] {
  const [func] = functionsAround(loop)
  return loop
    .descendantsOfType(['return_statement', 'break_statement', 'goto_statement', 'call_expression'])
    .filter((one) => one !== null)
    .filter((one) => functionsAround(one)[0]?.id === func?.id)
    .filter(({ type, text }) => type !== 'call_expression' || /^os\.Exit\(0\)$/.test(text))
}

function leaves(jump: Node, loop: Node, stops: boolean): boolean {
  if (failing.test(jump.text)) return false
  const isBreak = jump.text === 'break'
  for (let at = parentOf(jump); at !== null && at.id !== loop.id; at = parentOf(at)) {
    if (isBreak && /^(for|select|\w+_switch)_statement$/.test(at.type)) return false
    if (stops && at.type === 'communication_case' && isStop(at)) return false
    if (at.type === 'if_statement' && stopped.test(at.childForFieldName('condition')?.text ?? ''))
      return false
  }
  return true
}

/** `for range ticker.C`, `for update := range bot.GetUpdatesChan(config)`. */
function isOfMessages({ node: clause, file }: Place, isMain: boolean, program: Program): boolean {
  const right = bare(clause.childForFieldName('right'))
  const left = named(clause.childForFieldName('left'))
  // Only the elements of a list have a second name.
  if (right === undefined || left.length > 1) return false
  if (/\.C$|\.Tick\(|<-/.test(right.text)) return isMain
  if (right.type === 'call_expression') return channelCall.test(calleeOf(right)?.text ?? '')
  if (!/^(identifier|selector_expression)$/.test(right.type)) return false
  const name =
    right.type === 'selector_expression' ? right.childForFieldName('field')?.text : right.text
  if (name === undefined || program.files.some(({ text }) => closes(text, name))) return false
  const values =
    right.type === 'identifier'
      ? assignmentsOf({ node: right, file }, program).flatMap(({ value }) => bare(value) ?? [])
      : []
  if (values.some((one) => channelCall.test(calleeOf(one)?.text ?? ''))) return true
  return isMain && channelName.test(name) && !values.some(isList) && !isListParameter(right)
}

function closes(text: string, name: string): boolean {
  return new RegExp(`\\bclose\\([\\w.]*\\b${name}\\)`).test(text)
}

function isList({ text }: Node): boolean {
  return /^(\[|append\(|make\(\[|map\[|make\(map)/.test(text)
}

function isListParameter(name: Node): boolean {
  return functionsAround(name).some((func) =>
    parametersOf(func).some((one) => one.name === name.text && one.type?.type !== 'channel_type'),
  )
}
