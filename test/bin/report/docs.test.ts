import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commands, exitCodesOf } from '../../../bin/commands/command.ts'
import { missing } from '../../e2e/support/tools.ts'
import { bundled } from '../bundle.ts'

const program = await bundled('bin/create-go-docker.ts')

/** Commands, followed by their output. */
const example = /```sh\n([\s\S]*?)```\n\n```(json|text)\n[\s\S]*?```/g

/** Returns the page with the actual output of each example, run in order. */
function withOutputs(text: string): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'docs-')))
  const cwd = join(root, 'svc')
  try {
    mkdirSync(cwd)
    writeFileSync(join(cwd, 'README.md'), '# svc\n')
    writeFileSync(join(cwd, 'compose.yaml'), 'services: {}\n')
    return text.replace(example, (_, commands: string, language: string) => {
      const output = outputOf(commands, cwd).replaceAll(cwd, '/home/me/svc')
      return `\`\`\`sh\n${commands}\`\`\`\n\n\`\`\`${language}\n${output}\`\`\``
    })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Runs commands, with this program in place of `npm create OPTIONS go-docker@latest`. */
function outputOf(commands: string, cwd: string): string {
  const script = `npm() { shift 3; "$NODE" "$PROGRAM" "$@"; }\n${commands}`
  const { PATH = '' } = process.env
  const env = { PATH, HOME: cwd, NODE: process.execPath, PROGRAM: program }
  return execFileSync('sh', ['-c', script], { cwd, env, encoding: 'utf8' })
}

/** Returns the page with the table of exit codes. */
function withExitCodes(text: string): string {
  const rows = commands.flatMap(({ name, endings }) =>
    exitCodesOf(endings).map(({ code, kinds, meaning }) => {
      return `| \`${name}\` | ${code} | ${kinds.map((kind) => `\`${kind}\``).join(', ')} | ${meaning} |`
    }),
  )
  const heads = ['| command | exit code | kind | meaning |', '| --- | --- | --- | --- |']
  const table = [...heads, ...rows].join('\n')
  return text.replace(
    /<!-- exit codes -->[\s\S]*<!-- \/exit codes -->/,
    () => `<!-- exit codes -->\n${table}\n<!-- /exit codes -->`,
  )
}

const withoutJq = await missing('jq', '--version')

test('each example prints the output below it, and every exit code is listed: `npx vitest run test/bin/report/docs.test.ts -u` updates them', async () => {
  const text = withExitCodes(readFileSync('docs/json.md', 'utf8'))
  expect(text.match(example)).toHaveLength(4)
  await expect(withoutJq ? text : withOutputs(text)).toMatchFileSnapshot('../../../docs/json.md')
})

test.skipIf(withoutJq)(
  'its command for scripts prints the problems of a wrong command line',
  () => {
    const page = readFileSync('docs/json.md', 'utf8')
    const [script = ''] = /^npm create .* \|\|\n.*$/m.exec(page) ?? []
    const wrong = script.replace('--module github.com/acme/svc', "--module 'github.com/ACME svc'")
    expect(wrong).not.toBe(script)
    const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'docs-')))
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
    expect(outputOf(wrong, cwd)).toBe(
      '--module github.com/ACME svc: the character " " is not allowed\n',
    )
  },
)
