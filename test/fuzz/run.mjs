// npm run test:fuzz [-- --runs N --seed S --from I]: sets up what is missing, then runs test/fuzz/fuzz.ts under the bundled Node
import { passToNode } from '../../electron/runtime/pass.mjs'
import { ensurePackages } from '../../electron/runtime/packages.mjs'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { runMain } from '../../electron/runtime/say.mjs'

await runMain(async () => {
  await ensurePackages()
  return passToNode([inRepo('test', 'fuzz', 'start.mjs'), ...process.argv.slice(2)])
})
