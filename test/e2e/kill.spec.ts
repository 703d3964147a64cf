import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import type { ImportBatch, ImportResult } from '../../src/contract/imports'
import type { FileResult, Photo } from '../../src/contract/photos'
import { createRandom } from '../../src/domain/demo/random'
import { stillRunning } from '../faults/support/kill-run'
import { BUYERS, orderFile, orderFileName, orderNumber, ORDERS, paidCentsOf, photoBytes, sha256 } from '../faults/support/kill-work'
import type { LaunchedApp } from './support/app'
import { launchApp, root, temporaryFolder } from './support/app'
import { pageRpc, type PageRpc } from './support/rpc'

/** Kills in all: four with every `npm test`, more by KILLS; KILL_SEED repeats a schedule that failed. */
const ROUNDS = Math.max(1, Math.ceil(Number(process.env['KILLS'] ?? 4) / 4))
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)

/** What pages were told had been done. */
interface Acknowledged {
  readonly notes: { caseId: string; text: string }[]
  readonly versions: number[]
  readonly photos: Photo[]
}

interface Desk {
  readonly dataDir: string
  readonly sources: string
  readonly acknowledged: Acknowledged
  /** Version or photo that is taken in next. */
  next: number
}

type Work = (launched: LaunchedApp, rpc: PageRpc, desk: Desk) => Promise<void>

/** Imports version after version of the order file, as a page does, and notes something on a case between two of them. */
const importing: Work = async ({ page }, rpc, desk) => {
  const { id: caseId } = await rpc.call<{ id: string }>('cases.create', { kind: 'lost', orderNo: orderNumber(7) })
  for (;;) {
    const version = desk.next
    desk.next += 1
    const path = join(desk.sources, orderFileName(version))
    await writeFile(path, orderFile(version))
    const result: ImportResult | null = await page.evaluate(`(async () => {
      let result = null
      for await (const event of await globalThis.testRpc.call('imports.orders', ${JSON.stringify({ path, platform: 'other' })})) if (event.type === 'orders') result = event.result
      return result
    })()`)
    expect(result?.rejected).toEqual([])
    desk.acknowledged.versions.push(version)
    const text = `第 ${version} 版已导入`
    await rpc.call('cases.addNote', { id: caseId, text })
    desk.acknowledged.notes.push({ caseId, text })
  }
}

const filing: Work = async (_launched, rpc, desk) => {
  for (;;) {
    const n = desk.next
    desk.next += 1
    const path = join(desk.sources, `photo-${n}.jpg`)
    await writeFile(path, photoBytes(root, n))
    const [result] = await rpc.call<FileResult[]>('photos.addFiles', { paths: [path], buyerNick: BUYERS[n % BUYERS.length] })
    if (result?.photo == null) throw new Error(`photo ${n} was refused`)
    desk.acknowledged.photos.push(result.photo)
  }
}

const WORKS: Readonly<Record<string, Work>> = { 'an import': importing, 'photo filing': filing }

