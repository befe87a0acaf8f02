import type { Node } from 'web-tree-sitter'
import { promoting } from '../go/embedded.ts'
import { isLive } from '../go/live.ts'
import { filesMentioning, identifiersOf, type Program } from '../go/program.ts'
import type { Place } from '../go/source-file.ts'
import { above, expressionIn, functionsAround, named } from '../go/syntax.ts'
import { type TypeName, typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import type { Listener } from './listener.ts'
import { listenersByNetwork } from './packets.ts'

/** Returns the servers whose address is a field: `http.Server{Addr: …}`, and `server.Addr = …`. */
export function serverAddresses(evaluator: Evaluator): readonly Listener[] {
  const { program } = evaluator
  const files = filesMentioning('Addr', program.files).filter(({ text }) =>
    /\bAddr\s*(:|=[^=])/.test(text),
  )
  return identifiersOf('Addr', files).flatMap((place) => {
    const server = setLater(place, program) ?? inLiteral(place, program)
    return server === undefined || !isLive(place, program)
      ? []
      : listenersOf(place, server, evaluator)
  })
}

/** What is known of a server. */
interface Server {
  readonly type: TypeName | undefined
  readonly address: Node
  /** What says the network of a server of DNS. */
  readonly network: Node | undefined
}

function listenersOf(
  place: Place,
  { type, address, network }: Server,
  evaluator: Evaluator,
): readonly Listener[] {
  if (isDns(type)) return listenersByNetwork({ place, address, network }, evaluator)
  const addresses = evaluator.valuesOf({ node: address, file: place.file })
  return [{ place, protocol: isQuic(type) ? 'udp' : 'http', addresses }]
}

/** `server.Addr = …` */
function setLater({ node, file }: Place, program: Program): Server | undefined {
  const address = assignedTo(node)
  const operand = node.parent?.childForFieldName('operand')
  if (address === undefined || operand === null || operand === undefined) return undefined
  const type = typeOf({ node: operand, file }, program)
  const types = type === undefined ? [undefined] : promoting(type, 'Addr', program)
  if (!types.some((one) => isServer(one, operand.text))) return undefined
  const [func] = functionsAround(node)
  const network = file
    .identifiers('Net')
    .filter((one) => functionsAround(one)[0]?.id === func?.id)
    .filter(({ parent }) => parent?.childForFieldName('operand')?.text === operand.text)
  return {
    type: types.find((one) => isDns(one) || isQuic(one)) ?? type,
    address,
    network: network.flatMap(assigned)[0],
  }
}

function assigned(field: Node): readonly Node[] {
  const value = assignedTo(field)
  return value === undefined ? [] : [value]
}

/** Returns what is assigned to a field: `x.Field = value`. */
function assignedTo({ parent }: Node): Node | undefined {
  if (parent?.type !== 'selector_expression') return undefined
  const list = parent.parent
  const statement = list?.parent
  const isTarget =
    statement?.type === 'assignment_statement' &&
    statement.childForFieldName('left')?.id === list?.id
  return isTarget ? named(statement.childForFieldName('right'))[0] : undefined
}

/** `http.Server{Addr: …}` */
function inLiteral({ node, file }: Place, program: Program): Server | undefined {
  const element = node.parent?.type === 'literal_element' ? node.parent.parent : undefined
  const [key, value] = named(element)
  if (element?.type !== 'keyed_element' || key?.startIndex !== node.startIndex) return undefined
  const literal = above(element, 'composite_literal')
  const type = literal === undefined ? undefined : typeOf({ node: literal, file }, program)
  const address = expressionIn(value)
  if (literal === undefined || address === undefined || !isServer(type, '')) return undefined
  const elements = named(literal.childForFieldName('body'))
  const network = elements.find((one) => named(one)[0]?.text === 'Net')
  // A server for QUIC once had one for TCP inside.
  const outer = above(literal, 'composite_literal')
  const around = outer === undefined ? undefined : typeOf({ node: outer, file }, program)
  return {
    type: isQuic(around) ? around : type,
    address,
    network: expressionIn(named(network)[1]),
  }
}

function isServer(type: TypeName | undefined, name: string): boolean {
  if (type === undefined) return /s(erver|rv)$/i.test(name) || name.endsWith('.Server')
  if (type.name !== 'Server') return false
  return /^net\/http$|fasthttp$|http3$|graceful/.test(type.package) || isDns(type)
}

function isQuic(type: TypeName | undefined): boolean {
  return type?.name === 'Server' && type.package.endsWith('/http3')
}

function isDns(type: TypeName | undefined): boolean {
  return type?.name === 'Server' && /\/miekg\/dns$/.test(type.package)
}
