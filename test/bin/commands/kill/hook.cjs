/**
 * Preloaded into the program: counts its calls that change the disk, and kills it before one of them (KILL_AT=n) or
 * with half of the bytes written (KILL_AT=n.5). KILL_AT=0 prints the count.
 */
const { syncBuiltinESMExports } = require('node:module')
const killAt = require('../../../kill/kill-at.cjs')

killAt({
  names: [
    'mkdirSync',
    'mkdtempSync',
    'writeFileSync',
    'linkSync',
    'renameSync',
    'unlinkSync',
    'rmdirSync',
    'rmSync',
  ],
  output: 2,
  part: (name, original, [path, content, options]) => {
    if (name !== 'writeFileSync') return
    const bytes = Buffer.from(content)
    original(path, bytes.subarray(0, bytes.length / 2), options)
  },
})
syncBuiltinESMExports()
