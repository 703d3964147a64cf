import { existsSync } from 'node:fs'
import { run, which } from './exec.mjs'
import { say } from './say.mjs'

/**
 * Debian packages of what tests need from outside, with the command that shows them. Floating replies: a window manager, keys pressed from
 * outside, another program. Month end: a reader that turns the PDF into a picture. Shared stores: a WebDAV server and certificates.
 */
const PACKAGES = { openbox: 'openbox', xdotool: 'xdotool', 'python3-tk': null, 'poppler-utils': 'pdftoppm', 'apache2-bin': 'apache2', openssl: 'openssl' }

/** @returns {Promise<string[]>} Debian packages that are not there */
export async function missingTestTools() {
  const tkinter = await run('python3', ['-c', 'import tkinter'], { quiet: true, timeoutMs: 20_000 })
  // Servers lie where only root's PATH looks.
  const there = (/** @type {string} */ command) => which(command) !== undefined || existsSync(`/usr/sbin/${command}`)
  return Object.entries(PACKAGES).flatMap(([name, command]) => ((command === null ? tkinter.code !== 0 : !there(command)) ? [name] : []))
}

/**
 * Installs them on Debian as root. Elsewhere, or when that fails, it says so and goes on: the tests that need them then fail and
 * say the same, and the others still run.
 */
export async function ensureTestTools() {
  if (process.platform !== 'linux') return
  const wanted = await missingTestTools()
  if (wanted.length === 0) return
  if (process.getuid?.() === 0 && which('apt-get') !== undefined) {
    say(`test tools: installing ${wanted.join(' ')} with apt-get`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env, quiet: true })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], { env, quiet: true })
  }
  const left = await missingTestTools()
  if (left.length > 0) say(`test tools: ${left.join(' ')} could not be installed; the tests that need them will fail`)
}
