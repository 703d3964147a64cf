import { contextBridge, ipcRenderer } from 'electron'
import type { IpcRendererEvent } from 'electron'
import type { RegionBridge, RegionCall, RegionEvent } from '../../src/contract/region'

/** Of the page that covers a display (A2): these calls and no others, so that nothing in it can reach data, files or other windows (R5). */
async function call<T>(method: RegionCall, ...args: readonly unknown[]): Promise<T> {
  return (await ipcRenderer.invoke(`region:${method}`, ...args)) as T
}

const bridge: RegionBridge = {
  picture: () => call('picture'),
  ready: () => call('ready'),
  began: () => call('began'),
  take: (region, mode) => call('take', region, mode),
  cancel: () => call('cancel'),
  onEvent(listener) {
    const forward = (_event: IpcRendererEvent, event: RegionEvent): void => listener(event)
    ipcRenderer.on('region:event', forward)
    return () => {
      ipcRenderer.off('region:event', forward)
    }
  },
}

contextBridge.exposeInMainWorld('region', bridge)
