import { describe, expect, test } from 'vitest'
import { mainIn, portsOf, program } from '../facts.ts'

const listen = 'http.ListenAndServe(":80", nil)'
const serve = `\nfunc (p *Proxy) Serve() {\n\t${listen}\n}\n`

/** What stands beside a package with a server → whether main may reach it: the body of main, the package. */
const dead: Readonly<Record<string, readonly [body: string, library: string]>> = {
  'a method of a type that is only a field of another one': [
    '\tprintln(lib.Version)',
    `const Version = "1"\n\ntype Proxy struct{}\ntype All struct{ all map[string]*Proxy }\n${serve}`,
  ],
  'a method of a type that only says what it implements': [
    '\tprintln(lib.Version)',
    `const Version = "1"\n\ntype Server interface{ Serve() }\ntype Proxy struct{}\n\nvar _ Server = (*Proxy)(nil)\n${serve}`,
  ],
  'types that only refer to each other': [
    '\tprintln(lib.Version)',
    `const Version = "1"\n\ntype Proxy struct{ all *All }\ntype All struct{ all []*Proxy }\n${serve}`,
  ],
  'a function literal in a variable that nothing uses': [
    '\tprintln(lib.Version)',
    `const Version = "1"\n\nvar serve = func() {\n\t${listen}\n}\n`,
  ],
}

const live: typeof dead = {
  'a method of a type of a field that main reaches': [
    '\tlib.Run(lib.All{})',
    `type Proxy struct{}\ntype All struct{ all map[string]*Proxy }\n\nfunc Run(a All) {\n\tfor _, p := range a.all {\n\t\tp.Serve()\n\t}\n}\n${serve}`,
  ],
  'a function literal in a variable that main uses': [
    '\tlib.Serve()',
    `var Serve = func() {\n\t${listen}\n}\n`,
  ],
  'a function that a variable calls when its package is imported': [
    '\tprintln(lib.Version)',
    `const Version = "1"\n\nvar _ = serve()\n\nfunc serve() error {\n\treturn ${listen}\n}\n`,
  ],
  'a function literal that init registers': [
    '\tprintln(lib.Version)',
    `const Version = "1"\n\nvar run = map[string]func(){"serve": func() {\n\t${listen}\n}}\n\nfunc init() {\n\trun["serve"]()\n}\n`,
  ],
  'a method of the type of a constant below the one that names it': [
    '\tlib.B.Serve()',
    `type Proxy int\n\nconst (\n\tA Proxy = iota\n\tB\n)\n\nfunc (p Proxy) Serve() {\n\t${listen}\n}\n`,
  ],
}

async function portsIn([body, library]: readonly [string, string]): Promise<readonly string[]> {
  const main = await mainIn({
    'main.go': program(['example.com/m/lib'], body),
    'lib/lib.go': `package lib\n\nimport "net/http"\n\n${library}`,
  })
  return portsOf(main).map((line) => line.split(' (')[0] ?? '')
}

describe('main', () => {
  test.each(Object.entries(dead))('does not reach %s', async (_, files) => {
    expect(await portsIn(files)).toEqual([])
  })

  test.each(Object.entries(live))('reaches %s', async (_, files) => {
    expect(await portsIn(files)).toEqual(['80 http'])
  })
})
