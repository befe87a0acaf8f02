const tests = [
  ...['tests?', 'testing', 'tester', 'testdata', 'testenv', 'testbed', 'testutils?'],
  ...['testserver', 'testapp', 'testsuite', 'testcases?', 'testconfigs?'],
  '(?:unit|e2e|integration|load|stress|smoke|system|acceptance|functional|perf|go|docker)tests?',
]

const development = [
  ...['dev', 'develop', 'development', 'devcontainer', 'gitpod', 'local', 'local-environment'],
  ...['debug', 'delve', 'ci', 'e2e', 'integration', 'lint', 'examples?', 'demo', 'demo-env'],
]

const harmless = [
  ...['examples?', 'samples?', 'templates?', 'dist', 'defaults?'],
  ...['localhost', 'snakeoil', 'self-?signed'],
]

/** Returns what finds one of some words in a path, between its signs: `latest` has no `test`. */
function wordIn(words: readonly string[]): RegExp {
  return new RegExp(`(?:^|[-_./+])(?:${words.join('|')})(?:[-_./+]|$)`, 'i')
}

const forTests = wordIn(tests)
const forDevelopment = wordIn(development)
const forNobody = wordIn(harmless)

/** A word that a capital letter starts: `DockerfileTest`, `TestServer`. */
const inCapitals = /(?:^|[-_./]|[a-z])Tests?(?=[-_./A-Z]|$)/

/** Returns whether a file is for tests, a developer's machine or a demonstration, by its name or its folder's. */
export function isForDevelopment(path: string): boolean {
  return forDevelopment.test(path) || isForTests(path)
}

/** Returns whether a file is for tests, by its name or its folder's. */
export function isForTests(path: string): boolean {
  return forTests.test(path) || inCapitals.test(path)
}

/** Returns whether what a file has is an example, a template or a default, by its name or its folder's. */
export function isExample(path: string): boolean {
  return forNobody.test(path)
}
