import type { CaptureSettings } from '../../src/contract/native'
import { isShortcut } from './native-args'

export const CAPTURE_DEFAULTS: CaptureSettings = { shortcut: 'Ctrl+Alt+S', hideOwn: true }

/** What is kept about the screenshot in `config.json` (A2), field by field: an odd one costs only itself. */
export function parseCaptureSettings(value: unknown): CaptureSettings {
  if (typeof value !== 'object' || value === null) return CAPTURE_DEFAULTS
  const shortcut = 'shortcut' in value ? value.shortcut : undefined
  const hideOwn = 'hideOwn' in value ? value.hideOwn : undefined
  return {
    shortcut: shortcut === null || isShortcut(shortcut) ? shortcut : CAPTURE_DEFAULTS.shortcut,
    hideOwn: typeof hideOwn === 'boolean' ? hideOwn : CAPTURE_DEFAULTS.hideOwn,
  }
}
