import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { phrasesIn, withPhrase } from '../../src/backend/phrase-text'
import { coachFileSchema } from '../../src/contract/coach-policy'
import type { Phrase } from '../../src/domain/coach/policy'

const SHIPPED = readFileSync(new URL('../../resources/policies/coach.yaml', import.meta.url), 'utf8')
const shipped = phrasesIn(SHIPPED) ?? []
const PHRASE: Phrase = { rule: 'forbidden', words: ['亲爱哒', '么么哒'], except: [], reason: { zh: '太随便', en: 'Too familiar' }, better: { zh: '您好', en: 'hello' } }

describe('P8: the list of phrases in its file', () => {
  it('P8: is read as the check reads it', () => {
    expect(shipped).toEqual(coachFileSchema.parse(parse(SHIPPED)).phrases)
    expect(phrasesIn('a: [')).toBeNull()
    expect(phrasesIn('phrases: none')).toBeNull()
    expect(phrasesIn('phrases:\n  - { rule: forbidden }\n')).toEqual([null])
  })

  it('P8: one is put in, changed and taken out, and not a character of the rest moves', () => {
    const more = withPhrase(SHIPPED, null, PHRASE) ?? ''
    expect(phrasesIn(more)).toEqual([...shipped, PHRASE])
    expect(more.split('\n').filter((line) => !SHIPPED.split('\n').includes(line))).toHaveLength(1)
    expect(withPhrase(more, shipped.length, null)).toBe(SHIPPED)
    const changed = withPhrase(SHIPPED, 3, { ...PHRASE, except: ['么么哒口红'], better: null }) ?? ''
    expect(phrasesIn(changed)?.[3]).toEqual({ ...PHRASE, except: ['么么哒口红'], better: null })
    expect(changed.split('\n').filter((line, at) => line !== SHIPPED.split('\n')[at])).toHaveLength(1)
    expect(withPhrase(SHIPPED, 9999, PHRASE)).toBeNull()
    expect(withPhrase('a: [', null, PHRASE)).toBeNull()
  })

  it('P8: an empty list, one in brackets, and entries over several lines are changed as well', () => {
    for (const text of ['version: 1\nphrases: []\nrest: 1\n', 'version: 1\nphrases: [{ rule: promise, words: [a], reason: { zh: b, en: b }, better: null }]\nrest: 1\n', 'phrases:\n  - rule: promise # why\n    words: [a]\n    reason: { zh: b, en: b }\n    better: null\n  # next\n  - rule: promise\n    words:\n      - c\n    reason: { zh: b, en: b }\n    better: null\nrest: 1\n']) {
      const before = phrasesIn(text) ?? []
      const more = withPhrase(text, null, PHRASE) ?? ''
      expect(phrasesIn(more)).toEqual([...before, PHRASE])
      let left = more
      for (let at = before.length; at >= 0; at -= 1) {
        left = withPhrase(left, at, null) ?? ''
        expect(phrasesIn(left)).toEqual([...before, PHRASE].slice(0, at))
        expect(parse(left)).toMatchObject(text.includes('rest') ? { rest: 1 } : {})
      }
    }
  })

  it('P8: whatever somebody writes comes back as it was written', () => {
    const words = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', '微', ' ', '"', "'", ':', '#', ',', '[', '}', '-', '&', '*', '%', '!', '\\', '1') }).filter((text) => text.trim() !== '').map((text) => text.trim())
    const label = fc.record({ zh: words, en: words })
    const phrase = fc.record({ rule: fc.constantFrom('forbidden' as const, 'promise' as const), words: fc.array(words, { minLength: 1, maxLength: 4 }), except: fc.array(words, { maxLength: 2 }), reason: label, better: fc.option(label) })
    fc.assert(
      fc.property(phrase, fc.option(fc.nat(shipped.length - 1)), (one, at) => {
        const text = withPhrase(SHIPPED, at, one) ?? ''
        const expected = at === null ? [...shipped, one] : shipped.map((old, index) => (index === at ? one : old))
        expect(phrasesIn(text)).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })
})
