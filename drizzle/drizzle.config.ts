import { defineConfig } from 'drizzle-kit'

// Only `generate` is used: our own runner applies the files (docs/adr/0002-migration-runner.md).
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/backend/db/schema/index.ts',
  out: './drizzle',
})
