import type { Box, Raster } from './types'

/** Colours as the models were trained: blue, green, red, each less its mean and by its spread. */
export interface Scaling {
  readonly mean: readonly [number, number, number]
  readonly spread: readonly [number, number, number]
}

interface Taps {
  readonly from: number
  readonly weights: Float32Array
}

/** For each of `to` pixels the pixels of `size` that it is mixed from: linear when larger, averaging when smaller. */
function tapsOf(start: number, size: number, end: number, to: number): Taps[] {
  const scale = size / to
  const reach = Math.max(1, scale)
  return Array.from({ length: to }, (_, at) => {
    const centre = start + (at + 0.5) * scale - 0.5
    const from = Math.max(start, Math.ceil(centre - reach))
    const last = Math.min(end - 1, Math.floor(centre + reach))
    const weights = new Float32Array(Math.max(1, last - from + 1))
    let sum = 0
    weights.forEach((_weight, index) => {
      const weight = Math.max(0, 1 - Math.abs(from + index - centre) / reach)
      weights[index] = weight
      sum += weight
    })
    if (sum === 0) weights[0] = sum = 1
    return { from: Math.min(from, end - 1), weights: weights.map((weight) => weight / sum) }
  })
}

/**
 * Cuts a box of whole pixels out of a picture and scales it to `width` × `height` into three planes of floats, as the models take
 * them: blue, green, red, each row by row. Outside its edge nothing is read.
 */
export function planesOf(picture: Raster, box: Box, width: number, height: number, { mean, spread }: Scaling): Float32Array {
  const columns = tapsOf(box.left, box.right - box.left, box.right, width)
  const rows = tapsOf(box.top, box.bottom - box.top, box.bottom, height)
  const tall = box.bottom - box.top
  const narrow = new Float32Array(tall * width * 3)
  for (let y = 0; y < tall; y += 1) {
    const line = (box.top + y) * picture.width
    for (let x = 0; x < width; x += 1) {
      const { from, weights } = columns[x] as Taps
      let red = 0
      let green = 0
      let blue = 0
      for (let at = 0; at < weights.length; at += 1) {
        const weight = weights[at] as number
        const pixel = (line + from + at) * 3
        red += weight * (picture.rgb[pixel] as number)
        green += weight * (picture.rgb[pixel + 1] as number)
        blue += weight * (picture.rgb[pixel + 2] as number)
      }
      const out = (y * width + x) * 3
      narrow[out] = blue
      narrow[out + 1] = green
      narrow[out + 2] = red
    }
  }
  const plane = width * height
  const planes = new Float32Array(plane * 3)
  for (let y = 0; y < height; y += 1) {
    const { from, weights } = rows[y] as Taps
    for (let x = 0; x < width; x += 1) {
      for (let colour = 0; colour < 3; colour += 1) {
        let sum = 0
        for (let at = 0; at < weights.length; at += 1) sum += (weights[at] as number) * (narrow[((from - box.top + at) * width + x) * 3 + colour] as number)
        planes[colour * plane + y * width + x] = (sum / 255 - (mean[colour] as number)) / (spread[colour] as number)
      }
    }
  }
  return planes
}
