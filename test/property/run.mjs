// npm run test:properties [-- --runs N --seed S files…]: every property there is, from a fresh seed and many more times than npm test runs it
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ensurePackages } from '../../electron/runtime/packages.mjs'
import { bundledNode } from '../../electron/runtime/node24.mjs'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { runMain } from '../../electron/runtime/say.mjs'
import { runGroup } from '../run/run-group.mjs'
import { propertyFiles } from './files.mjs'

const HOUR = 3_600_000

await runMain(async () => {
  const { values, positionals } = parseArgs({ options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } }, allowPositionals: true })
  await ensurePackages()
  const seed = values.seed ?? process.env['PROPERTY_SEED'] ?? String(randomInt(2 ** 31))
  const files = positionals.length > 0 ? positionals : propertyFiles()
  process.stdout.write(`${values.runs} runs of each property, seed ${seed}\n`)
  const args = [inRepo('node_modules', 'vitest/vitest.mjs'), 'run', '-c', 'test/vitest.config.ts', `--testTimeout=${HOUR}`, ...files]
  const code = await runGroup(bundledNode() ?? process.execPath, args, { timeoutMs: HOUR, env: { ...process.env, PROPERTY_RUNS: values.runs, PROPERTY_SEED: seed } })
  if (code !== 0) process.stdout.write(`once more the same: npm run test:properties -- --runs ${values.runs} --seed ${seed}\n`)
  return code
})
