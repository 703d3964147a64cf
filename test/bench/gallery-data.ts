import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openFolder } from '../../src/backend/open-folder'
import { noFiles, ROOT } from './data'
import { emptyFolder } from './import'

const VERSION = 1
/** Different pictures; every photo has its own file and address, so that no cache of the browser helps one side. */
const PICTURES = 500
const BUYERS = 5000
const BETWEEN_MS = 600_000

interface VipsImage {
  readonly width: number
  readonly height: number
  crop(left: number, top: number, width: number, height: number): VipsImage
  thumbnailImage(width: number, options: object): VipsImage
  webpsaveBuffer(options: object): Uint8Array
  delete(): void
}
interface Vips {
  Image: { newFromBuffer(bytes: Uint8Array): VipsImage }
}

export interface GalleryData {
  readonly dataDir: string
  /** Folder of the thumbnails. */
  readonly thumbs: string
  /** JSON for the bare page: id and name of each photo, newest first. */
  readonly list: string
}

const idOf = (n: number): string => createHash('sha256').update(`gallery photo ${n}`).digest('hex')

async function pictures(): Promise<Uint8Array[]> {
  const { default: create } = (await import('wasm-vips')) as unknown as { default: (options: object) => Promise<Vips> }
  const vips = await create({ dynamicLibraries: [] })
  const source = vips.Image.newFromBuffer(readFileSync(join(ROOT, 'test', 'fixtures', 'photos', 'Landscape_1.jpg')))
  return Array.from({ length: PICTURES }, (_, n) => {
    const width = Math.floor(source.width * (0.4 + ((n * 37) % 100) / 200))
    const height = Math.floor((width * 3) / 4)
    const part = source.crop((n * 53) % (source.width - width), (n * 29) % (source.height - height), width, height)
    const thumb = part.thumbnailImage(320, { height: 320 })
    const webp = thumb.webpsaveBuffer({ Q: 75, effort: 2, keep: 0 }).slice()
    thumb.delete()
    part.delete()
    return webp
  })
}

/** As many links as photos, over three years, of 5,000 buyers. */
function insert(dataDir: string, photos: number, newest: number): void {
  const folder = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles })
  const db = folder.kernel.db.writable
  const photo = db.prepare(`INSERT INTO photo (id, hlc, format, bytes, width, height, has_thumb, added_at) VALUES (?, '{}', 'jpeg', 3000000, 4000, 3000, 1, ?)`)
  const link = db.prepare(`INSERT INTO photo_link (id, hlc, photo_id, archived_as, original_name, buyer_nick, added_at, added_by) VALUES (?, '{}', ?, ?, ?, ?, ?, 'bench')`)
  db.transaction(() => {
    for (let n = 0; n < photos; n += 1) {
      const buyer = `买家${String(n % BUYERS).padStart(4, '0')}`
      photo.run(idOf(n), newest - n * BETWEEN_MS)
      link.run(`g${String(n).padStart(7, '0')}`, idOf(n), `售后问题图片/2026-11/${buyer}/${buyer}_${n}.jpg`, `IMG_${n}.jpg`, n % 9 === 0 ? null : buyer, newest - n * BETWEEN_MS)
    }
  })()
  folder.close()
}

/** An archive of `photos` photos with real rows and thumbnails (A7), made once under .cache/bench; the originals are not there. */
export async function galleryData(photos: number, say: (line: string) => void): Promise<GalleryData> {
  const schema = createHash('sha256')
  for (const name of readdirSync(join(ROOT, 'drizzle')).filter((file) => file.endsWith('.sql')).sort()) schema.update(readFileSync(join(ROOT, 'drizzle', name)))
  const base = join(ROOT, '.cache', 'bench', `gallery-${photos}-v${VERSION}-${schema.digest('hex').slice(0, 8)}`)
  const place = (root: string): GalleryData => ({ dataDir: join(root, 'data'), thumbs: join(root, 'data', 'thumbs'), list: join(root, 'list.json') })
  if (existsSync(base)) return place(base)
  say(`gallery: making ${photos} photos once (kept in .cache/bench)`)
  const part = `${base}.part`
  rmSync(part, { recursive: true, force: true })
  const { dataDir, thumbs, list } = place(part)
  mkdirSync(part, { recursive: true })
  await emptyFolder(dataDir)
  insert(dataDir, photos, Date.now())
  const shown = await pictures()
  mkdirSync(thumbs, { recursive: true })
  shown.forEach((webp, n) => writeFileSync(join(thumbs, `${n}.webp`), webp))
  for (let n = 0; n < photos; n += 1) {
    const id = idOf(n)
    mkdirSync(join(thumbs, id.slice(0, 2)), { recursive: true })
    linkSync(join(thumbs, `${n % PICTURES}.webp`), join(thumbs, id.slice(0, 2), `${id}.webp`))
  }
  shown.forEach((_webp, n) => rmSync(join(thumbs, `${n}.webp`)))
  writeFileSync(list, JSON.stringify(Array.from({ length: photos }, (_, n) => ({ id: idOf(n), name: `买家${n % BUYERS}` }))))
  renameSync(part, base)
  return place(base)
}