/** Everything that was acknowledged is there, nothing is there in part, and the data are sound (R1, A6). */
async function judge(rpc: PageRpc, desk: Desk): Promise<void> {
  expect(await rpc.call('session.state')).toMatchObject({ phase: 'ready', dataDir: desk.dataDir, problem: null })
  expect(await rpc.call('health.check')).toEqual({ integrity: 'ok', problems: [] })
  const { notes, versions, photos } = desk.acknowledged
  for (const { caseId, text } of notes) {
    const { timeline } = await rpc.call<{ timeline: { type: string; text: string | null }[] }>('cases.get', { id: caseId })
    expect(timeline.filter((event) => event.text === text)).toHaveLength(1)
  }
  const batches = await rpc.call<ImportBatch[]>('imports.batches', {})
  expect(batches.filter((batch) => batch.state !== 'done' && batch.state !== 'cancelled')).toEqual([])
  const paid = new Set<number | undefined>()
  for (const n of [0, 1, Math.floor(ORDERS / 2), ORDERS - 1]) {
    const [order] = await rpc.call<{ paidCents: number }[]>('orders.find', { text: orderNumber(n) })
    paid.add(order?.paidCents)
  }
  expect(paid.size, 'orders of one version').toBe(1)
  const [cents] = paid
  if (versions.length > 0) expect(cents).toBeGreaterThanOrEqual(paidCentsOf(versions.at(-1) ?? 0))
  const report = await rpc.call<{ missing: string[]; altered: string[]; repaired: string[] }>('photos.verify')
  expect(report).toMatchObject({ missing: [], altered: [], repaired: [] })
  for (const photo of photos) expect(sha256(await readFile(join(desk.dataDir, photo.archivedAs)))).toBe(photo.sha256)
  const sources = new Set(await Promise.all((await readdir(desk.sources)).map(async (name) => sha256(await readFile(join(desk.sources, name))))))
  for (const entry of await readdir(join(desk.dataDir, '售后问题图片'), { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) expect(sources.has(sha256(await readFile(join(entry.parentPath, entry.name)))), `half file ${entry.name}`).toBe(true)
  }
}

/** Lets the page work until some more things are acknowledged, and then for a random while. Answers the work, which ends with the kill. */
async function workFor(work: Work, launched: LaunchedApp, rpc: PageRpc, desk: Desk, more: number, share: number): Promise<{ ended: Promise<unknown> }> {
  const done = (): number => desk.acknowledged.versions.length + desk.acknowledged.photos.length
  const target = done() + more
  const ended = work(launched, rpc, desk).catch((error: unknown) => error)
  const began = performance.now()
  await expect.poll(done, { intervals: [5], timeout: 40_000 }).toBeGreaterThanOrEqual(target)
  await sleep(((performance.now() - began) / more) * share)
  return { ended }
}

/** The processes that work on the data folder: none of them may outlive its owner and write behind the back of the next one. */
const workers = (launched: LaunchedApp): Promise<number[]> =>
  launched.app.evaluate(({ app }) => app.getAppMetrics().flatMap((each) => (each.name === 'background' || each.name === 'files' ? [each.pid] : [])))

async function killApp(launched: LaunchedApp, userData: string): Promise<{ launched: LaunchedApp; rpc: PageRpc }> {
  await launched.kill()
  const again = await launchApp({ userData })
  return { launched: again, rpc: await pageRpc(again.page) }
}

async function killBackground(launched: LaunchedApp, rpc: PageRpc): Promise<{ launched: LaunchedApp; rpc: PageRpc }> {
  const restarted = launched.page.evaluate(`new Promise((done) => {
    const stop = window.workstation.onEvent((event) => { if (event.type === 'background-restarted') { stop(); done() } })
  })`)
  const pid = await launched.backgroundPid()
  if (pid === null) throw new Error('there is no background process')
  process.kill(pid, 'SIGKILL')
  await restarted
  await rpc.connect()
  return { launched, rpc }
}

// Two or three starts of the program in each.
// what is lost once is lost: a kill is not tried again
test.describe.configure({ timeout: 180_000, retries: 0 })

for (const victim of ['the whole app', 'the background process']) {
  for (const [name, work] of Object.entries(WORKS)) {
    for (let round = 1; round <= ROUNDS; round += 1) {
      test(`R1: kill -9 of ${victim} during ${name} loses nothing that was acknowledged (${round} of ${ROUNDS})`, async () => {
        const random = createRandom(SEED, `${victim} ${name} ${round}`)
        const more = random.int(1, name === 'an import' ? 2 : 6)
        const share = random.next()
        const userData = await temporaryFolder('user')
        const base = await temporaryFolder('data')
        const desk: Desk = { dataDir: join(base, '数据'), sources: join(base, 'sources'), acknowledged: { notes: [], versions: [], photos: [] }, next: 1 }
        await mkdir(desk.sources)
        let launched: LaunchedApp | null = await launchApp({ userData })
        try {
          let rpc = await pageRpc(launched.page)
          await rpc.call('session.setUp', { dataDir: desk.dataDir, shop: { name: '云间家居', platform: 'taobao' }, staff: { name: '张敏' } })
          const { ended } = await workFor(work, launched, rpc, desk, more, share)
          const dying = launched
          const pids = await workers(dying)
          launched = null
          ;({ launched, rpc } = victim === 'the whole app' ? await killApp(dying, userData) : await killBackground(dying, rpc))
          // The page learns that its call failed; it is never left waiting.
          expect(await ended).toBeInstanceOf(Error)
          expect(pids.length).toBeGreaterThan(1)
          expect(await stillRunning(pids, 10_000), 'processes that outlive their owner').toEqual([])
          await judge(rpc, desk)
          // Work goes on, and what was cut off can be done again.
          desk.next -= 1
          await workFor(work, launched, rpc, desk, 1, 0)
          await launched.close()
          launched = await launchApp({ userData })
          await judge(await pageRpc(launched.page), desk)
        } catch (error) {
          throw new Error(`KILLS=${ROUNDS * 4} KILL_SEED=${SEED}: ${more} acknowledged and ${share.toFixed(3)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
        } finally {
          await launched?.close()
          for (const folder of [userData, base]) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
        }
      })
    }
  }
}
