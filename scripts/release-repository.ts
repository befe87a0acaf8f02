/** Writes the repository into package.json, with all that follows from it: `npm run release:repository -- OWNER/NAME`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { repositoryFields } from './release/repository.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const fields = repositoryFields(process.argv[2] ?? '')
writeFileSync('package.json', `${JSON.stringify({ ...manifest, ...fields }, undefined, 2)}\n`)
