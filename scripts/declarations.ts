import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { rollUp } from './declarations/roll-up.ts'

/** The published declarations of `create-go-docker/testing`, by file name. */
export interface TestingDeclarations {
  readonly 'testing.d.ts': string
  readonly 'testing-vitest.d.ts': string
}

/** Returns the declarations of the helpers for tests, from TypeScript, in one file each. */
export function testingDeclarations(): TestingDeclarations {
  // Inside the repository, where TypeScript finds node_modules.
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync('.cache/declarations-')
  try {
    const texts = emitted(folder)
    return {
      'testing.d.ts': rollUp(texts, 'testing/index.d.ts'),
      'testing-vitest.d.ts': (texts.get('testing/vitest.d.ts') ?? '').replace(
        "'./index.ts'",
        "'./testing.js'",
      ),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns what TypeScript declares for the helpers and everything that they import. */
function emitted(folder: string): ReadonlyMap<string, string> {
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: '../..',
      outDir: 'out',
    },
    include: [],
    files: ['../../testing/index.ts', '../../testing/vitest.ts'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', folder])
  const out = join(folder, 'out')
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => path.replaceAll('\\', '/'))
  return new Map(paths.map((path) => [path, readFileSync(join(out, path), 'utf8')]))
}
