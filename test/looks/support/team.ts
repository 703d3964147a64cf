import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator } from '@playwright/test'
import type { SyncOverview } from '../../../src/contract/sync'
import type { StoreSettings } from '../../../src/contract/sync-store'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp } from '../../e2e/support/app'
import { goTo as goByKeys, pane } from '../../e2e/support/desk'
import { resize } from '../../e2e/support/looks'
import { pageRpc, type PageRpc } from '../../e2e/support/rpc'
import { everyLook, USUAL } from './look'

/** PCs of a team that share one store (S1-S7), each a window of its own on a data folder of its own, and how a person gets about in them. */

export interface Pc {
  launched: LaunchedApp
  rpc: PageRpc
  readonly user: string
  readonly dataDir: string
}
interface Session {
  readonly staff: readonly { readonly id: string; readonly name: string; readonly role: string }[]
  readonly shops: readonly { readonly name: string }[]
}
export interface Team {
  readonly folder: string
  /** A shared folder that is there and empty. */
  readonly store: string
  /** A window that is closed at the end whatever happens. */
  start(user: string, dataDir?: string): Promise<LaunchedApp>
  end(launched: LaunchedApp): Promise<void>
  /** A PC with the demo shop, its supervisor signed in. */
  demo(user: string, cases: number): Promise<Pc>
  /** A PC with a shop that was founded a moment ago, its founder signed in. */
  founded(user: string, shop: string, founder: string): Promise<Pc>
  /** Closes the window and opens it again. */
  again(one: Pc, staff: string): Promise<void>
  close(): Promise<void>
}

export const CASES = 160

export async function gather(label: string): Promise<Team> {
  const folder = await temporaryFolder(label)
  const store = join(folder, '客服共享盘')
  const running = new Set<LaunchedApp>()
  await mkdir(store)
  await mkdir(resultsDir, { recursive: true })
  const start = async (user: string, dataDir?: string): Promise<LaunchedApp> => {
    const launched = await launchApp({ userData: join(folder, user), locale: 'zh-CN', theme: 'light', ...(dataDir === undefined ? {} : { dataDir }) })
    running.add(launched)
    return launched
  }
  const end = async (launched: LaunchedApp): Promise<void> => {
    running.delete(launched)
    await launched.close()
  }
  const begin = async (user: string, fill: (rpc: PageRpc, dataDir: string) => Promise<void>): Promise<Pc> => {
    const launched = await start(user)
    const one: Pc = { launched, rpc: await pageRpc(launched.page), user, dataDir: join(folder, `data-${user}`) }
    await fill(one.rpc, one.dataDir)
    await signIn(one, await nameOf(one, 'supervisor'))
    await resize(launched.app, launched.page, ...USUAL)
    return one
  }
  return {
    folder, store, start, end,
    demo: (user, cases) => begin(user, async (rpc, dataDir) => void (await rpc.call('session.setUpDemo', { dataDir, cases }))),
    founded: (user, shop, founder) => begin(user, async (rpc, dataDir) => void (await rpc.call('session.setUp', { dataDir, shop: { name: shop, platform: 'tmall' }, staff: { name: founder } }))),
    async again(one, staff) {
      await end(one.launched)
      one.launched = await start(one.user, one.dataDir)
      await expect(one.launched.page.getByTestId('sign-in').or(one.launched.page.getByTestId('status-staff')).first()).toBeVisible()
      await signIn(one, staff)
      await resize(one.launched.app, one.launched.page, ...USUAL)
    },
    async close() {
      for (const one of running) await one.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

export const session = (one: Pc): Promise<Session> => one.rpc.call<Session>('session.state')
/** Somebody in that role; '' when there is nobody. */
export const nameOf = async (one: Pc, role: string): Promise<string> => (await session(one)).staff.find((each) => each.role === role)?.name ?? ''
export async function signIn(one: Pc, name: string): Promise<void> {
  const { page } = one.launched
  await page.reload()
  const choice = page.getByTestId(`sign-in-staff-${name}`)
  await expect(choice.or(page.getByTestId('status-staff')).first()).toBeVisible()
  if (await choice.isVisible()) await choice.click()
  await expect(page.getByTestId('status-staff')).toBeVisible()
  one.rpc = await pageRpc(page)
  await one.rpc.call('session.signIn', { staffId: (await session(one)).staff.find((each) => each.name === name)?.id })
}

export const overview = (one: Pc): Promise<SyncOverview> => one.rpc.call<SyncOverview>('sync.overview')
export const sync = (one: Pc): Locator => pane(one.launched.page, 'sync')
/** To a pane by its keys, out of whatever field has the focus. */
export async function goTo(one: Pc, letter: string, id: string): Promise<void> {
  await one.launched.page.evaluate(`document.activeElement?.blur()`)
  await goByKeys(one.launched.page, letter, id)
}
export async function toTab(one: Pc, index: number): Promise<void> {
  await goTo(one, 'x', 'sync')
  const tab = sync(one).getByRole('tab').nth(index)
  await tab.click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
}
/** Rounds on these PCs, asked for again and again, until something is so. */
export async function until(what: string, probe: () => Promise<boolean>, pcs: readonly Pc[]): Promise<void> {
  await expect.poll(async () => {
    if (await probe()) return true
    for (const one of pcs) await one.rpc.call('sync.now')
    return false
  }, { message: what, timeout: 90_000, intervals: [250, 500, 1000] }).toBe(true)
}
/** All that was changed here lies in the store. */
export const isSent = async (one: Pc): Promise<boolean> => {
  const { status } = await overview(one)
  return status.lastSyncAt !== null && status.fault === null && status.waiting.changes + status.waiting.segments === 0
}
export const caseIds = async (one: Pc, limit: number): Promise<string[]> => (await one.rpc.call<{ rows: readonly { id: string }[] }>('cases.list', { view: 'all', limit })).rows.map(({ id }) => id)

/** At 700 px, beside the chat client, where a page is a column of its own; and back. */
export async function narrow(one: Pc, name: string): Promise<void> {
  const { app, page } = one.launched
  await resize(app, page, 700, 768)
  await goTo(one, 'x', 'sync')
  await everyLook(one.launched, name, { sizes: [[700, 768]] })
  await resize(app, page, ...USUAL)
  await goTo(one, 'x', 'sync')
}

/** The first founds the shared store, the others join and are admitted with the rights of daily work. */
export async function together(settings: StoreSettings, vaultName: string, first: readonly [Pc, string], ...others: readonly (readonly [Pc, string])[]): Promise<void> {
  const [founder, deviceName] = first
  await founder.rpc.call('sync.create', { settings, vaultName, deviceName, passphrase: null })
  await until('the store is founded', () => isSent(founder), [founder])
  for (const [one, name] of others) {
    const { vault } = await one.rpc.call<{ vault: { id: string } }>('sync.preview', { settings, passphrase: null })
    await one.rpc.call('sync.join', { settings, deviceName: name, passphrase: null, vault: vault.id })
    const { device } = await overview(one)
    await until(`${name} asks`, async () => (await overview(founder)).requests === 1, [founder])
    await founder.rpc.call('sync.admit', { deviceId: device.id, checkCode: device.checkCode, rights: 'work' })
    await until(`${name} belongs to the team`, async () => (await overview(one)).status.state !== 'asking' && (await isSent(one)), [founder, one])
  }
}
