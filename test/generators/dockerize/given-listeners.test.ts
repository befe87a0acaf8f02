import { describe, expect, test } from 'vitest'
import { factsIn, mainIn, portsOf, program } from './facts.ts'

describe('what a server gets to listen with', () => {
  test('is a port where it is made as net.Listen does', async () => {
    const main = await mainIn({
      'main.go': program(
        ['net/http', 'os', 'github.com/kavu/go_reuseport'],
        '\tl, _ := go_reuseport.Listen("tcp", os.Getenv("HOST")+":8080")\n\thttp.Serve(l, nil)',
      ),
    })
    expect([main.kind, ...portsOf(main)]).toEqual(['server', '8080 http (main.go:10)'])
  })

  test('is a question where it is made otherwise', async () => {
    const { unknown } = await factsIn({
      'main.go': program(
        ['net/http', 'example.com/other'],
        '\tsrv := &http.Server{}\n\tsrv.Serve(other.Listener("tcp"))',
      ),
    })
    expect(unknown).toEqual([
      {
        about: 'port',
        what: 'It is not known what the server gets to listen with.',
        main: '.',
        source: 'main.go:10',
      },
    ])
  })

  test.each([
    ['a socket in a file', 'net.Listen("unix", "/run/s")'],
    ['a socket in a file, by its own function', 'net.ListenUnix("unix", nil)'],
    ['a configured listener', 'new(net.ListenConfig).Listen(nil, "unix", "/run/s")'],
  ])('is no question for %s', async (_, call) => {
    const { unknown } = await factsIn({
      'main.go': program(['net', 'net/http'], `\tl, _ := ${call}\n\thttp.Serve(l, nil)`),
    })
    expect(unknown).toEqual([])
  })
})

describe('a program that listens on a free port of the loopback interface', () => {
  const listening = (address: string) =>
    mainIn({
      'main.go': program(
        ['flag', 'net', 'net/http'],
        `\tl, _ := net.Listen("tcp", ${address})\n\tgo http.Serve(l, nil)`,
      ),
    })

  test.each(['"127.0.0.1:0"', '"localhost:0"'])('is no server: %s', async (address) => {
    expect((await listening(address)).kind).toBe('cli')
  })

  test.each(['":0"', '*flag.String("listen", "127.0.0.1:0", "")', '"127.0.0.1:80"'])(
    'is one with another address: %s',
    async (address) => {
      expect((await listening(address)).kind).toBe('server')
    },
  )
})
