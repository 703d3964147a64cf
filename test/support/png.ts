import { crc32, deflateSync } from 'node:zlib'

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/**
 * A PNG written by hand, so that a test decides what it claims.
 * @param rows scanlines as the format wants them, each behind its filter byte; fewer than claimed make a bomb or a torn file
 * @param kind bits of one sample and colour type; 8-bit RGB when absent
 */
export function pngOf(width: number, height: number, rows: Uint8Array, kind: { readonly bits: number; readonly colour: number } = { bits: 8, colour: 2 }): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([kind.bits, kind.colour, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}
