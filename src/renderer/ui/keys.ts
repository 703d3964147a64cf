/**
 * Key strokes and sequences as text ("Ctrl+K", "G Q", "?"), free of the DOM so that tests run it anywhere (U2, ui.md "Keys").
 * A stroke is modifiers in the order Ctrl, Alt, Shift, then the key. Shift is named only for keys that it does not change
 * (Shift+F6, Shift+Enter), since "?" already says it. On macOS Command counts as Ctrl.
 */

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
  readonly isComposing: boolean
  readonly keyCode?: number
}

const NAMED: Readonly<Record<string, string>> = { ' ': 'Space', ArrowUp: 'Up', ArrowDown: 'Down', ArrowLeft: 'Left', ArrowRight: 'Right', Escape: 'Esc' }
const MODIFIERS = new Set(['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'Dead', 'Process', 'Unidentified'])

/** True while an input method owns the key: nothing of ours may fire; half of all typing here is pinyin. */
export function isComposing(press: KeyPress): boolean {
  // 229 is what Chromium reports for the key that opens a composition, before isComposing turns true
  return press.isComposing || press.keyCode === 229 || press.key === 'Process'
}

/** The stroke of a key press, or null for a bare modifier. */
export function strokeOf(press: KeyPress): string | null {
  if (MODIFIERS.has(press.key)) return null
  const printable = [...press.key].length === 1 && press.key !== ' '
  const key = printable ? press.key.toUpperCase() : (NAMED[press.key] ?? press.key)
  const letter = printable && /[A-Z]/.test(key)
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  if (press.shiftKey && (!printable || letter)) parts.push('Shift')
  parts.push(key)
  return parts.join('+')
}

/** "ctrl+shift+k" → "Ctrl+Shift+K"; a sequence keeps its blanks. */
export function normalizeKeys(keys: string): string {
  return keys
    .trim()
    .split(/\s+/)
    .map((stroke) => {
      const plus = stroke.length > 1 && stroke.endsWith('+')
      const parts = (plus ? stroke.slice(0, -1) : stroke).split('+').filter((part) => part !== '')
      if (plus || parts.length === 0) parts.push('+')
      const key = parts.pop() ?? ''
      const has = (name: string): boolean => parts.some((part) => part.toLowerCase() === name)
      const modifiers = [has('ctrl') && 'Ctrl', has('alt') && 'Alt', has('shift') && 'Shift'].filter((part) => part !== false)
      const proper = key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1)
      return [...modifiers, proper].join('+')
    })
    .join(' ')
}

/** The strokes of one binding, for key chips. */
export function strokesOf(keys: string): string[] {
  return keys.split(' ')
}

/** True for strokes that type nothing, so that they may fire while a field has focus. */
export function isChord(stroke: string): boolean {
  return /^(Ctrl|Alt)\+/.test(stroke) || /^(Shift\+)?F\d{1,2}$/.test(stroke)
}

export type KeyOutcome<T> = { readonly type: 'run'; readonly target: T } | { readonly type: 'pending'; readonly typed: string } | { readonly type: 'none' }

export interface KeyBinding<T> {
  readonly keys: string
  readonly target: T
}

/** Milliseconds after which a begun sequence is forgotten. */
export const SEQUENCE_TIMEOUT_MS = 1500

/**
 * Follows sequences such as "G Q". `press` takes the bindings that are possible now, in order of precedence, and the time in
 * milliseconds. A stroke that continues no sequence is tried as the start of a new one.
 */
export class KeySequence<T> {
  private typed = ''
  private at = 0

  press(stroke: string, bindings: readonly KeyBinding<T>[], now: number): KeyOutcome<T> {
    const prefix = this.typed !== '' && now - this.at <= SEQUENCE_TIMEOUT_MS ? `${this.typed} ` : ''
    this.typed = ''
    const outcome = this.match(prefix + stroke, bindings)
    const final = outcome.type === 'none' && prefix !== '' ? this.match(stroke, bindings) : outcome
    if (final.type === 'pending') {
      this.typed = final.typed
      this.at = now
    }
    return final
  }

  reset(): void {
    this.typed = ''
  }

  private match(typed: string, bindings: readonly KeyBinding<T>[]): KeyOutcome<T> {
    const exact = bindings.find((binding) => binding.keys === typed)
    if (exact) return { type: 'run', target: exact.target }
    return bindings.some((binding) => binding.keys.startsWith(`${typed} `)) ? { type: 'pending', typed } : { type: 'none' }
  }
}
