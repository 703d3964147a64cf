import { describe, expect, it } from 'vitest'
import { arrowHead, blockSize, blocksOf, centred, drawn, EMPTY_DRAWING, isMeant, lineWidth, moved, pixelate, pixelRect, rectOf, redone, savedFormat, shapeAt, stretched, textSize, undone, type Shape } from '../../src/domain/photo/drawing'

/** As shipped. */
const MEASURES = { lineParts: 240, lineLeast: 3, textParts: 28, textLeast: 14, blockLeast: 12, blockParts: 4 }
const PICTURE = { width: 400, height: 300 }
const box: Shape = { kind: 'box', from: { x: 100, y: 100 }, to: { x: 200, y: 160 }, ink: 'late' }
const arrow: Shape = { kind: 'arrow', from: { x: 10, y: 10 }, to: { x: 110, y: 10 }, ink: 'accent' }
const mask: Shape = { kind: 'mosaic', from: { x: 300, y: 200 }, to: { x: 340, y: 240 } }
const text: Shape = { kind: 'text', at: { x: 20, y: 200 }, text: '破损', size: 20, ink: 'ok' }

describe('drawing on photos (spec A5)', () => {
  it('A5: the mask is the mean of each square, and what lay under it is gone', () => {
    // 4 × 2 pixels, squares of 2: black and white halves on the left, one colour on the right
    const pixels = Uint8ClampedArray.from([0, 0, 0, 255, 255, 255, 255, 255, 10, 20, 30, 255, 10, 20, 30, 255, 0, 0, 0, 255, 255, 255, 255, 255, 10, 20, 30, 255, 10, 20, 30, 255])
    pixelate(pixels, { width: 4, height: 2 }, 2)
    for (const at of [0, 1, 4, 5]) expect([...pixels.slice(at * 4, at * 4 + 4)]).toEqual([128, 128, 128, 255])
    for (const at of [2, 3, 6, 7]) expect([...pixels.slice(at * 4, at * 4 + 4)]).toEqual([10, 20, 30, 255])
  })

  it('A5: a masked line of text keeps four squares in its height at most, and no square is small', () => {
    expect(blockSize({ width: 600, height: 80 }, MEASURES)).toBe(20)
    expect(blockSize({ width: 600, height: 20 }, MEASURES)).toBe(12)
    expect(blocksOf({ width: 25, height: 12 }, 12).map(({ x, width }) => [x, width])).toEqual([[0, 12], [12, 12], [24, 1]])
  })

  it('A5: an area is whole pixels, grown outwards and inside the picture', () => {
    expect(pixelRect({ x: 1.6, y: 2.2, width: 3, height: 2.1 }, PICTURE)).toEqual({ x: 1, y: 2, width: 4, height: 3 })
    expect(pixelRect({ x: -50, y: 290, width: 100, height: 100 }, PICTURE)).toEqual({ x: 0, y: 290, width: 50, height: 10 })
    expect(rectOf({ x: 30, y: 5 }, { x: 10, y: 25 })).toEqual({ x: 10, y: 5, width: 20, height: 20 })
  })

  it('A5: a shape is found by its line, a mask and a text by their area, the uppermost first', () => {
    const shapes = [box, arrow, mask, text]
    expect(shapeAt(shapes, { x: 101, y: 130 }, 5)).toBe(0)
    expect(shapeAt(shapes, { x: 150, y: 130 }, 5)).toBe(-1)
    expect(shapeAt(shapes, { x: 60, y: 13 }, 5)).toBe(1)
    expect(shapeAt(shapes, { x: 120, y: 10 }, 5)).toBe(-1)
    expect(shapeAt(shapes, { x: 320, y: 220 }, 5)).toBe(2)
    expect(shapeAt(shapes, { x: 40, y: 210 }, 5)).toBe(3)
    expect(shapeAt([...shapes, { ...mask, from: { x: 90, y: 90 }, to: { x: 210, y: 170 } }], { x: 101, y: 130 }, 5)).toBe(4)
  })

  it('A5: shapes move and grow inside the picture only', () => {
    expect(moved(box, { x: 500, y: -500 }, PICTURE)).toMatchObject({ from: { x: 300, y: 0 }, to: { x: 400, y: 60 } })
    expect(moved(text, { x: 5, y: 5 }, PICTURE)).toMatchObject({ at: { x: 25, y: 205 } })
    expect(stretched(box, { x: 1000, y: 10 }, PICTURE, MEASURES)).toMatchObject({ from: box.from, to: { x: 400, y: 170 } })
    expect(stretched(text, { x: 0, y: -100 }, PICTURE, MEASURES)).toMatchObject({ size: 14 })
  })

  it('A5: a slip of the hand is no shape, and a text of blanks neither', () => {
    expect(isMeant({ ...box, to: { x: 102, y: 160 } }, 4)).toBe(false)
    expect(isMeant(box, 4)).toBe(true)
    expect(isMeant({ ...arrow, to: { x: 12, y: 10 } }, 4)).toBe(false)
    expect(isMeant({ ...text, text: '  ' }, 4)).toBe(false)
  })

  it('A5: the head of an arrow lies behind its point, on both sides', () => {
    const [left, right] = arrowHead({ x: 0, y: 0 }, { x: 100, y: 0 }, 20)
    expect(left.x).toBeCloseTo(100 - 20 * Math.cos(Math.PI / 6))
    expect(left.y).toBeCloseTo(-right.y)
    expect(arrowHead({ x: 5, y: 5 }, { x: 5, y: 5 }, 20)).toEqual([{ x: 5, y: 5 }, { x: 5, y: 5 }])
  })

  it('A5: lines and letters grow with the picture', () => {
    expect(lineWidth({ width: 4800, height: 3600 }, MEASURES)).toBe(20)
    expect(lineWidth(PICTURE, MEASURES)).toBe(3)
    expect(textSize({ width: 2800, height: 100 }, MEASURES)).toBe(100)
    expect(centred('arrow', PICTURE, 'soon', '', MEASURES)).toEqual({ kind: 'arrow', from: { x: 160, y: 120 }, to: { x: 240, y: 180 }, ink: 'soon' })
    expect(centred('text', PICTURE, 'soon', '看这里', MEASURES)).toMatchObject({ text: '看这里', size: 14 })
  })

  it('A5: steps are taken back and again, and a new one ends what was taken back', () => {
    const two = drawn(drawn(EMPTY_DRAWING, [box]), [box, arrow])
    expect(undone(two).shapes).toEqual([box])
    expect(undone(undone(undone(two))).shapes).toEqual([])
    expect(redone(undone(two))).toEqual(two)
    expect(redone(drawn(undone(two), [mask])).shapes).toEqual([mask])
  })

  it('A5: screenshots stay without loss, photographs stay small', () => {
    expect([savedFormat('png'), savedFormat('jpeg'), savedFormat('heic'), savedFormat('webp')]).toEqual(['png', 'jpeg', 'jpeg', 'jpeg'])
  })
})
