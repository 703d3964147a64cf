// npm run bench [-- names and options]: sets up what is missing, then runs test/bench/run.ts under Node 24
import { ensureBench } from './build.mjs'
import { runMain } from './say.mjs'
import { passToNode } from './pass.mjs'
import { inRepo } from './paths.mjs'
import { setUpAndBuild } from './setup.mjs'

await runMain(async () => {
  const { display } = await setUpAndBuild()
  await ensureBench()
  const code = await passToNode([inRepo('out', 'bench', 'run.js'), ...process.argv.slice(2)])
  display.stop()
  return code
})
