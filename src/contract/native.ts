/**
 * The native bridge: everything a page may ask of the desktop shell (R5). Pages see it as `window.workstation`.
 * Types and one constant: the preload implements it, `electron/main/ipc.ts` answers it and checks every argument again.
 * Business data never passes here; it goes over the message port to the background process.
 */

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

/** Told by the shell to every page. */
export type ShellEvent =
  /** the background process is new: pending calls were lost, ask `connect()` again */
  | { readonly type: 'background-restarted' }
  /** the background process keeps ending; the shell has told the person where the log is */
  | { readonly type: 'background-down'; readonly logFile: string }
  | { readonly type: 'theme'; readonly theme: ThemeState }
  /** a notification or the tray was clicked: show the overdue cases (U5) */
  | { readonly type: 'show-overdue' }
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
  /** Puts a photo of the open data folder on the clipboard as a picture (T5). False: there is no such photo, or it is no PNG or JPEG. */
  writeClipboardImage(sha256: string): Promise<boolean>

  /** Number on the task bar or dock icon; 0 removes it (U5). */
  setBadge(count: number): Promise<void>
  setTitle(title: string): Promise<void>
  /** The language of the shell's own dialogs, and of the next start. */
  setLocale(locale: ShellLocale): Promise<void>
  getTheme(): Promise<ThemeState>
  setTheme(choice: ThemeChoice): Promise<ThemeState>
}
