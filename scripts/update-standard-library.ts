/**
 * Writes generators/questions/standard-library.ts, using the toolchain that builds the generated
 * images: `npx tsx scripts/update-standard-library.ts`, with Go and a module proxy.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { versions } from '../generators/layers/versions.ts'
import { standardLibrary } from '../generators/questions/standard-library.ts'

const env = { ...process.env, GOTOOLCHAIN: `go${versions.goVersion}.0` }
const root = execFileSync('go', ['env', 'GOROOT'], { env, encoding: 'utf8' }).trim()
const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => name !== 'testdata')

// Go never gives up a name, so names from older toolchains stay.
const names = [...new Set([...standardLibrary, ...folders, 'std', 'cmd'])].sort()

writeFileSync(
  'generators/questions/standard-library.ts',
  `/**
 * The first elements of import paths that belong to Go itself, with those that the go command gives a meaning of its
 * own. Made by \`npx tsx scripts/update-standard-library.ts\`.
 */
export const standardLibrary: ReadonlySet<string> = new Set([
${names.map((name) => `  '${name}',`).join('\n')}
])
`,
)
