import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isChord, isComposing, KeySequence, normalizeKeys, SEQUENCE_TIMEOUT_MS, strokeOf, type KeyPress } from '../../src/renderer/ui/keys'
import { ROOT } from '../support/folders'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, isComposing: false, ...more })
const bindings = [
  { keys: 'G Q', target: 'queue' },
  { keys: 'G T', target: 'templates' },
  { keys: 'J', target: 'next' },
  { keys: 'Ctrl+K', target: 'palette' },
]

describe('strokes', () => {
  it('U2: writes modifiers in one order and letters in capitals', () => {
    expect(strokeOf(press('k', { ctrlKey: true }))).toBe('Ctrl+K')
    expect(strokeOf(press('l', { ctrlKey: true, altKey: true }))).toBe('Ctrl+Alt+L')
    expect(strokeOf(press('j'))).toBe('J')
    expect(strokeOf(press('ArrowDown'))).toBe('Down')
    expect(strokeOf(press('F6', { shiftKey: true }))).toBe('Shift+F6')
  })

  it('U2: "?" is itself, whichever keys make it', () => {
    expect(strokeOf(press('?', { shiftKey: true }))).toBe('?')
  })

  it('U2: a capital letter is not the small one', () => {
    expect(strokeOf(press('J', { shiftKey: true }))).toBe('Shift+J')
  })

  it('U2: Command counts as Ctrl; a bare modifier is no stroke', () => {
    expect(strokeOf(press('k', { metaKey: true }))).toBe('Ctrl+K')
    expect(strokeOf(press('Shift', { shiftKey: true }))).toBeNull()
  })

  it('U2: reads keys as people write them', () => {
    expect(normalizeKeys('alt+ctrl+l')).toBe('Ctrl+Alt+L')
    expect(normalizeKeys(' g  q ')).toBe('G Q')
    expect(normalizeKeys('ctrl++')).toBe('Ctrl++')
    expect(normalizeKeys('ctrl+enter')).toBe('Ctrl+Enter')
  })

  it('U2: knows what an input method is composing', () => {
    expect(isComposing(press('a', { isComposing: true }))).toBe(true)
    expect(isComposing(press('a', { keyCode: 229 }))).toBe(true)
    expect(isComposing(press('Process'))).toBe(true)
    expect(isComposing(press('a', { keyCode: 65 }))).toBe(false)
  })

  it('U2: only chords may fire in a field by default', () => {
    expect(['Ctrl+K', 'Alt+1', 'F6', 'Shift+F6'].filter(isChord)).toHaveLength(4)
    expect(['J', 'Enter', 'Esc', '/', '?', 'Shift+J'].filter(isChord)).toEqual([])
  })
})

describe('sequences', () => {
  it('U2: G then Q runs, and says that it waits in between', () => {
    const sequence = new KeySequence<string>()
    expect(sequence.press('G', bindings, 0)).toEqual({ type: 'pending', typed: 'G' })
    expect(sequence.press('Q', bindings, 100)).toEqual({ type: 'run', target: 'queue' })
  })

  it('U2: a begun sequence is forgotten after a while', () => {
    const sequence = new KeySequence<string>()
    sequence.press('G', bindings, 0)
    expect(sequence.press('Q', bindings, SEQUENCE_TIMEOUT_MS + 1)).toEqual({ type: 'none' })
  })

  it('U2: a stroke that continues nothing starts anew', () => {
    const sequence = new KeySequence<string>()
    sequence.press('G', bindings, 0)
    expect(sequence.press('J', bindings, 50)).toEqual({ type: 'run', target: 'next' })
    sequence.press('G', bindings, 100)
    expect(sequence.press('G', bindings, 150)).toEqual({ type: 'pending', typed: 'G' })
    expect(sequence.press('T', bindings, 200)).toEqual({ type: 'run', target: 'templates' })
  })

  it('U2: after a run nothing is left over', () => {
    const sequence = new KeySequence<string>()
    expect(sequence.press('Ctrl+K', bindings, 0).type).toBe('run')
    expect(sequence.press('Q', bindings, 10)).toEqual({ type: 'none' })
  })
})

describe('keys of the app', () => {
  /** Files of the pages, with what they say. */
  function pageFiles(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? pageFiles(join(folder, entry.name)) : /\.(ts|vue)$/.test(entry.name) ? [readFileSync(join(folder, entry.name), 'utf8')] : []))
  }

  it('U2: no two places are gone to by one sequence', () => {
    const sequences = pageFiles(join(ROOT, 'src/renderer')).flatMap((text) => [...text.matchAll(/'(G [A-Z])'/g)].map((match) => match[1] ?? ''))
    expect(sequences.length).toBeGreaterThan(15)
    expect(sequences.filter((keys, at) => sequences.indexOf(keys) !== at)).toEqual([])
  })
})
