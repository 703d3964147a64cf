// npm run test:hot [-- --files N]: ten thousand files dropped into a hot folder at once, each taken in and synced to the disk (A2)
import { parseArgs } from 'node:util'
import { ensurePackages } from '../../electron/runtime/packages.mjs'
import { bundledNode } from '../../electron/runtime/node24.mjs'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { runMain } from '../../electron/runtime/say.mjs'
import { runGroup } from '../run/run-group.mjs'

const HOUR = 3_600_000

await runMain(async () => {
  const { values } = parseArgs({ options: { files: { type: 'string', default: '10000' } } })
  await ensurePackages()
  const args = [inRepo('node_modules', 'vitest/vitest.mjs'), 'run', '-c', 'test/vitest.config.ts', 'test/db/hot-folders.test.ts', '-t', 'files at once']
  return runGroup(bundledNode() ?? process.execPath, args, { timeoutMs: HOUR, env: { ...process.env, HOT_FILES: values.files } })
})
