import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { expect, test, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { blockSize, blocksOf } from '../../src/domain/photo/drawing'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { stepTo } from './support/desk'
import { foundedFolder } from './support/founded'
import { overflowing, resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** Of masks, as shipped (resources/policies/photos.yaml). */
const MASK = { lineParts: 240, lineLeast: 3, textParts: 28, textLeast: 14, blockLeast: 12, blockParts: 4 }
const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
const MANY = 100_000
const BUYER = '云间客_88'

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
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

interface Filed {
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

test.describe.configure({ mode: 'serial' })
test.describe('gallery, viewer, drawing', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let dataDir: string
  let png: Filed
  let noiseFolder = ''
  let caseNo = ''

  test.beforeAll(async () => {
    test.setTimeout(180_000)
    const filed: Filed[] = []
    noiseFolder = await temporaryFolder('noise')
    dataDir = await foundedFolder('gallery', async (call) => {
      const made = await call.call<{ id: string; caseNo: string }>('cases.create', { kind: 'damaged', buyerNick: BUYER, orderNo: '2026112000088821', waybill: 'SF1204880147', note: '箱子压扁' })
      caseNo = made.caseNo
      const screen = join(noiseFolder, 'screen.png')
      await writeFile(screen, noisePng(400, 300))
      for (const path of [...['flower.jpg', 'Landscape_3.jpg', 'Landscape_6.jpg', '4.webp', 'example.heic'].map(fixture), screen]) {
        const [one] = await call.call<{ photo: Filed | null }[]>('photos.addFiles', { paths: [path], caseId: made.id })
        if (one?.photo) filed.push(one.photo)
      }
    })
    png = filed.at(-1) ?? { linkId: '', sha256: '', archivedAs: '', format: '' }
    expect(png.format).toBe('png')
    multiply(dataDir, filed)
    launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light' })
    page = launched.page
    await page.getByTestId('queue-list').waitFor({ timeout: 60_000 })
    rpc = await pageRpc(page)
    await resize(launched.app, page, 1366, 768)
    await page.keyboard.press('Control+3')
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(noiseFolder, { recursive: true, force: true })
    await rm(dirname(dataDir), { recursive: true, force: true, maxRetries: 5 })
  })

  const grid = () => page.getByTestId('photo-grid')
  const seenNow = (): Promise<{ cells: number; pictures: number; first: number; height: number }> =>
    page.evaluate(`(() => {
      const grid = document.querySelector('[data-testid="photo-grid"]')
      const box = grid.getBoundingClientRect()
      const cells = [...grid.querySelectorAll('[role="option"]')].filter((cell) => { const own = cell.getBoundingClientRect(); return own.bottom > box.top && own.top < box.bottom })
      return { cells: cells.length, pictures: cells.filter((cell) => cell.querySelector('img')?.naturalWidth > 0).length, first: Math.min(...cells.map((cell) => Number(cell.ariaPosInSet))), height: grid.scrollHeight }
    })()`)
  const total = async (): Promise<number> => Number((await grid().locator('[role="option"]').first().getAttribute('aria-setsize', { timeout: 2000 }).catch(() => '0')) ?? 0)
  const whole = async (): Promise<boolean> => {
    const { cells, pictures } = await seenNow()
    return cells > 0 && cells === pictures
  }
  const facts = () => page.getByTestId('photo-viewer')

  test('A7: all 100,000 photos have their height at once; a jump into the middle and to the end shows pictures, not gaps', async () => {
    await page.getByRole('button', { name: '全部', exact: true }).click()
    await expect.poll(total, { timeout: 20_000 }).toBe(MANY + 6)
    await expect.poll(whole).toBe(true)
    await expect(page.getByTestId('gallery-group').first()).toContainText('张')
    await page.screenshot({ path: join(resultsDir, 'gallery-zh-light.png') })
    const { height } = await seenNow()
    expect(height).toBeGreaterThan(1_000_000)
    for (const part of [0.5, 0.87, 0.13]) {
      await page.evaluate(`(() => { const grid = document.querySelector('[data-testid="photo-grid"]'); grid.scrollTop = grid.scrollHeight * ${part} })()`)
      await expect.poll(whole).toBe(true)
      const { first } = await seenNow()
      expect(first / MANY).toBeGreaterThan(part - 0.05)
      expect(first / MANY).toBeLessThan(part + 0.05)
    }
    await grid().focus()
    await page.keyboard.press('End')
    await expect.poll(whole).toBe(true)
    await expect(grid().locator('[aria-selected="true"]')).toHaveAttribute('aria-posinset', String(MANY + 6))
    await page.keyboard.press('Home')
    await expect(grid().locator('[aria-selected="true"]')).toHaveAttribute('aria-posinset', '1')
  })

  test('A7: filters by buyer, case, month and kind, groups by buyer, and all can be cleared', async () => {
    await page.getByTestId('gallery-buyer').fill('买家007')
    await expect.poll(total).toBe(143)
    await page.getByTestId('gallery-clear').click()
    await expect.poll(total).toBe(MANY + 6)
    await page.getByTestId('gallery-case').fill(caseNo)
    await expect.poll(total).toBe(6)
    await page.getByTestId('gallery-clear').click()
    await expect.poll(total).toBe(MANY + 6)
    await page.getByTestId('gallery-kind').click()
    await page.getByRole('option', { name: '破损', exact: true }).first().click()
    await expect.poll(total).toBe(6)
    await page.getByTestId('gallery-clear').click()
    await page.getByTestId('gallery-sort').click()
    await page.getByRole('option', { name: '按买家' }).click()
    await expect(page.getByTestId('gallery-group').first()).toContainText('没有买家')
    await expect.poll(whole).toBe(true)
    await page.screenshot({ path: join(resultsDir, 'gallery-by-buyer.png') })
    await page.getByTestId('gallery-sort').click()
    await page.getByRole('option', { name: '按月份' }).click()
    await expect(page.getByTestId('gallery-group').first()).toContainText(/\d{4}-\d{2}/)
    await page.getByTestId('gallery-month').click()
    await page.getByRole('option').nth(2).click()
    await expect.poll(total).toBeGreaterThan(2000)
    await expect.poll(total).toBeLessThan(3200)
    await page.getByTestId('gallery-clear').click()
    await expect.poll(total).toBe(MANY + 6)
  })

  test('A7: search finds by note, waybill, order and part of a buyer; nothing found is told', async () => {
    const search = page.getByTestId('photo-search')
    await search.fill('外箱进水')
    await expect.poll(total, { timeout: 15_000 }).toBe(1)
    await search.fill('SF1204880147')
    await expect.poll(total, { timeout: 15_000 }).toBe(6)
    await search.fill('2026112000088821')
    await expect.poll(total, { timeout: 15_000 }).toBe(6)
    await search.fill('买家699')
    await expect.poll(total, { timeout: 15_000 }).toBe(142)
    await search.fill('没有这个词')
    await expect(page.getByText('没有符合条件的照片')).toBeVisible()
    await page.screenshot({ path: join(resultsDir, 'gallery-nothing.png') })
    await search.fill('2026112000088821')
    await expect.poll(total, { timeout: 15_000 }).toBe(6)
  })

  test('A5: the viewer zooms, pans by arrow when zoomed, turns, goes on, and compares two in step', async () => {
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    const image = page.getByTestId('photo-large')
    const box = (id = 'photo-large'): Promise<{ left: number; width: number }> => page.evaluate(`(() => { const box = document.querySelector('[data-testid="${id}"]').getBoundingClientRect(); return { left: box.left, width: box.width } })()`)
    await expect(facts()).toContainText('1 / 6')
    await page.keyboard.press('k')
    await page.keyboard.press('ArrowRight')
    await expect(facts()).toContainText('2 / 6')
    // the HEIC: only its thumbnail can be shown, with a note
    await expect(facts()).toContainText('HEIC 的缩略图')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(facts()).toContainText('4 / 6')
    await expect.poll(async () => (await box()).width).toBeGreaterThan(0)
    const before = await box()
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await expect.poll(async () => (await box()).width).toBeGreaterThan(before.width * 2)
    const zoomed = await box()
    await page.keyboard.press('ArrowRight')
    await expect.poll(async () => (await box()).left).toBeLessThan(zoomed.left)
    await expect(facts()).toContainText('4 / 6')
    await page.keyboard.press('0')
    await expect.poll(async () => Math.round((await box()).width)).toBe(Math.round(before.width))
    await page.keyboard.press('r')
    await expect(image).toHaveAttribute('data-turns', '1')
    await page.keyboard.press('Shift+R')
    await expect(image).toHaveAttribute('data-turns', '0')
    await page.mouse.move(400, 400)
    await page.mouse.wheel(0, -300)
    await expect.poll(async () => (await box()).width).toBeGreaterThan(before.width)
    await image.dblclick()
    await page.keyboard.press('0')
    await page.keyboard.press('c')
    await expect(page.getByTestId('photo-kept')).toBeVisible()
    await expect(facts()).toContainText('5 / 6')
    await expect.poll(async () => Math.min((await box()).width, (await box('photo-kept')).width)).toBeGreaterThan(0)
    const [left, right] = [await box('photo-kept'), await box()]
    await page.keyboard.press('+')
    await page.keyboard.press('+')
    await expect.poll(async () => (await box()).width / right.width).toBeCloseTo(1.5625, 1)
    expect((await box('photo-kept')).width / left.width).toBeCloseTo((await box()).width / right.width, 2)
    await page.screenshot({ path: join(resultsDir, 'gallery-compare.png') })
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('photo-kept')).toHaveCount(0)
    await expect(facts()).toBeVisible()
  })

  test('A7: a note is written beside the photo, kept, and found', async () => {
    await page.getByTestId('photo-note').fill('杯口缺角')
    await page.getByTestId('photo-note').press('Escape')
    await expect(page.getByText('备注已保存')).toBeVisible()
    await expect(facts()).toBeVisible()
    await page.screenshot({ path: join(resultsDir, 'gallery-viewer.png') })
    await page.keyboard.press('Escape')
    await expect(facts()).toHaveCount(0)
    await page.getByTestId('photo-search').fill('缺角')
    await expect.poll(total, { timeout: 15_000 }).toBe(1)
    await page.getByTestId('photo-search').fill('2026112000088821')
    await expect.poll(total, { timeout: 15_000 }).toBe(6)
  })

  test('A5: a mask is drawn by key, leaving asks first, and the saved file holds averaged squares beside the untouched original', async () => {
    const before = await readFile(join(dataDir, png.archivedAs))
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-path')).toHaveText(png.archivedAs)
    await page.keyboard.press('d')
    const canvas = page.getByTestId('drawing-canvas')
    await expect.poll(() => page.evaluate(`document.querySelector('[data-testid="drawing-canvas"]')?.width ?? 0`)).toBeGreaterThan(320)
    await page.keyboard.press('a')
    await page.keyboard.press('Space')
    await expect(canvas).toHaveAttribute('data-shapes', '1')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('drawing-ask')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('drawing-ask')).toHaveCount(0)
    await page.keyboard.press('Control+z')
    await expect(canvas).toHaveAttribute('data-shapes', '0')
    await page.keyboard.press('Control+y')
    await expect(canvas).toHaveAttribute('data-shapes', '1')
    await page.keyboard.press('b')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.screenshot({ path: join(resultsDir, 'gallery-drawing.png') })
    for (let back = 0; back < 3; back += 1) await page.keyboard.press('Control+z')
    await expect(canvas).toHaveAttribute('data-shapes', '0')
    await page.keyboard.press('m')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await expect(page.getByText('已另存为新照片')).toBeVisible()
    await expect(page.getByTestId('drawing-editor')).toHaveCount(0)
    await expect(page.getByTestId('facts-original')).toBeVisible()
    const made = await page.getByTestId('photo-path').innerText()
    expect(made).not.toBe(png.archivedAs)
    expect(dirname(made)).toBe(dirname(png.archivedAs))
    expect(await readFile(join(dataDir, png.archivedAs))).toEqual(before)
    const pixels = async (bytes: Buffer): Promise<{ width: number; height: number; data: number[] }> =>
      page.evaluate(`(async () => {
        const image = new Image()
        image.src = 'data:image/png;base64,${bytes.toString('base64')}'
        await image.decode()
        const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight })
        const pen = canvas.getContext('2d')
        pen.drawImage(image, 0, 0)
        return { width: canvas.width, height: canvas.height, data: [...pen.getImageData(0, 0, canvas.width, canvas.height).data] }
      })()`)
    const [was, is] = [await pixels(before), await pixels(await readFile(join(dataDir, made)))]
    expect([is.width, is.height]).toEqual([was.width, was.height])
    const area = { x: Math.floor(was.width * 0.4), y: Math.floor(was.height * 0.4), right: Math.ceil(was.width * 0.6), bottom: Math.ceil(was.height * 0.6) }
    const size = { width: area.right - area.x, height: area.bottom - area.y }
    const at = (of: typeof was, x: number, y: number): number[] => of.data.slice((y * of.width + x) * 4, (y * of.width + x) * 4 + 3)
    let changed = 0
    for (const square of blocksOf(size, blockSize(size, MASK))) {
      const own = at(is, area.x + square.x, area.y + square.y)
      for (let y = 0; y < square.height; y += 1) {
        for (let x = 0; x < square.width; x += 1) {
          const place = [area.x + square.x + x, area.y + square.y + y] as const
          if (at(is, ...place).join() !== own.join()) throw new Error(`the square at ${square.x},${square.y} is not one colour`)
          if (at(was, ...place).join() !== own.join()) changed += 1
        }
      }
    }
    expect(changed).toBeGreaterThan(0)
    for (const [x, y] of [[0, 0], [area.x - 1, area.y], [area.right, area.bottom], [was.width - 1, was.height - 1]] as const) expect(at(is, x, y)).toEqual(at(was, x, y))
    await page.screenshot({ path: join(resultsDir, 'gallery-derived.png') })
    await page.getByTestId('facts-original').click()
    await expect(page.getByTestId('photo-path')).toHaveText(png.archivedAs)
    await expect(page.getByTestId('facts-drawing')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(facts()).toHaveCount(0)
    expect((await rpc.call<{ rows: readonly unknown[] }>('photos.list', { buyerNick: BUYER })).rows).toHaveLength(7)
    // in the grid the drawing alone is marked as one
    await page.evaluate(`document.querySelector('[data-testid="photo-grid"]').scrollTop = 0`)
    await expect(page.getByTestId('drawn-mark')).toHaveCount(1)
    await expect(page.getByTestId('drawn-mark')).toHaveAttribute('aria-label', '标注件，原图未改')
    await page.screenshot({ path: join(resultsDir, 'gallery-drawn-mark.png') })
  })

  test('A5, A3: a HEIC can be drawn on at full size, and words typed on it are saved as JPEG', async () => {
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await stepTo(page, 'ArrowRight', page.getByTestId('photo-path'), /\.heic$/, 7)
    await page.keyboard.press('d')
    await expect.poll(() => page.evaluate(`document.querySelector('[data-testid="drawing-canvas"]')?.width ?? 0`), { timeout: 30_000 }).toBeGreaterThan(320)
    await page.keyboard.press('t')
    await page.getByTestId('drawing-canvas').click({ position: { x: 60, y: 60 } })
    await page.keyboard.type('look here')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('drawing-canvas')).toHaveAttribute('data-shapes', '1')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-path')).toHaveText(/\.jpg$/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(facts()).toHaveCount(0)
  })

  test('A5: a photo that its camera only marked as turned is drawn on, and saved, upright', async () => {
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await stepTo(page, 'ArrowRight', facts(), /Landscape_6\.jpg/, 9)
    await page.keyboard.press('d')
    // stored as 450 × 600, shown as 600 × 450
    await expect.poll(() => page.evaluate(`(({ width, height }) => width + '×' + height)(document.querySelector('[data-testid="drawing-canvas"]') ?? {})`)).toBe('600×450')
    await page.keyboard.press('b')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('facts-original')).toBeVisible()
    await expect(facts()).toContainText('600 × 450')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(facts()).toHaveCount(0)
  })

  test('U1, U3: gallery, viewer and drawing are whole and accessible in English, dark and at 700 px', async () => {
    expect(await violations(page)).toEqual([])
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await page.keyboard.press('Control+k')
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('INPUT')
    await page.keyboard.type('english')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('gallery-sort')).toHaveText(/By month/)
    await page.screenshot({ path: join(resultsDir, 'gallery-en-dark.png') })
    expect(await violations(page, 'colours')).toEqual([])
    await grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-path')).toBeVisible()
    await page.screenshot({ path: join(resultsDir, 'gallery-viewer-en-dark.png') })
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('d')
    await expect.poll(() => page.evaluate(`document.querySelector('[data-testid="drawing-canvas"]')?.width ?? 0`)).toBeGreaterThan(320)
    await page.screenshot({ path: join(resultsDir, 'gallery-drawing-en-dark.png') })
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await resize(launched.app, page, 700, 768)
    await page.screenshot({ path: join(resultsDir, 'gallery-viewer-700.png') })
    await page.keyboard.press('Escape')
    await expect(facts()).toHaveCount(0)
    await page.getByTestId('photo-search').fill('')
    await expect.poll(total, { timeout: 15_000 }).toBe(MANY + 9)
    // the pane is low here, and still shows photos
    await expect.poll(whole).toBe(true)
    await page.screenshot({ path: join(resultsDir, 'gallery-700.png') })
    expect(await overflowing(page)).toEqual([])
  })
})
