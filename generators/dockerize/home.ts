/** The name of the user that programs run as: what distroless has, and what others are given. */
export const userName = 'nonroot'

/** The home directory of that user. */
export const homeFolder = `/home/${userName}`

/** Returns whether an absolute path is the home directory, or below it. */
export function isBelowHome(path: string): boolean {
  return path === homeFolder || path.startsWith(`${homeFolder}/`)
}
