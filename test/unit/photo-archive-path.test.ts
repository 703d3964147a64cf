import { describe, expect, it } from 'vitest'
import { archivedPath, archivePlace, DEFAULT_ARCHIVE_PATTERN, numberIn, patternProblem, placeName } from '../../src/domain/photo/archive-path'
import { collisionKey, isSafeSegment, safeSegment, utf8Length } from '../../src/domain/photo/safe-name'

const at = { year: 2026, month: 11, day: 22, hour: 9, minute: 5, second: 7 }
const path = (facts: { buyer?: string | null; order?: string | null }, n = 1, pattern = DEFAULT_ARCHIVE_PATTERN): string =>
  archivedPath(archivePlace(pattern, { ...facts, at, ext: 'jpg' }), n)

describe('archive paths', () => {
  it('A1: month, buyer, and the same again with date and number', () => {
    expect(path({ buyer: '小鱼儿2009', order: '123' }, 3)).toBe('售后问题图片/2026-11/小鱼儿2009/小鱼儿2009_2026-11-22_3.jpg')
  })

  it('A1: the order number stands in for a missing buyer, and a named folder for neither', () => {
    expect(path({ buyer: ' ', order: '260101-123456789' })).toBe('售后问题图片/2026-11/260101-123456789/260101-123456789_2026-11-22_1.jpg')
    expect(path({})).toBe('售后问题图片/2026-11/未归属/未归属_2026-11-22_1.jpg')
  })

  it.each([
    ['../../etc/passwd', '．．／..／etc／passwd'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a／b＼c：d＊e？f＂g＜h＞i｜j'],
    ['CON', 'CON_'],
    ['nul.txt', 'nul_.txt'],
    ['com¹', 'com¹_'],
    ['console', 'console'],
    ['ends with dots..', 'ends with dots．．'],
    ['  spaces \t in\nside ', 'spaces in side'],
    ['e\u0301', 'é'],
    ['👨‍👩‍👧 ❤️', '👨‍👩‍👧 ❤️'],
    ['👍🏽', '👍🏽'],
  ])('A1: %j is stored as %j', (input, stored) => {
    expect(safeSegment(input)).toBe(stored)
  })

  it('A1: invisible signs go, but a mark keeps the name apart from the one without them', () => {
    const tricky = ['ab', 'a\u200bb', 'a\u202eb', '\ufeffab', 'a\u0000b', 'ab\u3164', 'a\ud800b', 'a\u{e0041}b', 'a\u200db']
    const stored = tricky.map((name) => safeSegment(name))
    expect(stored[0]).toBe('ab')
    expect(stored.slice(1).every((name) => /^ab~[0-9a-z]{6}$/.test(name))).toBe(true)
    expect(new Set(stored).size).toBe(tricky.length)
  })

  it('A1: a name of nothing visible still becomes a name', () => {
    expect(safeSegment('')).toMatch(/^~[0-9a-z]{6}$/)
    expect(safeSegment('\u200b\u202e')).toMatch(/^~[0-9a-z]{6}$/)
    expect(isSafeSegment('.')).toBe(false)
    expect(isSafeSegment('..')).toBe(false)
  })

  it('A1: long ids are shortened in bytes without tearing a character, and stay different', () => {
    const long = '买'.repeat(300)
    const a = archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer: `${long}甲`, at, ext: 'jpg' })
    const b = archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer: `${long}乙`, at, ext: 'jpg' })
    expect(a.folders).not.toEqual(b.folders)
    expect(utf8Length(placeName(a, 9_999_999))).toBeLessThanOrEqual(143)
    expect(safeSegment('👨‍👩‍👧'.repeat(40))).toMatch(/^(👨‍👩‍👧)+~[0-9a-z]{6}$/u)
  })

  it('A1: names that only differ in case or Unicode form have one key', () => {
    expect(collisionKey('Straße_1.JPG')).toBe(collisionKey('STRASSE_1.jpg'))
    expect(collisionKey('e\u0301')).toBe(collisionKey('É'))
  })

  it('A1: a pattern is refused when a photo could lose its number, its extension or its folder', () => {
    expect(patternProblem(DEFAULT_ARCHIVE_PATTERN)).toBeNull()
    expect(patternProblem('{{shop}}/{{year}}/{{owner}}/{{n}}_{{date}}.{{ext}}')).toBeNull()
    expect(patternProblem('{{month}}/{{owner}}.{{ext}}')).toBe('no-number')
    expect(patternProblem('{{month}}/{{owner}}_{{n}}')).toBe('no-extension')
    expect(patternProblem('{{month}}/{{nick}}_{{n}}.{{ext}}')).toBe('unknown-variable')
    expect(patternProblem('../{{n}}.{{ext}}')).toBe('unsafe-text')
    expect(patternProblem('/{{n}}.{{ext}}')).toBe('unsafe-text')
    expect(patternProblem('a:b/{{n}}.{{ext}}')).toBe('unsafe-text')
    expect(patternProblem('{{n}}/{{owner}}_{{n}}.{{ext}}')).toBe('number-in-folder')
    expect(patternProblem('a/b/c/d/e/f/{{n}}.{{ext}}')).toBe('too-deep')
  })

  it('A1: a bad pattern falls back to the default instead of losing a photo', () => {
    expect(path({ buyer: 'x' }, 1, '../{{owner}}')).toBe('售后问题图片/2026-11/x/x_2026-11-22_1.jpg')
  })

  it('A3: no buyer can name the folder for files to be checked', () => {
    expect(path({ buyer: '_待检查' }, 1, '{{owner}}/{{n}}.{{ext}}')).toBe('售后问题图片/_待检查_/1.jpg')
  })

  it('A1: numbers are read back whatever the case or extension, and nothing else is taken for one', () => {
    const place = archivePlace(DEFAULT_ARCHIVE_PATTERN, { buyer: 'Abc', at, ext: 'jpg' })
    expect(numberIn(place, 'abc_2026-11-22_12.PNG')).toBe(12)
    expect(numberIn(place, 'Abc_2026-11-22_3.jpg')).toBe(3)
    expect(numberIn(place, 'Abc_2026-11-22_03.jpg')).toBeNull()
    expect(numberIn(place, 'Abc_2026-11-22_3 (copy).jpg')).toBeNull()
    expect(numberIn(place, 'Abc_2026-11-21_3.jpg')).toBeNull()
  })
})
