// npm run build: the app's bundles, when a source changed since
import { ensureApp, ensureCli } from './build.mjs'
import { ensurePackages } from './packages.mjs'
import { runMain } from './say.mjs'

await runMain(async () => {
  await ensurePackages()
  await ensureApp()
  await ensureCli()
})
