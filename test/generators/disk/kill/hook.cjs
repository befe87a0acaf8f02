/**
 * Preloaded into a run: counts its calls that change the disk and kills the process at one of them, before it
 * (KILL_AT=n) or with half of the bytes written (KILL_AT=n.5). KILL_AT=0 prints the count. NO_LINKS=1 plays a
 * file system without hard links.
 */
const fs = require('node:fs')
const killAt = require('../../../kill/kill-at.cjs')

if (process.env.NO_LINKS === '1') {
  fs.linkSync = () => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
  }
}

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
    'openSync',
  ],
  output: 1,
  // Only what makes a file by it changes the disk.
  isCounted: (name, args) => name !== 'openSync' || args[1] === 'wx',
  part: (name, original, [path, content, options]) => {
    if (name !== 'writeFileSync') return
    const bytes = Buffer.from(content)
    original(path, bytes.subarray(0, bytes.length / 2), options)
  },
})
