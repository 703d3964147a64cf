import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { blockSize, blocksOf } from '../../src/domain/photo/drawing'
import { resultsDir } from './support/app'
import { stepTo } from './support/desk'
import { BUYER, galleryDesk, ORDER, type GalleryDesk } from './support/gallery-desk'

/** Of masks, as shipped (resources/policies/photos.yaml). */
const MASK = { lineParts: 240, lineLeast: 3, textParts: 28, textLeast: 14, blockLeast: 12, blockParts: 4 }

test.describe.configure({ mode: 'serial' })
test.describe('drawing on a photo', () => {
  let desk: GalleryDesk
  let page: Page
  test.beforeAll(async () => {
    test.setTimeout(180_000)
    desk = await galleryDesk('drawing', false)
    page = desk.page
    await page.getByRole('button', { name: '全部', exact: true }).click()
    await page.getByTestId('photo-search').fill(ORDER)
    await expect.poll(desk.total, { timeout: 15_000 }).toBe(6)
  })
  test.afterAll(() => desk.end())

  test('A5: a mask is drawn by key, leaving asks first, and the saved file holds averaged squares beside the untouched original', async () => {
    const before = await readFile(join(desk.dataDir, desk.png.archivedAs))
    await desk.grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-path')).toHaveText(desk.png.archivedAs)
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
    expect(made).not.toBe(desk.png.archivedAs)
    expect(dirname(made)).toBe(dirname(desk.png.archivedAs))
    expect(await readFile(join(desk.dataDir, desk.png.archivedAs))).toEqual(before)
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
    const [was, is] = [await pixels(before), await pixels(await readFile(join(desk.dataDir, made)))]
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
    await expect(page.getByTestId('photo-path')).toHaveText(desk.png.archivedAs)
    await expect(page.getByTestId('facts-drawing')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(desk.viewer()).toHaveCount(0)
    expect((await desk.rpc.call<{ rows: readonly unknown[] }>('photos.list', { buyerNick: BUYER })).rows).toHaveLength(7)
    // in the grid the drawing alone is marked as one
    await page.evaluate(`document.querySelector('[data-testid="photo-grid"]').scrollTop = 0`)
    await expect(page.getByTestId('drawn-mark')).toHaveCount(1)
    await expect(page.getByTestId('drawn-mark')).toHaveAttribute('aria-label', '标注件，原图未改')
    await page.screenshot({ path: join(resultsDir, 'gallery-drawn-mark.png') })
  })

  test('A5, A3: a HEIC can be drawn on at full size, and words typed on it are saved as JPEG', async () => {
    await desk.grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await stepTo(page, 'ArrowRight', page.getByTestId('photo-path'), /\.heic$/, 7)
    await page.keyboard.press('d')
    await expect.poll(() => page.evaluate(`document.querySelector('[data-testid="drawing-canvas"]')?.width ?? 0`), { timeout: 60_000 }).toBeGreaterThan(320)
    await page.keyboard.press('t')
    await page.getByTestId('drawing-canvas').click({ position: { x: 60, y: 60 } })
    await page.keyboard.type('look here')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('drawing-canvas')).toHaveAttribute('data-shapes', '1')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-path')).toHaveText(/\.jpg$/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(desk.viewer()).toHaveCount(0)
  })

  test('A5: a photo that its camera only marked as turned is drawn on, and saved, upright', async () => {
    await desk.grid().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await stepTo(page, 'ArrowRight', desk.viewer(), /Landscape_6\.jpg/, 9)
    await page.keyboard.press('d')
    // stored as 450 × 600, shown as 600 × 450
    await expect.poll(() => page.evaluate(`(({ width, height }) => width + '×' + height)(document.querySelector('[data-testid="drawing-canvas"]') ?? {})`)).toBe('600×450')
    await page.keyboard.press('b')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('facts-original')).toBeVisible()
    await expect(desk.viewer()).toContainText('600 × 450')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(desk.viewer()).toHaveCount(0)
  })
})
