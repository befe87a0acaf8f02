let away: string | undefined

/** Returns the folder that relative paths of a caller are relative to, as an absolute path. */
export function callersFolder(): string {
  return away ?? process.cwd()
}

/**
 * Calls a function in another current directory, which is restored afterwards. What the caller
 * names is found from the old one.
 */
export async function elsewhere<T>(folder: string, act: () => T | Promise<T>): Promise<T> {
  const before = [process.cwd(), away] as const
  away = callersFolder()
  process.chdir(folder)
  try {
    return await act()
  } finally {
    process.chdir(before[0])
    away = before[1]
  }
}
