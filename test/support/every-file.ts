import { seedProperties } from './properties'

// set-up of every test file (test/vitest.config.ts)
seedProperties()
