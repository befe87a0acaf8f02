/** Where the name of a repository can come from. */
export interface NameSource {
  /** The name that the user gave to the file. */
  readonly given?: string
  /** The repository as an absolute path on the machine that checked it. */
  readonly directory: string | null
  /** The file that its result is in; `-` is stdin. */
  readonly file: string
}

/**
 * Returns a name for each repository, no two alike: the one that the user gave; otherwise the last
 * element of its directory, with as many before it as it takes to tell two apart; otherwise the
 * name of the file, without `.json`. Where that leaves two alike, they are numbered.
 */
export function namesOf(sources: readonly NameSource[]): readonly string[] {
  const paths = sources.map(({ given, directory }) =>
    given === undefined ? elementsOf(directory ?? '') : [],
  )
  const counts = countsOf(paths.flatMap(endsOf))
  return numbered(
    sources.map(({ given, file }, index) => {
      const unique = endsOf(paths[index] ?? []).find((end) => counts.get(end) === 1)
      return given ?? unique ?? fileName(file)
    }),
  )
}

/** Returns the ends of a path, shortest first, up to a length that is still a name. */
function endsOf(path: readonly string[]): readonly string[] {
  const longest = Math.min(path.length, 5)
  return Array.from({ length: longest }, (_, index) => path.slice(-index - 1).join('/'))
}

function elementsOf(path: string): readonly string[] {
  return path.split(/[\\/]/).filter(Boolean)
}

function fileName(file: string): string {
  return file === '-' ? 'stdin' : (elementsOf(file).at(-1) ?? file).replace(/\.json$/i, '')
}

/** Adds `#1`, `#2` … to names that occur several times. */
function numbered(names: readonly string[]): readonly string[] {
  const counts = countsOf(names)
  const last = new Map<string, number>()
  return names.map((name) => {
    if (counts.get(name) === 1) return name
    let number = (last.get(name) ?? 0) + 1
    while (counts.has(`${name}#${number}`)) number++
    last.set(name, number)
    return `${name}#${number}`
  })
}

function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
