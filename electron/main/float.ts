import { BrowserWindow, globalShortcut, nativeTheme, screen } from 'electron'
import type { BrowserWindowConstructorOptions } from 'electron'
import type { Delivery, FloatOpening, FloatSettings, FloatState, ShellEvent } from '../../src/contract/native'
import { formerKind, pictureOn, systemBoard } from './clipboard-board'
import { createClipboardKeeper, wordsOn } from './clipboard-keeper'
import type { Piece } from './clipboard-keeper'
import { createGlobalShortcut } from './global-shortcut'
import type { ShellLog } from './log'
import type { PasteTarget } from './paste/target'
import { decidePaste } from './paste/decide'
import { FLOAT_URL } from './protocol'
import type { SettingsStore } from './settings'
import { FLOAT_MIN, floatPlace, keepOnScreen } from './window-place'
import { BACKGROUND, EVENT_CHANNEL, SAVE_PLACE_AFTER_MS, webPreferences } from './windows'

/** After the focus went elsewhere, until the system says where. */
const LOOK_AGAIN_MS = 150
/** Before the place that a window manager chose could be remembered as the person's. */
const HOLD_PLACE_MS = [0, 60, 180]
const RECENT_CASES = 9
/** A window without a picture is better than none after the key was pressed. */
const FIRST_PAINT_MS = 2000

export interface FloatWindow {
  /** Takes the global shortcut and tells when another program holds it; call once, when the first page is on screen. */
  start(): void
  /** Opens it over whatever has the focus; a second time closes it. */
  toggle(): void
  show(): Promise<void>
  /** Hides it and gives the focus back. */
  dismiss(): Promise<void>
  deliver(request: { readonly text: string; readonly paste: boolean }): Promise<Delivery>
  /** The picture that goes with a reply, by its file; null: it cannot be shown here, and nothing was done. */
  deliverPicture(request: { readonly path: string; readonly paste: boolean }): Promise<Delivery | null>
  opening(): FloatOpening
  state(): Promise<FloatState>
  change(settings: Partial<FloatSettings>): Promise<FloatState>
  /** The main window shows this case now. */
  reportCase(caseId: string | null): void
  /** The main window is gone or the program ends: nothing of this may keep it alive. */
  close(): void
  /** Brings back a clipboard that is waiting to come back. */
  settleClipboard(): Promise<unknown>
}

export interface FloatOptions {
  readonly settings: SettingsStore
  readonly log: ShellLog
  /** the window of another program that had the focus; the screenshot gives it back the same way */
  readonly target: PasteTarget
  title(): string
  /** tells the page of the main window */
  tellMain(event: ShellEvent): void
}

const plainBackground = (): string => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light)

/**
 * The floating replies (T3): a small window over any program. Made at the first use, and after the start on a PC where it has been used;
 * from then on only hidden, so that it opens at once. It shows the case of the main window, known here by its id alone.
 */
