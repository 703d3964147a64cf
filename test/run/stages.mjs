import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { startDisplay } from '../../electron/runtime/display.mjs'
import { bundledNode } from '../../electron/runtime/node24.mjs'
import { runGroup } from './run-group.mjs'
import { tallyPlaywright } from './window-tally.mjs'

/**
 * What a stage came to. `flaky`: tests that passed only when repeated, among the passed; `didNotRun`: behind a failed test of their file, in
 * none of the counts; `failures`: each failed test with its first reason; `notes`: what makes the stage fail besides.
 * @typedef {{ passed: number, failed: number, skipped?: number, didNotRun?: number, flaky?: string[], failures?: string[], notes?: string[] }} Tally
 */

const MINUTE = 60_000
const results = inRepo('test-results')

/**
 * Runs a tool of node_modules under the bundled Node.
 * @param {string} script path inside node_modules
 * @param {string[]} args
 * @param {number} timeoutMs
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} exit code
 */
function tool(script, args, timeoutMs, env = {}) {
  const node = bundledNode() ?? process.execPath
  return runGroup(node, [inRepo('node_modules', script), ...args], { timeoutMs, env: { ...process.env, ...env } })
}

/** @param {number} code @returns {Tally} a check that is one test */
const single = (code) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/**
 * A report that a tool should have written, read once and only if it is from this run.
 * @param {string} name
 * @returns {{ file: string, read: () => any }} read gives undefined when there is none
 */
function report(name) {
  const file = join(results, name)
  mkdirSync(results, { recursive: true })
  rmSync(file, { force: true })
  return { file, read: () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined) }
}

/**
 * Makes sure that a stage which ended badly, or ran nothing, shows in the count.
 * @param {Tally} tally
 * @param {number} code
 * @returns {Tally}
 */
export function honest(tally, code) {
  const notes = [...(tally.notes ?? [])]
  let { failed } = tally
  if (failed === 0 && tally.passed === 0) notes.push('no test was run')
  else if (failed === 0 && code !== 0) notes.push(`ended with code ${code} although no test failed`)
  if (failed === 0 && notes.length > 0) failed = 1
  return { ...tally, failed, notes }
}

/**
 * @param {import('./unit-report.mjs').UnitReport | undefined} read
 * @returns {Tally} a file that could not be run counts as one failure
 */
export function tallyUnit(read) {
  if (!read) return { passed: 0, failed: 0, notes: ['no report was written'] }
  return { passed: read.passed, failed: read.failures.length, skipped: read.skipped, flaky: read.flaky, failures: read.failures }
}

/** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} [env] @returns {Promise<Tally>} */
async function vitest(name, args, env) {
  const { file, read } = report(`${name}.json`)
  const code = await tool(
    'vitest/vitest.mjs',
    ['run', '-c', 'test/vitest.config.ts', '--reporter=default', `--reporter=${inRepo('test', 'run', 'unit-report.mjs')}`, ...args],
    (name.includes('kill') ? 45 : 30) * MINUTE,
    { ...env, UNIT_REPORT: file },
  )
  return honest(tallyUnit(read()), code)
}

/** @param {string} name @param {string[]} args @param {NodeJS.ProcessEnv} [env] @param {string} [folder] of the tests @returns {Promise<Tally>} */
async function playwright(name, args, env = {}, folder = 'e2e') {
  const { file, read } = report(`${name}.json`)
  const code = await tool(
    '@playwright/test/cli.js',
    ['test', '-c', `test/${folder}/playwright.config.ts`, '--reporter=list,json', ...args],
    30 * MINUTE,
    { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  )
  return honest(tallyPlaywright(read()), code)
}

/**
 * Window tests, two files at a time, each on a virtual display of its own: focus, clipboard and global shortcuts are a display's. On a
 * display that a person looks at they go one by one.
 * @returns {Promise<Tally>}
 */
async function windows() {
  const first = process.env['DISPLAY']
  if (process.env['WORKSTATION_VIRTUAL_DISPLAY'] === undefined || first === undefined) return playwright('e2e', [])
  const second = await startDisplay()
  try {
    return await playwright('e2e', [], { WORKSTATION_TEST_DISPLAYS: `${first},${second.name}` })
  } finally {
    second.stop()
  }
}

const manyKills = { KILLS: process.env['KILLS'] ?? '50' }

/** @param {string} script @param {string} project @returns {() => Promise<Tally>} */
const typecheck = (script, project) => async () =>
  single(await tool(script, ['-p', project, '--noEmit'], 10 * MINUTE))

/**
 * What `npm test` runs, in order; `window` marks what needs Electron, its build and a display.
 * @type {readonly { name: string, group: string, window: boolean, extra?: true, run: () => Promise<Tally> }[]}
 */
export const stages = [
  {
    name: 'lint',
    group: 'lint',
    window: false,
    run: async () =>
      single(await tool('eslint/bin/eslint.js', ['-c', 'test/lint/eslint.config.js', '--max-warnings=0', '.'], 10 * MINUTE)),
  },
  { name: 'types: domain and contract', group: 'typecheck', window: false, run: typecheck('typescript/bin/tsc', 'src/domain') },
  { name: 'types: node side', group: 'typecheck', window: false, run: typecheck('typescript/bin/tsc', 'electron') },
  { name: 'types: pages', group: 'typecheck', window: false, run: typecheck('vue-tsc/bin/vue-tsc.js', 'src/renderer') },
  { name: 'unit', group: 'unit', window: true, run: () => vitest('unit', []) },
  { name: 'e2e', group: 'e2e', window: true, run: windows },
  { name: 'pictures of screens', group: 'looks', window: true, extra: true, run: () => playwright('looks', [], {}, 'looks') },
  { name: 'kill', group: 'kill', window: true, extra: true, run: () => vitest('kill', ['test/faults/kill'], manyKills) },
  { name: 'sync-kill', group: 'sync-kill', window: false, extra: true, run: () => vitest('sync-kill', ['test/sync/kill'], { SYNC_KILLS: process.env['SYNC_KILLS'] ?? '100', KILL_TELL: '1' }) },
  { name: 'kill: the whole app', group: 'kill', window: true, extra: true, run: () => playwright('kill-app', ['kill.spec.ts'], manyKills) },
]
