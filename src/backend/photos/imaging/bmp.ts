import { PictureRefused, type ImagingLimits } from './types'

/** Pixels ready for the scaler: RGB, 8 bits each, top row first. `width` and `height` are those of the file; `columns` × `rows` were kept. */
export interface RawPicture {
  width: number
  height: number
  columns: number
  rows: number
  rgb: Uint8Array
}

/** Beyond this side only every second, third … pixel is kept: enough for a thumbnail, and memory stays small. */
const ENOUGH = 1600

interface Header {
  width: number
  height: number
  topDown: boolean
  bits: number
  compression: number
  pixelsAt: number
  masks: [number, number, number]
  palette: Uint8Array
  paletteStep: number
}

/**
 * Reads a Windows bitmap (the decoder has no reader for it): 1, 4, 8, 16, 24 and 32 bits, run-length 4 and 8, bit fields, either row
 * order. Throws `PictureRefused`: `truncated` when rows are missing, `too-many-pixels`, else `broken`.
 */
export function readBitmap(file: Uint8Array, limits: ImagingLimits): RawPicture {
  const header = readHeader(file)
  if (header.width * header.height > limits.maxPixels) throw new PictureRefused('too-many-pixels')
  const step = Math.max(1, Math.floor(Math.max(header.width, header.height) / ENOUGH))
  const columns = Math.ceil(header.width / step)
  const rows = Math.ceil(header.height / step)
  const rgb = new Uint8Array(columns * rows * 3)
  const pixel = header.compression === 1 || header.compression === 2 ? runLengthReader(file, header) : directReader(file, header)
  for (let row = 0; row < rows; row++) {
    const y = header.topDown ? row * step : header.height - 1 - row * step
    for (let column = 0; column < columns; column++) rgb.set(pixel(column * step, y), (row * columns + column) * 3)
  }
  return { width: header.width, height: header.height, columns, rows, rgb }
}

type PixelReader = (x: number, storedRow: number) => readonly [number, number, number]

function readHeader(file: Uint8Array): Header {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 26) throw new PictureRefused('truncated')
  const size = view.getUint32(14, true)
  const old = size === 12
  if (file.length < 14 + size || (!old && size < 16)) throw new PictureRefused('truncated')
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true)
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true)
  const bits = view.getUint16(old ? 24 : 28, true)
  const compression = old || size < 20 ? 0 : view.getUint32(30, true)
  const height = Math.abs(signedHeight)
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) throw new PictureRefused('broken')
  if (!isPossible(compression, bits)) throw new PictureRefused('broken')
  const usesMasks = compression === 3 || compression === 6
  const masksAt = size >= 52 ? 14 + 40 : 14 + size
  if (usesMasks && file.length < masksAt + 12) throw new PictureRefused('truncated')
  const mask = (index: number): number => view.getUint32(masksAt + index * 4, true)
  const masks: [number, number, number] = usesMasks ? [mask(0), mask(1), mask(2)] : bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff]
  const paletteAt = 14 + size + (usesMasks && size === 40 ? 12 : 0)
  const pixelsAt = view.getUint32(10, true)
  if (pixelsAt < 14 + size || pixelsAt > file.length) throw new PictureRefused('truncated')
  return { width, height, topDown: signedHeight < 0, bits, compression, pixelsAt, masks, palette: file.subarray(paletteAt, pixelsAt), paletteStep: old ? 3 : 4 }
}

function isPossible(compression: number, bits: number): boolean {
  if (compression === 0) return true
  if (compression === 1) return bits === 8
  if (compression === 2) return bits === 4
  return (compression === 3 || compression === 6) && (bits === 16 || bits === 32)
}

function directReader(file: Uint8Array, header: Header): PixelReader {
  const { bits, masks, pixelsAt } = header
  const stride = Math.floor((header.width * bits + 31) / 32) * 4
  if (pixelsAt + stride * header.height > file.length) throw new PictureRefused('truncated')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (bits === 24) {
    return (x, row) => {
      const at = pixelsAt + row * stride + x * 3
      return [file[at + 2]!, file[at + 1]!, file[at]!]
    }
  }
  if (bits >= 16) {
    const channels = masks.map(channelOf) as [Channel, Channel, Channel]
    return (x, row) => {
      const at = pixelsAt + row * stride + (x * bits) / 8
      const value = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true)
      return [channels[0](value), channels[1](value), channels[2](value)]
    }
  }
  return (x, row) => {
    const byte = file[pixelsAt + row * stride + Math.floor((x * bits) / 8)]!
    const shift = 8 - bits - ((x * bits) % 8)
    return paletteColour(header, (byte >> shift) & ((1 << bits) - 1))
  }
}

type Channel = (value: number) => number

/** Spreads a mask of any width over 0–255. */
function channelOf(mask: number): Channel {
  if (mask === 0) return () => 0
  const shift = 31 - Math.clz32(mask & -mask)
  const most = mask >>> shift
  return (value) => Math.round((((value & mask) >>> shift) * 255) / most)
}

function paletteColour(header: Header, index: number): readonly [number, number, number] {
  const at = index * header.paletteStep
  return [header.palette[at + 2] ?? 0, header.palette[at + 1] ?? 0, header.palette[at] ?? 0]
}

/** Unpacks run-length rows to one byte a pixel; commands that leave the picture or the file are damage. */
function runLengthReader(file: Uint8Array, header: Header): PixelReader {
  const { width, height } = header
  const half = header.bits === 4
  const plane = new Uint8Array(width * height)
  let x = 0
  let y = 0
  let at = header.pixelsAt
  const next = (): number => {
    const byte = file[at++]
    if (byte === undefined) throw new PictureRefused('truncated')
    return byte
  }
  const put = (value: number): void => {
    if (x < width && y < height) plane[y * width + x] = value
    x++
  }
  for (let open = true; open && y < height; ) {
    const count = next()
    const value = next()
    if (count > 0) for (let i = 0; i < count; i++) put(half ? (i % 2 === 0 ? value >> 4 : value & 15) : value)
    else if (value === 0) [x, y] = [0, y + 1]
    else if (value === 1) open = false
    else if (value === 2) [x, y] = [x + next(), y + next()]
    else {
      let byte = 0
      for (let i = 0; i < value; i++) {
        if (!half) put(next())
        else {
          if (i % 2 === 0) byte = next()
          put(i % 2 === 0 ? byte >> 4 : byte & 15)
        }
      }
      const used = half ? Math.ceil(value / 2) : value
      if (used % 2 === 1) next()
    }
  }
  return (px, row) => paletteColour(header, plane[row * width + px]!)
}
