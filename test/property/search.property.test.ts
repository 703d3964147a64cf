import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listHits, putDoc } from '../../src/backend/repositories/case-search'
import { holdsPhrase, indexedText, normaliseText, termPhrase } from '../../src/domain/search/tokens'
import { foundFolder, type TestFolder } from '../support/kernel'

/** Few characters, so that pieces come again and again and false hits would show. */
const HAN = [...'破损包装快递𠮷']
const WORDS = ['sf12', 'iphone', 'a', '12', 'ab']
const run = fc.array(fc.constantFrom(...HAN), { minLength: 1, maxLength: 6 }).map((chars) => chars.join(''))
const text = fc.array(fc.oneof(run, run, fc.constantFrom(...WORDS), fc.constantFrom('，', ' ', '！')), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))

/** How a text reads to the index: punctuation and blanks only part, and do not part a word from a script without blanks. */
const squeezed = (value: string): string =>
  normaliseText(value).replace(/[^\p{L}\p{N}]+/gu, ' ').replace(/(?<=\p{Script=Han}) (?=[a-z0-9])|(?<=[a-z0-9]) (?=\p{Script=Han})/gu, '').trim()

let test: TestFolder
beforeAll(async () => {
  test = await foundFolder()
})
afterAll(() => test.open.close())

let next = 1
/** Puts texts into the index, asks, and takes everything back. */
function ask(texts: readonly string[], phrase: string): boolean[] {
  const first = next
  next += texts.length
  test.kernel.write(test.actor, { name: 'test.index' }, (tx) => texts.forEach((value, at) => putDoc(tx, { docid: first + at, caseId: `c${first + at}`, orderKey: null, tokens: indexedText([value], []) })))
  const hits = new Set(listHits(test.kernel.read, phrase, next, -1))
  return texts.map((_value, at) => hits.has(first + at))
}

describe('X3: the index finds what a look into every text finds', () => {
  it('for every piece of two characters and more of a script without blanks: exactly', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), fc.array(fc.constantFrom(...HAN), { minLength: 2, maxLength: 4 }), (texts, chars) => {
        const query = chars.join('')
        expect(ask(texts, termPhrase(query) ?? '')).toEqual(texts.map((value) => normaliseText(value).includes(query)))
      }),
      { numRuns: 300 },
    )
  })

  it('looking into known cases one by one answers as the index does (X7)', () => {
    const term = fc.oneof(run, fc.constantFrom(...WORDS, 'ip', 'iph', 'sf1'), fc.tuple(run, fc.constantFrom(...WORDS)).map((parts) => parts.join('')), fc.tuple(fc.constantFrom(...WORDS), run).map((parts) => parts.join('')))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), term, (texts, asked) => {
        const phrase = termPhrase(asked)
        fc.pre(phrase !== null)
        expect(texts.map((value) => holdsPhrase(indexedText([value], []), phrase ?? ''))).toEqual(ask(texts, phrase ?? ''))
      }),
      { numRuns: 300 },
    )
  })

  it('for every piece that begins where a word or such a character begins: all of it, and besides only what punctuation parts', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), fc.nat(), fc.integer({ min: 2, max: 9 }), (texts, from, length) => {
        const chars = [...squeezed(texts[0] ?? '')]
        const start = chars.length === 0 ? 0 : from % chars.length
        const query = chars.slice(start, start + length).join('').split(' ')[0] ?? ''
        const isInsideWord = /[a-z0-9]/.test(chars[start] ?? '') && /[a-z0-9]/.test(chars[start - 1] ?? '')
        const phrase = termPhrase(query)
        // a last character without its neighbour is not asked for yet
        fc.pre(!isInsideWord && phrase !== null && !/(?<!\p{Script=Han})\p{Script=Han}$/u.test(query))
        const isShort = /(?<![a-z0-9])[a-z0-9]{1,2}$/.test(query)
        const begins = new RegExp(`${/^[a-z0-9]/.test(query) ? '(?<![a-z0-9])' : ''}${query}${isShort ? '(?![a-z0-9])' : ''}`, 'u')
        expect(ask(texts, phrase ?? '')).toEqual(texts.map((value) => begins.test(squeezed(value))))
      }),
      { numRuns: 300 },
    )
  })
})
