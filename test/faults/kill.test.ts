import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../src/domain/demo/random'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { openFolder } from '../../src/backend/open-folder'
import { importOrders, resumeImports } from '../../src/backend/services/imports'
import type { Actor, Kernel } from '../../src/backend/services/kernel'
import { addFiles } from '../../src/backend/services/photos'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder } from '../support/kernel'
import { buildEntries, FILE_PROCESS_ENTRY } from './support/file-worker'
import { count, judgeArchive, judgeDatabase, judgeEdits, judgeImports, leftovers, unfinished, versionOf } from './support/kill-judge'
import { runAndKill, stillRunning, type Moment, type Pace } from './support/kill-run'
import { BUYERS, orderFile, orderFileName, ORDERS, photoBytes, sha256, type KillJob, type KillLine } from './support/kill-work'

/**
 * Kills of each kind of work: 10 while importing and 20 while filing photos with every `npm test`, 50 and 200 by `npm run test:kill`;
 * KILLS asks for another number of imports and four times as many photos, PHOTO_KILLS for photos alone; KILL_SEED repeats a schedule that
 * failed.
 */
const KILLS = { import: Number(process.env['KILLS'] ?? 10), photos: Number(process.env['PHOTO_KILLS'] ?? 4 * Number(process.env['KILLS'] ?? 5)) }
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
/** Kills are spread over this many imports or photos of one process. */
const REACH = { import: 2, photos: 8 }
/** What one data folder goes through before a new one is founded, so that judging does not grow with the number of kills. */
const KILLS_PER_FOLDER = 10

let entries: Awaited<ReturnType<typeof buildEntries>>
let hosts: ReturnType<typeof createFileHosts>
beforeAll(async () => {
  entries = await buildEntries('kill', { files: FILE_PROCESS_ENTRY, 'kill-child': 'test/faults/support/kill-child.ts' })
  hosts = createFileHosts(spawnByFork(join(entries.folder, 'files.js')))
})
afterAll(async () => {
  await hosts.close()
  entries.remove()
})

/** When the process of a round dies: mostly at work, now and then while it opens, and often a second time while it repairs. */
function momentsOf(random: Random, work: KillJob['work'], round: number): Moment[] {
  const opening = (): Moment => ({ type: null, after: 0, share: 0.3 + random.next() })
  const at = ((round + random.next()) / KILLS[work]) * REACH[work]
  const atWork: Moment = { type: work === 'import' ? 'import' : 'photo', after: Math.floor(at), share: random.next() }
  const first = round % 8 === 7 ? opening() : atWork
  return random.chance(0.3) ? [first, opening()] : [first]
}

interface Judged {
  readonly kernel: Kernel
  readonly actor: Actor
  readonly dataDir: string
  readonly sources: string
  /** Everything said on this folder, over all its kills. */
  readonly lines: readonly KillLine[]
  /** What was said by the process that was just killed. */
  readonly last: readonly KillLine[]
}

const begun = (lines: readonly KillLine[]): number[] => lines.flatMap((line) => (line.type === 'begin' ? [line.n] : []))

