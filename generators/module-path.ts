/** Returns why the go command would refuse a module path; nothing when it takes it. */
export function moduleProblem(module: string): string | undefined {
  if (module === '') return 'it is empty'
  return undefined
}

/** Returns the last element of a module path, without the major version (`/v2`, gopkg.in's `.v2`). */
export function lastElement(module: string): string {
  const elements = module.split('/')
  const last = elements.at(-1) ?? ''
  const versioned = elements.length > 1 && /^v[0-9]+$/.test(last)
  return versioned ? (elements.at(-2) ?? '') : last.replace(/\.v[0-9]+(-unstable)?$/, '')
}
