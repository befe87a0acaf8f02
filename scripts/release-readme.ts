/**
 * Makes the links in README.md absolute, for npm's page: `npm run release:readme`. Only run it in
 * the checkout that is published, because it changes the file.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { absoluteLinks } from './release/readme.ts'
import { repositoryIn } from './release/repository.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const repository = repositoryIn(manifest)
if (repository === undefined) throw new Error('package.json names no repository')
const readme = readFileSync('README.md', 'utf8')
writeFileSync('README.md', absoluteLinks(readme, repository, `v${manifest.version}`))
