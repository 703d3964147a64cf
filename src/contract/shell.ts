/**
 * What the main process and the background process say to each other over `process.parentPort`.
 * Pure types. Rows never pass here: only life, death, ports, file paths, the numbers of a notification, documents to be printed, and secrets on their way to the system's keychain.
 */

import type { PrintDocument } from '../domain/print/document'
import type { ShellLocale } from './native'

/** A merged notification (C4, U5): numbers, case numbers and kinds; never a buyer's name. */
export interface DueNotice {
  readonly late: number
  readonly soon: number
  /** The most urgent first. */
  readonly cases: readonly { readonly caseNo: string; readonly kind: { readonly zh: string; readonly en: string }; readonly late: boolean }[]
}

/** What is due for whoever sits at this PC: badge and tray always, a notification when there is one. */
export interface DueSummary {
  readonly overdue: number
  readonly soon: number
  readonly notice: DueNotice | null
}

/** First message to the background process. */
export interface BackgroundInit {
  readonly type: 'init'
  /** data folder of the last run, null on the first one (U4) */
  readonly dataDir: string | null
  /** holds `drizzle/` and `resources/` */
  readonly resourcesDir: string
  readonly appVersion: string
  readonly locale: ShellLocale
}

export type ToBackground =
  | BackgroundInit
  /** carries one port: a page. One that `follows` has no session of its own: it works as whoever is signed in in the main window (T3) */
  | { readonly type: 'connect'; readonly follows: boolean }
  /** no notification until then, epoch ms; null ends the quiet (U5) */
  | { readonly type: 'mute'; readonly until: number | null }
  /** finish what was accepted, close the database, answer `drained` */
  | { readonly type: 'drain' }
  | { readonly type: 'resolve-photo'; readonly request: number; readonly sha256: string }
  /** carries one port: the file process `id` */
  | { readonly type: 'files-started'; readonly id: number; readonly pid: number }
  /** `pdf` is null when it could not be made */
  | { readonly type: 'printed'; readonly request: number; readonly pdf: Uint8Array | null }
  /** whether the system has a keychain that seals text for this account (S6): told once it is ready, since asking may take long */
  | { readonly type: 'keychain'; readonly available: boolean }
  /** `text` is null when the keychain could not do it */
  | { readonly type: 'secret'; readonly request: number; readonly text: string | null }
  | { readonly type: 'files-exited'; readonly id: number; readonly code: number | null }
  | { readonly type: 'files-memory'; readonly id: number; readonly request: number; readonly bytes: number | null }

export type FromBackground =
  | { readonly type: 'ready' }
  | { readonly type: 'drained' }
  /** the first run is finished or another folder was opened: remember it */
  | { readonly type: 'data-dir-opened'; readonly dataDir: string }
  | { readonly type: 'due'; readonly summary: DueSummary }
  | { readonly type: 'photo'; readonly request: number; readonly photo: ResolvedPhoto | null }
  /** make a PDF of it; requests are the background's own */
  | { readonly type: 'print'; readonly request: number; readonly document: PrintDocument }
  /** seal or open a text with the system's keychain; requests are the background's own */
  | { readonly type: 'secret'; readonly request: number; readonly way: 'seal' | 'open'; readonly text: string }
  /** fork a disposable file process; ids are the background's own */
  | { readonly type: 'files-spawn'; readonly id: number }
  | { readonly type: 'files-kill'; readonly id: number }
  | { readonly type: 'files-memory'; readonly id: number; readonly request: number }

/** Where the original bytes of a photo lie, and what they are. */
export interface ResolvedPhoto {
  readonly path: string
  readonly mime: string
}

/** First message to a file process; carries one port, the background's end. */
export interface FilesInit {
  readonly type: 'serve'
}
