import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from './exec.mjs'
import { fingerprint, isFresh, markFresh } from './freshness.mjs'
import { withLock } from './lock.mjs'
import { node24 } from './node24.mjs'
import { inRepo, repoCache } from './paths.mjs'
import { say, SetupError } from './say.mjs'

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {string} product file whose presence shows that it was built
 * @property {readonly string[]} sources
 * @property {() => Promise<void>} make
 */

const SHARED = ['src/domain', 'src/contract', 'src/backend', 'drizzle', 'resources', 'package-lock.json']
const NODE_CONFIG = 'src/cli/vite.config.ts'

/** @type {Target} */
const app = {
  name: 'app',
  product: 'out/main/index.js',
  sources: [...SHARED, 'electron/main', 'electron/preload', 'electron/background.ts', 'electron/background-program.ts', 'electron/compile-cache.ts', 'electron/defer-form-data.ts', 'electron/file-spawner.ts', 'electron/print-requests.ts', 'electron/tidy-memory.ts', 'electron/files.ts', 'src/renderer', 'electron.vite.config.ts'],
  make: async () => {
    await tool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'], 'the app')
  },
}

/** @type {Target} */
const cli = {
  name: 'cli',
  product: 'out/cli/cli.js',
  sources: [...SHARED, 'src/cli'],
  make: () => nodeBundle('cli', 'out/cli'),
}

/** @type {Target} */
const bench = {
  name: 'bench',
  product: 'out/bench/run.js',
  sources: [...SHARED, 'src/cli', 'test/bench'],
  make: () => nodeBundle('bench', 'out/bench'),
}

/** Builds main, preload and pages when a source changed since. */
export const ensureApp = () => ensure(app)
/** Builds the command line when a source changed since. */
export const ensureCli = () => ensure(cli)
/** Builds the benchmarks when a source changed since. */
export const ensureBench = () => ensure(bench)

/** @param {Target} target */
async function ensure(target) {
  const stamp = join(repoCache, 'built', target.name)
  const fresh = () => existsSync(inRepo(target.product)) && isFresh(stamp, fingerprint(target.sources))
  if (fresh()) return
  await withLock(`build-${target.name}`, async () => {
    if (fresh()) return
    say(`build: ${target.name}`)
    // Taken before: a file saved meanwhile makes the next run build again.
    const now = fingerprint(target.sources)
    await target.make()
    markFresh(stamp, now)
  })
}

/**
 * Builds aside and swaps folders, so that a command line starting at this moment never reads a half-written bundle.
 * @param {string} mode which entries the config takes
 * @param {string} folder relative to the repository
 */
async function nodeBundle(mode, folder) {
  const next = inRepo(`${folder}.next-${process.pid}`)
  const last = inRepo(`${folder}.last-${process.pid}`)
  const args = ['build', '-c', NODE_CONFIG, '--mode', mode, '--outDir', next, '--emptyOutDir', '--logLevel', 'warn']
  try {
    await tool('vite/bin/vite.js', args, folder)
    await mkdir(dirname(last), { recursive: true })
    if (existsSync(inRepo(folder))) await rename(inRepo(folder), last)
    await rename(next, inRepo(folder))
  } finally {
    await rm(next, { recursive: true, force: true })
    await rm(last, { recursive: true, force: true })
  }
}

/** @param {string} script inside node_modules @param {string[]} args @param {string} what */
async function tool(script, args, what) {
  const env = { ...process.env, NODE_ENV: 'production' }
  const result = await run(node24(), [inRepo('node_modules', script), ...args], { env })
  if (result.code !== 0) throw new SetupError(`Building ${what} failed; the reason is above.`)
}
