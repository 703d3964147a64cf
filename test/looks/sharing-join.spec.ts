import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Locator } from '@playwright/test'
import { press } from '../e2e/support/desk'
import { resize } from '../e2e/support/looks'
import { everyLook, LARGE, USUAL } from './support/look'
import { CASES, gather, goTo, isSent, nameOf, narrow, overview, session, signIn, sync, toTab, until, type Pc, type Team } from './support/team'

/**
 * Joining a team (S5, S6, U4): what would happen, asking, being admitted by the check code, and the first run of a PC that joins. Each in both
 * languages, light and dark, at 1366×768 and 1920×1080.
 */
let team: Team
let a: Pc
let b: Pc
let supervisor: string
let agent: string

test.beforeAll(async () => {
  team = await gather('sharing-join')
  a = await team.demo('user-a', CASES)
  ;[supervisor, agent] = [await nameOf(a, 'supervisor'), await nameOf(a, 'agent')]
  // one who may admit by a PIN at somebody else's place
  const { shops } = await session(a)
  await a.rpc.call('masters.staffCreate', { name: '周经理', role: 'supervisor', pin: '2468' })
  await a.rpc.call('sync.create', { settings: { kind: 'folder', path: team.store }, vaultName: '星海售后组', deviceName: '客服 1 号机', passphrase: null })
  await until('the store is founded', () => isSent(a), [a])
  // names that are on both sides
  b = await team.founded('user-b', shops[0]?.name ?? '', agent)
  for (let at = 0; at < 3; at += 1) await b.rpc.call('cases.create', { kind: 'damaged', buyerNick: `仓库登记的买家${at}` })
})
test.afterAll(() => team.close())

async function preview(): Promise<void> {
  const { page } = b.launched
  const form = page.getByTestId('sync-setup')
  await goTo(b, 'x', 'sync')
  await page.getByTestId('sync-join').click()
  await page.getByTestId('sync-store-path').fill(team.folder)
  await page.getByTestId('sync-device-name').fill('仓库退货台旁边那台很旧的电脑（名字特别长）')
  await everyLook(b.launched, 'sync-preview-no-vault', {
    again: async () => {
      await page.getByTestId('sync-preview-submit').click()
      await expect(form.getByRole('alert')).toBeVisible()
    },
  })
  await page.getByTestId('sync-store-path').fill(team.store)
  await page.getByTestId('sync-preview-submit').click()
  await expect(page.getByTestId('sync-preview')).toBeVisible()
  await everyLook(b.launched, 'sync-preview')
  await narrow(b, 'sync-preview')
  await page.getByTestId('sync-join-submit').click()
  await expect(page.getByTestId('sync-check-code')).toBeVisible()
  await until('its own part is read', async () => (await overview(b)).status.state === 'asking', [b])
  await everyLook(b.launched, 'sync-asking')
  await narrow(b, 'sync-asking')
}

async function admit(): Promise<void> {
  const { page } = a.launched
  const code = (await overview(b)).device.checkCode ?? ''
  await until('the request arrives', async () => (await overview(a)).requests === 1, [a])
  await toTab(a, 1)
  await everyLook(a.launched, 'sync-devices-request')
  await narrow(a, 'sync-devices-request')
  const dialog = page.getByTestId('sync-device-dialog')
  const ask = async (): Promise<void> => {
    await sync(a).getByTestId('sync-request').getByRole('button').first().click()
    await expect(dialog).toBeVisible()
  }
  await signIn(a, agent)
  await toTab(a, 1)
  await ask()
  await everyLook(a.launched, 'sync-admit-agent')
  await press(page, 'Escape')
  await signIn(a, supervisor)
  await toTab(a, 1)
  await ask()
  await everyLook(a.launched, 'sync-admit')
  await dialog.getByTestId('sync-code').fill(code === '00000000' ? '11111111' : '00000000')
  await everyLook(a.launched, 'sync-admit-wrong', {
    again: async () => {
      await dialog.getByTestId('sync-device-submit').click()
      await expect(dialog.getByRole('alert').first()).toBeVisible()
    },
  })
  await dialog.getByTestId('sync-rights').click()
  await everyLook(a.launched, 'sync-admit-rights')
  await press(page, 'Escape')
  await dialog.getByTestId('sync-code').fill(code)
  await dialog.getByTestId('sync-device-submit').click()
  await expect(dialog).toHaveCount(0)
  await until('both belong to the team', async () => (await overview(b)).status.state !== 'asking' && (await isSent(b)), [a, b])
}

async function firstRun(): Promise<void> {
  const launched = await team.start('user-c')
  const { page, app } = launched
  const joining = page.getByTestId('join-team')
  const submit = (): Locator => joining.getByTestId('join-team-submit')
  await resize(app, page, ...USUAL)
  await expect(page.getByTestId('first-run-join')).toBeVisible()
  await everyLook(launched, 'first-run')
  await page.getByTestId('first-run-join').click()
  await expect(joining.getByTestId('join-team-submit')).toBeVisible()
  await everyLook(launched, 'first-run-join')
  await joining.getByTestId('join-team-folder').fill(join(team.folder, 'data-c'))
  await joining.getByTestId('sync-store-path').fill(join(team.folder, '没有挂上的盘'))
  await joining.getByTestId('sync-device-name').fill('夜班')
  await everyLook(launched, 'first-run-join-failed', {
    again: async () => {
      await submit().click()
      await expect(joining.getByRole('alert').first()).toBeVisible()
    },
  })
  await joining.getByTestId('sync-store-path').fill(team.store)
  await submit().click()
  await expect(joining.getByTestId('sync-preview')).toBeVisible()
  await everyLook(launched, 'first-run-join-preview', { sizes: [USUAL, LARGE, [700, 768]] })
  // what the team has written is away for a while: the new PC waits for it
  const parts = (await readdir(join(team.store, 'sync'))).filter((name) => name === 'streams' || name === 'snapshots')
  for (const part of parts) await rename(join(team.store, 'sync', part), join(team.folder, part))
  await submit().click()
  await expect(page.getByTestId('join-team-waiting')).toBeVisible()
  await everyLook(launched, 'first-run-join-waiting')
  await rename(team.store, `${team.store}-away`)
  await expect(page.getByTestId('join-team-waiting').getByRole('alert')).toBeVisible({ timeout: 90_000 })
  await everyLook(launched, 'first-run-join-waiting-failed')
  await rename(`${team.store}-away`, team.store)
  for (const part of parts) await rename(join(team.folder, part), join(team.store, 'sync', part))
  await expect(page.getByTestId('sign-in')).toBeVisible({ timeout: 120_000 })
  await everyLook(launched, 'first-run-joined')
}

/** One after the other in one test: each begins where the one before has left the PCs, and a finding about a screen stops none of them. */
test('S5, S6, U4: a PC sees what would happen, asks and is admitted; another joins in its first run', async () => {
  await test.step('what would happen', preview)
  await test.step('admitting', admit)
  await test.step('the first run of a PC that joins', firstRun)
})
