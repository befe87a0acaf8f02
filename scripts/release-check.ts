/**
 * Checks whether the tagged commit can be published: `npm run release:check`. Lists everything that
 * is wrong, and exits with 1. Uses the registry from npm's configuration.
 */
import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { releaseProblems } from './release/problems.ts'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const { GITHUB_REPOSITORY: repository } = process.env

/** Returns the published versions of a package; none if the registry doesn't know it. */
async function publishedVersions(name: string): Promise<readonly string[]> {
  const view = await execa('npm', ['view', name, 'versions', '--json'], { reject: false })
  if (view.failed && !/E404/.test(view.stderr + view.stdout)) throw new Error(view.stderr)
  return view.failed ? [] : [JSON.parse(view.stdout)].flat()
}

const [tag, status, published] = await Promise.all([
  execa('git', ['describe', '--tags', '--exact-match'], { reject: false }),
  execa('git', ['status', '--porcelain']),
  publishedVersions(manifest.name),
])
const problems = releaseProblems({
  manifest,
  changelog: readFileSync('CHANGELOG.md', 'utf8'),
  tag: tag.stdout || 'missing',
  status: status.stdout,
  published,
  ...(repository === undefined ? {} : { repository }),
})
for (const problem of problems) console.error(`✗ ${problem}`)
if (problems.length === 0) console.log(`${manifest.name} ${manifest.version} can be published`)
process.exitCode = problems.length === 0 ? 0 : 1
