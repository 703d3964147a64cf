import { BrowserWindow, globalShortcut, nativeImage, Notification } from 'electron'
import type { NativeImage } from 'electron'
import type { CaptureSettings, CaptureState, Screenshot, ShellEvent, ShellLocale } from '../../src/contract/native'
import type { CaptureSession } from './capture/session'
import { writeImage } from './clipboard'
import { createGlobalShortcut } from './global-shortcut'
import type { ShellLog } from './log'
import type { PasteTarget } from './paste/target'
import type { SettingsStore } from './settings'

/** Regions that wait for a page to file them, at most: more are only there when the page is gone, and each is on the clipboard first. */
const MOST_WAITING = 5
const THUMB_PX = 128

export interface Capture {
  /** Takes the global shortcut and tells when another program holds it; call once, when the first page is on screen. */
  start(): void
  /** Begins to choose a region; a second time gives up. From the window it may step aside first. */
  begin(from: 'shortcut' | 'window'): Promise<void>
  /** Where the picture will go, in words for the covered displays. */
  target(place: string): void
  /** The oldest region that waits to be filed. */
  take(): Screenshot | null
  /** Tells by the system what became of the last one, unless the main window is being looked at; a new one takes the place of the old. */
  tell(words: { readonly title: string; readonly text: string }): void
  state(): CaptureState
  change(settings: Partial<CaptureSettings>): CaptureState
  /** The program ends: nothing may stay over the displays. */
  close(): void
}

export interface CaptureOptions {
  readonly settings: SettingsStore
  readonly log: ShellLog
  readonly target: PasteTarget
  title(): string
  locale(): ShellLocale
  mainWindow(): BrowserWindow | null
  showMainWindow(): void
  tell(event: ShellEvent): void
}

/**
 * The region screenshot (A2): frozen displays, a rectangle, and then clipboard, archive and case in one key. What covers the displays is
 * loaded when it is first used. The shell cuts out and copies; filing is the main window's, which alone knows case and session.
 */
export function createCapture({ settings, log, target, title, locale, mainWindow, showMainWindow, tell }: CaptureOptions): Capture {
  const shortcut = createGlobalShortcut(globalShortcut, () => {
    begin('shortcut').catch((error: unknown) => log.write('capture-error', { error: error instanceof Error ? error.name : 'unknown' }))
  })
  let session: CaptureSession | null = null
  let opening = false
  let closed = false
  let waiting: readonly Screenshot[] = []
  let thumb: NativeImage | null = null
  let shown: Notification | null = null

  async function begin(from: 'shortcut' | 'window'): Promise<void> {
    if (closed || opening) return
    if (session !== null) {
      if (session.cancel()) return
      // pressed while the last one is giving the focus back: it is a new one
      await session.ended
      if (closed || opening) return
    }
    opening = true
    try {
      const { openSession } = await import('./capture/session')
      tell({ type: 'person-active' })
      session = openSession({ log, target, title: title(), locale: locale(), stepAside: from === 'window' && settings.get().capture.hideOwn ? mainWindow() : null })
      tell({ type: 'capture-started' })
    } finally {
      opening = false
    }
    const end = await session.ended
    session = null
    if (end.type === 'failed') {
      log.write('capture-failed', { why: end.why })
      tell({ type: 'capture-failed', why: end.why })
    } else if (end.type === 'taken') {
      await keep(end.image, end.mode === 'copy')
    }
  }

  /** To the clipboard first: whatever happens to the rest, the picture is there. */
  async function keep(image: NativeImage, copyOnly: boolean): Promise<void> {
    const takenAt = Date.now()
    const copied = await writeImage(image).then(
      () => true,
      (error: unknown) => {
        log.write('screenshot-not-copied', { error: error instanceof Error ? error.name : 'unknown' })
        return false
      },
    )
    tell({ type: 'person-active' })
    thumb = image.resize(image.getSize().width > image.getSize().height ? { width: THUMB_PX } : { height: THUMB_PX })
    if (copyOnly) {
      tell({ type: 'screenshot-copied', copied })
      return
    }
    waiting = [...waiting.slice(1 - MOST_WAITING), { pixels: new Uint8Array(image.toBitmap()), ...image.getSize(), takenAt, copied }]
    tell({ type: 'screenshot-taken' })
    // only where the program lives on without a window; it asks for what waits as soon as it is there
    if (mainWindow() === null) showMainWindow()
  }

  const state = (): CaptureState => ({ ...settings.get().capture, registered: shortcut.registered() })

  return {
    start() {
      const { shortcut: keys } = settings.get().capture
      if (!closed && !shortcut.use(keys) && keys !== null) tell({ type: 'shortcut-taken', of: 'capture', shortcut: keys })
    },
    begin,
    target: (place) => session?.place(place),
    take() {
      const [first, ...rest] = waiting
      waiting = rest
      return first ?? null
    },
    tell({ title: heading, text }) {
      shown?.close()
      shown = null
      if (closed || BrowserWindow.getFocusedWindow() === mainWindow() || !Notification.isSupported()) return
      const notification = new Notification({ title: heading, body: text, silent: true, icon: thumb ?? nativeImage.createEmpty() })
      notification.on('click', showMainWindow)
      notification.show()
      shown = notification
    },
    state,
    change(change) {
      settings.update({ capture: { ...settings.get().capture, ...change } })
      if (change.shortcut !== undefined) shortcut.use(change.shortcut)
      return state()
    },
    close() {
      closed = true
      shortcut.use(null)
      session?.cancel()
      shown?.close()
    },
  }
}
