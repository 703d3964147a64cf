import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { createCase } from '../../src/backend/services/case-write'
import type { Kernel } from '../../src/backend/services/kernel'
import { readVaultRecord } from '../../src/backend/services/sync/link'
import { bareSync } from './bare-sync'
import { ROOT } from './data'
import { emptyFolder } from './import'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'
import { counted, foundTeam, joinTeam, openPc, rounds, teamStore, type MadeStore } from './sync-team'

const BAR = 3
const CHANGES = 100_000
const CHANGES_PER_PHOTO = 100
const DEFAULT_RUNS = 3
const DATABASE = 'workstation.sqlite'
/** Files that ours has on their way at once (policy); bare gets as many. */
const AT_ONCE = 4
const ITEMS = 1000

interface Timed {
  readonly ms: number
  /** CPU of this whole process, user and system: the machine may do other things meanwhile. */
  readonly cpuMs: number
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const cpu = process.cpuUsage()
  const from = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - from, cpuMs: (user + system) / 1000 }
}

interface OurRun extends Timed {
  /** Calls of the store in a round with nothing new. */
  readonly quietCalls: readonly string[]
}

/** A fresh PC joins, reads every segment, fetches every photo; then one round more with nothing new. */
async function ours(made: MadeStore, dataDir: string, look: (kernel: Kernel) => Promise<void>): Promise<OurRun> {
  const pc = openPc(dataDir, made.store, 'create')
  try {
    const { kernel } = pc.folder
    const took = await timed(async () => {
      await joinTeam(pc, made.vault)
      await rounds(pc)
    })
    const count = (sql: string): number => kernel.db.readable.prepare<[], { n: number }>(sql).get()?.n ?? 0
    const got = { cases: count('SELECT count(*) AS n FROM cases'), photos: count(`SELECT count(*) AS n FROM sync_photo WHERE way = 'down' AND state = 'done'`), raw: count('SELECT count(*) AS n FROM sync_raw') }
    if (got.cases !== made.cases || got.photos !== made.photos || got.raw !== 0) throw new Error(`not everything came: ${JSON.stringify({ got, made })}`)
    const { store, calls } = counted(pc.store)
    await rounds(pc, store)
    await look(kernel)
    return { ...took, quietCalls: calls }
  } finally {
    await pc.close()
    rmSync(join(made.store, 'sync', 'requests'), { recursive: true, force: true })
  }
}

/** Rows of this device alone that sync did not bring. */
const NOT_BROUGHT = /^(audit|change_log|idempotency|meta|preference|sync_(stream|outbox|raw|head|photo|review|author)|case_doc|case_text.*|sqlite_.*|__.*|.*_fts.*)$/

/** Every row that sync brought, as bare reads them. Answers how many. */
async function writeRows(kernel: Kernel, file: string): Promise<number> {
  const out = createWriteStream(file)
  const db = kernel.db.readable
  let count = 0
  for (const { name } of db.prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()) {
    if (NOT_BROUGHT.test(name)) continue
    const columns = db.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${name}')`).all().map((column) => column.name)
    out.write(`${JSON.stringify({ t: name, c: columns })}\n`)
    for (const row of db.prepare<[], unknown[]>(`SELECT * FROM "${name}"`).raw().iterate()) {
      count += 1
      if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, 'drain')
    }
  }
  out.end()
  await once(out, 'finish')
  return count
}

/** X9: a thousand cases go up from one PC and come down on another. */
async function thousandItems(work: string): Promise<{ up: number; down: number; quiet: number }> {
  const store = join(work, 'thousand')
  mkdirSync(store, { recursive: true })
  const { dataDir, actor, shopId } = await emptyFolder(join(work, 'thousand-a'))
  const [a, b] = [openPc(dataDir, store, 'open'), openPc(join(work, 'thousand-b'), store, 'create')]
  try {
    await foundTeam(a, actor)
    await joinTeam(b, readVaultRecord(a.folder.kernel.read)?.id ?? '')
    await rounds(b)
    for (let n = 0; n < ITEMS; n += 1) createCase(a.folder.kernel, actor, { kind: 'damaged', shopId, buyerNick: `云间客_${n}`, note: `第 ${n} 单，杯子碎了` })
    const up = await timed(() => rounds(a))
    const down = await timed(() => rounds(b))
    const quiet = await timed(() => rounds(b))
    const got = b.folder.kernel.db.readable.prepare<[], { n: number }>('SELECT count(*) AS n FROM cases').get()?.n
    if (got !== ITEMS) throw new Error(`${got} of ${ITEMS} cases came`)
    return { up: up.ms, down: down.ms, quiet: quiet.ms }
  } finally {
    await b.close()
    await a.close()
  }
}

