import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './exec.mjs'
import { root } from './paths.mjs'
import { say } from './say.mjs'

/**
 * The arguments that Electron needs on this machine, before those of the app.
 * @param {import('./electron-binary.mjs').ElectronBinary} electron
 * @param {{ virtualDisplay: boolean }} on
 * @returns {Promise<string[]>}
 */
export async function launchArgs(electron, { virtualDisplay }) {
  return [
    // The fallback always runs resources/app, which is a link to this clone.
    ...(electron.source === 'pinned' ? [root] : []),
    ...((await mustDropSandbox(electron)) ? ['--no-sandbox'] : []),
    ...(virtualDisplay ? ['--disable-gpu'] : []),
  ]
}

/**
 * Can Chromium's sandbox not run here? It never does for root; others need user namespaces, which containers and newer
 * Ubuntu refuse, or a helper owned by root.
 * @param {import('./electron-binary.mjs').ElectronBinary} electron
 * @returns {Promise<boolean>}
 */
export async function mustDropSandbox(electron) {
  if (process.platform !== 'linux') return false
  if (process.getuid?.() === 0) return true
  const helper = statSync(join(dirname(electron.path), 'chrome-sandbox'), { throwIfNoEntry: false })
  if (helper && helper.uid === 0 && (helper.mode & 0o4000) !== 0) return false
  const probe = await run('unshare', ['--user', '--map-root-user', 'true'], { quiet: true, timeoutMs: 5_000 })
  // 127: no such tool; let Chromium find out itself.
  if (probe.code === 0 || probe.code === 127) return false
  say('this system refuses user namespaces: starting without Chromium’s sandbox (an installed package has it)')
  return true
}
