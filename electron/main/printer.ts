import { BrowserWindow } from 'electron'
import type { WebContents } from 'electron'
import type { PrintDocument } from '../../src/domain/print/document'
import type { ShellLog } from './log'
import { PRINT_URL } from './protocol'
import { webPreferences } from './windows'

/** A page that does not lay its document out within this time is given up. */
const LAID_OUT_MS = 60_000
/** Millimetres of white around the page; more at the bottom, where its number stands. */
const MARGIN = { top: 0.55, bottom: 0.7, left: 0.55, right: 0.55 }
/** Cards and labels bring their own white. */
const BARE_MARGIN = { top: 0.3, bottom: 0.3, left: 0.3, right: 0.3 }

export interface Printer {
  /** Lays a document out in a window that nobody sees and answers its PDF; null when it could not be made. One after another. */
  print(document: PrintDocument): Promise<Uint8Array | null>
  /** For the print page alone: what it is to lay out; null for any other page. */
  documentOf(contents: WebContents): PrintDocument | null
  /** The print page is done. */
  laidOut(contents: WebContents): void
  /** The program ends: what is being laid out is given up. */
  close(): void
}

interface Job {
  readonly document: PrintDocument
  readonly done: () => void
}

/** PDFs are printed by Chromium, with the fonts of the system: nothing else sets Chinese without bringing a font of many megabytes. */
export function createPrinter(log: ShellLog): Printer {
  const jobs = new Map<number, Job>()
  let last: Promise<unknown> = Promise.resolve()
  let window: BrowserWindow | null = null

  async function make(document: PrintDocument): Promise<Uint8Array> {
    const made = new BrowserWindow({ show: false, width: 1000, height: 1300, webPreferences: { ...webPreferences(), backgroundThrottling: false } })
    window = made
    const { id } = made.webContents
    try {
      await new Promise<void>((done, failed) => {
        const timer = setTimeout(() => failed(new Error('not laid out in time')), LAID_OUT_MS)
        jobs.set(id, { document, done: () => (clearTimeout(timer), done()) })
        made.webContents.once('render-process-gone', (_event, gone) => failed(new Error(gone.reason)))
        made.once('closed', () => failed(new Error('closed')))
        made.loadURL(PRINT_URL).catch(failed)
      })
      return await made.webContents.printToPDF({
        pageSize: document.paper ?? 'A4',
        landscape: document.landscape,
        printBackground: true,
        margins: document.bare === true ? BARE_MARGIN : MARGIN,
        displayHeaderFooter: document.bare !== true,
        headerTemplate: '<span></span>',
        footerTemplate: footOf(document),
        generateTaggedPDF: true,
      })
    } finally {
      jobs.delete(id)
      window = null
      if (!made.isDestroyed()) made.destroy()
    }
  }

  return {
    print(document) {
      const mine = last.then(() => make(document)).catch((error: unknown) => {
        log.write('print-failed', { error: error instanceof Error ? error.message : 'unknown' })
        return null
      })
      last = mine
      return mine
    },
    documentOf: (contents) => jobs.get(contents.id)?.document ?? null,
    laidOut: (contents) => jobs.get(contents.id)?.done(),
    close: () => window?.destroy(),
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Chromium fills in the numbers by these class names. */
function footOf({ foot }: PrintDocument): string {
  const safe = foot.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char)
  return `<div style="display:flex;justify-content:space-between;width:100%;padding:0 14mm;font:8px 'Microsoft YaHei UI','PingFang SC','Noto Sans CJK SC',sans-serif;color:#5a616c"><span>${safe}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`
}
