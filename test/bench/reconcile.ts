import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { openFolder } from '../../src/backend/open-folder'
import { importRecords, importStatement } from '../../src/backend/services/imports'
import type { Kernel } from '../../src/backend/services/kernel'
import { runReconcile } from '../../src/backend/services/reconcile'
import { bareReconcile } from './bare-reconcile'
import { ROOT } from './data'
import { emptyFolder, watchedSpawn, type Founded } from './import'
import { reconcileFiles, type ReconcileFiles } from './reconcile-files'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 3
const ROWS = 100_000
const DEFAULT_RUNS = 3
const DATABASE = 'workstation.sqlite'

interface OurRun {
  readonly claimsMs: number
  readonly linesMs: number
  readonly reconcileMs: number
  /** The month once more, with nothing new. */
  readonly againMs: number
  /** The statements imported once more. */
  readonly reimportMs: number
  readonly matched: number
  readonly readerPeak: number
}

async function drained<E extends { readonly type: string }>(events: AsyncGenerator<E, void, void>): Promise<E> {
  let last: E | undefined
  for await (const event of events) last = event
  if (last === undefined) throw new Error('the import ended without a result')
  return last
}

async function importLines(kernel: Kernel, actor: Founded['actor'], files: ReconcileFiles): Promise<{ inserted: number; unchanged: number }> {
  const done = { inserted: 0, unchanged: 0 }
  for (const { courierId, file } of files.statements) {
    const event = await drained(importStatement(kernel, actor, { path: file, courierId, month: files.month }))
    if (event.type !== 'statement') throw new Error(`${file}: ${event.type}`)
    done.inserted += event.result.lines
    done.unchanged += event.result.duplicates
  }
  return done
}

/** From the files to stored matches as the app does it: disposable file processes, staging, publishing, the engine, its matches stored. */
async function ourRun(empty: Founded, files: ReconcileFiles): Promise<OurRun> {
  const watched = watchedSpawn()
  const hosts = createFileHosts(watched.spawn)
  const { kernel, close } = openFolder({ dataDir: empty.dataDir, purpose: 'open', resourcesDir: ROOT, files: hosts.files, now: () => Date.now() })
  const timed = async <T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> => {
    const from = performance.now()
    const value = await work()
    return { ms: performance.now() - from, value }
  }
  try {
    const claims = await timed(() => drained(importRecords(kernel, empty.actor, { path: files.claims, kind: 'claims' })))
    const lines = await timed(() => importLines(kernel, empty.actor, files))
    const run = await timed(() => runReconcile(kernel, empty.actor, { month: files.month }))
    const again = await timed(() => runReconcile(kernel, empty.actor, { month: files.month }))
    const reimport = await timed(() => importLines(kernel, empty.actor, files))
    if (claims.value.type !== 'records' || claims.value.result.inserted !== files.claimCount) throw new Error(`claims: ${JSON.stringify(claims.value)}`)
    if (lines.value.inserted !== files.lineCount || reimport.value.unchanged !== files.lineCount) throw new Error(`lines: ${JSON.stringify({ lines: lines.value, reimport: reimport.value, expected: files.lineCount })}`)
    if (!run.value.invariantsHold || again.value.creditedCents !== run.value.creditedCents) throw new Error('the month does not add up')
    return { claimsMs: claims.ms, linesMs: lines.ms, reconcileMs: run.ms, againMs: again.ms, reimportMs: reimport.ms, matched: run.value.matched.length, readerPeak: watched.peakBytes() }
  } finally {
    await hosts.close()
    close()
  }
}

