import { describe, expect, it } from 'vitest'
import { boxesOf, tilesOf } from '../../src/backend/photos/ocr/boxes'
import { lettersOf } from '../../src/backend/photos/ocr/letters'
import { planesOf } from '../../src/backend/photos/ocr/raster'
import { misreadCandidates } from '../../src/domain/intake/misread'
import { linesOf, tidyRead, type ReadPiece } from '../../src/domain/photo/reading'
import { isScreenshotLike, type PictureFacts, type ScreenshotRule } from '../../src/domain/photo/screenshot'

const RULE: ScreenshotRule = { formats: ['png', 'webp'], sources: ['screenshot', 'paste'], names: ['截图', 'screenshot'], minSide: 60 }
const picture = (more: Partial<PictureFacts>): PictureFacts => ({ format: 'jpeg', width: 1080, height: 2340, source: null, originalName: 'IMG_0001.jpg', ...more })
const piece = (text: string, left: number, top: number, more: Partial<ReadPiece> = {}): ReadPiece => ({ text, confidence: 0.99, left, top, right: left + text.length * 14, bottom: top + 20, ...more })

describe('A7: which pictures are read by themselves', () => {
  it.each([
    ['a PNG', { format: 'png' }, true],
    ['a JPEG that was captured', { source: 'screenshot' }, true],
    ['a JPEG called a screenshot', { originalName: '微信截图_20261121.jpg' }, true],
    ['capitals in the name', { originalName: 'Screenshot_2026.JPG' }, true],
    ['a phone’s photo', {}, false],
    ['a photo that was picked', { source: 'picker' }, false],
    ['a photo in a folder called so', { originalName: 'C:\\截图\\IMG_0001.jpg' }, false],
    ['a PDF called so', { format: 'pdf', originalName: '截图.pdf' }, false],
    ['a video', { format: 'mp4', source: 'screenshot' }, false],
    ['an icon', { format: 'png', width: 32, height: 200 }, false],
    ['a PNG of unknown size', { format: 'png', width: null, height: null }, true],
    ['a format of which nobody knows', { format: 'toString', source: 'paste' }, false],
  ] as const)('A7: %s', (_name, more, expected) => {
    expect(isScreenshotLike(picture(more), RULE)).toBe(expected)
  })
})

describe('A7: from pieces to lines', () => {
  it('A7: pieces of one height are one line from the left; the least sure one says how sure', () => {
    const lines = linesOf([piece('(10:21)', 90, 3, { confidence: 0.7 }), piece('买家小鱼', 10, 0), piece('灯罩碎了', 10, 30)])
    expect(lines).toEqual([{ text: '买家小鱼 (10:21)', confidence: 0.7 }, { text: '灯罩碎了', confidence: 0.99 }])
  })

  it('A7: a list beside the chat does not run into its lines', () => {
    expect(linesOf([piece('会话甲', 10, 0), piece('收到了吗', 600, 2), piece('会话乙', 10, 30)]).map((line) => line.text)).toEqual(['会话甲', '收到了吗', '会话乙'])
  })

  it('A7: pieces without letters leave no line', () => {
    expect(linesOf([piece('  ', 0, 0)])).toEqual([])
  })

  it.each([
    ['订单 号 是 12', '订单号是 12'],
    ['where  is my parcel', 'where is my parcel'],
    ['小敏（2026-11-2408:20:13）', '小敏（2026-11-24 08:20:13）'],
    ['2026/11/2410:05', '2026/11/24 10:05'],
    ['4012345678901234567', '4012345678901234567'],
  ])('A7: %s is tidied to %s', (read, tidy) => {
    expect(tidyRead(read)).toBe(tidy)
  })
})

