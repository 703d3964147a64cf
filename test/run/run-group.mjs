import { spawn } from 'node:child_process'
import { inRepo } from '../../electron/runtime/paths.mjs'

/**
 * Runs a stage in a process group of its own, so that nothing it started outlives it or hangs the run.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeoutMs: number, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} exit code; 124 when it took too long
 */
export function runGroup(command, args, { timeoutMs, env }) {
  const grouped = process.platform !== 'win32'
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: inRepo(), env, stdio: 'inherit', detached: grouped })
    let late = false
    const timer = setTimeout(() => {
      late = true
      process.stderr.write(`✗ still running after ${timeoutMs / 60_000} minutes: stopped\n`)
      end('SIGKILL')
    }, timeoutMs)
    const interrupted = () => {
      end('SIGKILL')
      process.exit(130)
    }
    process.once('SIGINT', interrupted)
    process.once('SIGTERM', interrupted)
    child.once('error', (error) => {
      process.stderr.write(`✗ ${command} could not be started: ${error.message}\n`)
      finish(127)
    })
    child.once('exit', (code) => {
      end('SIGKILL')
      finish(late ? 124 : (code ?? 128))
    })

    /** @param {NodeJS.Signals} signal */
    function end(signal) {
      if (child.pid === undefined) return
      try {
        process.kill(grouped ? -child.pid : child.pid, signal)
      } catch (error) {
        // Already gone, all of them.
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
      }
    }

    /** @param {number} code */
    function finish(code) {
      clearTimeout(timer)
      process.off('SIGINT', interrupted)
      process.off('SIGTERM', interrupted)
      done(code)
    }
  })
}
