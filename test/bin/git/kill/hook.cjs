/**
 * Preloaded into a first commit: counts its calls that change the disk, and kills the process before one of them
 * (KILL_AT=n) or right after it (KILL_AT=n.5). KILL_AT=0 prints the count.
 */
const killAt = require('../../../kill/kill-at.cjs')

killAt({
  names: ['mkdtempSync', 'renameSync', 'rmdirSync', 'symlinkSync', 'unlinkSync', 'writeFileSync'],
  output: 2,
  part: (_name, original, args) => original(...args),
})
