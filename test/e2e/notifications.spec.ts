import { expect, test } from '@playwright/test'
import { launchApp, type LaunchedApp } from './support/app'
import { pane, shot } from './support/desk'
import { foundedFolder } from './support/founded'
import { pageRpc } from './support/rpc'

/** U5, C4: fifty cases that fall due are one system notification; a click leads to them. */
const MINUTE = 60_000
let dataDir = ''
let launched: LaunchedApp

interface Shown { readonly title: string; readonly body: string }
/** What the program would have shown: a desktop without a notification service shows nothing, so its class is watched. */
declare global {
  var shownNotifications: { title: string; body: string; click(): void }[] | undefined
  var lastBadge: number | undefined
}

const shown = (): Promise<Shown[]> => launched.app.evaluate(() => (globalThis.shownNotifications ?? []).map(({ title, body }) => ({ title, body })))

test.beforeAll(async () => {
  dataDir = await foundedFolder('notifications', async (rpc) => {
    // noon at the shop, whatever the time of this machine: quiet hours are those of the shop
    const hours = new Date().getUTCHours()
    const ahead = 12 - hours
    const timeZone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
    const [shop] = await rpc.call<{ id: string; name: string }[]>('masters.shops')
    await rpc.call('masters.shopUpdate', { ...shop, timeZone: ahead === 0 ? 'UTC' : timeZone })
  })
  launched = await launchApp({ dataDir, locale: 'zh-CN', theme: 'light' })
  await launched.app.evaluate(({ Notification, app }) => {
    globalThis.shownNotifications = []
    Notification.isSupported = () => true
    Notification.prototype.show = function show(this: Electron.Notification) {
      globalThis.shownNotifications?.push({ title: this.title, body: this.body, click: () => this.emit('click') })
    }
    app.setBadgeCount = (count?: number) => {
      globalThis.lastBadge = count ?? 0
      return true
    }
  })
})
test.afterAll(async () => {
  await launched.close()
})

test('U5, C4: fifty cases that fall due at once are exactly one notification, with numbers and no buyer', async () => {
  const { app, page } = launched
  await expect(pane(page, 'queue')).toBeVisible()
  const rpc = await pageRpc(page)
  for (let n = 0; n < 50; n += 1) await rpc.call('cases.create', { kind: 'damaged', buyerNick: `秘密买家${n}`, messageAt: Date.now() - 10 * MINUTE })
  await expect.poll(() => app.evaluate(() => globalThis.lastBadge), { timeout: 30_000 }).toBe(50)
  await expect.poll(shown).toHaveLength(1)
  const [notice] = await shown()
  expect(notice?.title).toMatch(/^已超时 \d+ 单$/)
  expect(notice?.body).toMatch(/超时 A-\S+ 破损/)
  expect(JSON.stringify(notice)).not.toContain('秘密')
  // another look at the same fifty says nothing more
  await rpc.call('cases.create', { kind: 'damaged', buyerNick: '再来一位', messageAt: Date.now() - 10 * MINUTE })
  await expect.poll(() => app.evaluate(() => globalThis.lastBadge), { timeout: 30_000 }).toBe(51)
  expect(await shown()).toHaveLength(1)
})

test('U5: a click brings the window to the overdue cases', async () => {
  const { app, page } = launched
  await app.evaluate(() => globalThis.shownNotifications?.[0]?.click())
  await expect(page.getByTestId('pane-queue')).toContainText('已超时')
  await expect(page.getByTestId('status-overdue')).toContainText('51')
  await shot(page, 'notifications-overdue')
})
