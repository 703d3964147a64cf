import { BrowserWindow } from 'electron'
import type { BrowserWindowConstructorOptions, Display } from 'electron'
import type { ShellLog } from '../log'
import { paths } from '../paths'
import { REGION_URL } from '../protocol'
import { webPreferences } from '../windows'

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
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
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
  window.loadURL(REGION_URL).catch((error: unknown) => log.write('region-load-rejected', { error: String(error) }))
  return window
}
