import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Rectangle, WebPreferences } from 'electron'
import type { ShellEvent, ThemeState } from '../../src/contract/native'
import { isPackaged, paths } from './paths'
import { PAGE_URL } from './protocol'
import { createRestartPolicy } from './restart-policy'
import type { SettingsStore, WindowPlace } from './settings'
import type { ShellLog } from './log'
import { firstSize, keepOnScreen, MIN_SIZE } from './window-place'

/** What shows before the first paint; the same as `--bg` of src/renderer/ui/tokens.css in each theme, so that nothing flashes. */
export const BACKGROUND = { light: '#ffffff', dark: '#1c1f26' }
export const SAVE_PLACE_AFTER_MS = 400
const RENDERER_LIMITS = { maxEnds: 3, windowMs: 60_000, delaysMs: [0] }
export const EVENT_CHANNEL = 'native:event'

export interface MainWindow {
  /** Shows the window and brings it to the front; makes it when it was closed. */
  show(): void
  current(): BrowserWindow | null
  /** Tells every page of ours. */
  tell(event: ShellEvent): void
}

export interface MainWindowOptions {
  readonly settings: SettingsStore
  readonly log: ShellLog
  title(): string
  /** the page cannot be shown: load failure or a page process that keeps crashing */
  onPageLost(reason: string): void
  onClosed(): void
}

export function themeState(settings: SettingsStore): ThemeState {
  return { choice: settings.get().theme, dark: nativeTheme.shouldUseDarkColors }
}

/** Every window of ours is closed in like this (R5). */
export function webPreferences(): WebPreferences {
  return {
    preload: paths.preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    // compiled code of the pages is kept from the first start on, not only once it was seen several times
    v8CacheOptions: 'bypassHeatCheck',
    devTools: !isPackaged,
  }
}

/** The window of this program; one per run (panes that pop out come with the dock). */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  const { settings, log } = options
  let window: BrowserWindow | null = null
  const rendererEnds = createRestartPolicy(RENDERER_LIMITS)

  const tell = (event: ShellEvent): void => {
    for (const each of BrowserWindow.getAllWindows()) each.webContents.send(EVENT_CHANNEL, event)
  }

  nativeTheme.themeSource = settings.get().theme
  nativeTheme.on('updated', () => {
    window?.setBackgroundColor(background())
    tell({ type: 'theme', theme: themeState(settings) })
  })

  function open(): BrowserWindow {
    const place = restorePlace(settings)
    const opened = new BrowserWindow({
      ...place.bounds,
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      title: options.title(),
      backgroundColor: background(),
      show: false,
      autoHideMenuBar: true,
      webPreferences: webPreferences(),
    })
    if (place.maximized) opened.maximize()
    opened.once('ready-to-show', () => opened.show())
    opened.on('page-title-updated', (event) => event.preventDefault())
    opened.on('closed', () => {
      window = null
      options.onClosed()
    })
    rememberPlace(opened, settings)
    zoomKeys(opened)
    opened.webContents.on('render-process-gone', (_event, gone) => {
      log.write('page-gone', { reason: gone.reason, exitCode: gone.exitCode })
      if (gone.reason === 'clean-exit') return
      if (rendererEnds.ended(Date.now()).restart) opened.webContents.reload()
      else options.onPageLost(gone.reason)
    })
    opened.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      // -3 is "aborted": another load took over
      if (!isMainFrame || code === -3) return
      log.write('page-not-loaded', { code, description })
      options.onPageLost(description)
    })
    void opened.loadURL(PAGE_URL).catch((error: unknown) => log.write('page-load-rejected', { error: String(error) }))
    return opened
  }

  return {
    show() {
      if (!window) {
        window = open()
        return
      }
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    current: () => window,
    tell,
  }
}

const background = (): string => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light)

/** The remembered place on the display that held the window last, if that display is still there; else centred on the main one. */
function restorePlace(settings: SettingsStore): { readonly bounds: Partial<Rectangle>; readonly maximized: boolean } {
  const { display: lastDisplay, places } = settings.get()
  const display = screen.getAllDisplays().find((each) => String(each.id) === lastDisplay) ?? screen.getPrimaryDisplay()
  const place = places[String(display.id)]
  if (!place) return { bounds: firstSize(display.workArea), maximized: false }
  return { bounds: keepOnScreen(place, display.workArea), maximized: place.maximized }
}

function rememberPlace(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | null = null
  const save = (): void => {
    timer = null
    if (window.isDestroyed() || window.isMinimized()) return
    const bounds = window.getNormalBounds()
    const display = String(screen.getDisplayMatching(bounds).id)
    const place: WindowPlace = { ...bounds, maximized: window.isMaximized() }
    settings.update({ display, places: { ...settings.get().places, [display]: place } })
  }
  const later = (): void => {
    if (timer) clearTimeout(timer)
    timer = setTimeout(save, SAVE_PLACE_AFTER_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('close', () => {
    if (timer) clearTimeout(timer)
    save()
  })
}

/** Without a menu Chromium has no zoom keys, and people who need larger text need them (U3). F12 only where there are developers. */
function zoomKeys(window: BrowserWindow): void {
  const contents = window.webContents
  contents.on('before-input-event', (event, input) => {
    if (input.type !== 'keyDown') return
    if (input.key === 'F12' && !isPackaged) {
      contents.toggleDevTools()
      event.preventDefault()
      return
    }
    if (!(process.platform === 'darwin' ? input.meta : input.control) || input.alt) return
    const step = input.key === '+' || input.key === '=' ? 0.5 : input.key === '-' ? -0.5 : input.key === '0' ? 0 : null
    if (step === null) return
    contents.setZoomLevel(step === 0 ? 0 : Math.min(Math.max(contents.getZoomLevel() + step, -2), 4))
    event.preventDefault()
  })
}
