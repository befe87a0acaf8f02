import { isObject, parseJson } from '../../generators/json.ts'

/** Returns why npm failed, from its output. */
export function reasonIn(stderr: string, stdout: string): string {
  const error = errorIn(stdout)
  if (typeof error.summary === 'string') return error.summary.split('\n')[0] ?? ''
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  return lines.find((line) => line !== '' && !/^(code|warn) /.test(line)) ?? 'npm gave no reason'
}

/** Whether npm failed because what it knows of a package, maybe only from its cache, lacks the version. */
export function lacksVersion(stdout: string): boolean {
  return errorIn(stdout).code === 'ETARGET'
}

function errorIn(stdout: string): Readonly<Record<string, unknown>> {
  const value = parseJson(stdout)
  return isObject(value) && isObject(value.error) ? value.error : {}
}
