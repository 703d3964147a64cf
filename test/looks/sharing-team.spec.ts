import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { SyncDevice } from '../../src/contract/sync'
import { pane, press } from '../e2e/support/desk'
import { everyLook } from './support/look'
import { CASES, caseIds, gather, goTo, isSent, narrow, overview, session, sync, toTab, together, until, type Pc, type Team } from './support/team'

/**
 * A team at work (S5-S7): who is on a case, the PCs with one behind and one retired, renaming, retiring, another place, leaving. Each in both
 * languages, light and dark, at 1366×768 and 1920×1080.
 */
let team: Team
let a: Pc
let b: Pc
let c: Pc

test.beforeAll(async () => {
  team = await gather('sharing-team')
  a = await team.demo('user-a', CASES)
  const shop = (await session(a)).shops[0]?.name ?? ''
  b = await team.founded('user-b', shop, '仓库小陈')
  c = await team.founded('user-c', shop, '夜班小周')
  await together({ kind: 'folder', path: team.store }, '星海售后组', [a, '客服 1 号机'], [b, '仓库退货台旁边那台很旧的电脑（名字特别长）'], [c, '夜班'])
})
test.afterAll(() => team.close())

async function presence(): Promise<void> {
  const { rows } = await a.rpc.call<{ rows: readonly { id: string; buyerNick: string | null }[] }>('cases.list', { view: 'all', limit: 1 })
  const [shown] = rows
  await until('the case is here', async () => (await caseIds(b, 200)).includes(shown?.id ?? ''), [b])
  for (const one of [a, b]) {
    await goTo(one, 'q', 'queue')
    const all = pane(one.launched.page, 'queue').getByRole('button', { name: '看全部未结' })
    if (await all.isVisible()) await all.click()
    await pane(one.launched.page, 'queue').getByText(shown?.buyerNick ?? '').first().click()
  }
  const taken = pane(b.launched.page, 'case').getByTestId('case-taken')
  await until('the other PC knows', async () => (await overview(b)).online.some(({ people }) => people.length > 0), [a, b])
  await expect(taken).toBeVisible()
  await everyLook(b.launched, 'sync-case-open')
  await a.launched.page.getByTestId('reply-text').fill('亲，照片收到了，马上给您安排补发')
  await until('and that it is answered', async () => (await taken.getAttribute('class'))?.includes('answering') ?? false, [a, b])
  await everyLook(b.launched, 'sync-case-answered')
  await toTab(b, 0)
  await everyLook(b.launched, 'sync-status-online')
  await toTab(b, 1)
  await everyLook(b.launched, 'sync-devices-work')
  await a.launched.page.getByTestId('reply-text').fill('')
}

async function devices(): Promise<void> {
  const { page } = a.launched
  await team.end(b.launched)
  for (const [at, id] of (await caseIds(a, 30)).entries()) await a.rpc.call('cases.update', { id, patch: { memo: `前台改的第 ${at + 1} 条` } })
  await until('it is sent', () => isSent(a), [a])
  await toTab(a, 1)
  await everyLook(a.launched, 'sync-devices')
  await narrow(a, 'sync-devices')
  const row = (name: string) => sync(a).getByTestId('sync-device').filter({ hasText: name })
  await row('夜班').getByTestId('sync-retire').click()
  await everyLook(a.launched, 'sync-retire')
  await page.getByTestId('sync-device-submit').click()
  await expect(page.getByTestId('sync-device-dialog')).toHaveCount(0)
  await everyLook(a.launched, 'sync-devices-retired')
  await row('客服 1 号机').getByTestId('sync-rename').click()
  await everyLook(a.launched, 'sync-rename')
  await press(page, 'Escape')
  // what the retired PC is told
  const isTold = async (): Promise<boolean> => (await c.rpc.call<{ devices: readonly SyncDevice[] }>('sync.devices')).devices.some(({ own, retiredAt }) => own && retiredAt !== null)
  await until('it knows', isTold, [c])
  await toTab(c, 0)
  await everyLook(c.launched, 'sync-retired')
}

async function places(): Promise<void> {
  const { page } = a.launched
  const change = page.getByTestId('sync-change-dialog')
  await toTab(a, 0)
  await page.getByTestId('sync-change').click()
  await everyLook(a.launched, 'sync-change')
  const elsewhere = join(team.folder, '空的共享盘')
  await mkdir(elsewhere)
  await change.getByTestId('sync-store-path').fill(elsewhere)
  await everyLook(a.launched, 'sync-change-wrong', {
    again: async () => {
      await change.getByTestId('sync-change-submit').click()
      await expect(change.getByRole('alert').first()).toBeVisible()
    },
  })
  const moved = `${team.store}（新）`
  await rename(team.store, moved)
  await change.getByTestId('sync-store-path').fill(moved)
  await everyLook(a.launched, 'sync-change-checked', {
    again: async () => {
      await change.getByTestId('sync-check').click()
      await expect(change.getByTestId('sync-check-steps')).toBeVisible()
    },
  })
  await change.getByTestId('sync-change-submit').click()
  await expect(change).toHaveCount(0)
  await until('it goes on there', () => isSent(a), [a])
  await everyLook(a.launched, 'sync-changed')
  await page.getByTestId('sync-leave').click()
  await everyLook(a.launched, 'sync-leave')
  await press(page, 'Escape')
}

/** One after the other in one test: each begins where the one before has left the PCs, and a finding about a screen stops none of them. */
test('S5-S7: a team at work, its PCs, another place, leaving', async () => {
  await test.step('who is on a case', presence)
  await test.step('PCs: one behind, one retired, renaming', devices)
  await test.step('another place, leaving', places)
})
