import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './exec.mjs'
import { withLock } from './lock.mjs'
import { bundledNode } from './node24.mjs'
import { inRepo } from './paths.mjs'
import { say, SetupError } from './say.mjs'

// Inside node_modules, so that removing node_modules removes it too.
const stampFile = () => inRepo('node_modules', '.cache', 'after-sales', 'lockfile')

/** @param {string} file @returns {string | undefined} */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Are the packages of package-lock.json installed? Costs a few milliseconds once that was found true; an `npm ci` or
 * `npm install` done by hand counts.
 * @returns {boolean}
 */
export function packagesReady() {
  const lock = readFileSync(inRepo('package-lock.json'), 'utf8')
  const digest = createHash('sha256').update(lock).digest('hex')
  // npm writes this file last, so after an interrupted install it is missing.
  const installed = readIfThere(inRepo('node_modules', '.package-lock.json'))
  if (installed === undefined || !bundledNode()) return false
  if (readIfThere(stampFile()) === digest) return true
  if (!sameVersions(JSON.parse(lock).packages, JSON.parse(installed).packages)) return false
  mkdirSync(join(stampFile(), '..'), { recursive: true })
  writeFileSync(stampFile(), digest)
  return true
}

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>} Packages */

/**
 * @param {Packages} wanted
 * @param {Packages} present
 * @returns {boolean} every wanted package is there in its version; optional ones may be absent (other platforms)
 */
export function sameVersions(wanted, present) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    return found ? found.version === entry.version : entry.optional === true
  })
}

/** Installs the packages when they are missing or not those of package-lock.json. */
export async function ensurePackages() {
  if (packagesReady()) return
  await withLock('packages', async () => {
    if (packagesReady()) return
    say('packages: running npm ci (a minute or two, once)')
    // A silent outer `npm run -s` would hush the reason of a failure; warnings about Node's version are not for the reader.
    const result = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
    if (result.code !== 0) {
      throw new SetupError(
        `npm ci failed${result.stderr ? ` (${result.stderr})` : ''}. Its own words are above. ` +
          'Check the network connection and free disk space, then run the command again.',
      )
    }
    if (packagesReady()) return
    if (!bundledNode()) await npm(['rebuild', 'node'])
    if (!packagesReady()) {
      throw new SetupError(
        'npm ci ended well, but the packages are not complete. Are install scripts switched off (ignore-scripts) in ' +
          'your npm settings? Allow them for the package "node" and run the command again.',
      )
    }
  })
}
