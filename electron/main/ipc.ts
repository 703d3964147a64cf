import { realpath } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, nativeTheme, shell } from 'electron'
import type { IpcMainInvokeEvent, OpenDialogOptions, SaveDialogOptions, WebFrameMain } from 'electron'
import type { AppInfo, FileKind, NativeBridge, ShellLocale } from '../../src/contract/native'
import { isInside } from './addresses'
import { setBadge } from './badge'
import { readHtml, readPng, readText, writePicture, writeText } from './clipboard'
import type { ShellLog } from './log'
import type { Capture } from './capture'
import type { FloatWindow } from './float'
import { captureChange, count, fileName, floatChange, idOrNull, localeChoice, NativeRefusal, none, notice, photoHash, pickRequest, reply, replyPicture, text, themeChoice } from './native-args'
import type { ArgumentParser } from './native-args'
import { isPackaged } from './paths'
import type { Printer } from './printer'
import { isOwnPage, pageOf } from './security'
import type { OwnPage } from './security'
import type { SettingsStore } from './settings'
import { themeState } from './windows'
import type { ShellWords } from './words'

/** The bridge methods that are answered here; the others live in the preload alone. */
type Answered = Exclude<keyof NativeBridge, 'onEvent' | 'pathForFile'>

/** What the preload gets back: errors travel as data so that the page sees our words and no call stack. */
export type NativeAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

export const nativeChannel = (method: Answered): string => `native:${method}`

export interface IpcOptions {
  readonly settings: SettingsStore
  readonly log: ShellLog
  words(): ShellWords
  locale(): ShellLocale
  /** makes a channel to the background process and hands its other end to this frame */
  connect(frame: WebFrameMain): void
  readonly float: FloatWindow
  readonly capture: Capture
  readonly printer: Printer
  showMainWindow(): void
  onPainted(what: string): void
  /** where the original of a photo lies, as the background process knows it; null when there is none */
  photoPath(sha256: string): Promise<string | null>
}

const EXTENSIONS: Readonly<Record<FileKind, readonly string[]>> = {
  photo: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp', 'tif', 'tiff', 'heic', 'heif', 'avif', 'pdf', 'mp4', 'mov'],
  sheet: ['csv', 'xlsx', 'xls', 'txt', 'tsv'],
  template: ['csv', 'xlsx', 'json', 'yml', 'yaml'],
  backup: ['zip', 'sqlite', 'backup'],
  any: [],
}

