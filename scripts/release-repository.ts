/**
 * Writes the repository, and fields that depend on it, to package.json: `npm run release:repository
 * -- OWNER/NAME`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { repositoryFields } from './release/repository.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const fields = repositoryFields(process.argv[2] ?? '')
writeFileSync('package.json', `${JSON.stringify({ ...manifest, ...fields }, undefined, 2)}\n`)
