import { existsSync } from 'node:fs'
import { inRepo } from './paths.mjs'

/** @param {string} version such as 22.14.0 @returns {boolean} has Node-API 10, which the SQLite prebuild needs */
export function isModernNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 14)
}

/** @returns {string | undefined} the Node 24 that comes with the packages */
export function bundledNode() {
  const file = inRepo('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(file) ? file : undefined
}

/**
 * A Node of 22.14 or newer for tools and for the command line; the running one if it is new enough.
 * @returns {string}
 */
export function node24() {
  return bundledNode() ?? process.execPath
}
