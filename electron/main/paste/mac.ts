import { systemPreferences } from 'electron'
import { output } from './run'
import { cleanTitle } from './target'
import type { PasteTarget } from './target'

const QUICK_MS = 1500
const LOOK = 'tell application "System Events" to tell (first application process whose frontmost is true) to return (unix id as text) & " " & name'
const PASTE = 'tell application "System Events" to keystroke "v" using command down'

/**
 * macOS: the floating window is a panel that does not make our program the front one, so the former program stays it. The paste key needs the
 * person's permission (Accessibility); without it the reply is copied only.
 */
export function createMacTarget(): PasteTarget {
  let target: string | null = null

  async function front(): Promise<{ readonly pid: string; readonly name: string } | null> {
    const found = /^(\d+) (.*)$/s.exec((await output('/usr/bin/osascript', ['-e', LOOK], QUICK_MS)) ?? '')
    return found?.[1] === undefined || found[2] === undefined ? null : { pid: found[1], name: found[2] }
  }
  const canPaste = (): boolean => systemPreferences.isTrustedAccessibilityClient(false)

  return {
    canPaste: () => Promise.resolve(canPaste()),
    async name() {
      const found = await front()
      target = found === null || found.pid === String(process.pid) ? null : found.pid
      return found === null || target === null ? null : cleanTitle(found.name)
    },
    forget: () => {
      target = null
    },
    focus: () => Promise.resolve(),
    async paste() {
      if (target === null || !canPaste() || (await front())?.pid !== target) return 'not-allowed'
      return (await output('/usr/bin/osascript', ['-e', PASTE], QUICK_MS)) === null ? 'not-allowed' : 'pasted'
    },
    close: () => undefined,
  }
}
