import type { FloatSettings } from '../../src/contract/native'
import { isRestoreDelay, isShortcut } from './native-args'
import type { Area } from './window-place'

/** What is kept about the floating replies in `config.json` (T3). */
export interface FloatStored extends FloatSettings {
  /** it was opened once on this PC: from then on it is made ready after the start, so that it opens at once */
  readonly used: boolean
  /** by display id */
  readonly places: Readonly<Record<string, Area>>
}

export const FLOAT_DEFAULTS: FloatStored = { shortcut: 'Ctrl+Alt+Space', hideOnBlur: true, restoreAfterMs: 1000, used: false, places: {} }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function parseArea(value: unknown): Area | null {
  if (!isRecord(value)) return null
  const { x, y, width, height } = value
  return [x, y, width, height].every(Number.isSafeInteger) ? { x: Number(x), y: Number(y), width: Number(width), height: Number(height) } : null
}

/** Field by field, as `parseSettings` does: an odd one costs only itself. */
export function parseFloatSettings(value: unknown): FloatStored {
  if (!isRecord(value)) return FLOAT_DEFAULTS
  const places: Record<string, Area> = {}
  for (const [display, raw] of Object.entries(isRecord(value['places']) ? value['places'] : {})) {
    const place = parseArea(raw)
    if (place) places[display] = place
  }
  const { shortcut, hideOnBlur, restoreAfterMs, used } = value
  return {
    shortcut: shortcut === null || isShortcut(shortcut) ? shortcut : FLOAT_DEFAULTS.shortcut,
    hideOnBlur: typeof hideOnBlur === 'boolean' ? hideOnBlur : FLOAT_DEFAULTS.hideOnBlur,
    restoreAfterMs: isRestoreDelay(restoreAfterMs) ? restoreAfterMs : FLOAT_DEFAULTS.restoreAfterMs,
    used: used === true,
    places,
  }
}
