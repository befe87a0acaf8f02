import { unsafePath } from '../paths.ts'

const longest = 63

/** Returns why a text can't be the name of a repository; undefined if it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (!/^[a-z0-9-]*$/.test(name)) return 'only a-z, 0-9 and dashes are allowed'
  if (name.startsWith('-') || name.endsWith('-')) return 'it begins or ends with a dash'
  if (name.length > longest) return `it is longer than ${longest} characters`
  return unsafePath(name)
}

/** Returns the valid name that is nearest to a text, if there is one. */
export function nameFrom(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, longest)
    .replace(/-$/, '')
  return nameProblem(name) === undefined ? name : undefined
}
