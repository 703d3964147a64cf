import { crc32, deflateSync } from 'node:zlib'
import type { Random } from '../../../domain/demo/random'

const WIDTH = 240
const HEIGHT = 180
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body) >>> 0, body.length + 4)
  return framed
}

type Colour = readonly [red: number, green: number, blue: number]

/** A small picture of a parcel on a table, as PNG: every one differs, so every one is its own photo (A4). */
export function demoPicture(random: Random): Buffer {
  const rows = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT)
  const shade = (base: Colour, spread: number): Colour => [base[0] + random.int(-spread, spread), base[1] + random.int(-spread, spread), base[2] + random.int(-spread, spread)]
  const table = shade([176, 168, 158], 24)
  const box = shade([188, 146, 96], 26)
  const label: Colour = [238, 238, 232]
  const left = random.int(24, 60)
  const top = random.int(28, 60)
  const right = WIDTH - random.int(24, 60)
  const bottom = HEIGHT - random.int(14, 30)
  const tear = random.int(left + 10, right - 40)
  for (let y = 0; y < HEIGHT; y += 1) {
    const row = y * (WIDTH * 3 + 1)
    for (let x = 0; x < WIDTH; x += 1) {
      const inBox = x > left && x < right && y > top && y < bottom
      const inLabel = inBox && x < left + 70 && x > left + 12 && y > top + 14 && y < top + 52
      const inTear = inBox && x > tear && x < tear + 26 && Math.abs(y - (top + bottom) / 2 - ((x * 7) % 11)) < 9
      const isBar = inLabel && y > top + 32 && (x * 5 + left) % 7 < 3
      const [red, green, blue] = inTear || isBar ? [46, 40, 36] : inLabel ? label : inBox ? box : table
      const light = Math.round((y / HEIGHT) * 18) - 9
      const at = row + 1 + x * 3
      rows[at] = Math.min(255, Math.max(0, red - light))
      rows[at + 1] = Math.min(255, Math.max(0, green - light))
      rows[at + 2] = Math.min(255, Math.max(0, blue - light))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header.set([8, 2, 0, 0, 0], 8)
  // A serial in a text chunk keeps two equal pictures apart.
  const serial = Buffer.from(`Comment\0demo ${random.digits(12)}`, 'latin1')
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('tEXt', serial), chunk('IDAT', deflateSync(rows, { level: 3 })), chunk('IEND', Buffer.alloc(0))])
}
