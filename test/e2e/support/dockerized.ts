import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Program } from '../../support/programs.ts'
import { newFolder } from './workspace.ts'

/** Writes a program, and its container files; returns its folder. */
export function dockerized({ files, folder = '.' }: Pick<Program, 'files' | 'folder'>): string {
  const root = newFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const words = [
    '--import',
    'tsx',
    'bin/create-go-docker.ts',
    'dockerize',
    join(root, folder),
    '--yes',
  ]
  execFileSync(process.execPath, words, { stdio: 'pipe' })
  return join(root, folder)
}
