import { tryTo } from '../generators/disk/disk-error.ts'

/** Sends a signal to a process, and to its group if it leads one. */
export function endGroup(pid: number | undefined, group: boolean, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  // It may have ended already.
  tryTo(() => process.kill(group ? -pid : pid, signal))
}
