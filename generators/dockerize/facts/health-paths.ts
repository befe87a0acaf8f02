import type { GoFile } from '../go/source-file.ts'

/** Paths that can only be meant for probes, below any others. */
const surePath =
  /^(?:\/[\w.-]+)*\/(?:_*health(?:z|-?check|_check)?|healthcheckz?|livez|liveness|readyz|readiness|heartbeat)(?:\/(?:live|ready|liveness|readiness|livez|readyz|check|status))?$/i
/** Paths that have other meanings below others: `/jobs/status` is none. */
const shortPath =
  /^(?:\/(?:api|v\d+|internal|_|-|system|admin|public|probes?|actuator|checks?|server|service|debug))?\/(?:live|alive|ready|ping|status|up|healthy)$/i

const word =
  '_*health(?:z|-?check|_check)?|healthcheckz?|livez|live|liveness|alive|readyz|ready|readiness|ping|status|up|heartbeat|-/healthy|-/ready|-/live'

/** A literal that may be part of such a path; the prefilter before a file is parsed. */
export const literal = new RegExp(`["\`](?:[A-Z]+ )?(?:/[^"\`\\s]*)?/?(?:${word})/?["\`]`, 'gi')

const words = [
  ...[
    'health',
    '_health',
    'healthz',
    '_healthz',
    '__health',
    'healthcheck',
    'healthcheckz',
    'health_check',
  ],
  ...['livez', 'live', 'liveness', 'alive', 'readyz', 'ready', 'readiness', 'ping', 'status', 'up'],
  ...['heartbeat', 'healthy', 'Health', 'Ping', 'Status', 'Healthz'],
]

/** Whether a file may have such a path; to ask is quicker than to search. */
export function mayHave({ isProtocol, mentions }: GoFile): boolean {
  return !isProtocol && words.some(mentions)
}

/** Whether a path is one that probes ask. */
export function isHealthPath(path: string): boolean {
  return surePath.test(path) || shortPath.test(path)
}
