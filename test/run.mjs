// npm test [-- --only=lint,typecheck,unit,e2e,kill]: sets up what is missing, runs every stage, ends with the count.
import { delimiter } from 'node:path'
import { ensureCli } from '../electron/runtime/build.mjs'
import { ensurePackages } from '../electron/runtime/packages.mjs'
import { inRepo } from '../electron/runtime/paths.mjs'
import { setUpAndBuild } from '../electron/runtime/setup.mjs'
import { ensureTestTools } from '../electron/runtime/test-tools.mjs'
import { stages } from './run/stages.mjs'
import { summaryOf } from './run/summary.mjs'

const groups = [...new Set(stages.map((stage) => stage.group))]
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length).split(',')
const unknown = only?.find((name) => !groups.includes(name))
const chosen = stages.filter((stage) => (only ? only.includes(stage.group) : !stage.extra))

/** @type {(import('./run/stages.mjs').Tally & { name: string, seconds: number })[]} */
const done = []

/**
 * Runs one stage; whatever it throws is one failure and the next stage still runs.
 * @param {string} name
 * @param {() => Promise<import('./run/stages.mjs').Tally>} work
 */
async function stage(name, work) {
  process.stdout.write(`\n── ${name}\n`)
  const began = Date.now()
  const tally = await work().catch((error) => ({
    passed: 0,
    failed: 1,
    notes: [error instanceof Error ? error.message : String(error)],
  }))
  for (const note of tally.notes ?? []) process.stdout.write(`✗ ${name}: ${note}\n`)
  done.push({ name, ...tally, seconds: Math.round((Date.now() - began) / 1000) })
  return tally.failed === 0
}

let display = { virtual: false, stop: () => {} }
/** Set-up shows in the count only when it fails: it tests nothing. */
const prepare = (/** @type {() => Promise<void>} */ work) => stage('set-up', async () => {
  await work()
  return { passed: 0, failed: 0 }
})

if (unknown !== undefined) {
  process.stdout.write(`✗ no stage is called "${unknown}"; there are: ${groups.join(', ')}\n`)
  done.push({ name: 'arguments', passed: 0, failed: 1, seconds: 0 })
} else if (await prepare(ensurePackages)) {
  // Tests that start `node` mean the one that the packages bring.
  process.env['PATH'] = `${inRepo('node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  if (chosen.some((one) => one.window)) {
    await prepare(async () => {
      display = (await setUpAndBuild()).display
      if (display.virtual) process.env['WORKSTATION_VIRTUAL_DISPLAY'] = '1'
      await ensureCli()
      if (chosen.some((one) => one.group === 'e2e' || one.group === 'unit')) await ensureTestTools()
    })
  }
  for (const one of chosen) await stage(one.name, one.run)
}
display.stop()

process.stdout.write(`\n${summaryOf(done)}`)
process.exitCode = done.some(({ failed }) => failed > 0) ? 1 : 0
