/** A run for tests to interrupt: it waits for a command, and undoes its work before it ends. */
import { benchOf, tidy } from '../../../scripts/bench-docker/bench.ts'
import { interruptible } from '../../../scripts/bench-docker/interruptible.ts'
import { newFolder } from '../../e2e/support/workspace.ts'

process.exitCode = await interruptible(async (signal) => {
  const bench = benchOf(1, signal)
  const folder = newFolder()
  const command = ['sh', ['-c', 'echo $$ >pid; exec sleep 60'], { cwd: folder }] as const
  console.log(folder)
  try {
    await bench.run(...command)
  } finally {
    console.log(await tidy('sh', ['-c', `touch '${folder}/undoing'; sleep 0.3; echo undone`]))
  }
  return 0
})