describe('C11: numbers that were read a little wrong', () => {
  const values = (text: string): string[] => misreadCandidates(text).map((one) => one.value)
  it.each([
    ['O for 0 and l for 1', '订单号 4O1234567890l234567', '4012345678901234567'],
    ['full width', '订单号４O１２３４５６７８９０１２３４５６７', '4012345678901234567'],
    ['blanks inside', '4012 3456 7890 1234567', '4012345678901234567'],
    ['a line’s end inside', 'SF13579\n24680123', 'SF1357924680123'],
    ['a digit for the letter in front', '5F1357924680123', 'SF1357924680123'],
    ['a word glued to it', 'trackingLX123456789CN', 'LX123456789CN'],
    ['S and B in a number', '13S7924B80', '1357924880'],
  ])('C11: %s', (_name, text, expected) => {
    expect(values(text)).toContain(expected)
  })

  it('C11: each candidate names what stands in the picture', () => {
    expect(misreadCandidates('单 4O12345678').find((one) => one.value === '4012345678')).toEqual({ read: '4O12345678', value: '4012345678' })
  })

  it('C11: words, prices and short numbers are nobody’s number', () => {
    expect(values('Hello there, delivered parcels 128.50 元 10:21:33 共 3 件')).toEqual([])
  })
})

describe('A7: what the models say', () => {
  it('A7: two stretches of likely pixels are two boxes, grown back; specks and doubtful ones are none', () => {
    const [width, height] = [64, 32]
    const map = new Float32Array(width * height)
    const fill = (left: number, top: number, right: number, bottom: number, value: number): void => {
      for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) map[y * width + x] = value
    }
    fill(4, 4, 24, 10, 0.9)
    fill(30, 16, 60, 22, 0.9)
    fill(2, 20, 4, 21, 0.9)
    fill(40, 2, 60, 8, 0.4)
    const boxes = boxesOf(map, width, height)
    expect(boxes).toHaveLength(2)
    const [first, second] = boxes
    expect([first?.left, first?.top].every((edge, at) => (edge ?? 9) < [4, 4][at]! && (edge ?? -1) >= 0)).toBe(true)
    expect(second?.right).toBeGreaterThan(60)
    expect(second?.right).toBeLessThanOrEqual(width)
  })

  it('A7: letters are read once however many steps they take, and twice when nothing stands between them', () => {
    const alphabet = ['a', 'b']
    const row = (at: number): number[] => [0, 1, 2].map((index) => (index === at ? 0.8 : 0.1))
    const read = (...steps: number[]): string => lettersOf(steps.flatMap(row), steps.length, 3, alphabet).text
    expect([read(1, 1, 2), read(1, 0, 1), read(0, 0), read(2, 2, 0, 1, 0)]).toEqual(['ab', 'aa', '', 'ba'])
    expect(lettersOf([], 0, 3, alphabet)).toEqual({ text: '', confidence: 0 })
    expect(lettersOf(row(1), 1, 3, alphabet).confidence).toBeCloseTo(0.8)
  })

  it('A7: a box is cut out and scaled into planes of blue, green and red', () => {
    const rgb = new Uint8Array(4 * 2 * 3)
    for (let at = 0; at < 8; at += 1) rgb.set(at % 4 < 2 ? [255, 0, 51] : [0, 102, 0], at * 3)
    const plain = { mean: [0, 0, 0], spread: [1, 1, 1] } as const
    const planes = planesOf({ width: 4, height: 2, rgb }, { left: 0, top: 0, right: 2, bottom: 2 }, 2, 2, plain)
    expect([...planes.slice(0, 4)].every((value) => Math.abs(value - 0.2) < 1e-6)).toBe(true)
    expect([...planes.slice(4, 8)]).toEqual([0, 0, 0, 0])
    expect([...planes.slice(8)]).toEqual([1, 1, 1, 1])
    const small = planesOf({ width: 4, height: 2, rgb }, { left: 0, top: 0, right: 4, bottom: 2 }, 1, 1, plain)
    expect([small[0], small[1], small[2]].map((value) => Math.round((value ?? 0) * 1000))).toEqual([100, 200, 500])
  })

  it('A7: a scrolled chat is looked at in tiles; a line on a seam belongs to one of them and is whole in it', () => {
    expect(tilesOf(500, 800, 100)).toEqual([{ top: 0, bottom: 500, from: 0, to: 500 }])
    expect(tilesOf(2000, 800, 100)).toEqual([
      { top: 0, bottom: 800, from: 0, to: 750 },
      { top: 700, bottom: 1500, from: 750, to: 1450 },
      { top: 1400, bottom: 2000, from: 1450, to: 2000 },
    ])
  })
})
