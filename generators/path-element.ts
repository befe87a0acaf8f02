const windowsDevice = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])$/i

/** Returns why an element of a module path is invalid; undefined if it is valid. */
export function elementProblem(element: string): string | undefined {
  if (/^\.+$/.test(element)) return `${element} is not allowed in a module path`
  if (element.startsWith('.')) return `${element} has a leading dot`
  if (element.endsWith('.')) return `${element} has a trailing dot`
  const [odd] = /[^\w.~-]/u.exec(element) ?? []
  if (odd !== undefined) return `the character ${JSON.stringify(odd)} is not allowed`
  const [stem = ''] = element.split('.')
  if (windowsDevice.test(stem)) return `${stem} is a reserved device name on Windows`
  if (/~\d+$/.test(stem)) return `${stem} looks like a short name on Windows`
  return undefined
}
