import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Manifest {
  readonly name: string
  readonly license: string
  readonly author?: string | { readonly name: string }
}

/** A licence that a package has. */
interface Licence {
  /** The name, version and licence of the package. */
  readonly title: string
  readonly copyright: readonly string[]
  readonly terms: string
}

/**
 * Returns the licence texts of the packages in a bundle, as one text file; the same terms stand in it
 * once, below the packages and their copyright notices.
 * @param inputs the bundle's source files, relative to the repository
 * @throws Error when a bundled package has no licence text, because its terms require including it
 */
export async function licencesOf(inputs: readonly string[]): Promise<string> {
  const folders = new Set(
    inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  )
  const licences = await Promise.all([...folders].sort().map(licenceOf))
  const byTerms = new Map<string, Licence[]>()
  for (const licence of licences) {
    const key = licence.terms
      .replace(/\s+/g, ' ')
      .replace(/["'*“”]/g, '')
      .toLowerCase()
    byTerms.set(key, [...(byTerms.get(key) ?? []), licence])
  }
  const texts = [...byTerms.values()].map((same) => {
    const packages = same.map(({ title, copyright }) => [title, ...copyright].join('\n'))
    return `${packages.join('\n\n')}\n\n${same[0]?.terms ?? ''}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

async function licenceOf(folder: string): Promise<Licence> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file === undefined ? await mitOf(manifest) : await readFile(join(folder, file), 'utf8')
  const lines = text.trim().split(/\r?\n/)
  const isNotice = (line: string) => /^\s*(?:copyright\b|\(c\) )/i.test(line)
  // Above the terms: a notice within them belongs to something else.
  const start = lines.findIndex((line) => /permission is hereby|permission to use/i.test(line))
  const head = start === -1 ? [] : lines.slice(0, start)
  const isPlain = head.every((line) => isNotice(line) || line.trim() === '' || isTitle(line))
  return {
    title: `${manifest.name} ${manifest.version} (${manifest.license})`,
    copyright: isPlain ? head.filter(isNotice) : [],
    terms: (isPlain ? lines.slice(Math.max(start, 0)) : lines).join('\n'),
  }
}

/** Returns whether a line is nothing but the name of a licence. */
function isTitle(line: string): boolean {
  return /^\W*(?:the )?(?:MIT|ISC)(?: licen[cs]e)?(?: \(MIT\))?\W*$/i.test(line)
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
