const fs = require('node:fs')

const at = Number(process.env.KILL_AT)
let calls = 0

function die() {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

/**
 * Counts the calls of functions of fs, and kills the process at one of them: before it (KILL_AT=n), or once `part` did
 * what is to be done of it (KILL_AT=n.5). KILL_AT=0 prints the count to the descriptor `output`.
 */
module.exports = function killAt({ names, output, part, isCounted = () => true }) {
  for (const name of names) {
    const original = fs[name]
    fs[name] = (...args) => {
      if (!isCounted(name, args)) return original(...args)
      calls += 1
      if (at === calls) die()
      if (at === calls + 0.5) {
        part(name, original, args)
        die()
      }
      return original(...args)
    }
  }
  process.on('exit', () => {
    if (at === 0) fs.writeSync(output, String(calls))
  })
}
