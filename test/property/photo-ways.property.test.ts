import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUnfinishedName, judgeHotFile, type HotPending } from '../../src/domain/photo/hot-files'
import { imagesInHtml, MOST_HTML_IMAGES } from '../../src/domain/photo/html-images'
import { readOldName } from '../../src/domain/photo/old-names'

const rules = { unfinished: ['crdownload', 'part'], stableLooks: 2 }
const extensions = new Set(['jpg'])

describe('ways in, any input', () => {
  it('A2: a file is only ready when the looks before saw the same size and time, it is not empty, and nobody writes beside it', () => {
    const look = fc.record({ bytes: fc.integer({ min: 0, max: 2 }), changedAt: fc.integer({ min: 1, max: 2 }), twin: fc.boolean() })
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 12 }), fc.integer({ min: 2, max: 4 }), (looks, stableLooks) => {
        let pending: HotPending | undefined
        looks.forEach(({ bytes, changedAt, twin }, at) => {
          const { verdict, pending: next } = judgeHotFile({ name: 'a.jpg', bytes, changedAt }, pending, new Set(twin ? ['a.jpg', 'a.jpg.part'] : ['a.jpg']), extensions, { ...rules, stableLooks })
          pending = next ?? undefined
          const last = looks.slice(Math.max(0, at + 1 - stableLooks), at + 1)
          const stable = last.length === stableLooks && last.every((one) => one.bytes === bytes && one.changedAt === changedAt && one.bytes > 0 && !one.twin)
          expect(verdict === 'ready').toBe(stable)
        })
      }),
    )
  })

  it('A2: whatever a file is called, a name that a program gives to half a download is never ready', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('.crdownload', '.PART', '.Part'), (name, ending) => {
        expect(isUnfinishedName(name + ending, rules.unfinished)).toBe(true)
        expect(judgeHotFile({ name: name + ending, bytes: 9, changedAt: 1 }, { bytes: 9, changedAt: 1, looks: 99, tries: 0 }, new Set(), extensions, rules).verdict).not.toBe('ready')
      }),
    )
  })

  it('A2: any path of an old photo is read, with hints that stand in it and only so many', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 8 }), (parts) => {
        const path = parts.map((part) => part.replace(/\//g, '')).join('/')
        const { words } = readOldName(path)
        expect(words.length).toBeLessThanOrEqual(12)
        for (const word of words) expect(path.normalize('NFC')).toContain(word)
      }),
    )
  })

  it('A2, R5: any copied text is read; no path leads to another computer, and only pictures are named', () => {
    const bit = fc.constantFrom('<img ', '<IMG\n', 'src=', '"', "'", '>', '/', 'file:', '//evil/share', '/C:/a.jpg', 'data:image/png;base64,', 'AAAA', 'https://x/1.jpg', '&#x2f;', '&amp;', '%5c%5cevil', ' ', '=', '\\')
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 40 }).map((bits) => bits.join('')), fc.boolean(), (html, windows) => {
        const found = imagesInHtml(html, windows)
        expect(found.paths.length + found.inline.length + found.remote.length).toBeLessThanOrEqual(MOST_HTML_IMAGES)
        for (const path of found.paths) expect(path, html).toMatch(windows ? /^[A-Z]:\\/ : /^\/(?!\/)/)
        for (const { base64 } of found.inline) expect(base64).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
      }),
      { numRuns: 1000 },
    )
  })
})
