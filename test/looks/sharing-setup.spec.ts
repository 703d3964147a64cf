import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, type Locator } from '@playwright/test'
import { deadAddress } from '../support/sync/servers'
import { everyLook } from './support/look'
import { startFaultyS3, type FaultyStore, type Wrong } from './support/faulty-s3'
import { CASES, gather, goTo, isSent, narrow, signIn, nameOf, sync, toTab, until, type Pc, type Team } from './support/team'

/**
 * Setting sharing up on the first PC (S1, S5, S7): what it is, the form for each kind of store, the connection test with each step that can
 * fail, and what stands there once it was created. Each in both languages, light and dark, at 1366×768 and 1920×1080.
 */
let team: Team
let a: Pc
let server: FaultyStore

test.beforeAll(async () => {
  team = await gather('sharing-setup')
  server = await startFaultyS3()
  a = await team.demo('user-a', CASES)
})
test.afterAll(async () => {
  await team.close()
  await server.stop()
})

const form = (): Locator => a.launched.page.getByTestId('sync-setup')
const field = (id: string): Locator => a.launched.page.getByTestId(`sync-${id}`)
async function check(): Promise<void> {
  await field('check').click()
  await expect(form().getByTestId('sync-check-steps')).toBeVisible()
}
async function kind(at: number): Promise<void> {
  await field('store-kind').click()
  await a.launched.page.getByRole('option').nth(at).click()
}

async function off(): Promise<void> {
  const agent = await nameOf(a, 'agent')
  const supervisor = await nameOf(a, 'supervisor')
  await goTo(a, 'x', 'sync')
  await everyLook(a.launched, 'sync-off')
  await narrow(a, 'sync-off')
  await toTab(a, 1)
  await everyLook(a.launched, 'sync-off-devices')
  await signIn(a, agent)
  await toTab(a, 0)
  await everyLook(a.launched, 'sync-off-agent')
  await signIn(a, supervisor)
  await toTab(a, 0)
}

async function forms(): Promise<void> {
  const { page } = a.launched
  await field('create').click()
  await everyLook(a.launched, 'sync-create')
  await field('vault-name').fill('星海售后组')
  await field('device-name').fill('客服 1 号机')
  await field('passphrase').fill('十里春风不如你')
  await field('passphrase-again').fill('百里春风')
  await field('store-path').fill(join(team.folder, '没有挂上的盘'))
  await everyLook(a.launched, 'sync-check-folder', { again: check })
  await kind(1)
  await field('store-url').fill(`${await deadAddress()}/dav/team`)
  await field('store-user').fill('kefu')
  await field('store-password').fill('secret-words')
  await everyLook(a.launched, 'sync-check-webdav', { again: check })
  await kind(2)
  await field('store-endpoint').fill(server.endpoint)
  await field('store-bucket').fill('team')
  await field('store-key').fill('S3RVER')
  await field('store-secret').fill('S3RVER')
  await page.keyboard.press('Tab')
}

/** What goes wrong, and under which name each step of the test then fails. */
const FAULTS: readonly (readonly [wrong: Wrong, name: string])[] = [
  ['credentials', 'sign-in'],
  ['denied', 'list'],
  ['full', 'write'],
  ['damaged', 'read'],
  ['unlisted', 'find'],
  ['undeletable', 'remove'],
  ['late-clock', 'clock'],
]
async function faults(): Promise<void> {
  for (const [wrong, step] of FAULTS) {
    server.set(wrong)
    await everyLook(a.launched, `sync-check-s3-${step}`, { again: check })
  }
  await narrow(a, 'sync-check-s3')
  server.set('hold')
  await field('check').click()
  await everyLook(a.launched, 'sync-checking')
  server.set('nothing')
  await expect(form().getByTestId('sync-check-steps')).toBeVisible()
}

async function created(): Promise<void> {
  await kind(0)
  await field('store-path').fill(team.store)
  await field('passphrase').fill('')
  await everyLook(a.launched, 'sync-check-good', { again: check })
  await field('create-submit').click()
  await expect(field('status')).toBeVisible()
  await until('the first round is done', () => isSent(a), [])
  await everyLook(a.launched, 'sync-status')
  for (const [at, name] of [[1, 'devices-alone'], [2, 'conflicts-none'], [3, 'reviews-none']] as const) {
    await toTab(a, at)
    await everyLook(a.launched, `sync-${name}`)
  }
  await expect(sync(a)).toBeVisible()
}

/** With a passphrase, in a place of its own: what the store's pages say of it. */
async function encrypted(): Promise<void> {
  const path = join(team.folder, '加密的共享盘')
  await mkdir(path)
  await a.rpc.call('sync.leave', {})
  await a.rpc.call('sync.create', { settings: { kind: 'folder', path }, vaultName: '星海售后组', deviceName: '客服 1 号机', passphrase: '十里春风不如你' })
  await toTab(a, 0)
  await until('the first round is done', () => isSent(a), [])
  await everyLook(a.launched, 'sync-status-encrypted')
}

/** One after the other in one test: each begins where the one before has left the PC, and a finding about a screen stops none of them. */
test('S1, S5, S7: sharing is off, set up, tested and created', async () => {
  await test.step('off', off)
  await test.step('forms', forms)
  await test.step('each step that can fail', faults)
  await test.step('created', created)
  await test.step('encrypted', encrypted)
})
