/**
 * Preloaded into a run: counts its calls that change the disk and kills the process at one of them, before it
 * (KILL_AT=n) or with half of the bytes written (KILL_AT=n.5). KILL_AT=0 prints the count. NO_LINKS=1 plays a
 * file system without hard links.
 */
const fs = require('node:fs')

const at = Number(process.env.KILL_AT)
let calls = 0

function die() {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

for (const name of [
  'mkdirSync',
  'mkdtempSync',
  'writeFileSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'rmdirSync',
  'openSync',
]) {
  const original = fs[name]
  fs[name] = (...args) => {
    // Only what makes a file by it changes the disk.
    if (name === 'openSync' && args[1] !== 'wx') return original(...args)
    calls += 1
    if (at === calls) die()
    if (at === calls + 0.5) {
      if (name === 'writeFileSync') {
        const bytes = Buffer.from(args[1])
        original(args[0], bytes.subarray(0, bytes.length / 2), args[2])
      }
      die()
    }
    if (name === 'linkSync' && process.env.NO_LINKS === '1') {
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
    }
    return original(...args)
  }
}

process.on('exit', () => {
  if (at === 0) fs.writeSync(1, String(calls))
})
