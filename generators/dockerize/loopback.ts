import type { Port } from './facts.ts'

/** A variable that an image sets, because the program can't serve without it. */
export interface Setting {
  readonly name: string
  readonly value: string
}

/** How a port is moved from the loopback interface to all of them: by a flag or a variable. */
interface Move {
  readonly flag?: string
  readonly setting?: Setting
}

/** Returns how a port is moved from the loopback interface; undefined if it is not there, or can't be. */
export function moveOf(listening: Port): Move | undefined {
  const { host, port, flag, env, hostFlag, hostEnv, leavesHost } = listening
  if (!isLoopback(host)) return undefined
  if (flag?.form === 'address') return { flag: `--${flag.name}=:${port}` }
  if (env?.form === 'address') return { setting: { name: env.name, value: `:${port}` } }
  if (leavesHost === true && flag !== undefined) return { flag: `--${flag.name}=${port}` }
  if (leavesHost === true && env !== undefined)
    return { setting: { name: env.name, value: `${port}` } }
  if (hostFlag !== undefined) return { flag: `--${hostFlag}=0.0.0.0` }
  return hostEnv === undefined ? undefined : { setting: { name: hostEnv, value: '0.0.0.0' } }
}

/** Whether an interface is the one that only the machine itself reaches. */
export function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\])$/.test(host)
}
