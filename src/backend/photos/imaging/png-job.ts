import { readFileSync, writeFileSync } from 'node:fs'
import { loadVips } from './vips'

/** A job of the file process: plain data, so that any transport carries it. */
export interface PngJob {
  /** A file of pixels, row by row, four bytes each: blue, green, red, unused. */
  path: string
  width: number
  height: number
  /** Where the PNG goes. */
  pngPath: string
}

/** Runs in the file process only: a PNG of a screenshot's pixels, without loss (A2, X6). @throws RangeError when the file holds another number of pixels */
export async function runPngJob(job: PngJob): Promise<{ bytes: number }> {
  const bgra = readFileSync(job.path)
  const pixels = job.width * job.height
  if (bgra.length !== pixels * 4) throw new RangeError(`${pixels} pixels expected`)
  const rgb = new Uint8Array(pixels * 3)
  for (let from = 0, to = 0; from < bgra.length; from += 4, to += 3) {
    rgb[to] = bgra[from + 2] ?? 0
    rgb[to + 1] = bgra[from + 1] ?? 0
    rgb[to + 2] = bgra[from] ?? 0
  }
  const png = (await loadVips()).png(rgb, job.width, job.height)
  writeFileSync(job.pngPath, png)
  return { bytes: png.length }
}