/** DuckDB's own reading of the same files and its join, without storing anything; fetched once from the npm registry. Null where it cannot be had. */
function duckdbMs(files: ReconcileFiles, say: (line: string) => void): number | null {
  const folder = join(ROOT, '.cache', 'bench', 'duckdb')
  const script = join(folder, 'join.mjs')
  try {
    if (!existsSync(join(folder, 'node_modules', '@duckdb', 'node-api'))) {
      say('fetching DuckDB for comparison')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package.json'), '{"private":true}')
      execFileSync('npm', ['install', '--no-audit', '--no-fund', '@duckdb/node-api@1.5.6-r.1'], { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' })
    }
    writeFileSync(script, `import { DuckDBInstance } from '@duckdb/node-api'
const db = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
const list = ${JSON.stringify(files.statements.map(({ file }) => file))}
const from = performance.now()
const result = await db.runAndReadAll(\`
  create table c as select * from read_csv('${files.claims.replaceAll("'", "''")}', all_varchar = true);
  create table l as select * from read_csv([\${list.map((one) => "'" + one.replaceAll("'", "''") + "'").join(',')}], all_varchar = true);
  select count(*) as n from (select c."运单号", min(l."日期") from l join c on c."运单号" = l."运单号" and c."理赔金额" = l."赔付金额" group by c."运单号")\`)
console.log(JSON.stringify({ ms: performance.now() - from, n: Number(result.getRows()[0][0]) }))
`)
    const { ms, n } = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as { ms: number; n: number }
    say(`DuckDB read both and joined ${n} pairs in ${Math.round(ms)} ms`)
    return ms
  } catch (error) {
    say(`DuckDB is not to be had here: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
    return null
  }
}

/** X4, X9: 100,000 claims with 100,000 statement lines, from the files to stored matches ÷ parse, raw insert and one join stored in the same tables. */
export async function reconcileBench(options: BenchOptions): Promise<BenchResult> {
  const files = reconcileFiles(Math.min(options.cases, ROWS), options.say)
  const work = join(ROOT, '.cache', 'bench', `reconcile-run-${process.pid}`)
  const empty = await emptyFolder(join(work, 'empty'))
  const ours: OurRun[] = []
  const bare: number[] = []
  let bareMatches = 0
  let owner = 0
  try {
    for (let run = 0; run < (options.runs ?? DEFAULT_RUNS); run += 1) {
      for (const side of run % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const dataDir = join(work, 'one')
        rmSync(dataDir, { recursive: true, force: true })
        cpSync(empty.dataDir, dataDir, { recursive: true })
        if (side === 'bare') {
          const from = performance.now()
          bareMatches = bareReconcile({ ...files, database: join(dataDir, DATABASE) })
          bare.push(performance.now() - from)
        } else {
          ours.push(await ourRun({ ...empty, dataDir }, files))
          // before bare has filled this process with whole files
          if (run === 0) owner = process.memoryUsage.rss()
        }
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const duckdb = duckdbMs(files, options.say)
  const whole = { ours: spread(ours.map((one) => one.claimsMs + one.linesMs + one.reconcileMs)), bare: spread(bare) }
  const part = (name: string, pick: (one: OurRun) => number, against: Iterable<number> = bare): NonNullable<BenchResult['parts']>[number] => {
    const each = { ours: spread(ours.map(pick)), bare: spread([...against]) }
    return { part: name, ratio: ratioOf(each.ours.p50, each.bare.p50), ...each }
  }
  const mb = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`
  const [first] = ours
  return {
    name: 'reconcile', ratio: ratioOf(whole.ours.p50, whole.bare.p50), ...whole, bar: BAR,
    parts: [
      part('claim log read and kept', (one) => one.claimsMs),
      part('statements read and kept', (one) => one.linesMs),
      part('matched and stored', (one) => one.reconcileMs),
      part('month again ÷ first', (one) => one.againMs, ours.map((one) => one.reconcileMs)),
      part('statements again ÷ first', (one) => one.reimportMs, ours.map((one) => one.linesMs)),
    ],
    note: `${files.claimCount} claims, ${files.lineCount} lines in ${files.statements.length} statements; ${first?.matched ?? 0} matches of ours, ${bareMatches} of the join; DuckDB reads and joins without storing in ${duckdb === null ? '–' : `${Math.round(duckdb)} ms`}; peak memory: file process ${mb(Math.max(...ours.map((one) => one.readerPeak)))}, the process that owns the database ${mb(owner)}`,
  }
}
