// npm run test:properties [-- --runs N --seed S files…]: the properties of claims and reconciliation, many more times than the usual test run does
import { parseArgs } from 'node:util'
import { ensurePackages } from '../../electron/runtime/packages.mjs'
import { bundledNode } from '../../electron/runtime/node24.mjs'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { runMain } from '../../electron/runtime/say.mjs'
import { runGroup } from '../run/run-group.mjs'

const HOUR = 3_600_000

await runMain(async () => {
  const { values, positionals } = parseArgs({ options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } }, allowPositionals: true })
  await ensurePackages()
  const seed = values.seed ?? String(Math.floor(Date.now() / 1000) % 1_000_000)
  process.stdout.write(`${values.runs} runs of each property, seed ${seed}\n`)
  const files = positionals.length > 0 ? positionals : ['test/property/reconcile', 'test/property/month-', 'test/property/claim-merge', 'test/property/dashboard', 'test/unit/leak.test.ts', 'test/unit/month-closing.test.ts']
  const args = [inRepo('node_modules', 'vitest/vitest.mjs'), 'run', '-c', 'test/vitest.config.ts', `--testTimeout=${HOUR}`, ...files]
  return runGroup(bundledNode() ?? process.execPath, args, { timeoutMs: HOUR, env: { ...process.env, PROPERTY_RUNS: values.runs, PROPERTY_SEED: seed } })
})
