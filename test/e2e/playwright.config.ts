import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = resolve(import.meta.dirname, '..', '..')

/** One window at a time: the tests drive the real program on the display that the runner provides. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  globalSetup: resolve(import.meta.dirname, 'support', 'start-report.ts'),
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  outputDir: resolve(root, 'test-results', 'e2e'),
  reporter: [['list'], ['json', { outputFile: resolve(root, 'test-results', 'e2e.json') }]],
})
