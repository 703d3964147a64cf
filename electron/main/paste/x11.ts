import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { output } from './run'
import { cleanTitle } from './target'
import type { PasteTarget } from './target'

/** It answers in milliseconds; on a PC that is busy it may be late, and a reply that was pasted must not read as if it was not. */
const QUICK_MS = 2000
/** Window managers may take a while to give the focus. */
const FOCUS_MS = 3000

/** xdotool on PATH; null when it is not installed. */
async function findXdotool(): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((one) => one.startsWith('/'))) {
    const path = join(folder, 'xdotool')
    const found = await access(path, constants.X_OK).then(() => true, () => false)
    if (found) return path
  }
  return null
}

/** An X11 session with xdotool. Arguments are constants and window numbers. */
export function createX11Target(): PasteTarget {
  const xdotool = findXdotool()
  let target: string | null = null

  async function ask(...args: readonly string[]): Promise<string | null> {
    const path = await xdotool
    return path === null ? null : ((await output(path, args, QUICK_MS))?.trim() ?? null)
  }
  async function active(): Promise<string | null> {
    const id = await ask('getactivewindow')
    return id !== null && /^[1-9]\d{0,9}$/.test(id) ? id : null
  }
  async function focus(): Promise<void> {
    const path = await xdotool
    if (path !== null && target !== null && (await active()) !== target) await output(path, ['windowactivate', '--sync', target], FOCUS_MS)
  }

  return {
    canPaste: async () => (await xdotool) !== null,
    async name() {
      target = await active()
      return target === null ? null : cleanTitle((await ask('getwindowname', target)) ?? '')
    },
    forget: () => {
      target = null
    },
    focus,
    async paste() {
      if (target === null) return 'not-allowed'
      await focus()
      // another window than the one that was named must not get it
      if ((await active()) !== target) return 'not-allowed'
      return (await ask('key', '--clearmodifiers', 'ctrl+v')) === null ? 'not-allowed' : 'pasted'
    },
    close: () => undefined,
  }
}
