import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = resolve(import.meta.dirname, '..', '..')

const displays = process.env['WORKSTATION_TEST_DISPLAYS']?.split(',') ?? []
// every worker reads this file: it works on the display of its number
const own = displays[Number(process.env['TEST_PARALLEL_INDEX'] ?? 'none')]
if (own !== undefined) process.env['DISPLAY'] = own

/** One window per display that the runner provides: the tests drive the real program there. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  globalSetup: resolve(import.meta.dirname, 'support', 'start-report.ts'),
  workers: Math.max(1, displays.length),
  fullyParallel: false,
  // a window that was slow once is tried again, and the summary names it (test/run/summary.mjs); what fails twice fails the run
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  outputDir: resolve(root, 'test-results', 'e2e'),
  reporter: [['list'], ['json', { outputFile: resolve(root, 'test-results', 'e2e.json') }]],
})
