import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the kill tests import and file, told to the killed process and to its judge alike. */
export const ORDERS = 1_500
export const BUYERS = ['云间客_88', 'amy.w', '小满家居', 'zoe_k', 'Łucja Ö.']
/** Small pictures of several formats; each is made unlike the others by bytes after its end, which readers skip. */
const PICTURES = ['flower.jpg', 'Landscape_6.jpg', 'animated-loop-3.webp', 'exif_gps.jpg', 'png_named.jpg']
/** Some photos are long enough to be caught half copied. */
const LONG = Buffer.alloc(2_000_000, 'x')

/** Name of a version of the one order file. Every row of a version says which one it is by its amount: {@link paidCentsOf}. */
export const orderFileName = (version: number): string => `orders-${version}.csv`
export const paidCentsOf = (version: number): number => version * 100 + 50

/** Ends in 3: a number that ends in zeros looks as if a spreadsheet had rounded it, and is rejected. */
export const orderNumber = (n: number): string => `70000000000${100_000 + n}3`

/** A shop's order export; later versions hold the same orders with another amount. */
export function orderFile(version: number): string {
  const rows = Array.from({ length: ORDERS }, (_, n) => `${orderNumber(n)},${BUYERS[n % BUYERS.length]},${version}.50,已发货,圆通速递,YT${6_000_000_000_003 + n * 10}`)
  return ['订单号,买家昵称,实付金额,订单状态,物流公司,物流单号', ...rows].join('\n')
}

const pictures = new Map<string, Buffer>()

/** The bytes of the n-th photo. */
export function photoBytes(root: string, n: number): Buffer {
  const name = PICTURES[n % PICTURES.length] ?? ''
  const picture = pictures.get(name) ?? readFileSync(join(root, 'test/fixtures/photos', name))
  pictures.set(name, picture)
  return Buffer.concat([picture, n % 8 === 0 ? LONG : Buffer.alloc(0), Buffer.from(`\nphoto ${n}`)])
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** First argument of the killed process, as JSON. */
export interface KillJob {
  readonly work: 'import' | 'photos'
  readonly dataDir: string
  /** The repository's root. */
  readonly root: string
  readonly filesEntry: string
  /** Where the files to take in are made. */
  readonly sources: string
  /** First version or photo number to take in; it goes on from there until it is killed. */
  readonly from: number
}

/** One line of the killed process. Those with `done` stand for something that a service had returned before the line was written. */
export type KillLine =
  | { readonly type: 'open' }
  | { readonly type: 'resumed' }
  | { readonly type: 'file-process'; readonly pid: number }
  | { readonly type: 'begin'; readonly n: number }
  | { readonly type: 'import'; readonly done: true; readonly version: number; readonly batchId: string; readonly inserted: number; readonly updated: number; readonly unchanged: number }
  | { readonly type: 'photo'; readonly done: true; readonly n: number; readonly sha256: string; readonly linkId: string; readonly archivedAs: string }
  | { readonly type: 'case'; readonly done: true; readonly id: string; readonly caseNo: string }
  | { readonly type: 'note'; readonly done: true; readonly caseId: string; readonly text: string }
