import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { until } from '../../e2e/support/http.ts'
import { newFolder } from '../../e2e/support/workspace.ts'

const script = 'test/scripts/bench-docker/interrupted.ts'

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  '%s ends the command, lets the run undo its work, and leaves no folder; a second one changes nothing',
  async (signal, code) => {
    const options = { detached: true, reject: false } as const
    const child = execa(process.execPath, ['--import', 'tsx', script], options)
    // A terminal signals the whole process group.
    const interrupt = () => process.kill(-Number(child.pid), signal)
    let folder = ''
    child.stdout.once('data', (line) => {
      folder = String(line).trim()
    })
    const pidOf = () => Number(readFileSync(join(folder, 'pid'), 'utf8'))
    await until('the command runs', async () => folder !== '' && pidOf() > 0)
    const pid = pidOf()

    interrupt()
    await until('it is interrupted', async () => !isRunning(pid))
    await until('it undoes what it did', async () => existsSync(join(folder, 'undoing')))
    interrupt()

    const { exitCode, stdout, stderr } = await child
    expect(stdout.split('\n').at(-1)).toBe('undone')
    expect(stderr).toContain(`${signal}: removing what was made`)
    expect(exitCode).toBe(code)
    expect(existsSync(dirname(folder))).toBe(false)
  },
)

test('a closed pipe interrupts too', async () => {
  const TMPDIR = newFolder()
  const command = `"$0" --import tsx ${script} | true`
  const { stderr } = await execa('sh', ['-c', command, process.execPath], { env: { TMPDIR } })
  expect(stderr).toContain('write EPIPE: removing what was made')
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith('bench-docker-'))).toEqual([])
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
