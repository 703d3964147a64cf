import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from '@playwright/test'
import { expect, test } from '@playwright/test'
import { dataPaths } from '../../src/backend/db/data-folder'
import { formatHlc } from '../../src/domain/sync/hlc'
import { launchApp, type LaunchedApp } from './support/app'
import { focusedId, goTo, noticesGone, pane, press, shot } from './support/desk'
import { foundedShop, type FoundedShop } from './support/founded'
import { overflowing, resize, violations, visiblePanes } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** The page of sharing (S1, S3, S5–S7, U2, U3): set-up with its test, status, devices, conflicts, leaving and the preview of joining. */
test.describe.serial('sync screens', () => {
  let shop: FoundedShop
  let launched: LaunchedApp
  let page: Page
  let rpc: PageRpc
  let store: string
  let caseId: string
  let caseNo: string

  test.beforeAll(async () => {
    shop = await foundedShop('sync-screens', { locale: 'zh-CN', theme: 'light' })
    ;({ launched, page, rpc } = shop)
    store = join(shop.folder, 'share')
    await mkdir(store)
    const made = await rpc.call<{ id: string; caseNo: string }>('cases.create', { kind: 'damaged', buyerNick: '云间客_88', note: '箱子破了' })
    caseId = made.id
    caseNo = made.caseNo
    await rpc.call('cases.update', { id: caseId, patch: { flag: 1, memo: '先请买家拍外箱' } })
    await resize(launched.app, page, 1366, 768)
  })
  test.afterAll(async () => {
    await launched.close()
    await rm(shop.folder, { recursive: true, force: true, maxRetries: 5 })
  })

  const theme = async (choice: 'light' | 'dark'): Promise<void> => {
    await page.evaluate(`window.workstation.setTheme('${choice}')`)
    await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(choice)
  }
  const toTab = async (index: number): Promise<void> => {
    const tab = pane(page, 'sync').getByRole('tab').nth(index)
    await tab.click()
    await expect(tab).toHaveAttribute('aria-selected', 'true')
  }
  /** In both themes: no serious finding of axe, nothing too wide. */
  async function judged(name: string): Promise<void> {
    await noticesGone(page)
    expect(await violations(page), `${name} light`).toEqual([])
    await shot(page, `sync-${name}-light`)
    expect(await overflowing(page)).toEqual([])
    await theme('dark')
    expect(await violations(page, 'colours'), `${name} dark`).toEqual([])
    await shot(page, `sync-${name}-dark`)
    await theme('light')
  }

  test('S5, S7: off says what sharing is; the connection test names the failing step and what to do', async () => {
    await goTo(page, 'x', 'sync')
    const setup = page.getByTestId('sync-setup')
    await expect(setup).toContainText('不是备份')
    await expect(page.getByTestId('status-sync')).toHaveCount(0)
    await judged('off')
    await page.getByTestId('sync-create').click()
    await page.getByTestId('sync-store-path').fill(join(shop.folder, 'not-mounted'))
    await page.getByTestId('sync-check').click()
    await expect(page.getByTestId('sync-check-steps')).toContainText('位置不存在')
    await page.getByTestId('sync-vault-name').fill('云间售后组')
    await page.getByTestId('sync-device-name').fill('客服 1 号机')
    await judged('test-failed')
    await page.getByTestId('sync-store-path').fill(store)
    await expect(page.getByTestId('sync-check-steps')).toHaveCount(0)
    await page.getByTestId('sync-check').click()
    await expect(setup).toContainText('连接正常')
  })

  test('S5, S6, S7: a vault is created; status, place and devices are told in words', async () => {
    await page.getByTestId('sync-create-submit').click()
    const status = page.getByTestId('sync-status')
    await expect(status).toContainText('云间售后组')
    await expect(status).toContainText(store)
    await expect(page.getByTestId('status-sync')).toBeVisible()
    await expect.poll(async () => (await rpc.call<{ status: { lastSyncAt: number | null } }>('sync.overview')).status.lastSyncAt).not.toBeNull()
    await expect(page.getByTestId('sync-waits')).toContainText('没有')
    await judged('status')
    await toTab(1)
    await expect(page.getByTestId('sync-device')).toHaveCount(1)
    await expect(page.getByTestId('sync-device')).toContainText('客服 1 号机')
    await judged('devices')
    await toTab(2)
    await expect(page.getByTestId('sync-conflicts')).toContainText('没有冲突')
    await toTab(3)
    await expect(page.getByTestId('sync-reviews')).toContainText('没有要复核的')
  })

  test('S3: a conflict shows both values; 2 chooses the other, Ctrl+Z takes it back, Enter opens the case', async () => {
    // as two other PCs would have written it: the engine's own tests bring such heads here through a store
    await launched.close()
    const db = new DatabaseSync(dataPaths(join(shop.folder, 'data')).database)
    const put = db.prepare('INSERT INTO sync_head (table_name, row_id, field_group, hlc, fields, actor_id, found_at) VALUES (?, ?, ?, ?, ?, NULL, ?)')
    const now = Date.now()
    const long = '买家说外箱已经扔了，只有内盒照片；请改走“仅内物照片”的流程，运费先垫付，等快递回执。'.repeat(4)
    for (let at = 0; at < 2; at += 1) {
      const stamp = formatHlc({ millis: now - at * 60_000, counter: 0 }, at === 0 ? 'otherdevice00000' : 'thirddevice00000')
      put.run('cases', caseId, 'memo', stamp, JSON.stringify(at === 0 ? { flag: 1, memo: '先请买家拍外箱' } : { flag: 4, memo: long }), now)
      put.run('cases', caseId, 'owner', stamp, JSON.stringify({ assignee_id: at === 0 ? null : 'x' }), now - 1)
    }
    db.close()
    launched = await launchApp({ dataDir: join(shop.folder, 'data'), locale: 'zh-CN', theme: 'light' })
    ;({ page } = launched)
    await expect(page.getByTestId('status-staff')).toBeVisible()
    rpc = await pageRpc(page)
    const { staff } = await rpc.call<{ staff: readonly { id: string }[] }>('session.state')
    await rpc.call('session.signIn', { staffId: staff[0]?.id })
    await resize(launched.app, page, 1366, 768)
    await expect(page.getByTestId('status-sync')).toContainText('冲突 2')
    await goTo(page, 'x', 'sync')
    await toTab(2)
    const cards = page.getByTestId('sync-conflict')
    await expect(cards).toHaveCount(2)
    await expect(cards.first()).toContainText(caseNo)
    await expect(cards.first()).toContainText('蓝旗')
    await judged('conflicts')
    await cards.first().focus()
    await press(page, 'ArrowDown', 'ArrowUp', '2')
    await expect(cards).toHaveCount(1)
    const memo = async (): Promise<number | null> => (await rpc.call<{ flag: number | null }>('cases.get', { id: caseId })).flag
    await expect.poll(memo).toBe(4)
    await press(page, 'Control+z')
    await expect.poll(memo).toBe(1)
    await cards.first().focus()
    await press(page, 'Enter')
    await expect(pane(page, 'case')).toHaveAttribute('aria-label', caseNo)
    await expect.poll(() => focusedId(page)).not.toBe('sync-conflict')
  })

  test('S5: leaving keeps everything here; joining again shows first what would happen', async () => {
    await goTo(page, 'x', 'sync')
    await toTab(0)
    await page.getByTestId('sync-leave').click()
    await expect(page.getByTestId('sync-leave-dialog')).toContainText('数据全部留下')
    await judged('leave')
    await page.getByTestId('sync-leave-submit').click()
    await expect(page.getByTestId('sync-setup')).toBeVisible()
    await page.getByTestId('sync-join').click()
    await page.getByTestId('sync-store-path').fill(store)
    await page.getByTestId('sync-device-name').fill('客服 1 号机')
    await page.getByTestId('sync-preview-submit').click()
    await expect(page.getByTestId('sync-preview')).toContainText('云间售后组')
    await judged('preview')
  })

  test('U3: English, and the one-column layout', async () => {
    await page.getByTestId('switch-language').click()
    await expect(page.getByTestId('sync-preview')).toContainText('what would happen')
    await judged('preview-en')
    await resize(launched.app, page, 700, 768)
    await goTo(page, 'x', 'sync')
    expect(await visiblePanes(page)).toContain('sync')
    await judged('narrow-en')
  })
})
