import { commandsOf } from './dockerfile/shell.ts'

/** The programs that a check is made with, and that an image may lack. */
const tools: ReadonlySet<string> = new Set([
  'curl',
  'wget',
  'nc',
  'bash',
  'sh',
  'grpc_health_probe',
  'grpcurl',
  'jq',
])

/** What a health check runs: its programs, and whether one that fails may be followed by another. */
interface HealthCheck {
  readonly programs: readonly string[]
  readonly hasAlternatives: boolean
}

/** Returns what the words of a health check run; `CMD` and `CMD-SHELL` are Compose's. */
export function checkOf([first = '', ...rest]: readonly string[]): HealthCheck {
  const words = first === 'CMD' ? rest : [first, ...rest]
  const isShell = /(?:^|\/)(?:ba|da|a)?sh$/.test(words[0] ?? '') && words[1] === '-c'
  const script = first === 'CMD-SHELL' ? rest[0] : isShell ? words[2] : undefined
  const named = script === undefined ? [] : commandsOf([{ text: script, line: 1 }])
  const programs = [
    first === 'CMD-SHELL' ? 'sh' : (words[0] ?? ''),
    ...named.map((each) => each.words[0] ?? ''),
  ].map((word) => word.split('/').at(-1) ?? '')
  return { programs, hasAlternatives: /\|\||\b(?:if|which|type)\b|command -v/.test(script ?? '') }
}

/** Returns a program that a health check needs and an image surely lacks. */
export function missingOf(
  { programs, hasAlternatives }: HealthCheck,
  has: (name: string) => boolean | undefined,
): string | undefined {
  const known = programs.filter((name) => tools.has(name))
  const missing = known.filter((name) => has(name) === false)
  const asked = known.filter((name) => !/^(?:ba)?sh$/.test(name))
  const isTried = hasAlternatives && asked.some((name) => !missing.includes(name))
  return isTried && !missing.includes('sh') ? undefined : missing[0]
}
