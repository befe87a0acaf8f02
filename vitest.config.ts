import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { Reporter, Vitest } from 'vitest/node'

/** The layers of tests besides `unit`, and what each needs. */
const needs = { go: 'Go', docker: 'Docker, Go and make', package: 'npm and tmux' }

/** Says, last of all, which layers a run left out and how to run them. */
class LeftOut implements Reporter {
  #ran: ReadonlySet<string> = new Set()

  onInit({ projects }: Vitest): void {
    this.#ran = new Set(projects.map(({ name }) => name))
  }

  onTestRunEnd(): void {
    const left = Object.entries(needs).filter(([name]) => !this.#ran.has(name))
    const commands = left.map(([name, tool]) => `npm run test:${name} (needs ${tool})`)
    if (left.length > 0) console.log(`Not run: ${commands.join(', ')}.`)
  }
}

/** One project a layer of tests; `npm test` runs the first, which needs nothing but Node. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // The example runs from source here, and from the package in the layer `package`.
        resolve: {
          alias: [
            { find: /^create-go-docker\/testing$/, replacement: resolve('testing/index.ts') },
            {
              find: /^create-go-docker\/testing\/vitest$/,
              replacement: resolve('testing/vitest.ts'),
            },
          ],
        },
        test: {
          name: 'unit',
          include: [
            'test/{bin,generators,matrix,golden,scripts,testing}/**/*.test.ts',
            'test/*.test.ts',
            'examples/testing/*.test.ts',
          ],
          exclude: ['test/golden/trees/**'],
          // Many start processes, which take their time where others use the cores.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...Object.keys(needs).map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`test/e2e/${name}/**/*.test.ts`],
          testTimeout: 300_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      })),
    ],
    reporters: ['default', new LeftOut()],
    // vitest leaves one core to others: of two that is half.
    maxWorkers: '100%',
    expect: { requireAssertions: true },
  },
})
