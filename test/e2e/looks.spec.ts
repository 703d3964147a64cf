import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { focusedId, goTo, noticesGone, pane, press, shot } from './support/desk'
import { overflowing, picture, resize, violations, visiblePanes } from './support/looks'
import { pageRpc } from './support/rpc'

/** How the screens look with a believable shop in them (U1, U3): no serious finding of axe, nothing too wide, pictures for people. */

const CASES = 600
let home: string
let launched: LaunchedApp
let buyer = ''

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  home = await temporaryFolder('looks')
  await mkdir(resultsDir, { recursive: true })
  await mkdir(join(root, 'docs', 'pictures'), { recursive: true })
  launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light' })
})
test.afterAll(async () => {
  await launched.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const theme = async (choice: 'light' | 'dark'): Promise<void> => {
  const { page } = launched
  await page.evaluate(`window.workstation.setTheme('${choice}')`)
  await expect.poll(() => page.evaluate(`document.documentElement.dataset.theme`)).toBe(choice)
}

interface Found {
  readonly id: string
  readonly buyerNick: string | null
  readonly orderNo: string | null
  readonly order: { readonly waybills: readonly { readonly courierName: string | null }[] } | null
}

/** A fresh damaged case on one of the demo's orders, with two of the demo's photos: every pane has something to show. Its buyer. */
async function makeTellingCase(): Promise<string> {
  const rpc = await pageRpc(launched.page)
  const { staff } = await rpc.call<{ staff: { id: string }[] }>('session.state')
  await rpc.call('session.signIn', { staffId: staff[0]?.id })
  const { rows } = await rpc.call<{ rows: Found[] }>('cases.list', { view: 'all', limit: 100 })
  let chosen: Found | null = null
  for (const { id } of rows) {
    const found = await rpc.call<Found>('cases.get', { id })
    if (found.buyerNick !== null && /\p{Script=Han}/u.test(found.buyerNick) && found.order?.waybills[0]?.courierName?.includes('顺丰')) chosen = found
    if (chosen !== null) break
  }
  const note = '收到了，外箱压扁了一角，里面的东西也坏了，照片发你'
  const made = await rpc.call<Found & { evidenceSlots: { slot: string }[] }>('cases.create', { kind: 'damaged', orderNo: chosen?.orderNo, buyerNick: chosen?.buyerNick, note, messageAt: Date.now() - 75_000 })
  const photos = await rpc.call<{ rows: { linkId: string; sha256: string }[] }>('photos.list', { limit: 60 })
  const different = [...new Map(photos.rows.map((photo) => [photo.sha256, photo.linkId])).values()].slice(0, 2)
  for (const [at, linkId] of different.entries()) {
    const { path } = await rpc.call<{ path: string }>('photos.locate', { linkId })
    await rpc.call('photos.addFiles', { paths: [path], caseId: made.id, slot: made.evidenceSlots[at]?.slot })
  }
  return made.buyerNick ?? ''
}

/** Goes through all open cases by key until the buyer's is chosen. */
async function openCaseOf(buyer: string): Promise<void> {
  const { page } = launched
  await press(page, 'Control+k')
  await expect.poll(() => focusedId(page)).toBe('palette-input')
  await page.keyboard.insertText('全部未结')
  await press(page, 'Enter')
  await expect.poll(() => focusedId(page)).toBe('queue-list')
  const chosen = page.getByTestId('queue-list').locator('[aria-selected="true"]')
  await press(page, 'Home')
  for (let row = 0; row < 100; row += 1) {
    await expect(chosen).toHaveCount(1)
    const place = await chosen.getAttribute('id')
    const text = await chosen.innerText()
    if (text.includes(buyer) && text.includes('破损')) break
    await press(page, 'j')
    await expect(chosen).not.toHaveAttribute('id', place ?? '')
  }
  await expect(page.getByTestId('case-buyer')).toContainText(buyer)
  await expect(page.getByTestId('case-evidence').locator('img').first()).toBeVisible()
}

test('U3: the first run is accessible in both themes', async () => {
  const { page } = launched
  await expect(page.getByTestId('first-run')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await theme('dark')
  expect(await violations(page, 'colours')).toEqual([])
  await theme('light')
})

test('U4, R3: the demo shop opens on its sign-in, and after it the queue has the focus', async () => {
  const { page } = launched
  const rpc = await pageRpc(page)
  await rpc.call('session.setUpDemo', { dataDir: join(home, 'demo'), cases: CASES })
  await page.reload()
  await expect(page.getByTestId('sign-in')).toBeVisible()
  expect(await violations(page)).toEqual([])
  await shot(page, 'looks-sign-in')
  // the first of the list has the focus
  await press(page, 'Enter')
  await expect.poll(() => focusedId(page)).toBe('queue-list')
  await press(page, 'j', 'Enter')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
  await expect(page.getByTestId('case-buyer')).not.toBeEmpty()
})

test('U1: at 1366×768 queue, case and templates stand side by side and nothing is too wide', async () => {
  const { app, page } = launched
  await resize(app, page, 1366, 768)
  buyer = await makeTellingCase()
  await openCaseOf(buyer)
  expect(await visiblePanes(page)).toEqual(expect.arrayContaining(['case', 'photos', 'queue', 'templates']))
  expect(await overflowing(page)).toEqual([])
  await noticesGone(page)
  await picture(page, 'agent-light')
  await theme('dark')
  await picture(page, 'agent-dark')
  await theme('light')
})

for (const choice of ['light', 'dark'] as const) {
  test(`U3: the agent’s screens are accessible in the ${choice} theme`, async () => {
    const { page } = launched
    const judged = choice === 'light' ? 'all' : 'colours'
    await theme(choice)
    await goTo(page, 's', 'case')
    expect(await violations(page, judged)).toEqual([])
    for (const tab of ['订单', '钱', '步骤', '关联']) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await violations(page, judged), tab).toEqual([])
    }
    await page.getByRole('tab', { name: '时间线' }).click()
    for (const [keys, id] of [
      ['Control+n', 'new-case'],
      ['Control+k', 'palette'],
      ['w', 'wrong-shipment-dialog'],
      ['c', 'claim-dialog'],
      ['s', 'status-dialog'],
    ] as const) {
      await goTo(page, 's', 'case')
      await press(page, keys)
      await expect(page.getByTestId(id)).toBeVisible()
      expect(await violations(page, judged), id).toEqual([])
      await press(page, 'Escape')
      await expect(page.getByTestId(id)).toHaveCount(0)
    }
    for (const [letter, id] of [
      ['c', 'claims'],
      ['w', 'wrong-shipments'],
      ['i', 'imports'],
    ] as const) {
      await goTo(page, letter, id)
      expect(await violations(page, judged), id).toEqual([])
      expect(await overflowing(page), id).toEqual([])
      await shot(page, `looks-${id}-${choice}`)
    }
    await press(page, 'Control+j')
    await theme('light')
  })
}

test('U1, U3: month end and archive fit and are accessible', async () => {
  const { page } = launched
  await press(page, 'Control+2')
  await goTo(page, 'm', 'reconcile')
  // the demo's statements are of the month before
  await press(page, '[')
  await expect(page.getByTestId('pair-grid')).toBeVisible()
  await press(page, 'r')
  await expect(page.getByText(/对账完成/)).toBeVisible()
  const [notice, sums] = await Promise.all([page.getByTestId('toast').boundingBox(), page.getByTestId('invariants').boundingBox()])
  expect((notice?.y ?? 0) + (notice?.height ?? 0)).toBeLessThanOrEqual(sums?.y ?? 0)
  await expect(page.getByTestId('invariants')).toHaveAttribute('data-holds', 'true')
  await press(page, 'Home')
  await noticesGone(page)
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await picture(page, 'month-end-light')
  await press(page, 'Control+3')
  await goTo(page, 'p', 'photos')
  expect(await overflowing(page)).toEqual([])
  expect(await violations(page)).toEqual([])
  await shot(page, 'looks-archive')
  await theme('dark')
  expect(await violations(page, 'colours')).toEqual([])
  await press(page, 'Control+2')
  await goTo(page, 'm', 'reconcile')
  expect(await violations(page, 'colours')).toEqual([])
  await theme('light')
  await press(page, 'Control+1')
})

test('U1: at 700 px the sidecar shows next step, templates and photos in one column, the queue one key away', async () => {
  const { app, page } = launched
  await openCaseOf(buyer)
  await resize(app, page, 700, 768)
  await expect(page.getByRole('group', { name: '下一步、话术与照片' }).or(page.locator('.sidecar')).first()).toBeVisible()
  expect(await visiblePanes(page)).toEqual(['case', 'photos', 'templates'])
  expect(await overflowing(page)).toEqual([])
  await goTo(page, 's', 'case')
  await noticesGone(page)
  expect(await violations(page)).toEqual([])
  await picture(page, 'sidecar-light')
  await goTo(page, 'q', 'queue')
  expect(await visiblePanes(page)).toEqual(['queue'])
  expect(await overflowing(page)).toEqual([])
  await press(page, 'j', 'Enter')
  await expect.poll(() => focusedId(page)).toBe('pane-case')
  await expect(pane(page, 'queue')).toHaveCount(0)
})
