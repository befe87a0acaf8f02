import type { NodePlopAPI } from 'node-plop'
import type { Answers } from './questions/answers.ts'

const types = ['plan', 'apply', 'finish'] as const

/** One thing to do once all is answered: an action of plop's, of a type of ours. */
export interface Step {
  readonly type: (typeof types)[number]
  /** Does it; returns what plop shows for it. */
  readonly run: () => Promise<string>
}

/** What the questions lead to: the answers, and what is to be done about them, in this order. */
export interface Prepared {
  readonly answers: Answers
  readonly steps: readonly Step[]
}

/**
 * Registers the generator `service` and its action types.
 * @param prepare begins one run of the generator: all that is asked is asked here
 * @param onError is given the error that a step threw: plop keeps its message only
 */
export function registerService(
  plop: NodePlopAPI,
  prepare: () => Promise<Prepared>,
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
      const prepared = await prepare()
      steps = prepared.steps
      return { ...prepared.answers }
    },
    // Copies: plop writes into the configurations that it is given.
    actions: () => steps.map((step) => ({ ...step })),
  })
}
