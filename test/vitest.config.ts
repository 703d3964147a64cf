import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/{unit,property,db,contract,sync,faults,lint}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/support/every-file.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One that passes only when repeated is named as flaky at the end of `npm test` (test/run/summary.mjs); properties have a fixed
    // seed and fail again, and the kill loops are never repeated: what they lose once is lost.
    retry: 1,
  },
})
