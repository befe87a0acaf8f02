import { type Agent, request } from 'node:http'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A complete response. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** The options for sending a request. */
export interface Asking {
  readonly method?: string
  readonly timeout?: number
  readonly agent?: Agent | false
}

/**
 * Sends one request and returns the complete response. Uses a new connection, unless an agent keeps
 * one open.
 * @throws Error when the connection is refused, or ends before the response is complete
 */
export function get(
  url: string,
  { method = 'GET', timeout = 30_000, agent = false }: Asking = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, timeout }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode = 0, headers, complete } = response
        const body = Buffer.concat(chunks).toString()
        if (complete) resolve({ status: statusCode, body, headers })
        else reject(new Error(`cannot read the answer of ${url}: it ended early: ${body}`))
      })
    })
    sent.on('timeout', () =>
      sent.destroy(new Error(`cannot get ${url}: no answer in ${timeout} ms`)),
    )
    sent.on('error', reject)
    sent.end()
  })
}

/** Returns the status of a response, or 0 if there is none. */
export function statusOf(url: string): Promise<number> {
  return get(url, { timeout: 5_000 }).then(
    ({ status }) => status,
    () => 0,
  )
}

/** Returns the number at the end of a greeting. */
export function visitorOf({ body }: Answer): number {
  const number = /(\d+)\s*$/.exec(body)?.[1]
  if (number === undefined) throw new Error(`cannot find the visitor's number in: ${body}`)
  return Number(number)
}

/**
 * Retries until the probe returns true.
 * @throws Error with the probe's last error, when time runs out
 */
export async function until(
  what: string,
  probe: () => Promise<boolean>,
  { within = 30_000, every = 50 } = {},
): Promise<void> {
  const end = Date.now() + within
  let last: unknown
  while (Date.now() < end) {
    try {
      if (await probe()) return
      last = undefined
    } catch (error) {
      last = error
    }
    await sleep(every)
  }
  throw new Error(`waited ${within} ms in vain until ${what}${last ? `: ${last}` : ''}`)
}

/** Starts a server on loopback; returns its port. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('cannot find the port'))
    })
  })
}

/** Returns a free port on loopback. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
