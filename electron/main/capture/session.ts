import { BrowserWindow, desktopCapturer, ipcMain, screen, systemPreferences } from 'electron'
import type { Display, IpcMainInvokeEvent, NativeImage } from 'electron'
import type { CaptureFailure, ShellLocale } from '../../../src/contract/native'
import type { RegionCall, RegionEvent, RegionPicture, TakeMode } from '../../../src/contract/region'
import type { ShellLog } from '../log'
import type { PasteTarget } from '../paste/target'
import { pageOf } from '../security'
import { isWayland } from '../wayland'
import { openCover, showCover } from './cover'
import { isRegionOf, shotsOf, sourceOf } from './plan'
import { stepAside } from './step-aside'

/** So long the system may take to tell which window has the focus; without an answer it gives the focus back by itself. */
const LOOK_MS = 700
/** A page that shows nothing within this time is given up, and with it the screenshot: a covered display must never stay covered. */
const SHOWN_WITHIN_MS = 15_000

export type CaptureEnd = { readonly type: 'taken'; readonly image: NativeImage; readonly mode: TakeMode } | { readonly type: 'cancelled' } | { readonly type: 'failed'; readonly why: CaptureFailure }

export interface CaptureSession {
  /** Resolves when nothing covers the displays any more and the focus is back where it was. */
  readonly ended: Promise<CaptureEnd>
  /** Gives up; false when a region was chosen or it was given up already. */
  cancel(): boolean
  /** Where the picture will be filed, in words. */
  place(words: string): void
}

export interface SessionOptions {
  readonly log: ShellLog
  readonly target: PasteTarget
  readonly title: string
  readonly locale: ShellLocale
  /** our own window, if it is to step aside before the picture is taken */
  readonly stepAside: BrowserWindow | null
}

class Failed extends Error {
  constructor(readonly why: CaptureFailure) {
    super(why)
  }
}

/** Every display as it is now, at its physical resolution. @throws Failed */
async function takeDisplays(displays: readonly Display[]): Promise<Map<number, NativeImage>> {
  if (isWayland(process.platform, process.env)) throw new Failed('wayland')
  if (process.platform === 'darwin' && ['denied', 'restricted'].includes(systemPreferences.getMediaAccessStatus('screen'))) throw new Failed('denied')
  const pictures = new Map<number, NativeImage>()
  for (const { size, displays: alike } of shotsOf(displays)) {
    const sources = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: { ...size } })
    for (const display of alike) {
      const image = sourceOf(display, displays, sources)?.thumbnail
      if (image === undefined || image.isEmpty()) throw new Failed(sources.length === 0 && process.platform === 'darwin' ? 'denied' : 'no-picture')
      pictures.set(display.id, image)
    }
  }
  return pictures
}

