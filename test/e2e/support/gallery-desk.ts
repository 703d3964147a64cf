import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { pngOf } from '../../support/png'
import { launchApp, root, temporaryFolder, type LaunchedApp } from './app'
import { foundedFolder } from './founded'
import { resize } from './looks'
import { pageRpc, type PageRpc } from './rpc'

/** A window on an archive of a few real photos of one buyer, if asked for with years of links beside them. */

const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
export const MANY = 100_000
export const BUYER = '云间客_88'
export const ORDER = '2026112000088821'

/** A screenshot-like PNG of noise, so that a mask visibly takes something away; the same each time. */
function noisePng(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  let seed = 7
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width * 3; x += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      rows[y * (1 + width * 3) + 1 + x] = (seed >> 16) & 0xff
    }
  }
  return pngOf(width, height, rows)
}

export interface Filed {
  readonly linkId: string
  readonly sha256: string
  readonly archivedAs: string
  readonly format: string
}

/** As many links as an archive has after years, all to the few pictures that are really there. */
function multiply(dataDir: string, pictures: readonly Filed[]): void {
  const db = new Database(join(dataDir, 'workstation.sqlite'))
  const insert = db.prepare(
    `INSERT INTO photo_link (id, hlc, photo_id, archived_as, original_name, buyer_nick, added_at, added_by, note) VALUES (?, '{}', ?, ?, ?, ?, ?, 'x', ?)`,
  )
  // the newest of them is older than what was filed a moment ago
  const newest = Date.now() - 3_600_000
  db.transaction(() => {
    for (let at = 0; at < MANY; at += 1) {
      const picture = pictures[at % pictures.length]
      if (picture) insert.run(`zz${String(at).padStart(7, '0')}`, picture.sha256, picture.archivedAs, `IMG_${at}.jpg`, at === 0 ? null : `买家${String(at % 700).padStart(3, '0')}`, newest - at * 900_000, at === 77_777 ? '外箱进水，面单清楚' : null)
    }
  })()
  db.close()
}

export interface GalleryDesk {
  readonly launched: LaunchedApp
  readonly page: Page
  readonly rpc: PageRpc
  readonly dataDir: string
  readonly caseNo: string
  /** A screenshot, filed last. */
  readonly png: Filed
  grid(): Locator
  /** The photo over the whole window, with its facts. */
  viewer(): Locator
  /** Photos of the list as it is filtered now. */
  total(): Promise<number>
  seenNow(): Promise<{ cells: number; pictures: number; first: number; height: number }>
  /** Every tile in sight shows its picture. */
  whole(): Promise<boolean>
  end(): Promise<void>
}

/** Six photos on a case of {@link BUYER}; with `many` {@link MANY} links more. Chinese, light, 1366 × 768, photos in front. */
export async function galleryDesk(label: string, many: boolean): Promise<GalleryDesk> {
  const filed: Filed[] = []
  const noiseFolder = await temporaryFolder('noise')
  let caseNo = ''
  const dataDir = await foundedFolder(label, async (call) => {
    const made = await call.call<{ id: string; caseNo: string }>('cases.create', { kind: 'damaged', buyerNick: BUYER, orderNo: ORDER, waybill: 'SF1204880147', note: '箱子压扁' })
    caseNo = made.caseNo
    const screen = join(noiseFolder, 'screen.png')
    await writeFile(screen, noisePng(400, 300))
    for (const path of [...['flower.jpg', 'Landscape_3.jpg', 'Landscape_6.jpg', '4.webp', 'example.heic'].map(fixture), screen]) {
      const [one] = await call.call<{ photo: Filed | null }[]>('photos.addFiles', { paths: [path], caseId: made.id })
      if (one?.photo) filed.push(one.photo)
    }
  })
  const png = filed.at(-1)
  if (png?.format !== 'png') throw new Error('the screenshot was not filed')
  if (many) multiply(dataDir, filed)
  const launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light' })
  const { page } = launched
  await page.getByTestId('queue-list').waitFor({ timeout: 60_000 })
  const rpc = await pageRpc(page)
  await resize(launched.app, page, 1366, 768)
  await page.keyboard.press('Control+3')
  const grid = (): Locator => page.getByTestId('photo-grid')
  const seenNow: GalleryDesk['seenNow'] = () =>
    page.evaluate(`(() => {
      const grid = document.querySelector('[data-testid="photo-grid"]')
      const box = grid.getBoundingClientRect()
      const cells = [...grid.querySelectorAll('[role="option"]')].filter((cell) => { const own = cell.getBoundingClientRect(); return own.bottom > box.top && own.top < box.bottom })
      return { cells: cells.length, pictures: cells.filter((cell) => cell.querySelector('img')?.naturalWidth > 0).length, first: Math.min(...cells.map((cell) => Number(cell.ariaPosInSet))), height: grid.scrollHeight }
    })()`)
  return {
    launched, page, rpc, dataDir, caseNo, png, grid, seenNow,
    viewer: () => page.getByTestId('photo-viewer'),
    total: async () => Number((await grid().locator('[role="option"]').first().getAttribute('aria-setsize', { timeout: 2000 }).catch(() => '0')) ?? 0),
    async whole() {
      const { cells, pictures } = await seenNow()
      return cells > 0 && cells === pictures
    },
    async end() {
      await launched.close()
      await rm(noiseFolder, { recursive: true, force: true })
      await rm(dirname(dataDir), { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
