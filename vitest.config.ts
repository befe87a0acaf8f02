import { defineConfig } from 'vitest/config'

/** One project a layer of tests; `npm test` runs the first, which needs nothing but Node. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{bin,generators,matrix,golden}/**/*.test.ts'],
          exclude: ['test/golden/trees/**'],
        },
      },
      ...['go', 'docker', 'package'].map((name) => ({
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
    expect: { requireAssertions: true },
  },
})
