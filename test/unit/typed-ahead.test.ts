import { describe, expect, it } from 'vitest'
import { NOTHING_TYPED, typeAhead, type TypedAhead } from '../../src/renderer/app/typed-ahead'
import type { KeyPress } from '../../src/renderer/ui/keys'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, isComposing: false, ...more })
const typed = (...keys: readonly (string | KeyPress)[]): TypedAhead | null =>
  keys.reduce<TypedAhead | null>((before, key) => (before === null ? null : typeAhead(before, typeof key === 'string' ? press(key) : key)), NOTHING_TYPED)

describe('what is typed before the palette is there', () => {
  it('U2: letters, blanks and a whole character of two units are kept; Backspace takes the last one', () => {
    expect(typed('d', 'a', 'r', 'k')).toEqual({ text: 'dark', entered: false })
    expect(typed('a', ' ', 'b', 'Backspace')).toEqual({ text: 'a ', entered: false })
    expect(typed('𠮷', 'Backspace', 'Backspace')).toEqual({ text: '', entered: false })
    expect(typed(press('K', { shiftKey: true }))).toEqual({ text: 'K', entered: false })
  })

  it('U2: Enter is remembered and ends it: what comes after belongs to the command', () => {
    expect(typed('a', 'Enter', 'b', 'Backspace')).toEqual({ text: 'a', entered: true })
  })

  it('U2: Esc gives up, also after Enter', () => {
    expect(typed('a', 'Escape')).toBeNull()
    expect(typed('a', 'Enter', 'Escape')).toBeNull()
  })

  it('U2: shortcuts, arrows and an input method write nothing', () => {
    expect(typed(press('k', { ctrlKey: true }), press('a', { altKey: true }), press('v', { metaKey: true }), 'ArrowDown', 'Shift', press('n', { isComposing: true }), press('Process'))).toEqual(NOTHING_TYPED)
  })
})
