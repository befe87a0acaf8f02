import { defineConfig } from 'vitest/config'

export default defineConfig({
  // A tree may contain tests of its own, which are not yours to run.
  test: { include: ['*.test.ts'], exclude: ['trees/**'], testTimeout: 30_000 },
})
