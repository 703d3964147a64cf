/**
 * What is typed between Ctrl+K and the field of the palette, which is loaded first and drawn then: somebody who knows the
 * words does not look up. It was meant for the palette and must neither act on a case nor be lost (U2). Free of the DOM.
 */
import { isComposing, type KeyPress } from '../ui/keys'

export interface TypedAhead {
  readonly text: string
  /** Enter came already: the first command that the text finds is meant, and nothing after it. */
  readonly entered: boolean
}

export const NOTHING_TYPED: TypedAhead = { text: '', entered: false }

/** What stands there after one more key; null when Esc gave it up. */
export function typeAhead(before: TypedAhead, press: KeyPress): TypedAhead | null {
  if (isComposing(press)) return before
  if (press.key === 'Escape') return null
  if (before.entered || press.ctrlKey || press.altKey || press.metaKey) return before
  if (press.key === 'Enter') return { ...before, entered: true }
  const letters = [...before.text]
  if (press.key === 'Backspace') return { ...before, text: letters.slice(0, -1).join('') }
  return [...press.key].length === 1 ? { ...before, text: before.text + press.key } : before
}
