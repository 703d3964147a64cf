import { spawn } from 'node:child_process'
import { bundledNode } from './node24.mjs'
import { SetupError } from './say.mjs'

/**
 * Runs a script under the bundled Node with our own stdin, stdout and stderr; signals are passed on.
 * @param {string[]} args script and its arguments
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
export function passToNode(args, env = process.env) {
  const node = bundledNode()
  if (!node) throw new SetupError('The bundled Node is missing from node_modules; run npm ci and try again.')
  return new Promise((done, fail) => {
    const child = spawn(node, args, { stdio: 'inherit', env })
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    process.on('SIGINT', forward).on('SIGTERM', forward)
    child.once('error', fail)
    child.once('close', (code) => done(code ?? 1))
  })
}
