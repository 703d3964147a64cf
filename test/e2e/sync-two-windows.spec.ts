import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { SyncDevice, SyncOverview } from '../../src/contract/sync'
import type { SyncConflict } from '../../src/contract/sync-conflicts'
import { launchApp, resultsDir, root, temporaryFolder, type LaunchedApp } from './support/app'
import { expectPainted, goTo, pane } from './support/desk'
import { violations } from './support/looks'
import { pageRpc, type PageRpc } from './support/rpc'

/** A PC of the team: a window of its own on a data folder of its own. */
interface Pc {
  readonly launched: LaunchedApp
  readonly page: Page
  rpc: PageRpc
  readonly dataDir: string
}
interface Case {
  readonly id: string
  readonly caseNo: string
  readonly flag: number | null
  readonly memo: string | null
}

const PHOTO = join(root, 'test', 'fixtures', 'photos', 'Landscape_1.jpg')
const sha256 = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex')

test.describe.configure({ mode: 'serial' })
test.describe('two PCs on one shared folder', () => {
  let folder: string
  let store: string
  let a: Pc
  let b: Pc
  let made: Case

  async function pc(name: string, shop: string): Promise<Pc> {
    const launched = await launchApp({ userData: join(folder, `user-${name}`), locale: 'zh-CN', theme: 'light' })
    const { page } = launched
    const dataDir = join(folder, `data-${name}`)
    const first = await pageRpc(page)
    await first.call('session.setUp', { dataDir, shop: { name: shop, platform: 'tmall' }, staff: { name } })
    await page.reload()
    await expect(pane(page, 'queue')).toBeVisible({ timeout: 30_000 })
    return { launched, page, rpc: await pageRpc(page), dataDir }
  }
  const overview = (one: Pc): Promise<SyncOverview> => one.rpc.call<SyncOverview>('sync.overview')
  /** Rounds on these PCs, asked for again and again, until something is so. */
  async function until(what: string, probe: () => Promise<boolean>, pcs: readonly Pc[] = [a, b]): Promise<void> {
    await expect
      .poll(async () => {
        if (await probe()) return true
        for (const one of pcs) await one.rpc.call('sync.now')
        return false
      }, { message: what, timeout: 40_000, intervals: [100, 250, 500] })
      .toBe(true)
  }
  const find = (one: Pc): Promise<Case> => one.rpc.call<Case>('cases.get', { id: made.id })
  const has = async (one: Pc): Promise<boolean> => (await one.rpc.call<{ rows: readonly { id: string }[] }>('cases.list', {})).rows.some(({ id }) => id === made.id)
  const conflicts = async (one: Pc): Promise<readonly SyncConflict[]> => (await one.rpc.call<{ rows: readonly SyncConflict[] }>('syncConflicts.list', {})).rows
  const shot = (one: Pc, name: string): Promise<Buffer> => one.page.screenshot({ path: join(resultsDir, `sync-two-${name}.png`) })

  test.beforeAll(async () => {
    folder = await temporaryFolder('sync-two')
    store = join(folder, '共享')
    await mkdir(store)
    await mkdir(resultsDir, { recursive: true })
    ;[a, b] = await Promise.all([pc('张敏', '云间家居旗舰店'), pc('李雷', '云间生活馆')])
  })
  test.afterAll(async () => {
    await Promise.all([a.launched.close(), b.launched.close()])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test('S1, S5, S6: one PC founds the shared store, the other sees what joining would do, joins and is admitted by its code', async () => {
    const settings = { kind: 'folder', path: store }
    await a.rpc.call('sync.create', { settings, vaultName: '云间家居', deviceName: '前台', passphrase: null })
    await goTo(b.page, 'x', 'sync')
    const joining = pane(b.page, 'sync')
    await joining.getByTestId('sync-join').click()
    await joining.getByTestId('sync-store-path').fill(store)
    await joining.getByTestId('sync-device-name').fill('仓库')
    await joining.getByTestId('sync-preview-submit').click()
    await expect(joining.getByTestId('sync-preview')).toContainText('云间家居')
    await expect(joining.getByTestId('sync-preview')).toContainText('前台')
    await shot(b, 'preview-zh-light')
    await joining.getByTestId('sync-join-submit').click()
    await expect(joining.getByTestId('sync-check-code')).toBeVisible()
    const asking = await overview(b)
    expect(asking.status.state).toBe('asking')
    const code = asking.device.checkCode ?? ''
    expect(code).toMatch(/^\d{8}$/)
    await expect(joining.getByTestId('sync-check-code')).toContainText(new RegExp(`${code.slice(0, 4)}\\s*${code.slice(4)}`))
    await shot(b, 'asking-zh-light')

    await until('the request arrives', async () => (await overview(a)).requests === 1)
    // whoever asks has nothing to decide about it
    expect((await overview(b)).requests).toBe(0)
    await goTo(a.page, 'x', 'sync')
    const admitting = pane(a.page, 'sync')
    await admitting.getByRole('tab', { name: '电脑' }).click()
    await expect(admitting.getByTestId('sync-request')).toContainText('仓库')
    await admitting.getByTestId('sync-request').getByRole('button').first().click()
    const dialog = a.page.getByTestId('sync-device-dialog')
    await dialog.getByTestId('sync-code').fill(code === '00000000' ? '11111111' : '00000000')
    await dialog.getByTestId('sync-device-submit').click()
    await expect(dialog.getByRole('alert').first()).toBeVisible()
    await shot(a, 'wrong-code-zh-light')
    await dialog.getByTestId('sync-code').fill(code)
    await dialog.getByTestId('sync-device-submit').click()
    await expect(dialog).toHaveCount(0)
    await until('both belong to the team', async () => {
      const lists = await Promise.all([a, b].map(async (one) => (await one.rpc.call<{ devices: readonly SyncDevice[] }>('sync.devices')).devices.map(({ name }) => name).sort().join()))
      return lists.every((names) => names === '仓库,前台') && (await overview(b)).status.fault === null && (await overview(b)).status.state !== 'asking'
    })
  })

  test('S1: a case made on one PC stands in the queue of the other by itself', async () => {
    const shops = (await a.rpc.call<{ shops: readonly { id: string }[] }>('session.state')).shops
    made = await a.rpc.call<Case>('cases.create', { kind: 'damaged', shopId: shops[0]?.id, buyerNick: '云间客_88', orderNo: '2026112000088821123', note: '杯子碎了' })
    // what was changed is sent by itself; the other looks every twenty seconds, or when it is asked to
    await until('the case is here', () => has(b), [b])
    // nobody has taken it yet: the queue of whoever sits there names it, and all open cases show it
    await goTo(b.page, 'q', 'queue')
    await pane(b.page, 'queue').getByRole('button', { name: '看全部未结' }).click()
    await expect(pane(b.page, 'queue')).toContainText('云间客_88')
    const [ours, theirs] = await Promise.all([a, b].map(find))
    // when a PC last worked something out is its own
    expect({ ...theirs, updatedAt: 0 }).toEqual({ ...ours, updatedAt: 0 })
  })

  test('S4: a photo archived on one PC lies on the other under its name and is painted', async () => {
    const [added] = await a.rpc.call<{ outcome: string; link: { archivedAs: string } }[]>('photos.addFiles', { paths: [PHOTO], caseId: made.id })
    expect(added?.outcome).toBe('added')
    const { rows } = await a.rpc.call<{ rows: readonly { archivedAs: string }[] }>('photos.list', { caseId: made.id })
    const there = async (): Promise<string | undefined> => (await b.rpc.call<{ rows: readonly { archivedAs: string }[] }>('photos.list', { caseId: made.id })).rows[0]?.archivedAs
    await until('the photo is here', async () => (await there()) === rows[0]?.archivedAs && (await sha256(join(b.dataDir, rows[0]?.archivedAs ?? '')).catch(() => '')) === (await sha256(PHOTO)))
    await pane(b.page, 'queue').getByText('云间客_88').first().click()
    await expectPainted(pane(b.page, 'photos'), 1)
    await shot(b, 'photo-zh-light')
  })

  test('S3, S7: one field edited on both while the store is away becomes a conflict with both values and their writers; deciding it on one PC decides it on both', async () => {
    await rename(store, `${store}-away`)
    await until('both say that the store is away', async () => (await Promise.all([a, b].map(overview))).every(({ status }) => status.state === 'failing'))
    for (const one of [a, b]) await expect(one.page.getByTestId('status-sync')).toContainText('暂未连上')
    await a.page.getByTestId('status-sync').click()
    await expect(pane(a.page, 'sync').getByTestId('sync-fault')).toHaveClass(/calm/)
    await shot(a, 'away-zh-light')
    await a.rpc.call('cases.update', { id: made.id, patch: { flag: 1, memo: '前台：补发' } })
    await b.rpc.call('cases.update', { id: made.id, patch: { flag: 2, memo: '仓库：已拍照' } })
    expect((await overview(a)).status.waiting.changes).toBeGreaterThan(0)
    await rename(`${store}-away`, store)

    await until('both show the conflict', async () => (await Promise.all([a, b].map(conflicts))).every(({ length }) => length === 1))
    for (const one of [a, b]) {
      const [conflict] = await conflicts(one)
      expect(conflict?.record.name).toBe(made.caseNo)
      expect(new Set(conflict?.sides.map(({ device, person }) => `${device}/${person}`))).toEqual(new Set(['前台/张敏', '仓库/李雷']))
      expect(JSON.stringify(conflict?.sides.map(({ values }) => values))).toMatch(/前台：补发.*仓库：已拍照|仓库：已拍照.*前台：补发/)
    }
    expect([(await find(a)).memo, (await find(a)).flag]).toEqual([(await find(b)).memo, (await find(b)).flag])
    const before = (await find(b)).memo
    await goTo(b.page, 'x', 'sync')
    await pane(b.page, 'sync').getByRole('tab', { name: '冲突' }).click()
    const card = pane(b.page, 'sync').getByTestId('sync-conflict')
    for (const words of [made.caseNo, '张敏', '前台', '前台：补发', '李雷', '仓库：已拍照']) await expect(card).toContainText(words)
    await shot(b, 'conflict-zh-light')
    await card.getByTestId('sync-choose-1').click()
    await expect(card).toHaveCount(0)
    const decided = (await find(b)).memo
    expect([before, decided].sort()).toEqual(['仓库：已拍照', '前台：补发'].sort())
    await until('it is decided on both', async () => (await Promise.all([a, b].map(conflicts))).every(({ length }) => length === 0) && (await find(a)).memo === decided)
  })

  test('S7: who has a case open is shown on the other PC', async () => {
    for (const one of [a, b]) {
      await goTo(one.page, 'q', 'queue')
      const all = pane(one.page, 'queue').getByRole('button', { name: '看全部未结' })
      if (await all.isVisible()) await all.click()
      await pane(one.page, 'queue').getByText('云间客_88').first().click()
    }
    await until('the other PC knows', async () => (await overview(b)).online.some(({ name, people }) => name === '前台' && people.includes('张敏')))
    await expect(pane(b.page, 'case').getByTestId('case-taken')).toContainText('张敏 (前台)')
    await shot(b, 'taken-zh-light')
  })

  test('U4, S5: a new PC joins the team in its first run, without founding a shop, and one of the staff signs in', async () => {
    const launched = await launchApp({ userData: join(folder, 'user-third'), locale: 'zh-CN', theme: 'light' })
    const { page } = launched
    try {
      await page.getByTestId('first-run-join').click()
      const form = page.getByTestId('join-team')
      await form.getByTestId('join-team-folder').fill(join(folder, 'data-third'))
      await form.getByTestId('sync-store-path').fill(store)
      await form.getByTestId('sync-device-name').fill('夜班')
      await form.getByTestId('join-team-submit').click()
      await expect(form.getByTestId('sync-preview')).toContainText('云间家居')
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: join(resultsDir, 'sync-two-first-run-zh-light.png') })
      await form.getByTestId('join-team-submit').click()
      await page.getByRole('button', { name: '李雷' }).click({ timeout: 30_000 })
      await expect(pane(page, 'queue')).toBeVisible()
      const rpc = await pageRpc(page)
      const { staff } = await rpc.call<{ staff: readonly { id: string; name: string }[] }>('session.state')
      expect(staff.map(({ name }) => name).sort()).toEqual(['张敏', '李雷'].sort())
      await rpc.call('session.signIn', { staffId: staff.find(({ name }) => name === '李雷')?.id })
      await expect.poll(async () => (await rpc.call<Case>('cases.get', { id: made.id })).memo).toBe((await find(a)).memo)
      expect((await rpc.call<SyncOverview>('sync.overview')).device.checkCode).toMatch(/^\d{8}$/)
    } finally {
      await launched.close()
    }
  })

  test('S5: a PC that leaves goes on alone with all it has', async () => {
    const left = await b.rpc.call<SyncOverview>('sync.leave', {})
    expect(left.status.state).toBe('off')
    expect(await has(b)).toBe(true)
    await a.rpc.call('cases.update', { id: made.id, patch: { memo: '之后改的' } })
    await until('the other goes on', async () => (await overview(a)).status.waiting.changes === 0, [a])
    expect((await find(b)).memo).not.toBe('之后改的')
  })
})
