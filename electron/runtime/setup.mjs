import { ensureApp } from './build.mjs'
import { ensureDisplay, needsDisplay } from './display.mjs'
import { ensureElectron } from './electron-binary.mjs'
import { ensureNative } from './native.mjs'
import { ensurePackages } from './packages.mjs'
import { ensureSystem } from './system.mjs'

/**
 * Everything that the window needs, in order; each step is skipped when it is already done.
 * @returns {Promise<import('./electron-binary.mjs').ElectronBinary>}
 */
export async function setUp() {
  await ensurePackages()
  const electron = await ensureElectron()
  await ensureSystem({ display: needsDisplay(), compiler: electron.needsNapi9 })
  if (electron.needsNapi9) await ensureNative()
  return electron
}

/**
 * Set-up, a fresh build and a display.
 * @returns {Promise<{ electron: import('./electron-binary.mjs').ElectronBinary, display: { virtual: boolean, stop: () => void } }>}
 */
export async function setUpAndBuild() {
  const electron = await setUp()
  await ensureApp()
  return { electron, display: await ensureDisplay() }
}
