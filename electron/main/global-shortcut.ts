/** What of Electron's globalShortcut is used; tests bring their own. */
export interface Shortcuts {
  register(accelerator: string, run: () => void): boolean
  unregister(accelerator: string): void
}

export interface GlobalShortcut {
  /** Takes this shortcut instead of the present one; null takes none. False when another program holds it: then there is none. */
  use(keys: string | null): boolean
  /** whether the present one is ours */
  registered(): boolean
}

/** "Ctrl+Alt+Space" in Electron's words; Ctrl stays Ctrl on macOS too, where Cmd+Alt+Space is the system's own. */
const accelerator = (keys: string): string => keys.replace('Ctrl+', 'Control+')

/** Keeps exactly one global shortcut, or none: an older one never stays behind (U2). One each for the floating replies (T3) and the screenshot (A2). */
export function createGlobalShortcut(shortcuts: Shortcuts, run: () => void): GlobalShortcut {
  let held: string | null = null

  return {
    use(keys) {
      const wanted = keys === null ? null : accelerator(keys)
      if (wanted === held) return held !== null
      if (held !== null) shortcuts.unregister(held)
      held = wanted !== null && shortcuts.register(wanted, run) ? wanted : null
      return held !== null
    },
    registered: () => held !== null,
  }
}
