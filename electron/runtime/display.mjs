import { spawn } from 'node:child_process'
import { say, SetupError } from './say.mjs'

/** @returns {boolean} windows need a display of our own making */
export function needsDisplay() {
  return process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
}

/**
 * On Linux without a screen, starts a virtual one and points DISPLAY of this process at it.
 * @returns {Promise<{ virtual: boolean, stop: () => void }>} stop ends it; it also ends with this process
 */
export async function ensureDisplay() {
  if (!needsDisplay()) return { virtual: false, stop: () => undefined }
  say('display: none here, starting a virtual one (Xvfb)')
  const { name, stop } = await startDisplay()
  process.env['DISPLAY'] = name
  return { virtual: true, stop }
}

/**
 * Starts a virtual display of its own; it ends with this process at the latest.
 * @returns {Promise<{ name: string, stop: () => void }>} name as DISPLAY takes it
 */
export async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-dpi', '96']
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const number = await displayNumber(child)
  const stop = () => void child.kill()
  process.once('exit', stop)
  // A signal's default action ends us without an exit event and would leave the display behind.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal]))
  }
  child.unref()
  return { name: `:${number}`, stop }
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<string>} */
function displayNumber(child) {
  return new Promise((done, fail) => {
    const pipe = /** @type {import('node:net').Socket} */ (child.stdio[3])
    const timer = setTimeout(() => fail(new SetupError('Xvfb gave no display within 20 s.')), 20_000)
    child.once('error', (error) => fail(new SetupError(`Xvfb could not be started: ${error.message}`)))
    child.once('exit', (code) => fail(new SetupError(`Xvfb ended at once (code ${code}); is /tmp writable?`)))
    let text = ''
    pipe.on('data', (bytes) => {
      text += String(bytes)
      if (!text.includes('\n')) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      pipe.destroy()
      done(text.trim())
    })
  })
}
