import { options } from '../../../generators/questions/options.ts'
import type { Table } from '../../../generators/questions/table.ts'

const choice = (value: string) => ({ value, hint: `the ${value}`, variable: `has${value}` })

/** The built-in table with one more row of each kind. */
export const wider = {
  ...options,
  orchestrator: {
    kind: 'choice',
    flag: 'orchestrator',
    question: 'Orchestrator',
    default: 'none',
    choices: [
      { value: 'none', hint: 'Compose alone', variable: 'noOrchestrator' },
      { value: 'kubernetes', hint: 'manifests for kubectl', variable: 'kubernetes' },
      { value: 'nomad', hint: 'a job file', variable: 'nomad' },
    ],
  },
  features: {
    kind: 'several',
    flag: 'with-features',
    question: 'Features',
    default: ['Metrics'],
    choices: ['Tracing', 'Metrics', 'Profiles'].map(choice),
  },
  owner: {
    kind: 'text',
    flag: 'owner',
    question: 'Owning team',
    default: '',
    pattern: '(-?[a-z]+( [a-z]+)*)?',
    explanation: 'only a-z and single spaces are allowed',
    placeholder: 'TEAM',
    hint: 'who is called at night',
  },
} as const satisfies Table
