import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body) >>> 0, body.length + 4)
  return out
}

/** A picture of black and white squares as PNG, one bit per pixel. `rows`: true is black. */
function pngOf(rows: readonly (readonly boolean[])[], scale: number): Buffer {
  const side = rows.length * scale
  const stride = Math.ceil(side / 8)
  const raw = Buffer.alloc((stride + 1) * side)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const white = rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] !== true
      if (white) raw[y * (stride + 1) + 1 + (x >> 3)]! |= 0x80 >> (x & 7)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 1
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', new Uint8Array())])
}

/** The modules of a QR code with its quiet zone; a quarter of it may be soiled (level Q). */
export const qrModules = (text: string): boolean[][] => encode(text, { ecc: 'Q', border: 4 }).data

/** A QR code as a data URL of a PNG (W6). `scale`: pixels per module. */
export const qrPicture = (text: string, scale = 8): string => `data:image/png;base64,${pngOf(qrModules(text), scale).toString('base64')}`
