import { isObject, parseJson } from '../../generators/json.ts'

/** Returns why npm failed, from its output. */
export function reasonIn(stderr: string, stdout: string): string {
  const value = parseJson(stdout)
  const error = isObject(value) && isObject(value.error) ? value.error : {}
  if (typeof error.summary === 'string') return error.summary.split('\n')[0] ?? ''
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  return lines.find((line) => line !== '' && !/^(code|warn) /.test(line)) ?? 'npm gave no reason'
}
