import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { IpcRendererEvent } from 'electron'
import type { NativeBridge, ShellEvent } from '../../src/contract/native'
import { WORKSTATION_PORT } from '../../src/contract/native'

/** The few names of the page that are used here; the rest of the DOM stays out of this typecheck. */
declare const window: { postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void }
declare const location: { readonly origin: string; readonly pathname: string }

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string }

/** Calls the shell and turns a refusal into an Error with its words alone. */
async function call<T>(method: Exclude<keyof NativeBridge, 'onEvent' | 'pathForFile'>, ...args: readonly unknown[]): Promise<T> {
  const answer = (await ipcRenderer.invoke(`native:${method}`, ...args)) as Answer
  if (!answer.ok) throw new Error(answer.message)
  return answer.value as T
}

/** The page listens from its first `connect` on; what came before waits for it. */
let listens = false
const waiting: IpcRendererEvent['ports'][] = []

// a port cannot cross the context bridge; a window message of the same origin can carry it
const hand = (ports: IpcRendererEvent['ports']): void => window.postMessage({ type: WORKSTATION_PORT }, location.origin, ports)
ipcRenderer.on('native:port', (event: IpcRendererEvent) => {
  if (listens) hand(event.ports)
  else waiting.push(event.ports)
})

/** The window of the program asks for its port before its page is read, so that it can ask for the first rows at once (X1). */
let early = location.pathname === '/index.html' ? call<undefined>('connect') : null
// who hears of a refusal is the page, when it asks
early?.catch(() => undefined)

function connect(): Promise<void> {
  listens = true
  for (const ports of waiting.splice(0)) hand(ports)
  const asked = early ?? call<undefined>('connect')
  early = null
  return asked
}

const bridge: NativeBridge = {
  connect,
  onEvent(listener) {
    const forward = (_event: IpcRendererEvent, event: ShellEvent): void => listener(event)
    ipcRenderer.on('native:event', forward)
    return () => {
      ipcRenderer.off('native:event', forward)
    }
  },
  getAppInfo: () => call('getAppInfo'),
  reportPainted: (what) => call('reportPainted', what),
  pickFolder: () => call('pickFolder'),
  pickFiles: (request) => call('pickFiles', request),
  saveAs: (defaultName) => call('saveAs', defaultName),
  showInFolder: (path) => call('showInFolder', path),
  pathForFile: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  readClipboardText: () => call('readClipboardText'),
  writeClipboardText: (text) => call('writeClipboardText', text),
  readClipboardImage: () => call('readClipboardImage'),
  readClipboardHtml: () => call('readClipboardHtml'),
  writeClipboardImage: (sha256) => call('writeClipboardImage', sha256),
  setBadge: (count) => call('setBadge', count),
  setTitle: (title) => call('setTitle', title),
  setLocale: (locale) => call('setLocale', locale),
  getTheme: () => call('getTheme'),
  setTheme: (choice) => call('setTheme', choice),
  showFloat: () => call('showFloat'),
  getFloat: () => call('getFloat'),
  setFloat: (change) => call('setFloat', change),
  getCapture: () => call('getCapture'),
  setCapture: (change) => call('setCapture', change),
  captureRegion: () => call('captureRegion'),
  captureTarget: (place) => call('captureTarget', place),
  takeScreenshot: () => call('takeScreenshot'),
  tellScreenshot: (words) => call('tellScreenshot', words),
  reportCase: (caseId) => call('reportCase', caseId),
  floatOpening: () => call('floatOpening'),
  hideFloat: () => call('hideFloat'),
  deliverReply: (request) => call('deliverReply', request),
  deliverPicture: (request) => call('deliverPicture', request),
  showMainWindow: () => call('showMainWindow'),
  takePrint: () => call('takePrint'),
  printReady: () => call('printReady'),
}

contextBridge.exposeInMainWorld('workstation', bridge)