/**
 * Issue 9: a fresh PC takes 100,000 changes in segments and 1,000 photos from a folder store, against plain file copy of the same store plus raw
 * insert of the rows that this brings into the same tables. `--cases N` takes N changes and a hundredth as many photos.
 */
export async function syncBench(options: BenchOptions): Promise<BenchResult> {
  const changes = Math.min(CHANGES, options.cases)
  const made = await teamStore(changes, Math.ceil(changes / CHANGES_PER_PHOTO), options.say)
  const work = join(ROOT, '.cache', 'bench', `sync-run-${process.pid}`)
  const rows = join(work, 'rows.jsonl')
  const times = { ours: [] as Timed[], bare: [] as Timed[], copy: [] as number[], insert: [] as number[] }
  let brought = 0
  let quiet: readonly string[] = []
  const clear = (...folders: readonly string[]): void => folders.forEach((folder) => rmSync(join(work, folder), { recursive: true, force: true }))
  try {
    mkdirSync(work, { recursive: true })
    // Once before the clock counts: both sides then find the store in memory and their code compiled, and bare gets its rows.
    await ours(made, join(work, 'ours'), async (kernel) => {
      brought = await writeRows(kernel, rows)
    })
    clear('ours')
    for (let run = 0; run < (options.runs ?? DEFAULT_RUNS); run += 1) {
      for (const side of run % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        if (side === 'ours') {
          const one = await ours(made, join(work, 'ours'), () => Promise.resolve())
          times.ours.push(one)
          quiet = one.quietCalls
          if (quiet.join() !== 'list') throw new Error(`a round with nothing new calls the store for ${quiet.join(', ')}`)
        } else {
          await openPc(join(work, 'bare'), made.store, 'create').close()
          let done: Awaited<ReturnType<typeof bareSync>> | null = null
          times.bare.push(await timed(async () => {
            done = await bareSync({ store: made.store, copies: join(work, 'copies'), database: join(work, 'bare', DATABASE), rows, atOnce: AT_ONCE })
          }))
          const { rows: written, copyMs, insertMs } = done ?? { rows: 0, copyMs: 0, insertMs: 0 }
          if (written !== brought) throw new Error(`bare wrote ${written} rows of ${brought}`)
          times.copy.push(copyMs)
          times.insert.push(insertMs)
        }
        options.say(`sync ${run + 1} ${side}: ${Math.round(times[side].at(-1)?.ms ?? 0)} ms, CPU ${Math.round(times[side].at(-1)?.cpuMs ?? 0)} ms`)
        clear('ours', 'bare', 'copies')
      }
    }
    const thousand = await thousandItems(work)
    const wall = { ours: spread(times.ours.map(({ ms }) => ms)), bare: spread(times.bare.map(({ ms }) => ms)) }
    const cpu = { ours: spread(times.ours.map(({ cpuMs }) => cpuMs)), bare: spread(times.bare.map(({ cpuMs }) => cpuMs)) }
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
    return {
      name: 'sync', ratio: ratioOf(wall.ours.p50, wall.bare.p50), ...wall, bar: BAR,
      parts: [{ part: 'CPU of both', ratio: ratioOf(cpu.ours.p50, cpu.bare.p50), ...cpu }],
      note: `${made.changes} changes (${brought} rows) and ${made.photos} photos; bare: copy ${seconds(spread(times.copy).p50)}, insert ${seconds(spread(times.insert).p50)}; ours includes hashes, signatures, the change order and derived values, not the search index and the thumbnails, which follow in the background; nothing new: ${quiet.length} call of the store (${quiet.join()}); ${ITEMS} cases: up ${seconds(thousand.up)}, down ${seconds(thousand.down)}, nothing new ${Math.round(thousand.quiet)} ms (Joplin 6.0 s, 4.9 s, 3 s)`,
    }
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
}
