import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { spawnByFork } from '../../src/backend/file-process/fork'
import type { FileProcess } from '../../src/backend/file-process/host'
import { openFolder } from '../../src/backend/open-folder'
import { importOrders } from '../../src/backend/services/imports'
import type { Actor } from '../../src/backend/services/kernel'
import { found } from '../../src/backend/services/setup'
import { bareImport } from './bare-import'
import { noFiles, ROOT } from './data'
import { importFiles } from './import-files'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 2
const ROWS = 100_000
const DEFAULT_RUNS = 3
const DATABASE = 'workstation.sqlite'

export interface Founded {
  readonly dataDir: string
  readonly shopId: string
  readonly actor: Actor
}

/** A founded folder without orders, copied for every run. */
export async function emptyFolder(dataDir: string): Promise<Founded> {
  rmSync(dataDir, { recursive: true, force: true })
  const folder = openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files: noFiles, now: () => Date.now() })
  const { shop, staff } = await found(folder.kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  folder.close()
  return { dataDir, shopId: shop.id, actor: { staffId: staff.id, name: staff.name, role: 'supervisor' } }
}

/** Watches the memory of every file process that it starts. */
export function watchedSpawn(): { spawn: () => Promise<FileProcess>; peakBytes: () => number } {
  let peak = 0
  const spawn = spawnByFork(join(import.meta.dirname, 'files.js'))
  return {
    peakBytes: () => peak,
    async spawn() {
      const process = await spawn()
      return {
        ...process,
        async memoryBytes() {
          const bytes = await process.memoryBytes()
          peak = Math.max(peak, bytes ?? 0)
          return bytes
        },
      }
    },
  }
}

interface OurRun {
  readonly ms: number
  readonly againMs: number
  readonly readerPeak: number
}

/** The whole import as the app does it: disposable file process, staging, publishing; then the same file again. */
async function ourImport(empty: Founded, file: string): Promise<OurRun> {
  const watched = watchedSpawn()
  const hosts = createFileHosts(watched.spawn)
  const folder = openFolder({ dataDir: empty.dataDir, purpose: 'open', resourcesDir: ROOT, files: hosts.files, now: () => Date.now() })
  const once = async (): Promise<{ ms: number; inserted: number; unchanged: number }> => {
    const from = performance.now()
    for await (const event of importOrders(folder.kernel, empty.actor, { path: file, shopId: empty.shopId })) {
      if (event.type === 'orders') return { ms: performance.now() - from, inserted: event.result.inserted, unchanged: event.result.unchanged }
    }
    throw new Error('the import ended without a result')
  }
  try {
    const first = await once()
    const again = await once()
    if (first.inserted !== ROWS || again.unchanged !== ROWS) throw new Error(`expected ${ROWS} orders, then none: ${JSON.stringify({ first, again })}`)
    return { ms: first.ms, againMs: again.ms, readerPeak: watched.peakBytes() }
  } finally {
    await hosts.close()
    folder.close()
  }
}

/** X4: order import ÷ parse + raw insert into the same tables, for a GBK CSV and an XLSX of 100,000 rows; the worse of the two counts. */
export async function importBench(options: BenchOptions): Promise<BenchResult> {
  const files = await importFiles(ROWS, options.say)
  const work = join(ROOT, '.cache', 'bench', `import-run-${process.pid}`)
  const empty = await emptyFolder(join(work, 'empty'))
  const parts: { part: string; ours: number[]; bare: number[] }[] = [{ part: 'GBK CSV', ours: [], bare: [] }, { part: 'XLSX', ours: [], bare: [] }, { part: 'GBK CSV again ÷ first', ours: [], bare: [] }]
  const memory = { reader: 0, owner: 0 }
  try {
    for (let run = 0; run < (options.runs ?? DEFAULT_RUNS); run += 1) {
      for (const [index, file] of [files.csv, files.xlsx].entries()) {
        for (const side of run % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
          const dataDir = join(work, 'one')
          rmSync(dataDir, { recursive: true, force: true })
          mkdirSync(work, { recursive: true })
          cpSync(empty.dataDir, dataDir, { recursive: true })
          if (side === 'bare') {
            const from = performance.now()
            const count = bareImport({ file, database: join(dataDir, DATABASE), shopId: empty.shopId })
            if (count !== ROWS) throw new Error(`bare wrote ${count} orders`)
            parts[index]?.bare.push(performance.now() - from)
            continue
          }
          const ours = await ourImport({ ...empty, dataDir }, file)
          parts[index]?.ours.push(ours.ms)
          if (index === 0) {
            parts[2]?.ours.push(ours.againMs)
            parts[2]?.bare.push(ours.ms)
          }
          memory.reader = Math.max(memory.reader, ours.readerPeak)
          // Before bare has filled this process with the whole file.
          if (run === 0 && index === 0) memory.owner = process.memoryUsage.rss()
        }
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const spreads = parts.map((part) => {
    const each = { ours: spread(part.ours), bare: spread(part.bare) }
    return { part: part.part, ratio: ratioOf(each.ours.p50, each.bare.p50), ...each }
  })
  const worst = spreads.slice(0, 2).reduce((one, other) => (other.ratio > one.ratio ? other : one))
  const mb = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`
  return {
    name: 'import', ratio: worst.ratio, ours: worst.ours, bare: worst.bare, bar: BAR, parts: spreads,
    note: `${ROWS} orders a file, ${Math.round(ROWS / (worst.ours.p50 / 1000))} rows a second; the worse file: ${worst.part}; peak memory: file process ${mb(memory.reader)}, the process that owns the database ${mb(memory.owner)}`,
  }
}
