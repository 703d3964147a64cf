import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ARCHIVE_FOLDER, archivedPath, archivePlace, DEFAULT_ARCHIVE_PATTERN, MAX_PATH_UNITS, numberIn, patternProblem, placeName } from '../../src/domain/photo/archive-path'
import { sniffFormat } from '../../src/domain/photo/formats'
import { collisionKey, safeSegment, utf8Length } from '../../src/domain/photo/safe-name'

const at = { year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5 }
const nasty = fc.constantFrom('/', '\\', '..', '.', ' ', 'CON', 'aux', 'LPT1', '\u202e', '\u200b', '\u200d', '\ufe0f', '👩', '🏽', '买', 'ﬁ', '\u0301', '\ud83d', ':', '~', '\u0000', 'İ', 'ß')
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 60 }), fc.array(nasty, { maxLength: 60 }).map((parts) => parts.join('')))

/** Written apart from the code under test: what Windows, macOS and Linux refuse. */
function complaints(segment: string): string[] {
  const found: string[] = []
  if (segment === '' || segment === '.' || segment === '..') found.push('no name')
  if (/[<>:"/\\|?*\u0000-\u001f\u007f-\u009f]/.test(segment)) found.push('forbidden sign')
  if (/[. ]$/.test(segment) || segment.startsWith(' ')) found.push('ends in a dot or blank')
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(segment)) found.push('reserved')
  if (/[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2028\u2029]/.test(segment)) found.push('invisible')
  if (/\p{Cs}/u.test(segment)) found.push('lone surrogate')
  if (segment.normalize('NFC') !== segment) found.push('not NFC')
  if (Buffer.byteLength(segment) > 255 || segment.length > 255) found.push('too long')
  return found
}

describe('archive paths, any input', () => {
  it('A1: every segment is safe, a second pass changes nothing, lengths are right', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = safeSegment(text)
        expect(complaints(name)).toEqual([])
        expect(safeSegment(name)).toBe(name)
        expect(utf8Length(name)).toBe(Buffer.byteLength(name))
      }),
      { numRuns: 2000 },
    )
  })

  it('A1: the list of naughty strings is stored safely', () => {
    const strings = JSON.parse(readFileSync('test/fixtures/photos/names/blns.json', 'utf8')) as string[]
    expect(strings.length).toBeGreaterThan(400)
    for (const text of strings) expect(complaints(safeSegment(text)), JSON.stringify(text)).toEqual([])
  })

  it('A1: whatever buyer, order, shop and pattern, the path stays in the archive, fits and is safe', () => {
    const piece = fc.constantFrom('{{owner}}', '{{buyer}}', '{{order}}', '{{shop}}', '{{case}}', '{{kind}}', '{{platform}}', '{{month}}', '{{date}}', '{{time}}', 'x', '_', 'CON', '.', ' ', '照片')
    const part = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''))
    const pattern = fc.tuple(fc.array(part, { maxLength: 4 }), part, part).map(([dirs, before, after]) => [...dirs, `${before}{{n}}${after}.{{ext}}`].join('/'))
    fc.assert(
      fc.property(pattern, anyText, anyText, anyText, fc.integer({ min: 1, max: 9_999_999 }), (policy, buyer, order, shop, n) => {
        const place = archivePlace(policy, { buyer, order, shop, at, ext: 'jpg' })
        const path = archivedPath(place, n)
        for (const rules of [posix, win32]) expect(rules.normalize(rules.join('/root', path)).split(rules.sep)[2]).toBe(ARCHIVE_FOLDER)
        for (const segment of path.split('/')) expect(complaints(segment), path).toEqual([])
        expect(path.length).toBeLessThanOrEqual(MAX_PATH_UNITS)
        expect(path.endsWith('.jpg')).toBe(true)
        // The same name with other content gets a number, and that number is found again: two photos never share a path.
        expect(numberIn(place, placeName(place, n))).toBe(n)
        expect(collisionKey(archivedPath(place, n + 1))).not.toBe(collisionKey(path))
      }),
      { numRuns: 1500 },
    )
  })

  it('A1: another number is another file even where case does not count, and the number can be read back', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 1, max: 9_999_999 }), (buyer, a, b) => {
        const place = archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer, at, ext: 'png' })
        expect(collisionKey(placeName(place, a)) === collisionKey(placeName(place, b))).toBe(a === b)
        expect(numberIn(place, placeName(place, a))).toBe(a)
      }),
      { numRuns: 1000 },
    )
  })

  it('A1: two buyers share a folder only if a reader could not tell their names apart', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abcAB01买家_-~.\u200b/ '), minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const shown = (text: string): string => text.replace(/ +/g, ' ').trim()
        fc.pre(shown(a) !== '' && shown(b) !== '' && shown(a) !== shown(b))
        const folder = (buyer: string): string => archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer, at, ext: 'jpg' }).folders.join('/')
        expect(folder(a)).not.toBe(folder(b))
      }),
      { numRuns: 1500 },
    )
  })

  it('A1: a policy that passes the check is used as it is, one that fails never throws', () => {
    fc.assert(
      fc.property(anyText, anyText, (pattern, buyer) => {
        const place = archivePlace(pattern, { buyer, at, ext: 'jpg' })
        if (patternProblem(pattern) !== null) expect(place.folders[0]).toBe('2026-01')
        expect(place.tail.endsWith('.jpg')).toBe(true)
      }),
    )
  })

  it('A3: telling formats apart never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (head) => sniffFormat(head) !== undefined))
  })
})
