import type { BrowserWindow } from 'electron'

/** Until a window that was hidden is gone from the screen: the system draws what lay behind it in its next frames. */
const GONE_AFTER_MS = 350

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/**
 * Takes a window of ours out of the picture and answers the way back. It becomes see-through where the system can do that, since a window that
 * is hidden and shown again may come back elsewhere; elsewhere it is hidden and put back to its place.
 */
export async function stepAside(window: BrowserWindow): Promise<() => Promise<void>> {
  if (!window.isVisible() || window.isMinimized()) return () => Promise.resolve()
  if (process.platform === 'linux') {
    const bounds = window.getBounds()
    const whole = window.isMaximized()
    window.hide()
    await pause(GONE_AFTER_MS)
    return () => {
      if (!window.isDestroyed()) {
        window.show()
        if (whole) window.maximize()
        else window.setBounds(bounds)
      }
      return Promise.resolve()
    }
  }
  window.setOpacity(0)
  await pause(GONE_AFTER_MS)
  return () => {
    if (!window.isDestroyed()) window.setOpacity(1)
    return Promise.resolve()
  }
}
