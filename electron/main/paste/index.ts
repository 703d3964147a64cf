import { createMacTarget } from './mac'
import { noTarget } from './target'
import type { PasteTarget } from './target'
import { createWindowsTarget } from './windows'
import { createX11Target } from './x11'

/** The way of this system. Under Wayland no program may look at another's windows or press keys in them, so nothing is tried there. */
export function createPasteTarget(): PasteTarget {
  if (process.platform === 'win32') return createWindowsTarget()
  if (process.platform === 'darwin') return createMacTarget()
  const wayland = process.env['XDG_SESSION_TYPE'] === 'wayland' || (process.env['WAYLAND_DISPLAY'] ?? '') !== ''
  return wayland || (process.env['DISPLAY'] ?? '') === '' ? noTarget : createX11Target()
}
