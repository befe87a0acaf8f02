import type { Node } from 'web-tree-sitter'
import type { Main } from '../facts.ts'
import { callsNamed, callsOf } from '../go/calls.ts'
import { isLive } from '../go/live.ts'
import { doesImport, importsOf, type Program } from '../go/program.ts'
import type { GoFile } from '../go/source-file.ts'
import { functionsAround, named } from '../go/syntax.ts'
import type { Listener } from './listeners.ts'

/** Functions of libraries that wait for messages, jobs or times until the program is stopped. */
const consumers: readonly (readonly [module: string, names: readonly string[]])[] = [
  ['github.com/hibiken/asynq', ['NewServer', 'NewScheduler', 'NewPeriodicTaskManager']],
  ['github.com/robfig/cron', ['New', 'NewWithLocation']],
  ['github.com/go-co-op/gocron', ['NewScheduler']],
  ['github.com/reugn/go-quartz', ['NewStdScheduler']],
  ['go.temporal.io/sdk', ['New']],
  ['go.uber.org/cadence', ['New']],
  ['github.com/zeromicro/go-queue', ['MustNewQueue', 'NewQueue']],
  ['github.com/zeromicro/go-zero/core/service', ['NewServiceGroup']],
  ['github.com/ThreeDotsLabs/watermill', ['NewRouter']],
  ['github.com/riverqueue/river', ['NewWorkers']],
  ['github.com/contribsys/faktory_worker_go', ['NewManager']],
  ['github.com/gocraft/work', ['NewWorkerPool']],
  ['github.com/lovoo/goka', ['NewProcessor']],
  ['sigs.k8s.io/controller-runtime', ['NewManager']],
]

/** Methods of brokers' clients that wait for messages. */
const receiving = [
  ...['Consume', 'ConsumeWithContext', 'ConsumePartition', 'ReadMessage', 'FetchMessage'],
  ...['PollFetches', 'QueueSubscribe', 'SubscribeSync', 'PSubscribe', 'StartConsuming'],
]

const brokers =
  /sarama|kafka|franz-go|amqp|rabbitmq|nats|stan\.go|redis|pulsar|mqtt|sqs|pubsub|servicebus|nsq/

/** Returns whether a program listens, runs until it is stopped, or ends by itself. */
export function kindOf(program: Program, listeners: readonly Listener[]): Main['kind'] {
  if (listeners.length > 0) return 'server'
  return consumes(program) || waitsForSignal(program) || repeats(program) ? 'worker' : 'cli'
}

function consumes(program: Program): boolean {
  const isConsumer = consumers.some(([module, names]) => {
    return importsOf(program).some(
      ({ path }) =>
        (path === module || path.startsWith(`${module}/`)) &&
        callsOf(path, names, program).length > 0,
    )
  })
  if (isConsumer) return true
  if (!doesImport(program, (path) => brokers.test(path))) return false
  return receiving.some((name) =>
    callsNamed(name, program).some(({ file }) =>
      file.header.imports.some(({ path }) => brokers.test(path)),
    ),
  )
}

/** `select {}`, or a receive of the signal that a function asked for, outside a goroutine. */
function waitsForSignal(program: Program): boolean {
  return program.files.some((file) => {
    if (file.isProtocol || !/\bselect\b|\bsignal\.|\.Done\(\)/.test(file.text)) return false
    const waits = [...nodesOf(file, 'select_statement'), ...nodesOf(file, 'unary_expression')]
    return waits.some(
      (node) => isWait(node, file) && !isInGoroutine(node) && isLive({ node, file }, program),
    )
  })
}

function isWait(node: Node, file: GoFile): boolean {
  if (node.type === 'select_statement') return named(node).length === 0
  if (!node.text.startsWith('<-') || node.parent?.type === 'argument_list') return false
  const channel = node.childForFieldName('operand')?.text ?? ''
  if (channel.endsWith('.Done()')) return /\bsignal\.NotifyContext\b/.test(file.text)
  const [func] = functionsAround(node)
  return new RegExp(`\\bsignal\\.Notify\\(\\s*${escaped(channel)}\\b`).test(func?.text ?? '')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** An endless loop of the main package that waits for some time, outside a goroutine. */
function repeats(program: Program): boolean {
  return program.main.files.some((file) =>
    nodesOf(file, 'for_statement').some((loop) => {
      const body = loop.childForFieldName('body')
      const clause = named(loop)[0]
      const isEndless = clause === undefined || clause.id === body?.id
      const isTicking =
        clause?.type === 'range_clause' &&
        /\.C$|\.Tick\(|<-|ch(an)?s?$|messages|msgs|deliveries/i.test(
          clause.childForFieldName('right')?.text ?? '',
        )
      const waits =
        isTicking ||
        (isEndless &&
          /\btime\.(Sleep|After)\(|<-\w+\.C\b/.test(loop.text) &&
          !/\breturn\b(?! *err)|\bbreak\b/.test(loop.text))
      return waits && !isInGoroutine(loop) && isLive({ node: loop, file }, program)
    }),
  )
}

function nodesOf(file: GoFile, type: string): readonly Node[] {
  return (file.root()?.descendantsOfType(type) ?? []).filter((node) => node !== null)
}

/** Whether a node is in a function literal that is started by `go`. */
function isInGoroutine(node: Node): boolean {
  return functionsAround(node).some(
    (func) => func.type === 'func_literal' && func.parent?.parent?.type === 'go_statement',
  )
}
