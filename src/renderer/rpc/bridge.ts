import type { NativeBridge } from '../../contract/native'

declare global {
  interface Window {
    /** What the preload hands over: see contract/native.ts. */
    readonly workstation: NativeBridge
  }
}

/** The desktop shell: dialogs, clipboard, window. Business data goes over `rpc`. */
export const bridge: NativeBridge = window.workstation
