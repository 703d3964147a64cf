import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { repoCache } from './paths.mjs'
import { say } from './say.mjs'

/**
 * Lets one set-up at a time do a step in this clone; others wait. A lock whose owner has died is taken over.
 * Nothing relies on it for safety (every step prepares aside and renames): it only saves doing the work twice,
 * except for `npm ci`, which really must not run twice at once.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work must check again whether there is anything left to do
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const dir = join(repoCache, 'locks')
  const file = join(dir, name)
  mkdirSync(dir, { recursive: true })
  let told = false
  while (!tryTake(file)) {
    if (ownerGone(file)) {
      rmSync(file, { force: true })
      continue
    }
    if (!told) say(`another run is busy with "${name}": waiting for it`)
    told = true
    await sleep(100)
  }
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} file @returns {boolean} */
function tryTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file @returns {boolean} */
function ownerGone(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // Just created and not yet written: its owner is alive. Left empty by a crash: old.
    if (!pid) return Date.now() - statSync(file).mtimeMs > 10_000
    process.kill(pid, 0)
    return false
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code
    return code === 'ESRCH' || code === 'ENOENT'
  }
}
