import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly license: string
  readonly author?: string | { readonly name: string }
}

/**
 * Returns the licence texts of the packages in a bundle, as one text file.
 * @param inputs the bundle's source files, relative to the repository
 * @throws Error when a bundled package has no licence text, because its terms require including it
 */
export async function licencesOf(inputs: readonly string[]): Promise<string> {
  const folders = new Set(
    inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  )
  const texts = await Promise.all([...folders].sort().map(licenceOf))
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

async function licenceOf(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file === undefined ? await mitOf(manifest) : await readFile(join(folder, file), 'utf8')
  return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${text.trim()}\n`
}

/**
 * Returns the text of the MIT licence for a package that names the licence but doesn't include it.
 */
async function mitOf({ name, license, author }: Manifest): Promise<string> {
  const holder = typeof author === 'string' ? author : author?.name
  if (license !== 'MIT' || holder === undefined)
    throw new Error(`cannot find the licence of ${name}`)
  const own = await readFile('LICENSE', 'utf8')
  const terms = own.slice(own.indexOf('Permission is'), own.indexOf('The files that'))
  return `MIT License\n\nCopyright (c) ${holder}\n\n${terms}`
}
