import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { errorCode, tryTo } from '../disk-error.ts'

/**
 * The process that a run belongs to, described so that another process can tell whether it is still
 * running.
 */
export interface Owner {
  readonly pid: number
  readonly host: string
  /** The PID namespace and boot that `pid` belongs to; empty if the system has no such thing. */
  readonly namespace: string
  readonly boot: string
  /** When the process started, because PIDs are reused; empty if the system doesn't say. */
  readonly start: string
}

/**
 * A run takes far less time than this, in milliseconds. If the process can't be checked, an older
 * run counts as dead.
 */
const patience = 60_000

/** A time in the future comes from another clock, so it is trusted only if it is near. */
function isYoung(age: number): boolean {
  return Math.abs(age) < patience
}

let self: Owner | undefined

/** Returns this process as an owner. */
export function thisProcess(): Owner {
  self ??= {
    pid: process.pid,
    host: hostname(),
    namespace: tryTo(() => readlinkSync('/proc/self/ns/pid')) ?? '',
    boot: tryTo(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? '',
    start: startOf(process.pid) ?? '',
  }
  return self
}

/** Returns a child of this process as an owner. */
export function childProcess(pid: number): Owner {
  return { ...thisProcess(), pid, start: startOf(pid) ?? '' }
}

/** Returns whether the owner of something that is `age` milliseconds old is still running. */
export function isRunning(owner: Owner, age: number, self: Owner = thisProcess()): boolean {
  if (owner.host !== self.host || owner.namespace !== self.namespace) return isYoung(age)
  if (owner.boot !== self.boot || !pidExists(owner.pid)) return false
  return owner.start === '' ? isYoung(age) : startOf(owner.pid) === owner.start
}

/**
 * Returns whether an owner is certainly running here: its host, namespace, boot and start time
 * match, and the start time is known.
 */
export function isRunningHere(owner: Owner, self: Owner = thisProcess()): boolean {
  const isHere =
    owner.host === self.host && owner.namespace === self.namespace && owner.boot === self.boot
  return isHere && owner.start !== '' && startOf(owner.pid) === owner.start
}

/** Returns whether a process with this PID exists in this namespace. */
export function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * Returns when a process started, in clock ticks since boot; undefined if Linux doesn't say, or it
 * is a zombie.
 */
function startOf(pid: number): string | undefined {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // The name in parentheses may contain anything, even `)`. The fields after it are state, …, start
  // (the 20th).
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields?.[0] === 'Z' || fields?.[0] === 'X' ? undefined : fields?.[19]
}
