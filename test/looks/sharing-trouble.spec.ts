import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { root } from '../e2e/support/app'
import { press } from '../e2e/support/desk'
import { everyLook } from './support/look'
import { startFaultyS3, type FaultyStore } from './support/faulty-s3'
import { CASES, caseIds, gather, isSent, narrow, overview, session, toTab, together, until, type Pc, type Team } from './support/team'

/**
 * Sharing that does not go on, in words a person acts on (S2, S7): a store that is away, empty, another team's, full, or no longer lets us in; a
 * PC whose files cannot be trusted; a round under way. Each in both languages, light and dark, at 1366×768 and 1920×1080.
 */
let team: Team
let a: Pc
let b: Pc
let d: Pc
let server: FaultyStore

test.beforeAll(async () => {
  team = await gather('sharing-trouble')
  server = await startFaultyS3()
  a = await team.demo('user-a', CASES)
  b = await team.founded('user-b', (await session(a)).shops[0]?.name ?? '', '仓库小陈')
  await together({ kind: 'folder', path: team.store }, '星海售后组', [a, '客服 1 号机'], [b, '仓库电脑'])
  const made = await b.rpc.call<{ id: string }>('cases.create', { kind: 'damaged', buyerNick: '仓库登记的买家' })
  await until('its case arrives', async () => (await caseIds(a, 200)).includes(made.id), [b, a])
  await team.end(b.launched)
})
test.afterAll(async () => {
  await team.close()
  await server.stop()
})

const state = async (one: Pc): Promise<string> => (await overview(one)).status.state
async function edit(one: Pc, words: string): Promise<void> {
  const [id] = await caseIds(one, 1)
  await one.rpc.call('cases.update', { id, patch: { memo: words } })
}

async function away(): Promise<void> {
  const { page } = a.launched
  await toTab(a, 0)
  await rename(team.store, `${team.store}-away`)
  await edit(a, '断网时改的')
  await until('it says that the store is away', async () => (await state(a)) === 'failing' || (await state(a)) === 'stopped', [a])
  await everyLook(a.launched, 'sync-away')
  await narrow(a, 'sync-away')
  await page.getByTestId('sync-leave').click()
  await everyLook(a.launched, 'sync-leave-waits')
  await press(page, 'Escape')
  // a share that is not mounted is often an empty folder
  await mkdir(team.store)
  await until('it says that the store is empty', async () => (await overview(a)).status.fault?.code === 'STORE_MISSING', [a])
  await everyLook(a.launched, 'sync-stopped-empty')
}

async function another(): Promise<void> {
  d = await team.founded('user-d', '别家', '外人')
  await together({ kind: 'folder', path: team.store }, '别家', [d, '别家的电脑'])
  await until('it stopped', async () => (await overview(a)).status.fault?.code === 'STORE_OTHER_VAULT', [a])
  await everyLook(a.launched, 'sync-stopped-foreign')
  await narrow(a, 'sync-stopped-foreign')
  await d.rpc.call('sync.leave', {})
  await rm(team.store, { recursive: true })
  await rename(`${team.store}-away`, team.store)
}

async function forged(): Promise<void> {
  await until('it goes on', () => isSent(a), [a])
  // a file of the other PC under a number that is not its own
  const streams = join(team.store, 'sync', 'streams')
  const own = (await overview(a)).device.id
  for (const stream of (await readdir(streams)).filter((name) => !name.startsWith(own))) {
    const last = (await readdir(join(streams, stream))).sort().at(-1)
    if (last !== undefined) await copyFile(join(streams, stream, last), join(streams, stream, `${String(Number.parseInt(last, 10) + 1).padStart(8, '0')}.seg`))
  }
  await until('it names the PC', async () => (await overview(a)).status.streams.some(({ fault }) => fault !== null), [a])
  await everyLook(a.launched, 'sync-stream-fault')
}

/** On a server, which can be full, slow, or refuse a key that worked yesterday. */
async function onServer(): Promise<void> {
  await together(server.settings, '别家', [d, '别家的电脑'])
  await toTab(d, 0)
  server.set('full')
  await d.rpc.call('cases.create', { kind: 'damaged', buyerNick: '满了以后的买家' })
  await until('it says that the store is full', async () => (await overview(d)).status.fault !== null, [d])
  await everyLook(d.launched, 'sync-full')
  server.set('credentials')
  await until('it says that the key is refused', async () => (await overview(d)).status.fault?.detail['fault'] === 'credentials', [d])
  await everyLook(d.launched, 'sync-refused')
  server.set('nothing')
  await until('it goes on', () => isSent(d), [d])
  server.set('hold')
  const fixture = (name: string): string => join(root, 'test', 'fixtures', 'photos', name)
  await d.rpc.call('photos.addFiles', { paths: ['flower.jpg', '4.webp', 'Landscape_1.jpg'].map(fixture), caseId: (await caseIds(d, 1))[0] })
  await until('a round is under way', async () => (await state(d)) === 'running', [d])
  await everyLook(d.launched, 'sync-running')
  server.set('nothing')
}

/** One after the other in one test: each begins where the one before has left the PCs, and a finding about a screen stops none of them. */
test('S2, S7: sharing that does not go on says why and what to do', async () => {
  await test.step('the store is away or empty', away)
  await test.step('another team’s store stands in its place', another)
  await test.step('files that cannot be trusted', forged)
  await test.step('a server that is full, refuses a key, is slow', onServer)
})