/** Answers what it is given, or nothing when it takes longer than `ms`. */
async function within<T>(ms: number, answer: Promise<T>): Promise<{ readonly value: T } | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), ms)
  })
  try {
    return await Promise.race([answer.then((value) => ({ value })), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Takes the displays, covers each with its own frozen picture, and waits for a region. Every way out uncovers them all. */
export function openSession({ log, target, title, locale, stepAside: aside }: SessionOptions): CaptureSession {
  const displays = screen.getAllDisplays()
  // made while the picture is being taken, and invisible until it is there
  const covers = displays.map((display) => ({ display, window: openCover(display, title, log) }))
  const calls: RegionCall[] = ['picture', 'ready', 'began', 'take', 'cancel']
  let pictures: ReadonlyMap<number, NativeImage> = new Map()
  let place: string | null = null
  let finish: (end: CaptureEnd) => void = () => undefined
  const chosen = new Promise<CaptureEnd>((done) => {
    finish = done
  })
  const fail = (why: CaptureFailure): void => finish({ type: 'failed', why })
  let chosenYet = false
  void chosen.then(() => {
    chosenYet = true
  })
  const cancel = (): void => finish({ type: 'cancelled' })
  const send = (window: BrowserWindow, event: RegionEvent): void => {
    if (!window.isDestroyed()) window.webContents.send('region:event', event)
  }
  const displaysChanged = (): void => fail('displays-changed')
  const metricsChanged = (_event: unknown, _display: Display, changed: readonly string[]): void => {
    if (changed.some((one) => one === 'bounds' || one === 'scaleFactor' || one === 'rotation')) displaysChanged()
  }

  /** What had the focus before, and the way back to it. */
  async function lookAround(): Promise<() => Promise<void>> {
    const own = BrowserWindow.getFocusedWindow()
    if (own !== null) {
      return () => {
        if (!own.isDestroyed() && own.isVisible()) own.focus()
        return Promise.resolve()
      }
    }
    const told = await within(LOOK_MS, target.name())
    return told === null ? () => Promise.resolve() : () => target.focus()
  }

  const prepared = (async () => {
    const giveBack = await lookAround()
    const comeBack = aside === null ? () => Promise.resolve() : await stepAside(aside)
    try {
      pictures = await takeDisplays(displays)
    } catch (error) {
      if (!(error instanceof Failed)) log.write('capture-error', { error: error instanceof Error ? error.name : 'unknown' })
      fail(error instanceof Failed ? error.why : 'no-picture')
    }
    return async () => {
      await comeBack()
      await giveBack()
    }
  })()

  function answer(method: RegionCall, run: (cover: (typeof covers)[number], args: readonly unknown[]) => unknown): void {
    ipcMain.handle(`region:${method}`, (event: IpcMainInvokeEvent, ...args: readonly unknown[]) => {
      const cover = covers.find((one) => !one.window.isDestroyed() && one.window.webContents === event.sender)
      if (cover === undefined || event.senderFrame !== event.sender.mainFrame || pageOf(event.senderFrame) !== 'region') {
        log.write('foreign-call-refused', { method: `region:${method}` })
        throw new Error('not-allowed')
      }
      return run(cover, args)
    })
  }
  answer('picture', async ({ display }): Promise<RegionPicture> => {
    await prepared
    const image = pictures.get(display.id)
    if (image === undefined) throw new Error('failed: there is no picture')
    return { pixels: new Uint8Array(image.toBitmap()), ...image.getSize(), locale }
  })
  let shown = 0
  answer('ready', ({ display, window }) => {
    if (place !== null) send(window, { type: 'place', place })
    shown += 1
    if (shown === covers.length) clearTimeout(deadline)
    showCover(window, display, screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).id === display.id)
  })
  answer('began', (cover) => {
    for (const other of covers) if (other !== cover) send(other.window, { type: 'elsewhere' })
  })
  answer('take', ({ display }, [region, mode]) => {
    const image = pictures.get(display.id)
    if (image === undefined || !isRegionOf(region, image.getSize()) || (mode !== 'file' && mode !== 'copy')) throw new Error('bad-argument')
    finish({ type: 'taken', image: image.crop(region), mode })
  })
  answer('cancel', cancel)

  const deadline = setTimeout(() => fail('page-failed'), SHOWN_WITHIN_MS)
  for (const { window } of covers) {
    // closed by the person (Alt+F4)
    window.once('closed', cancel)
    window.webContents.once('render-process-gone', () => fail('page-failed'))
    window.webContents.once('did-fail-load', () => fail('page-failed'))
  }
  screen.on('display-added', displaysChanged)
  screen.on('display-removed', displaysChanged)
  screen.on('display-metrics-changed', metricsChanged)

  async function end(): Promise<CaptureEnd> {
    const result = await chosen
    clearTimeout(deadline)
    screen.off('display-added', displaysChanged)
    screen.off('display-removed', displaysChanged)
    screen.off('display-metrics-changed', metricsChanged)
    for (const method of calls) ipcMain.removeHandler(`region:${method}`)
    for (const { window } of covers) if (!window.isDestroyed()) window.destroy()
    await (await prepared)()
    return result
  }

  return {
    ended: end(),
    cancel() {
      const open = !chosenYet
      cancel()
      return open
    },
    place(words) {
      place = words
      for (const { window } of covers) send(window, { type: 'place', place })
    },
  }
}
