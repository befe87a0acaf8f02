import { callsNamed, callsOf } from '../go/calls.ts'
import { doesImport, importsOf, type Program } from '../go/program.ts'

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

/** Libraries of bots: what creates one, and the methods that wait for messages. */
const bots: readonly (readonly [
  path: RegExp,
  names: readonly string[],
  waits: readonly string[],
])[] = [
  [/^(gopkg\.in|github\.com)(\/tucnak)?\/telebot\b/, ['NewBot'], ['Start']],
  [/^github\.com\/go-telegram\/bot$/, ['New'], ['Start', 'StartWebhook']],
  [/^github\.com\/PaulSonOfLars\/gotgbot\/.*\bext$/, ['NewUpdater'], ['Idle']],
  [/^github\.com\/slack-go\/slack\/socketmode$/, ['New'], ['Run', 'RunContext']],
  [/^github\.com\/shomali11\/slacker\b/, ['NewClient'], ['Listen']],
]

/** Methods of brokers' clients that wait for messages. */
const receiving = [
  ...['Consume', 'ConsumeWithContext', 'ConsumePartition', 'ReadMessage', 'FetchMessage'],
  ...['PollFetches', 'QueueSubscribe', 'SubscribeSync', 'PSubscribe', 'StartConsuming'],
]

const brokers =
  /sarama|kafka|franz-go|amqp|rabbitmq|nats|stan\.go|redis|pulsar|mqtt|sqs|pubsub|servicebus|nsq/

/** Returns whether a program waits for messages, jobs or times with a library for that. */
export function consumes(program: Program): boolean {
  return hasConsumer(program) || isBot(program) || receives(program)
}

function hasConsumer(program: Program): boolean {
  return consumers.some(([module, names]) =>
    importsOf(program).some(
      ({ path }) =>
        (path === module || path.startsWith(`${module}/`)) &&
        callsOf(path, names, program).length > 0,
    ),
  )
}

function isBot(program: Program): boolean {
  return bots.some(([pattern, names, waits]) =>
    importsOf(program).some(
      ({ path }) =>
        pattern.test(path) &&
        callsOf(path, names, program).length > 0 &&
        waits.some((name) => callsNamed(name, program).length > 0),
    ),
  )
}

function receives(program: Program): boolean {
  if (!doesImport(program, (path) => brokers.test(path))) return false
  return receiving.some((name) =>
    callsNamed(name, program).some(({ file }) =>
      file.header.imports.some(({ path }) => brokers.test(path)),
    ),
  )
}
