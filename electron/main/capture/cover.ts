import { BrowserWindow } from 'electron'
import type { BrowserWindowConstructorOptions, Display } from 'electron'
import type { ShellLog } from '../log'
import { paths } from '../paths'
import { REGION_URL } from '../protocol'
import { webPreferences } from '../windows'
import { createFocusWatch } from './focus-watch'

/** Some window managers do not give the focus to a window in the moment that it appears; without it Esc would do nothing. */
const FOCUS_AGAIN_MS = 120

/** A window over one whole display, above task bar and other windows; it is loading and not yet shown. As closed in as every other (R5). */
export function openCover(display: Display, title: string, log: ShellLog): BrowserWindow {
  const options: BrowserWindowConstructorOptions = {
    ...display.bounds,
    title,
    show: false,
    frame: false,
    hasShadow: false,
    thickFrame: false,
    roundedCorners: false,
    // window managers give the whole of a display, without a border and over their panels, only to a window that asks for it
    resizable: process.platform === 'linux',
    movable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: process.platform === 'linux',
    skipTaskbar: true,
    alwaysOnTop: true,
    enableLargerThanScreen: true,
    backgroundColor: '#000000',
    // a panel leaves the former program in front
    ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
    webPreferences: { ...webPreferences(), preload: paths.regionPreload, backgroundThrottling: false },
  }
  const window = new BrowserWindow(options)
  window.setAlwaysOnTop(true, 'screen-saver')
  if (process.platform === 'darwin') window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
  window.on('page-title-updated', (event) => event.preventDefault())
  window.loadURL(REGION_URL).catch((error: unknown) => {
    // uncovered before it was there: nobody waits for it
    if (!window.isDestroyed()) log.write('region-load-rejected', { error: String(error) })
  })
  return window
}

/** Shows it over its display; the one with the pointer also gets the keys. */
export function showCover(window: BrowserWindow, display: Display, withKeys: boolean): void {
  window.setBounds(display.bounds)
  if (withKeys) window.show()
  else window.showInactive()
  if (process.platform === 'linux') window.setFullScreen(true)
  if (!withKeys) return
  window.focus()
  const look = createFocusWatch({
    gone: () => window.isDestroyed(),
    held: () => BrowserWindow.getFocusedWindow()?.webContents.getURL() === REGION_URL,
    ask: () => window.focus(),
  })
  const again = setInterval(() => {
    if (!look()) clearInterval(again)
  }, FOCUS_AGAIN_MS)
}
