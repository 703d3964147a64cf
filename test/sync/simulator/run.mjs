// npm run test:sync [-- --schedules N --seed S]: sets up what is missing, then runs test/sync/simulator/main.ts under the bundled Node
import { passToNode } from '../../../electron/runtime/pass.mjs'
import { ensurePackages } from '../../../electron/runtime/packages.mjs'
import { inRepo } from '../../../electron/runtime/paths.mjs'
import { runMain } from '../../../electron/runtime/say.mjs'

await runMain(async () => {
  await ensurePackages()
  return passToNode([inRepo('test', 'sync', 'simulator', 'start.mjs'), ...process.argv.slice(2)])
})