/** Registers every answer of the native bridge. Each call is refused unless its frame is our own page (R5). */
export function registerIpc(options: IpcOptions): void {
  const { settings, log } = options
  /** what a person named in the save dialog since the start: those files may be shown again */
  const savedAs = new Set<string>()

  function answer<K extends Answered, A>(
    method: K,
    parse: ArgumentParser<A>,
    run: (args: A, event: IpcMainInvokeEvent) => ReturnType<NativeBridge[K]> | Awaited<ReturnType<NativeBridge[K]>>,
  ): void {
    ipcMain.handle(nativeChannel(method), async (event, ...args): Promise<NativeAnswer> => {
      // the page over a display has a bridge of its own and nothing to ask here
      if (!isOwnPage(event.sender, event.senderFrame) || pageOf(event.senderFrame) === 'region') {
        log.write('foreign-call-refused', { method })
        return { ok: false, message: 'not-allowed: this page may not use the shell' }
      }
      try {
        return { ok: true, value: await run(parse(args), event) }
      } catch (error) {
        if (error instanceof NativeRefusal) return { ok: false, message: `${error.code}: ${error.message}` }
        log.write('native-call-failed', { method, error: error instanceof Error ? error.name : 'unknown' })
        return { ok: false, message: `failed: ${error instanceof Error ? error.message : String(error)}` }
      }
    })
  }

  /** For one of our pages only: the floating window reports no case, the main window pastes nothing, the print page sees no data but its own. */
  const onlyIn =
    <A, R>(page: OwnPage, run: (args: A, event: IpcMainInvokeEvent) => R) =>
    (args: A, event: IpcMainInvokeEvent): R => {
      if (pageOf(event.senderFrame) !== page) throw new NativeRefusal('not-allowed', 'this is for another window')
      return run(args, event)
    }

  answer('connect', none, (_none, event) => {
    if (event.senderFrame && pageOf(event.senderFrame) !== 'print') options.connect(event.senderFrame)
  })
  answer('getAppInfo', none, () => appInfo(settings, options.locale()))
  answer('reportPainted', text(100), (what) => options.onPainted(what))

  answer('pickFolder', none, async (_none, event) => {
    const [first] = await pick(event, { properties: ['openDirectory', 'createDirectory'] })
    return first ?? null
  })
  answer('pickFiles', pickRequest, ({ kind, multiple }, event) =>
    pick(event, { properties: multiple ? ['openFile', 'multiSelections'] : ['openFile'], filters: filtersFor(kind, options.words()) }),
  )
  answer('saveAs', fileName, async (name, event) => {
    const extension = extname(name).slice(1)
    const request: SaveDialogOptions = {
      defaultPath: join(app.getPath('documents'), name),
      ...(extension === '' ? {} : { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] }),
    }
    const parent = BrowserWindow.fromWebContents(event.sender)
    const chosen = await (parent ? dialog.showSaveDialog(parent, request) : dialog.showSaveDialog(request))
    if (chosen.canceled || chosen.filePath === '') return null
    savedAs.add(chosen.filePath)
    return chosen.filePath
  })
  answer('showInFolder', text(4096), async (path) => shell.showItemInFolder(savedAs.has(path) ? path : await insideDataDir(settings.get().dataDir, path)))

  answer('readClipboardText', none, () => readText())
  answer('writeClipboardText', text(1_000_000), (value) => writeText(value))
  answer('readClipboardImage', none, () => readPng())
  answer('readClipboardHtml', none, () => readHtml())
  /** The file of a photo of the open data folder; a link planted in a shared folder must not lead out of it. */
  const photoFile = async (sha256: string): Promise<string | null> => {
    const path = await options.photoPath(sha256)
    return path === null ? null : await insideDataDir(settings.get().dataDir, path)
  }
  answer('writeClipboardImage', photoHash, async (sha256) => {
    const path = await photoFile(sha256)
    return path !== null && (await writePicture(path))
  })

  answer('setBadge', count, (value, event) => setBadge(value, BrowserWindow.fromWebContents(event.sender)))
  answer('setTitle', text(200), (title, event) => BrowserWindow.fromWebContents(event.sender)?.setTitle(title))
  answer('setLocale', localeChoice, (locale) => settings.update({ locale }))
  answer('getTheme', none, () => themeState(settings))
  answer('setTheme', themeChoice, (theme) => {
    settings.update({ theme })
    nativeTheme.themeSource = theme
    return themeState(settings)
  })

  const { float, capture, printer } = options
  answer('takePrint', none, onlyIn('print', (_none, event) => printer.documentOf(event.sender)))
  answer('printReady', none, onlyIn('print', (_none, event) => printer.laidOut(event.sender)))
  answer('showFloat', none, () => float.show())
  answer('getFloat', none, () => float.state())
  answer('setFloat', floatChange, (change) => float.change(change))
  answer('getCapture', none, () => capture.state())
  answer('setCapture', captureChange, (change) => capture.change(change))
  answer('captureRegion', none, onlyIn('main', () => capture.begin('window')))
  answer('captureTarget', text(200), onlyIn('main', (place) => capture.target(place)))
  answer('takeScreenshot', none, onlyIn('main', () => capture.take()))
  answer('tellScreenshot', notice, onlyIn('main', (words) => capture.tell(words)))
  answer('reportCase', idOrNull, onlyIn('main', (caseId) => float.reportCase(caseId)))
  answer('floatOpening', none, onlyIn('float', () => float.opening()))
  answer('hideFloat', none, onlyIn('float', () => float.dismiss()))
  answer('deliverReply', reply, onlyIn('float', (request) => float.deliver(request)))
  answer('deliverPicture', replyPicture, onlyIn('float', async ({ photoId, paste }) => {
    const path = await photoFile(photoId)
    return path === null ? null : await float.deliverPicture({ path, paste })
  }))
  answer('showMainWindow', none, onlyIn('float', () => options.showMainWindow()))
}

function appInfo(settings: SettingsStore, locale: ShellLocale): AppInfo {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'
  return { version: app.getVersion(), platform, locale, electron: process.versions.electron ?? '', dataDir: settings.get().dataDir, packaged: isPackaged }
}

async function pick(event: IpcMainInvokeEvent, request: OpenDialogOptions): Promise<readonly string[]> {
  const parent = BrowserWindow.fromWebContents(event.sender)
  const chosen = await (parent ? dialog.showOpenDialog(parent, request) : dialog.showOpenDialog(request))
  return chosen.canceled ? [] : chosen.filePaths
}

function filtersFor(kind: FileKind, words: ShellWords): { name: string; extensions: string[] }[] {
  const everything = { name: words.fileKinds.any, extensions: ['*'] }
  return kind === 'any' ? [everything] : [{ name: words.fileKinds[kind], extensions: [...EXTENSIONS[kind]] }, everything]
}

/** Absolute, links resolved, inside the data folder; relative paths start there. A path elsewhere is refused. */
async function insideDataDir(dataDir: string | null, path: string): Promise<string> {
  if (dataDir === null) throw new NativeRefusal('not-allowed', 'no data folder is open')
  const [root, target] = await Promise.all([realpath(dataDir), realpath(resolve(dataDir, path))]).catch(() => {
    throw new NativeRefusal('failed', 'the file is not there any more')
  })
  if (!isInside(root, target)) throw new NativeRefusal('not-allowed', 'only files of the data folder can be shown')
  return target
}
