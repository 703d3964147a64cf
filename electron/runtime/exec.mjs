import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join, relative, sep } from 'node:path'
import { inRepo } from './paths.mjs'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] defaults to the repository
 * @property {NodeJS.ProcessEnv} [env] the whole environment; defaults to our own
 * @property {boolean} [capture] collect stdout instead of passing it to our stderr
 * @property {boolean} [quiet] collect stderr too instead of showing it
 * @property {number} [timeoutMs] kill after this long
 */

/** @typedef {{ code: number, stdout: string, stderr: string, timedOut: boolean }} RunResult */

/**
 * Runs a program to its end. Its output goes to our stderr, because our stdout may be a script's input.
 * A program that cannot be started gives code 127; one ended by a signal gives 128.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  const { cwd = inRepo(), env = process.env, capture = false, quiet = false, timeoutMs } = options
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', capture || quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
    })
    let stdout = ''
    let stderr = ''
    let timedOut = false
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text))
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            child.kill('SIGKILL')
          }, timeoutMs)
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer)
      done({ code, stdout, stderr, timedOut })
    }
    child.once('error', (error) => {
      stderr += error.message
      finish(127)
    })
    child.once('close', (code) => finish(code ?? 128))
  })
}

/**
 * The folders of PATH that are not our own node_modules: `npm run` puts node_modules/.bin first, and a program there
 * may be deleted under us by `npm ci`.
 * @returns {string[]}
 */
export function outsidePath() {
  const inside = inRepo('node_modules') + sep
  return (process.env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '' && !(dir + sep).startsWith(inside))
}

/**
 * Finds a program on PATH, outside node_modules.
 * @param {string} name
 * @returns {string | undefined}
 */
export function which(name) {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name]
  for (const dir of outsidePath()) {
    for (const candidate of names) {
      if (existsSync(join(dir, candidate))) return join(dir, candidate)
    }
  }
  return undefined
}

/** @returns {string} the Node that the person installed, not the one in node_modules */
export function systemNode() {
  const inside = !relative(inRepo('node_modules'), process.execPath).startsWith('..')
  return inside ? (which('node') ?? process.execPath) : process.execPath
}

/**
 * npm's own command as a script for Node, so that it runs without a shell on every system.
 * @returns {string | undefined}
 */
export function npmScript() {
  const fromRun = process.env['npm_execpath']
  const onPath = which('npm')
  const candidates = [
    fromRun,
    onPath && process.platform !== 'win32' ? realpathSync(onPath) : undefined,
    join(dirname(systemNode()), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(systemNode()), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  return candidates.find((file) => file !== undefined && /npm-cli\.c?js$/.test(file) && existsSync(file))
}

/**
 * Runs npm under the system's Node with the person's own registry settings.
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function npm(args, options) {
  const script = npmScript()
  if (!script) return Promise.resolve({ code: 127, stdout: '', stderr: 'npm was not found on PATH', timedOut: false })
  return run(systemNode(), [script, ...args], options)
}
