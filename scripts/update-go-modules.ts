/**
 * Updates go.mod.hbs and go.sum of every layer in templates/modules to the versions in
 * generators/layers/versions.ts: `npm run modules`, with Go and a module proxy.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtIn } from '../generators/layers/built-in.ts'
import { layerNames } from '../generators/layers/layers.ts'
import { versions } from '../generators/layers/versions.ts'
import type { Answers } from '../generators/questions/answers.ts'
import { combinations } from '../generators/questions/combinations.ts'
import { options } from '../generators/questions/options.ts'
import type { Combination } from '../generators/questions/table.ts'
import { buildService } from '../generators/service.ts'

/** The modules that Go files of the templates import, and the variable with the version of each. */
const direct = [
  { path: 'github.com/jackc/pgx/v5', variable: 'pgxVersion' },
  { path: 'github.com/labstack/echo/v5', variable: 'echoVersion' },
  { path: 'github.com/redis/go-redis/v9', variable: 'goRedisVersion' },
] as const

const templates = 'templates'
const modulePath = 'example.com/service'
const scratch = mkdtempSync(join(tmpdir(), 'go-modules-'))

/** Returns one combination for each layer of modules; the base image doesn't matter. */
function moduleLayers(): ReadonlyMap<string, Combination> {
  return new Map(
    combinations(options).flatMap((combination) =>
      layerNames(combination, options)
        .filter((layer) => layer.startsWith('modules/'))
        .map((layer) => [layer, combination] as const),
    ),
  )
}

/** Returns the Go files of a combination, by path. */
function goFiles(combination: Combination): ReadonlyMap<string, string> {
  const answers: Answers = { ...combination, name: 'service', module: modulePath }
  const tree = buildService({ answers, exclude: [], version: '0.0.0', table: options }, builtIn())
  return new Map(
    [...tree]
      .filter(([path]) => path.endsWith('.go'))
      .map(([path, { content }]) => [path, Buffer.from(content).toString()]),
  )
}

/**
 * Returns the tidy go.mod and go.sum for some Go files, starting from only the versions of direct
 * modules.
 */
function tidy(files: ReadonlyMap<string, string>): { readonly mod: string; readonly sum: string } {
  const folder = mkdtempSync(join(scratch, 'tree-'))
  const source = [...files.values()].join('\n')
  const wanted = direct.filter(({ path }) => source.includes(`"${path}`))
  write(folder, 'go.mod', `module ${modulePath}\n\ngo ${versions.goModVersion}\n`)
  for (const [path, content] of files) write(folder, path, content)
  go(folder, 'get', ...wanted.map(({ path, variable }) => `${path}@${versions[variable]}`))
  go(folder, 'mod', 'tidy')
  go(folder, 'vet', './...')
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  return { mod: read('go.mod'), sum: read('go.sum') }
}

/**
 * Returns go.mod as a template, with a variable for each value from versions.ts.
 * @throws Error when go.mod has another value, because a module needs a newer version than
 * versions.ts has
 */
function templateOf(mod: string): string {
  const lines = [
    { line: `module ${modulePath}\n`, template: 'module {{module}}\n' },
    { line: `\ngo ${versions.goModVersion}\n`, template: '\ngo {{goModVersion}}\n' },
    ...direct
      .filter(({ path }) => mod.includes(`${path} `))
      .map(({ path, variable }) => ({
        line: `${path} ${versions[variable]}\n`,
        template: `${path} {{${variable}}}\n`,
      })),
  ]
  return lines.reduce((text, { line, template }) => {
    if (!text.includes(line)) throw new Error(`go.mod lacks ${line.trim()}:\n${mod}`)
    return text.replace(line, () => template)
  }, mod)
}

function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

function go(cwd: string, ...args: readonly string[]): void {
  execFileSync('go', args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
}

try {
  // Layers must exist before a tree can be built; that of a new option value doesn't yet.
  for (const layer of moduleLayers().keys()) mkdirSync(join(templates, layer), { recursive: true })
  for (const [layer, combination] of moduleLayers()) {
    const { mod, sum } = tidy(goFiles(combination))
    write(join(templates, layer), 'go.mod.hbs', templateOf(mod))
    write(join(templates, layer), 'go.sum', sum)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
