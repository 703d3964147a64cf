import { createMacTarget } from './mac'
import { noTarget } from './target'
import type { PasteTarget } from './target'
import { createWindowsTarget } from './windows'
import { isWayland } from '../wayland'
import { createX11Target } from './x11'

/** The way of this system. */
export function createPasteTarget(): PasteTarget {
  if (process.platform === 'win32') return createWindowsTarget()
  if (process.platform === 'darwin') return createMacTarget()
  return isWayland(process.platform, process.env) || (process.env['DISPLAY'] ?? '') === '' ? noTarget : createX11Target()
}