async function killRepeatedly(work: KillJob['work'], judge: (judged: Judged) => Promise<void>): Promise<void> {
  const random = createRandom(SEED, work)
  const pace: Pace = { openMs: 250, firstMs: 1_000, nextMs: work === 'import' ? 1_000 : 100 }
  let taken = 0
  let folder = { dataDir: '', sources: '', actor: undefined as Actor | undefined, lines: [] as KillLine[] }
  for (let round = 0; round < KILLS[work]; round += 1) {
    if (round % KILLS_PER_FOLDER === 0) {
      const base = tempFolder()
      const founded = await foundFolder({ dataDir: join(base, 'data') })
      founded.open.close()
      folder = { dataDir: founded.dataDir, sources: join(base, 'sources'), actor: founded.actor, lines: [] }
      mkdirSync(folder.sources)
    }
    const { dataDir, sources, actor, lines } = folder
    const moments = momentsOf(random, work, round)
    const last: KillLine[] = []
    const told: unknown[] = []
    try {
      for (const moment of moments) {
        const from = Math.max(0, ...begun(lines), ...begun(last)) + 1
        const killed = await runAndKill(join(entries.folder, 'kill-child.js'), { work, dataDir, root: ROOT, filesEntry: join(entries.folder, 'files.js'), sources, from }, moment, pace)
        told.push({ ...moment, afterMs: killed.afterMs, acknowledged: killed.lines.filter((line) => 'done' in line).length, last: killed.lines.at(-1)?.type })
        last.push(...killed.lines)
        expect(killed.complaint).toBe('')
        const pids = killed.lines.flatMap((line) => (line.type === 'file-process' ? [line.pid] : []))
        expect(await stillRunning(pids, 60_000), 'file processes that outlive their owner').toEqual([])
      }
      lines.push(...last)
      taken += last.filter((line) => line.type === 'import' || line.type === 'photo').length
      if (actor === undefined) throw new Error('no folder was founded')
      const open = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: hosts.files, imaging: hosts.imaging })
      try {
        told.push({ unfinished: unfinished(open.kernel), leftovers: leftovers(dataDir).length })
        await resumeImports(open.kernel)
        judgeDatabase(open.kernel)
        judgeEdits(open.kernel, lines)
        await judge({ kernel: open.kernel, actor, dataDir, sources, lines, last })
        judgeDatabase(open.kernel)
      } finally {
        open.close()
      }
    } catch (error) {
      throw new Error(`KILLS=${KILLS.import} PHOTO_KILLS=${KILLS.photos} KILL_SEED=${SEED}: ${work}, kill ${round + 1}: ${JSON.stringify(told)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
    if (process.env['KILL_TELL'] !== undefined) process.stderr.write(`${work} ${round + 1}: ${JSON.stringify(told)}\n`)
  }
  // A schedule that never let the process get to work would prove nothing.
  expect(taken, `KILL_SEED=${SEED}`).toBeGreaterThan(0)
}

async function importVersion({ kernel, actor, sources }: Judged, version: number): Promise<{ inserted: number; updated: number; unchanged: number }> {
  const path = join(sources, orderFileName(version))
  writeFileSync(path, orderFile(version))
  for await (const event of importOrders(kernel, actor, { path, platform: 'other' })) {
    if (event.type === 'orders') return { inserted: event.result.inserted, updated: event.result.updated, unchanged: event.result.unchanged }
  }
  throw new Error('the import ended without a result')
}

describe(`kill -9 of the background's work, ${KILLS.import} times while importing, ${KILLS.photos} times while filing photos`, () => {
  it('R1, O1: an import that is killed at any moment is there whole or not at all, and can be repeated', { retry: 0, timeout: 60_000 + KILLS.import * 15_000 }, async () => {
    await killRepeatedly('import', async (judged) => {
      const { kernel, lines, last } = judged
      judgeImports(kernel, lines)
      const killed = begun(last).at(-1)
      if (killed === undefined) return
      const before = versionOf(kernel)
      const again = await importVersion(judged, killed)
      expect(again).toEqual({ inserted: before === 0 ? ORDERS : 0, updated: before > 0 && before < killed ? ORDERS : 0, unchanged: before === killed ? ORDERS : 0 })
      const changes = count(kernel, 'change_log')
      expect(await importVersion(judged, killed)).toEqual({ inserted: 0, updated: 0, unchanged: ORDERS })
      expect(count(kernel, 'change_log')).toBe(changes)
      judgeImports(kernel, lines)
      expect(versionOf(kernel)).toBe(killed)
    })
  })

  it('R1, A6: photos that are killed while they are filed leave no half file, and none that was acknowledged is missing', { retry: 0, timeout: 60_000 + KILLS.photos * 15_000 }, async () => {
    await killRepeatedly('photos', async (judged) => {
      const { kernel, actor, dataDir, lines, last } = judged
      const known = new Set(begun(lines).map((n) => sha256(photoBytes(ROOT, n))))
      await judgeArchive(kernel, actor, lines, known)
      const acknowledged = new Set(last.flatMap((line) => (line.type === 'photo' ? [line.n] : [])))
      const cut = begun(last).filter((n) => !acknowledged.has(n))
      // Filing anything sweeps what the killed process left.
      for (const n of cut.length > 0 ? cut : begun(lines).slice(-1)) {
        const path = join(judged.sources, `photo-${n}.jpg`)
        writeFileSync(path, photoBytes(ROOT, n))
        const input = { paths: [path], buyerNick: BUYERS[n % BUYERS.length] }
        const [first] = await addFiles(kernel, actor, input)
        const photos = count(kernel, 'photo')
        const [second] = await addFiles(kernel, actor, input)
        expect(first?.photo?.sha256).toBe(sha256(photoBytes(ROOT, n)))
        expect(second).toMatchObject({ outcome: 'duplicate', photo: { linkId: first?.photo?.linkId } })
        expect(count(kernel, 'photo')).toBe(photos)
        expect(leftovers(dataDir)).toEqual([])
      }
      await judgeArchive(kernel, actor, lines, known)
    })
  })
})
