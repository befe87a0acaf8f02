// Prints how many tests of a vitest JSON report passed, and how many did not: whatever was skipped or never ran counts
// as failed, and so does a report that is not there.
import { readFileSync } from 'node:fs'

/** Returns the numbers of one report. */
function counts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const { numPassedTests: passed, numTotalTests: total, success } = report
    const failed = total - passed
    return [passed, failed > 0 || (success && passed > 0) ? failed : 1]
  } catch (error) {
    console.error(`cannot read ${file}: ${error.message}`)
    return [0, 1]
  }
}

console.log(counts(process.argv[2]).join(' '))
