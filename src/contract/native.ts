/**
 * The native bridge: everything a page may ask of the desktop shell (R5). Pages see it as `window.workstation`.
 * Types and one constant: the preload implements it, `electron/main/ipc.ts` answers it and checks every argument again.
 * Business data never passes here; it goes over the message port to the background process.
 */

import type { PrintDocument } from '../domain/print/document'

export type ThemeChoice = 'system' | 'light' | 'dark'

export interface ThemeState {
  /** what the person chose */
  readonly choice: ThemeChoice
  /** what is shown now */
  readonly dark: boolean
}

/** What a file picker offers: photos and other evidence, order or statement sheets, reply templates, a backup, anything. */
export type FileKind = 'photo' | 'sheet' | 'template' | 'backup' | 'any'

export type ShellLocale = 'zh-CN' | 'en'

export interface AppInfo {
  readonly version: string
  readonly platform: 'win32' | 'darwin' | 'linux'
  /** chosen with `setLocale`, else the system's first language that is one of ours, else Chinese */
  readonly locale: ShellLocale
  readonly electron: string
  /** the open data folder, or null before the first run is finished (U4) */
  readonly dataDir: string | null
  readonly packaged: boolean
}

/** Settings of the floating replies on this PC (T3). */
export interface FloatSettings {
  /** global, e.g. "Ctrl+Alt+Space"; null: none */
  readonly shortcut: string | null
  /** hidden as soon as another window gets the focus */
  readonly hideOnBlur: boolean
  /** ms between an automatic paste and the return of the former clipboard: the other program reads within it */
  readonly restoreAfterMs: number
}

export interface FloatState extends FloatSettings {
  /** false: another program holds the shortcut, or there is none */
  readonly registered: boolean
  /** whether this system lets us press the paste key in another window */
  readonly canPaste: boolean
}

/** Settings of the region screenshot on this PC (A2). */
export interface CaptureSettings {
  /** global, e.g. "Ctrl+Alt+S"; null: none */
  readonly shortcut: string | null
  /** the main window steps aside when a screenshot is begun from it: what is wanted lies behind */
  readonly hideOwn: boolean
}

export interface CaptureState extends CaptureSettings {
  /** false: another program holds the shortcut, or there is none */
  readonly registered: boolean
}

/**
 * Why there is no screenshot: no program may take one in a Wayland session; the system forbids it to this one (macOS); it gave no picture, or
 * none that is surely of the display; the displays changed meanwhile; the page that covers a display failed.
 */
export type CaptureFailure = 'wayland' | 'denied' | 'no-picture' | 'displays-changed' | 'page-failed'

/** A region that was taken, on its way into the archive: as it was on the display, since making a PNG of it would hold up the shell (X6). */
export interface Screenshot {
  /** physical pixels, row by row, four bytes each: blue, green, red, unused */
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
  /** epoch ms */
  readonly takenAt: number
  /** whether it is on the clipboard too */
  readonly copied: boolean
}

/** What is on the clipboard before a reply goes there: nothing, all that we can put back, or something that we cannot (files). */
export type FormerClipboard = 'empty' | 'whole' | 'not-whole'

/** What the floating window is opened with. Cases are ids: the shell sees no row. */
export interface FloatOpening {
  /** the case of the main window */
  readonly caseId: string | null
  /** cases shown in the main window since its start, the newest first */
  readonly recentCaseIds: readonly string[]
  /** title of the window that had the focus; null: none, our own, or the system does not tell */
  readonly into: string | null
  readonly canPaste: boolean
  readonly former: FormerClipboard
}

/** What became of a reply that was handed to the shell: it is on the clipboard in every case. */
export interface Delivery {
  readonly pasted: boolean
  /** the window it was pasted into, or would have been */
  readonly into: string | null
  /** why it was only copied: not wished, no window to paste into, or the system or the window did not let us */
  readonly why: 'off' | 'no-target' | 'not-allowed' | null
}

/** Told by the shell to every page. */
export type ShellEvent =
  /** the background process is new: pending calls were lost, ask `connect()` again */
  | { readonly type: 'background-restarted' }
  /** the background process keeps ending; the shell has told the person where the log is */
  | { readonly type: 'background-down'; readonly logFile: string }
  | { readonly type: 'theme'; readonly theme: ThemeState }
  /** a notification or the tray was clicked: show the overdue cases (U5) */
  | { readonly type: 'show-overdue' }
  /** the floating replies are on screen with this */
  | { readonly type: 'float-opened'; readonly opening: FloatOpening }
  /** the main window shows another case while the floating replies are open */
  | { readonly type: 'float-case'; readonly caseId: string | null }
  /** another program holds the global shortcut of the floating replies (T3) or of the screenshot (A2) */
  | { readonly type: 'shortcut-taken'; readonly of: 'float' | 'capture'; readonly shortcut: string }
  /** regions are being chosen: the main window says where the picture will go (`captureTarget`) */
  | { readonly type: 'capture-started' }
  /** a region was taken: the main window fetches it (`takeScreenshot`) and files it */
  | { readonly type: 'screenshot-taken' }
  /** a region was put on the clipboard only; false: not even there */
  | { readonly type: 'screenshot-copied'; readonly copied: boolean }
  | { readonly type: 'capture-failed'; readonly why: CaptureFailure }
  /** somebody is at work in the floating window: the main window must not lock (R3) */
  | { readonly type: 'person-active' }
  /** the person asked to quit; the background process is finishing what it has accepted */
  | { readonly type: 'quitting' }

