import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import { firstBrokenAudit } from '../../src/backend/db/write'
import { createRandom } from '../../src/domain/demo/random'
import { buildEntries } from '../faults/support/file-worker'
import { ROOT, tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

/** Kills of a PC while it works and syncs over a real folder: 5 with every `npm test`, 100 by `npm run test:sync-kill` (SYNC_KILLS). */
const KILLS = Number(process.env['SYNC_KILLS'] ?? 5)
const SEED = Number(process.env['KILL_SEED'] ?? 20_261_126)
/** What the two PCs go through before new ones are founded, so that comparing does not grow with the number of kills. */
const KILLS_PER_TEAM = 20
const PATIENCE_MS = 30_000
/** A round of a young team takes some tens of milliseconds: kills fall into all of its steps. */
const LONGEST_MS = 700

let entries: Awaited<ReturnType<typeof buildEntries>>
beforeAll(async () => {
  entries = await buildEntries('sync-kill', { 'sync-kill-child': 'test/sync/kill-child.ts' })
})
afterAll(() => entries.remove())

interface Line {
  readonly type: string
  readonly id?: string
  readonly text?: string
}

/** Runs the PC, kills it so long after it began to work, and answers what it acknowledged. */
async function workAndKill(job: { dataDir: string; root: string; share: string }, afterMs: number): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [join(entries.folder, 'sync-kill-child.js'), JSON.stringify(job)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  const lines: Line[] = []
  let complaint = ''
  let rest = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')))
  const opened = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const texts = (rest + chunk).split('\n')
      // A line that was not ended was not said.
      rest = texts.pop() ?? ''
      for (const text of texts) lines.push(JSON.parse(text) as Line)
      if (lines.length > 0) resolve()
    })
  })
  await Promise.race([opened, closed, sleep(PATIENCE_MS)])
  await Promise.race([sleep(afterMs), closed])
  child.kill('SIGKILL')
  await closed
  expect(complaint).toBe('')
  return lines
}

/** All synced rows of a PC, with their stamps. */
function rowsOf({ kernel }: TeamDevice): unknown[] {
  return Object.values(synced).map((table) => {
    const columns = ['id', 'hlc', 'deleted_at', ...table.columns.filter(({ group }) => group !== null).map(({ sqlName }) => sqlName)]
    return kernel.db.readable.prepare(`SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM "${table.name}" ORDER BY id`).all()
  })
}

describe(`kill -9 of a PC that syncs, ${KILLS} times`, () => {
  it('S1, S3, R1: nothing that was acknowledged is lost, and both PCs are equal', { retry: 0, timeout: 120_000 + KILLS * 15_000 }, async () => {
    const random = createRandom(SEED, 'sync-kill')
    let acknowledged = 0
    for (let done = 0; done < KILLS; ) {
      const share = tempFolder()
      const clock = { now: Date.now() }
      const first = await openDevice('张敏', folderStore(share, 'first'), { seed: done + 1, clock })
      const second = await openDevice('李雷', folderStore(share, 'second'), { seed: done + 5_000, empty: true, clock })
      await gather(first, [second])
      await settle([first, second])
      const said: Line[] = []
      for (let kill = 0; kill < KILLS_PER_TEAM && done < KILLS; kill += 1, done += 1) {
        first.open.close()
        said.push(...(await workAndKill({ dataDir: first.dataDir, root: ROOT, share }, Math.floor(random.next() * LONGEST_MS))))
        clock.now = Date.now()
        first.reopen()
        await settle([first, second])
        const told = `KILL_SEED=${SEED}, kill ${done + 1}`
        expect(rowsOf(second), told).toEqual(rowsOf(first))
        for (const device of [first, second]) {
          expect(firstBrokenAudit(device.kernel.db), told).toBeNull()
          const cases = new Set(device.kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM cases').all().map(({ id }) => id))
          const notes = new Set(device.kernel.db.readable.prepare<[], { text: string }>("SELECT text FROM case_event WHERE type = 'note'").all().map(({ text }) => text))
          for (const line of said) {
            if (line.type === 'case') expect(cases.has(line.id ?? ''), told).toBe(true)
            if (line.type === 'note') expect(notes.has(line.text ?? ''), told).toBe(true)
          }
        }
      }
      acknowledged += said.length
      first.open.close()
      second.open.close()
    }
    // A loop that never let the PC get to work would prove nothing; each kill waits for the first word, more than that is the machine's speed.
    expect(acknowledged).toBeGreaterThanOrEqual(KILLS)
    if (process.env['KILL_TELL'] !== undefined) process.stderr.write(`sync: ${KILLS} kills, ${acknowledged} acknowledged, 0 lost, 0 diverged (seed ${SEED})\n`)
  })
})
