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

/** Returns the module path that a repository's URL stands for, if the go command takes it. */
export function moduleFromUrl(url: string): string | undefined {
  const match =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^/:]+\.[^/:]+)(?::\d+(?=\/)|(?=\/)|:)\/*(.+?)\/*$/i.exec(
      url.trim(),
    )
  const [, host = '', path = ''] = match ?? []
  const module = `${host.toLowerCase()}/${path.replace(/\.git$/, '')}`
  return match === null || moduleProblem(module) !== undefined ? undefined : module
}