/** Data of the window message that carries the port: `event.data.type` is this, `event.ports[0]` is the port. */
export const WORKSTATION_PORT = 'workstation-port'

/**
 * A refused call rejects with an `Error` whose message starts with one of these words, a colon and a space.
 * `bad-argument`: the page's mistake; `not-allowed`: outside what a page may touch; `failed`: the system refused.
 */
export type NativeErrorCode = 'bad-argument' | 'not-allowed' | 'failed'

export interface NativeBridge {
  /** Asks for a fresh port to the background process. It arrives as a window message `{type: WORKSTATION_PORT}` of the same origin. */
  connect(): Promise<void>
  /** Subscribes to shell events; call the result to stop. */
  onEvent(listener: (event: ShellEvent) => void): () => void

  getAppInfo(): Promise<AppInfo>
  /** Tells the shell that something worth looking at is on screen (X1); a smoke run ends on it. */
  reportPainted(what: string): Promise<void>

  /** Absolute path, or null when the person gave up. */
  pickFolder(): Promise<string | null>
  /** Absolute paths, empty when the person gave up. */
  pickFiles(request: { readonly kind: FileKind; readonly multiple?: boolean }): Promise<readonly string[]>
  /** Asks where to save; the extension of `defaultName` is offered as the type. Nothing is written here. */
  saveAs(defaultName: string): Promise<string | null>
  /** Opens the file explorer on a path inside the data folder, or one that the person chose in `saveAs`; any other is refused. */
  showInFolder(path: string): Promise<void>
  /** Where a dropped or pasted `File` lies on disk; empty when it has no path (A2). */
  pathForFile(file: object): string

  readClipboardText(): Promise<string>
  writeClipboardText(text: string): Promise<void>
  /** PNG bytes, or null when the clipboard holds no image (A2). */
  readClipboardImage(): Promise<Uint8Array | null>
  /** The HTML on the clipboard as it was copied, or null when there is none or it is far too long (A2). */
  readClipboardHtml(): Promise<string | null>
  /** Puts a photo of the open data folder on the clipboard as a picture (T5). False: there is no such photo, or it is no PNG or JPEG. */
  writeClipboardImage(sha256: string): Promise<boolean>

  /** Number on the task bar or dock icon; 0 removes it (U5). */
  setBadge(count: number): Promise<void>
  setTitle(title: string): Promise<void>
  /** The language of the shell's own dialogs, and of the next start. */
  setLocale(locale: ShellLocale): Promise<void>
  getTheme(): Promise<ThemeState>
  setTheme(choice: ThemeChoice): Promise<ThemeState>

  /** Opens the floating replies (T3), from any window. */
  showFloat(): Promise<void>
  getFloat(): Promise<FloatState>
  /** Changes what is given. A shortcut that cannot be had is stored all the same, and `registered` says false. */
  setFloat(change: Partial<FloatSettings>): Promise<FloatState>
  getCapture(): Promise<CaptureState>
  /** Changes what is given. A shortcut that cannot be had is stored all the same, and `registered` says false. */
  setCapture(change: Partial<CaptureSettings>): Promise<CaptureState>
  /** Main window only: begins a region screenshot (A2), or gives up one that is under way. Resolves when it is over; what became of it comes as a shell event. */
  captureRegion(): Promise<void>
  /** Main window only: where a screenshot would be filed now, in words for the page that covers the display. */
  captureTarget(place: string): Promise<void>
  /** Main window only: the oldest region that waits to be filed; null when none does. Each is given once. */
  takeScreenshot(): Promise<Screenshot | null>
  /** Main window only: what became of the last screenshot, for a system notification where the window is not being looked at. */
  tellScreenshot(words: { readonly title: string; readonly text: string }): Promise<void>
  /** Main window only: the case on screen, as an id. */
  reportCase(caseId: string | null): Promise<void>
  /** The rest is answered for the floating window only. */
  floatOpening(): Promise<FloatOpening>
  /** Hides it and gives the focus back to the window that had it. */
  hideFloat(): Promise<void>
  /** Puts a reply on the clipboard, hides the window and, if wished and possible, presses the paste key in the former window; never Enter. */
  deliverReply(request: { readonly text: string; readonly paste: boolean }): Promise<Delivery>
  /** The same with the picture that goes with a reply (T5), a photo of the open data folder. Null: it is not there, or no PNG or JPEG; nothing was done. */
  deliverPicture(request: { readonly photoId: string; readonly paste: boolean }): Promise<Delivery | null>
  showMainWindow(): Promise<void>
  /** Print page only: what it is to lay out; null when there is nothing for it. */
  takePrint(): Promise<PrintDocument | null>
  /** Print page only: everything is laid out, the PDF can be made. */
  printReady(): Promise<void>
}