export function createFloatWindow({ settings, log, target, title, tellMain }: FloatOptions): FloatWindow {
  const keeper = createClipboardKeeper(
    systemBoard,
    (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    (how) => log.write('clipboard-settled', { how }),
  )
  const shortcut = createGlobalShortcut(globalShortcut, toggle)
  let window: BrowserWindow | null = null
  let opening: FloatOpening = { caseId: null, recentCaseIds: [], into: null, canPaste: false, former: 'empty' }
  let recent: readonly string[] = []
  let caseId: string | null = null
  /** between the shortcut and the window, or while a reply is on its way: a lost focus means nothing then */
  let busy = false
  let closed = false
  /** the page has something to show, or does not come soon */
  let painted: Promise<void> = Promise.resolve()

  const tell = (event: ShellEvent): void => {
    if (window !== null && !window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, event)
  }
  const stored = (): FloatSettings => {
    const { shortcut: keys, hideOnBlur, restoreAfterMs } = settings.get().float
    return { shortcut: keys, hideOnBlur, restoreAfterMs }
  }

  function make(): BrowserWindow {
    const options: BrowserWindowConstructorOptions = {
      ...placeNow(),
      minWidth: FLOAT_MIN.width,
      minHeight: FLOAT_MIN.height,
      title: title(),
      backgroundColor: plainBackground(),
      show: false,
      frame: false,
      alwaysOnTop: true,
      skipTaskbar: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      // a panel leaves the former program in front, so that hiding it gives the focus back
      ...(process.platform === 'darwin' ? { type: 'panel' } : {}),
      webPreferences: webPreferences(),
    }
    const made = new BrowserWindow(options)
    made.setAlwaysOnTop(true, 'floating')
    if (process.platform === 'darwin') made.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
    made.on('page-title-updated', (event) => event.preventDefault())
    made.on('closed', () => {
      window = null
    })
    // Alt+F4 hides it: a destroyed window would have to be made anew
    made.on('close', (event) => {
      if (closed) return
      event.preventDefault()
      made.hide()
    })
    made.on('blur', () => lostFocus(made))
    made.webContents.on('render-process-gone', (_event, gone) => {
      log.write('float-gone', { reason: gone.reason, exitCode: gone.exitCode })
      made.destroy()
    })
    rememberPlace(made)
    painted = new Promise((done) => {
      made.once('ready-to-show', () => done())
      setTimeout(done, FIRST_PAINT_MS)
    })
    void made.loadURL(FLOAT_URL).catch((error: unknown) => log.write('float-load-rejected', { error: String(error) }))
    return made
  }

  /** Where it belongs on the display with the pointer. */
  function placeNow(): { x: number; y: number; width: number; height: number } {
    const display = screen.getDisplayNearestPoint(screen.getCursorScreenPoint())
    return floatPlace(settings.get().float.places[String(display.id)], display.workArea)
  }

  function rememberPlace(made: BrowserWindow): void {
    let timer: NodeJS.Timeout | null = null
    const save = (): void => {
      timer = null
      if (made.isDestroyed() || !made.isVisible()) return
      const bounds = made.getNormalBounds()
      const display = String(screen.getDisplayMatching(bounds).id)
      const { float } = settings.get()
      settings.update({ float: { ...float, places: { ...float.places, [display]: bounds } } })
    }
    const later = (): void => {
      if (timer) clearTimeout(timer)
      timer = setTimeout(save, SAVE_PLACE_AFTER_MS)
    }
    made.on('resize', later)
    made.on('move', later)
  }

  function lostFocus(made: BrowserWindow): void {
    if (busy || !made.isVisible() || made.webContents.isDevToolsFocused()) return
    if (settings.get().float.hideOnBlur) {
      made.hide()
      return
    }
    // it stays, and what gets the focus now is what the next reply is for
    setTimeout(() => void look().then(() => tell({ type: 'float-opened', opening })), LOOK_AGAIN_MS)
  }

  /** What the window is opened with, asked before it takes the focus itself. */
  async function look(): Promise<void> {
    const own = BrowserWindow.getFocusedWindow() !== null
    if (own) target.forget()
    const [into, canPaste, former] = await Promise.all([own ? null : target.name(), target.canPaste(), formerKind()])
    opening = { caseId, recentCaseIds: recent, into, canPaste, former }
  }

  async function show(): Promise<void> {
    if (busy || closed) return
    busy = true
    try {
      if (window?.isVisible() !== true) await look()
      const shown = window ?? (window = make())
      const place = placeNow()
      shown.setBounds(place)
      tell({ type: 'float-opened', opening })
      tellMain({ type: 'person-active' })
      await painted
      if (shown.isDestroyed()) return
      shown.show()
      shown.focus()
      if (process.platform === 'linux') holdPlace(shown, place)
      if (!settings.get().float.used) settings.update({ float: { ...settings.get().float, used: true } })
    } finally {
      busy = false
    }
  }

  /**
   * Some window managers put a window that comes back somewhere of their own, now and then at the corner of the screen, whatever it asked for
   * while it was hidden. It is moved back until it stands still.
   */
  function holdPlace(shown: BrowserWindow, place: { x: number; y: number; width: number; height: number }): void {
    for (const after of HOLD_PLACE_MS) {
      setTimeout(() => {
        if (shown.isDestroyed() || !shown.isVisible()) return
        const { x, y } = shown.getBounds()
        if (x === 0 && y === 0 && (place.x !== 0 || place.y !== 0)) shown.setBounds(place)
      }, after)
    }
  }

  function toggle(): void {
    if (window?.isVisible() === true && window.isFocused()) void dismiss()
    else void show()
  }

  async function dismiss(): Promise<void> {
    if (window?.isVisible() !== true) return
    window.hide()
    await target.focus()
  }

  async function handOver(piece: Piece, paste: boolean): Promise<Delivery> {
    busy = true
    try {
      const { into, canPaste } = opening
      await keeper.put(piece)
      tellMain({ type: 'person-active' })
      window?.hide()
      const decision = decidePaste({ wished: paste, canPaste, into })
      if (decision === 'paste') {
        if ((await target.paste()) === 'pasted') {
          keeper.restoreAfter(settings.get().float.restoreAfterMs)
          return { pasted: true, into, why: null }
        }
        keeper.leave()
        return { pasted: false, into, why: 'not-allowed' }
      }
      keeper.leave()
      await target.focus()
      return { pasted: false, into, why: decision }
    } finally {
      busy = false
    }
  }

  const deliver = ({ text, paste }: { readonly text: string; readonly paste: boolean }): Promise<Delivery> => handOver(wordsOn(systemBoard, text), paste)

  async function deliverPicture({ path, paste }: { readonly path: string; readonly paste: boolean }): Promise<Delivery | null> {
    const piece = pictureOn(path)
    return piece === null ? null : await handOver(piece, paste)
  }

  async function state(): Promise<FloatState> {
    return { ...stored(), registered: shortcut.registered(), canPaste: await target.canPaste() }
  }

  /** A display went away or changed: what is open stays whole on screen. */
  function displaysChanged(): void {
    if (window?.isVisible() !== true) return
    const bounds = window.getBounds()
    window.setBounds(keepOnScreen(bounds, screen.getDisplayMatching(bounds).workArea, FLOAT_MIN))
  }

  return {
    start() {
      const { shortcut: keys, used } = settings.get().float
      if (!shortcut.use(keys) && keys !== null) tellMain({ type: 'shortcut-taken', of: 'float', shortcut: keys })
      nativeTheme.on('updated', () => window?.setBackgroundColor(plainBackground()))
      screen.on('display-removed', displaysChanged)
      screen.on('display-metrics-changed', displaysChanged)
      if (used && !closed) window ??= make()
    },
    toggle,
    show,
    dismiss,
    deliver,
    deliverPicture,
    opening: () => opening,
    state,
    async change(change) {
      settings.update({ float: { ...settings.get().float, ...change } })
      if (change.shortcut !== undefined) shortcut.use(change.shortcut)
      return state()
    },
    reportCase(id) {
      caseId = id
      if (id !== null) recent = [id, ...recent.filter((one) => one !== id)].slice(0, RECENT_CASES)
      tell({ type: 'float-case', caseId: id })
    },
    close() {
      closed = true
      shortcut.use(null)
      window?.destroy()
    },
    settleClipboard: () => keeper.settle(),
  }
}
