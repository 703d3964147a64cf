import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { demoBuyers } from '../../src/domain/demo/buyers'
import { buyerNote } from '../../src/domain/demo/notes'
import { createRandom } from '../../src/domain/demo/random'
import { ERROR_CODES } from '../../src/domain/errors'
import { ERROR_WORDS, errorWords } from '../../src/domain/error-words'
import { ROOT } from '../support/folders'

const FACTS = { goods: '真空压缩袋', option: '四只装', courier: '邮政快递包裹', place: '乌鲁木齐市', date: '11月21日' }

describe('demo generators (spec section 12)', () => {
  it('notes have 20 to 400 characters for every kind and seed, and no slot stays open', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...KIND_IDS), (seed, kind) => {
        const note = buyerNote(createRandom(seed, 'notes'), kind, FACTS)
        expect(note.length).toBeGreaterThanOrEqual(20)
        expect(note.length).toBeLessThanOrEqual(400)
        expect(note).not.toMatch(/[{}]/)
      }),
    )
  })

  it('numbers stay in their range, and a seed repeats them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), (seed, from, span) => {
        const [a, b] = [createRandom(seed, 'x'), createRandom(seed, 'x')]
        for (let n = 0; n < 20; n += 1) {
          const value = a.int(from, from + span)
          expect(value).toBe(b.int(from, from + span))
          expect(value).toBeGreaterThanOrEqual(from)
          expect(value).toBeLessThanOrEqual(from + span)
        }
      }),
    )
  })

  it('no two buyers of a pool share a nick', () => {
    const nicks = demoBuyers(1, 20_000).map((buyer) => buyer.nick)
    expect(new Set(nicks).size).toBe(nicks.length)
  })
})

describe('words for errors (ui.md: what happened, what is safe, what to do)', () => {
  it('every code has all three in both languages, without a full stop that the line adds itself', () => {
    for (const code of ERROR_CODES) {
      for (const locale of ['zh', 'en'] as const) {
        const { what, safe, todo } = ERROR_WORDS[code][locale]
        for (const words of [what, safe, todo]) expect([code, words]).toEqual([code, expect.stringMatching(/^\S.*[^\s.。]$/)])
        expect(/[\u4e00-\u9fff]/.test(what)).toBe(locale === 'zh')
      }
    }
  })

  it('the line stays one line whatever a detail holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ERROR_CODES), fc.string(), fc.constantFrom('zh' as const, 'en' as const), (code, value, locale) => {
        expect(errorWords(code, { file: `a\nb${value}` }, locale).line).not.toMatch(/[\r\n]/)
      }),
    )
  })
})

describe('bare benchmarks (spec section 12)', () => {
  it('bare is one file of at most 80 lines that imports none of ours', () => {
    const folder = join(ROOT, 'test', 'bench')
    const files = readdirSync(folder).filter((name) => name.startsWith('bare-') && name.endsWith('.ts')).map((name) => join(folder, name))
    for (const file of [...files, join(folder, 'bare-window', 'main.js'), join(folder, 'bare-window', 'page.html')]) {
      const text = readFileSync(file, 'utf8')
      expect([file, text.split('\n').length <= 81]).toEqual([file, true])
      expect([file, /(?:from|import|require)\s*\(?\s*['"]\./.test(text)]).toEqual([file, false])
    }
    expect(files.length).toBeGreaterThan(0)
  })
})
