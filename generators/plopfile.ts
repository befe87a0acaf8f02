import type { NodePlopAPI } from 'node-plop'
import { startFromPlop } from '../bin/plop.ts'
import type { Answers } from './options.ts'

const types = ['plan', 'apply', 'finish'] as const

/** One thing to do once all is answered: an action of plop's, of a type of ours. */
export interface Step {
  readonly type: (typeof types)[number]
  /** Does it; returns what plop shows for it. */
  readonly run: () => Promise<string>
}

/** What the questions lead to: the answers, and what is to be done about them, in this order. */
export interface Confirmed {
  readonly answers: Answers
  readonly steps: readonly Step[]
}

/**
 * Registers the generator `service` and its action types.
 * @param ask begins one run of the generator
 * @param onError is given the error that a step threw: plop keeps its message only
 */
export function registerService(
  plop: NodePlopAPI,
  ask: () => Promise<Confirmed>,
  onError: (error: unknown) => void = () => {},
): void {
  let steps: readonly Step[] = []
  for (const type of types) {
    plop.setActionType(type, async (_answers, { run }) => {
      try {
        return await run()
      } catch (error) {
        onError(error)
        throw error
      }
    })
  }
  plop.setGenerator('service', {
    description: 'a Go service with its containers',
    // A function, so that plop never asks itself: no inquirer.
    prompts: async () => {
      const confirmed = await ask()
      steps = confirmed.steps
      return { ...confirmed.answers }
    },
    // Copies: plop writes into the configurations that it is given.
    actions: () => steps.map((step) => ({ ...step })),
  })
}

/** A plopfile: for `plop.load('create-go-docker')` in one of a team, and for the command `plop` itself. */
export default function plopfile(plop: NodePlopAPI): void {
  registerService(plop, () => startFromPlop(plop))
}
