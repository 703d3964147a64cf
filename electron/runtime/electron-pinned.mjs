import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './exec.mjs'
import { node24 } from './node24.mjs'
import { inRepo } from './paths.mjs'
import { say } from './say.mjs'

const home = () => inRepo('node_modules', 'electron')

/** Without an answer from the download host within this time we take the other road. */
const PROBE_MS = 12_000
/** A reachable but very slow line. */
const DOWNLOAD_MS = 15 * 60_000

/** @returns {string} version of the electron package that the lockfile pins */
export function pinnedVersion() {
  return JSON.parse(readFileSync(join(home(), 'package.json'), 'utf8')).version
}

/** @returns {string | undefined} the pinned Electron's executable, when its own installer has put it there */
export function findPinned() {
  try {
    const file = join(home(), 'dist', readFileSync(join(home(), 'path.txt'), 'utf8'))
    const version = readFileSync(join(home(), 'dist', 'version'), 'utf8').trim().replace(/^v/, '')
    return version === pinnedVersion() && existsSync(file) ? file : undefined
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Runs the electron package's installer, which keeps a download cache and checks digests itself.
 * The host is asked first, so that a machine which cannot reach it learns so in seconds.
 * @returns {Promise<{ path: string } | { why: string }>}
 */
export async function installPinned() {
  const version = pinnedVersion()
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1' }
  const mirror = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'electron_mirror'].some((name) => process.env[name])
  say(`Electron ${version}: asking the release download`)
  const probe = mirror ? true : await reachable(downloadUrl(version), env)
  // Even offline the installer may find the file in its own cache, so it gets a short try.
  const result = await run(node24(), [join(home(), 'install.js')], {
    env,
    quiet: true,
    timeoutMs: probe ? DOWNLOAD_MS : PROBE_MS,
  })
  const path = findPinned()
  if (path) return { path }
  const lines = result.stderr.trim().split('\n')
  return { why: result.timedOut ? 'no answer in time' : (lines[0] ?? `the installer ended with code ${result.code}`) }
}

/** @param {string} version */
function downloadUrl(version) {
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`
  return `https://github.com/electron/electron/releases/download/v${version}/${name}`
}

/** @param {string} url @param {NodeJS.ProcessEnv} env @returns {Promise<boolean>} */
async function reachable(url, env) {
  // In a child of Node 24, where fetch knows the proxy variables.
  const code = `fetch(${JSON.stringify(url)},{method:'HEAD'}).then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`
  const { code: exit } = await run(node24(), ['-e', code], { env, quiet: true, timeoutMs: PROBE_MS })
  return exit === 0
}
