import { expect, test } from 'vitest'
import { mainIn, program } from './facts.ts'

const loop = (end: string, other = 'work()') =>
  `\tt := time.NewTicker(time.Minute)\n\tfor {\n\t\tselect {\n\t\tcase <-ctx.Done():\n\t\t\t${end}\n\t\tcase <-t.C:\n\t\t\t${other}\n\t\t}\n\t}\n`
const run = (body: string) =>
  `package app\n\nimport (\n\t"context"\n\t"time"\n)\n\nfunc Run(ctx context.Context) error {\n${body}}\n\nfunc work() {}\n`
const signals = (call: string) =>
  program(
    ['context', 'os', 'os/signal', 'example.com/m/app'],
    `\tctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)\n\tdefer stop()\n\t${call}`,
  )
const bot = 'github.com/go-telegram-bot-api/telegram-bot-api/v5'

const workers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a loop that the signal of main ends': {
    'main.go': signals('app.Run(ctx)'),
    'app/app.go': run(loop('return nil')),
  },
  'a loop of messages that the signal of main ends': {
    'main.go': signals('app.Run(ctx)'),
    'app/app.go': run(
      '\tfor {\n\t\tselect {\n\t\tcase <-ctx.Done():\n\t\t\treturn ctx.Err()\n\t\tcase m := <-jobs:\n\t\t\tprintln(m)\n\t\t}\n\t}\n',
    ),
  },
  'a wait for the context of main': {
    'main.go': signals('app.Run(ctx)'),
    'app/app.go': run('\tgo work()\n\t<-ctx.Done()\n\treturn nil\n'),
  },
  'a break of a select': {
    'main.go': program(
      ['time'],
      '\tfor {\n\t\tselect {\n\t\tcase <-time.After(time.Second):\n\t\t\tbreak\n\t\t}\n\t}',
    ),
  },
  'updates of Telegram': {
    'main.go': program(
      [bot],
      '\tfor update := range bot.GetUpdatesChan(u) {\n\t\tprintln(update)\n\t}',
    ),
  },
  'updates of Telegram in a variable of another package': {
    'main.go': program(['example.com/m/app'], '\tapp.Run()'),
    'app/app.go': `package app\n\nimport tg "${bot}"\n\nfunc Run() {\n\tupdates := api.GetUpdatesChan(tg.UpdateConfig{})\n\tfor update := range updates {\n\t\tprintln(update)\n\t}\n}\n`,
  },
  'messages of a web socket that is opened again': {
    'main.go': program(
      ['github.com/gorilla/websocket'],
      '\tfor {\n\t\tc, _, err := websocket.DefaultDialer.Dial("ws://x", nil)\n\t\tif err != nil {\n\t\t\tcontinue\n\t\t}\n\t\tfor event := range events(c) {\n\t\t\tprintln(event)\n\t\t}\n\t}',
    ),
  },
  'messages of a web socket in another package': {
    'main.go': program(['example.com/m/app'], '\tapp.Run()'),
    'app/app.go':
      'package app\n\nimport "github.com/coder/websocket"\n\nfunc Run() {\n\tc, _, _ := websocket.Dial(nil, "ws://x", nil)\n\tfor {\n\t\tvar m any\n\t\tif err := c.ReadJSON(&m); err != nil {\n\t\t\tpanic(err)\n\t\t}\n\t}\n}\n',
  },
  telebot: {
    'main.go': program(
      ['gopkg.in/telebot.v3'],
      '\tb, _ := telebot.NewBot(telebot.Settings{})\n\tb.Start()',
    ),
  },
  'the socket mode of Slack': {
    'main.go': program(
      ['github.com/slack-go/slack', 'github.com/slack-go/slack/socketmode'],
      '\tc := socketmode.New(slack.New(""))\n\tc.Run()',
    ),
  },
  'runtime.Goexit() in main': {
    'main.go': program(
      ['runtime', 'github.com/nats-io/nats.go'],
      '\tnc, _ := nats.Connect("")\n\tnc.Subscribe("a", nil)\n\truntime.Goexit()',
    ),
  },
  'a goroutine that a wait group waits for': {
    'main.go': program(
      ['sync', 'time'],
      '\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo loop()\n\twg.Wait()',
      '\nfunc loop() {\n\tfor {\n\t\ttime.Sleep(time.Second)\n\t}\n}\n',
    ),
  },
}

const others: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a loop that waits for a result': {
    'main.go': signals('app.Run(ctx)'),
    'app/app.go': run(loop('return ctx.Err()', 'return nil')),
  },
  'a loop beside the work': {
    'main.go': signals('go app.Run(ctx)\n\tprintln("work")'),
    'app/app.go': run(loop('return nil')),
  },
  'a loop of a sub-command': {
    'main.go': signals('if os.Args[1] == "watch" {\n\t\tapp.Run(ctx)\n\t}'),
    'app/app.go': run(loop('return nil')),
  },
  'a goroutine that shows how far the others are': {
    'main.go': program(
      ['sync', 'time'],
      '\tvar wg sync.WaitGroup\n\twg.Add(1)\n\tgo show()\n\tgo func() {\n\t\tdefer wg.Done()\n\t}()\n\twg.Wait()',
      '\nfunc show() {\n\tfor {\n\t\ttime.Sleep(time.Second)\n\t}\n}\n',
    ),
  },
  'a list of messages, and a channel that is closed': {
    'main.go': program(
      ['fmt'],
      '\tmessages := []string{"a"}\n\tfor i := range messages {\n\t\tfmt.Println(i)\n\t}\n\tfor _, e := range load().events {\n\t\tfmt.Println(e)\n\t}\n\tch := make(chan int)\n\tgo func() { close(ch) }()\n\tfor x := range ch {\n\t\tfmt.Println(x)\n\t}',
    ),
  },
  'a list whose text is no pattern': {
    'main.go': program(
      ['fmt'],
      '\tfor k := range map[string]int{"(": 1} {\n\t\tfmt.Println(k)\n\t}',
    ),
  },
  'a loop that asks a person what to send': {
    'main.go': program(
      ['bufio', 'net', 'os'],
      '\tin := bufio.NewScanner(os.Stdin)\n\tfor {\n\t\tin.Scan()\n\t\tc, _ := net.Dial("tcp", "x:1")\n\t\tc.Write(in.Bytes())\n\t}',
    ),
  },
  'messages of a stream that ends': {
    'main.go': program(
      ['io'],
      '\tfor {\n\t\tm, err := stream.Recv()\n\t\tif err == io.EOF {\n\t\t\tbreak\n\t\t}\n\t\tprintln(m)\n\t}',
    ),
  },
  'a bot that only sends': {
    'main.go': program(
      ['gopkg.in/telebot.v3'],
      '\tb, _ := telebot.NewBot(telebot.Settings{})\n\tb.Send(nil, "")',
    ),
  },
  'a program that draws on a terminal': {
    'main.go': program(
      ['time', 'ui "gopkg.in/gizak/termui.v1"'],
      '\tui.Init()\n\tfor {\n\t\ttime.Sleep(time.Second)\n\t}',
    ),
  },
}

test.each(Object.entries(workers))('%s makes a worker', async (_, files) => {
  expect((await mainIn(files)).kind).toBe('worker')
})

test.each(Object.entries(others))('%s does not make a worker', async (_, files) => {
  expect((await mainIn(files)).kind).toBe('cli')
})
