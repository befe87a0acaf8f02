import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Returns the licence texts of the packages that a bundle holds, as one text file.
 * @param inputs the bundle's source files, relative to the repository
 * @throws when a bundled package has no licence file: then its terms would not travel with the package
 */
export async function licencesOf(inputs: readonly string[]): Promise<string> {
  const folders = new Set(
    inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  )
  const texts = await Promise.all([...folders].sort().map(licenceOf))
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  )
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`cannot find the licence text of ${name} in ${folder}`)
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`
}
