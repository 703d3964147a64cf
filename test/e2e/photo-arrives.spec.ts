import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { foundedFolder } from './support/founded'
import { resize, violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
const PC = '仓库电脑（二楼打包台旁边那台，靠窗）'

interface Filed {
  readonly sha256: string
}

test.describe.configure({ mode: 'serial' })
test.describe('photos that another PC still sends', () => {
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let dataDir: string
  let caseId = ''
  let spare = ''
  const filed: Filed[] = []

  /** What sync writes when rows came and bytes did not: their thumbnails are not here, nor is the picture. */
  function onTheWay(): void {
    const db = new Database(join(dataDir, 'workstation.sqlite'))
    const stamp = db.prepare<[], { hlc: string }>('SELECT hlc FROM photo LIMIT 1').get()?.hlc ?? ''
    const device = /-([0-9a-z]{16})"/.exec(stamp)?.[1] ?? ''
    expect(device).not.toBe('')
    db.prepare(`INSERT INTO sync_device (id, hlc, name, part, public_key, rights, admitted_at, admitted_by) VALUES (?, '{}', ?, 'AAAA', '', 'full', 0, 'x')`).run(device, PC)
    for (const { sha256 } of filed) {
      db.prepare(`INSERT INTO sync_photo (photo_id, way, state, attempts, next_at) VALUES (?, 'down', 'waiting', 0, 0)`).run(sha256)
      db.prepare('UPDATE photo SET has_thumb = 0 WHERE id = ?').run(sha256)
    }
    db.close()
  }

  test.beforeAll(async () => {
    test.setTimeout(180_000)
    spare = await temporaryFolder('arrives')
    dataDir = await foundedFolder('arrives', async (call) => {
      const made = await call.call<{ id: string }>('cases.create', { kind: 'damaged', buyerNick: '云间客_88', note: '箱子压扁' })
      caseId = made.id
      const slots = ['outer-box', null]
      for (const [at, name] of ['flower.jpg', 'Landscape_1.jpg'].entries()) {
        const [one] = await call.call<{ photo: Filed | null }[]>('photos.addFiles', { paths: [fixture(name)], caseId, slot: slots[at] })
        if (one?.photo) filed.push(one.photo)
      }
    })
    expect(filed).toHaveLength(2)
    onTheWay()
    launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light' })
    page = launched.page
    await page.getByTestId('queue-list').waitFor({ timeout: 60_000 })
    rpc = await pageRpc(page)
    await resize(launched.app, page, 1366, 768)
    await page.getByTestId('queue-list').getByText('云间客_88').first().click()
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(spare, { recursive: true, force: true })
    await rm(dirname(dataDir), { recursive: true, force: true, maxRetries: 5 })
  })

  test('S4: its tile, its evidence slot and the viewer say from which PC a photo comes, instead of a broken picture', async () => {
    await expect(page.getByTestId('photo-awaited').first()).toHaveAttribute('data-tip', `还没从${PC}传过来`)
    await expect(page.getByTestId('case-evidence').locator('[data-slot="outer-box"]')).toHaveAttribute('aria-label', new RegExp(PC))
    expect(await page.locator('img[src^="photo://"]').count()).toBe(0)
    await page.screenshot({ path: join(resultsDir, 'photo-awaited-zh-light.png') })
    expect(await violations(page)).toEqual([])
    await page.getByTestId('case-evidence').locator('[data-slot="outer-box"]').click()
    await expect(page.getByTestId('stage-awaited')).toContainText('不用重新上传')
    await page.screenshot({ path: join(resultsDir, 'photo-awaited-viewer-zh.png') })
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('stage-awaited')).toHaveCount(0)
  })

  test('S4, U1: the same in English, dark, beside the chat client; when it has arrived the picture shows by itself', async () => {
    await page.evaluate(`window.workstation.setTheme('dark')`)
    await page.keyboard.press('Control+k')
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('INPUT')
    await page.keyboard.type('english')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('photo-awaited').first()).toHaveAttribute('data-tip', `Still arriving from ${PC}`)
    await page.screenshot({ path: join(resultsDir, 'photo-awaited-en-dark.png') })
    expect(await violations(page, 'colours')).toEqual([])
    await resize(launched.app, page, 700, 768)
    await page.screenshot({ path: join(resultsDir, 'photo-awaited-700.png') })
    await resize(launched.app, page, 1366, 768)

    const db = new Database(join(dataDir, 'workstation.sqlite'))
    db.prepare(`UPDATE sync_photo SET state = 'done'`).run()
    db.prepare('UPDATE photo SET has_thumb = 1').run()
    db.close()
    // any photo that is filed tells pages to look again, as an arrival does
    await rpc.call('photos.addFiles', { paths: [fixture('Landscape_2.jpg')], caseId })
    await expect(page.getByTestId('photo-awaited')).toHaveCount(0)
    await expect.poll(() => page.locator(`[data-testid="photo-grid"] img[src="photo://thumb/${filed[0]?.sha256}"]`).evaluateAll((all) => all.some((one) => 'naturalWidth' in one && Number(one.naturalWidth) > 0))).toBe(true)
  })
})
