import { describe, expect, it } from 'vitest'
import { besideRegion, edgeAt, middleOf, moved, onStage, pixelAt, pulled, regionBetween, resized, wholeOf } from '../../src/domain/photo/region'

const SCREEN = { width: 1920, height: 1080 }
/** the same display at 125 % and at 150 %: its page has fewer pixels */
const AT_125 = { width: 1536, height: 864 }
const AT_150 = { width: 1280, height: 720 }

describe('a region of a display', () => {
  it('A2: at one to one it is what was drawn, in any direction', () => {
    const region = { x: 100, y: 200, width: 300, height: 150 }
    for (const [from, to] of [[{ x: 100, y: 200 }, { x: 400, y: 350 }], [{ x: 400, y: 350 }, { x: 100, y: 200 }], [{ x: 400, y: 200 }, { x: 100, y: 350 }]] as const) expect(regionBetween(from, to, SCREEN, SCREEN)).toEqual(region)
  })

  it('A2: at 125, 150 and 200 % it is counted in physical pixels', () => {
    expect(regionBetween({ x: 80, y: 40 }, { x: 880, y: 440 }, AT_125, SCREEN)).toEqual({ x: 100, y: 50, width: 1000, height: 500 })
    expect(regionBetween({ x: 80, y: 40 }, { x: 880, y: 440 }, AT_150, SCREEN)).toEqual({ x: 120, y: 60, width: 1200, height: 600 })
    expect(regionBetween({ x: 10, y: 10 }, { x: 30, y: 20 }, { width: 960, height: 540 }, SCREEN)).toEqual({ x: 20, y: 20, width: 40, height: 20 })
  })

  it('A2: a pointer that leaves for the display on the left, with its negative places, or below cuts the region off at the edge', () => {
    expect(regionBetween({ x: 200, y: 900 }, { x: -700, y: 2000 }, SCREEN, SCREEN)).toEqual({ x: 0, y: 900, width: 200, height: 180 })
    expect(regionBetween({ x: -700, y: -10 }, { x: 9999, y: 9999 }, AT_150, SCREEN)).toEqual(wholeOf(SCREEN))
    expect(regionBetween({ x: -700, y: 10 }, { x: -20, y: 90 }, AT_150, SCREEN)).toBeNull()
  })

  it('A2: a click draws nothing', () => {
    expect(regionBetween({ x: 5, y: 5 }, { x: 5, y: 5 }, SCREEN, SCREEN)).toBeNull()
    expect(regionBetween({ x: 5, y: 5 }, { x: 400, y: 5 }, SCREEN, SCREEN)).toBeNull()
    expect(regionBetween({ x: 5, y: 5 }, { x: 400, y: 90 }, { width: 0, height: 0 }, SCREEN)).toBeNull()
  })

  it('A2: arrows move it and change its size by the pixel, and stop at the edges', () => {
    const region = { x: 1, y: 2, width: 100, height: 50 }
    expect(moved(region, { x: 3, y: -1 }, SCREEN)).toEqual({ x: 4, y: 1, width: 100, height: 50 })
    expect(moved(region, { x: -10, y: -10 }, SCREEN)).toEqual({ x: 0, y: 0, width: 100, height: 50 })
    expect(moved(region, { x: 9999, y: 9999 }, SCREEN)).toEqual({ x: 1820, y: 1030, width: 100, height: 50 })
    expect(resized(region, { x: -1, y: 10 }, SCREEN)).toEqual({ x: 1, y: 2, width: 99, height: 60 })
    expect(resized(region, { x: -500, y: 9999 }, SCREEN)).toEqual({ x: 1, y: 2, width: 1, height: 1078 })
  })

  it('A2: handles pull their edges; over the other side it turns over, and it never vanishes', () => {
    const region = { x: 100, y: 100, width: 200, height: 100 }
    expect(pulled(region, 'se', { x: 350, y: 260 })).toEqual({ x: 100, y: 100, width: 250, height: 160 })
    expect(pulled(region, 'nw', { x: 90, y: 80 })).toEqual({ x: 90, y: 80, width: 210, height: 120 })
    expect(pulled(region, 'n', { x: 5, y: 150 })).toEqual({ x: 100, y: 150, width: 200, height: 50 })
    expect(pulled(region, 'w', { x: 420, y: 5 })).toEqual({ x: 300, y: 100, width: 120, height: 100 })
    expect(pulled(region, 'e', { x: 100, y: 5 })).toEqual(region)
  })

  it('A2: the magnifier shows the pixel under the pointer, the edge is the nearest one', () => {
    expect(pixelAt({ x: 10.9, y: 719.9 }, AT_150, SCREEN)).toEqual({ x: 16, y: 1079 })
    expect(edgeAt({ x: 10.9, y: 719.9 }, AT_150, SCREEN)).toEqual({ x: 16, y: 1080 })
    expect(pixelAt({ x: -5, y: 5000 }, SCREEN, SCREEN)).toEqual({ x: 0, y: 1079 })
  })

  it('A2: by keys alone it begins as the middle half', () => {
    expect(middleOf(SCREEN)).toEqual({ x: 480, y: 270, width: 960, height: 540 })
    expect(middleOf({ width: 1, height: 1 })).toEqual({ x: 0, y: 0, width: 1, height: 1 })
  })

  it('A2: it is drawn where it was chosen, and its buttons stand beside it, whole on the screen', () => {
    expect(onStage({ x: 120, y: 60, width: 1200, height: 600 }, AT_150, SCREEN)).toEqual({ x: 80, y: 40, width: 800, height: 400 })
    const bar = { width: 400, height: 40 }
    expect(besideRegion({ x: 100, y: 100, width: 500, height: 200 }, bar, SCREEN, 8)).toEqual({ x: 200, y: 308 })
    expect(besideRegion({ x: 100, y: 800, width: 500, height: 270 }, bar, SCREEN, 8)).toEqual({ x: 200, y: 752 })
    expect(besideRegion(wholeOf(SCREEN), bar, SCREEN, 8)).toEqual({ x: 1520, y: 1032 })
    expect(besideRegion({ x: 40, y: 0, width: 20, height: 20 }, bar, SCREEN, 8)).toEqual({ x: 40, y: 28 })
  })
})
