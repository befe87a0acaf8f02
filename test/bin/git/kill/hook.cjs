/**
 * Preloaded into a first commit: counts its calls that change the disk, and kills the process before one of them
 * (KILL_AT=n) or right after it (KILL_AT=n.5). KILL_AT=0 prints the count.
 */
const fs = require('node:fs')

const at = Number(process.env.KILL_AT)
let calls = 0

function die() {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

for (const name of [
  'mkdtempSync',
  'renameSync',
  'rmdirSync',
  'symlinkSync',
  'unlinkSync',
  'writeFileSync',
]) {
  const original = fs[name]
  fs[name] = (...args) => {
    calls += 1
    if (at === calls) die()
    const result = original(...args)
    if (at === calls + 0.5) die()
    return result
  }
}

process.on('exit', () => {
  if (at === 0) fs.writeSync(2, String(calls))
})
