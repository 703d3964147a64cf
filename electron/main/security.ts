import { app, session } from 'electron'
import type { WebContents, WebFrameMain } from 'electron'
import { parseUrl } from './addresses'
import { FLOAT_URL, PAGE_ORIGIN, PAGE_URL, PRINT_URL, REGION_URL } from './protocol'

/** True for the top frame of one of our own pages; anything else gets no answer from the bridge (R5). */
export function isOwnPage(contents: WebContents, frame: WebFrameMain | null): boolean {
  return frame !== null && frame === contents.mainFrame && originOf(frame.url) === PAGE_ORIGIN
}

/** `URL.origin` is "null" for schemes the URL standard does not know, so it is put together here. */
function originOf(address: string): string | null {
  const url = parseUrl(address)
  return url && `${url.protocol}//${url.host}`
}

const HOMES: readonly string[] = [PAGE_URL, FLOAT_URL, PRINT_URL, REGION_URL]

/** Which of our pages an address is, whatever it asks for; null: none. */
function homeOf(address: string): string | null {
  const url = parseUrl(address)
  return HOMES.find((home) => url !== null && home === `${url.protocol}//${url.host}${url.pathname}`) ?? null
}

/** A page may reload itself; it may not go anywhere else, nor become another page of ours. */
function staysHome(contents: WebContents, address: string): boolean {
  const home = homeOf(address)
  return home !== null && home === homeOf(contents.getURL())
}

export type OwnPage = 'main' | 'float' | 'print' | 'region'
const PAGES: Readonly<Record<string, OwnPage>> = { [PAGE_URL]: 'main', [FLOAT_URL]: 'float', [PRINT_URL]: 'print', [REGION_URL]: 'region' }

/** Which of our pages asks; some answers are for one of them only. */
export function pageOf(frame: WebFrameMain | null): OwnPage | null {
  const home = frame === null ? null : homeOf(frame.url)
  return home === null ? null : (PAGES[home] ?? null)
}

/** Call before `ready`: pages are sandboxed even if a window forgets to say so. */
export function hardenProcess(): void {
  // as root on Linux Chromium runs only with --no-sandbox, and both together end every child process (platform.md)
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      if (!staysHome(contents, event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !staysHome(contents, event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** Call once after `ready`: no permission but writing plain text and images to the clipboard from our own page; no downloads. */
export function hardenSession(): void {
  const pages = session.defaultSession
  const allowed = (permission: string, origin: string | null): boolean => permission === 'clipboard-sanitized-write' && origin === PAGE_ORIGIN
  pages.setPermissionRequestHandler((contents, permission, answer) => answer(allowed(permission, originOf(contents.getURL()))))
  pages.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, originOf(origin)))
  pages.setDevicePermissionHandler(() => false)
  pages.on('will-download', (event) => event.preventDefault())
}
