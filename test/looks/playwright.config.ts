import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import ordinary from '../e2e/playwright.config'

/** Pictures of screens for people to look at (`npm run test:looks`): many, so outside of the ordinary run. */
export default defineConfig({ ...ordinary, testDir: import.meta.dirname, workers: 1, timeout: 20 * 60_000, expect: { timeout: 30_000 }, outputDir: resolve(import.meta.dirname, '..', '..', 'test-results', 'looks') })
