const words = [
  ...['dev', 'develop', 'development', 'devcontainer', 'gitpod', 'local', 'local-environment'],
  ...[
    'debug',
    'delve',
    'ci',
    'e2e',
    'integration',
    'lint',
    'example',
    'examples',
    'demo',
    'demo-env',
  ],
]
const named = new RegExp(`(?:^|[-_./])(?:${words.join('|')})(?:[-_./]|$)|test`, 'i')

/** Returns whether a file is for tests, a developer's machine or a demonstration, by its name or its folder's. */
export function isForDevelopment(path: string): boolean {
  return named.test(path)
}
