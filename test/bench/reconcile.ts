import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bareReconcile } from './bare-reconcile'
import { ROOT } from './data'
import { emptyFolder } from './import'
import { reconcileFiles, type ReconcileFiles } from './reconcile-files'
import type { OurRun } from './reconcile-side'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 3
const ROWS = 100_000
const DEFAULT_RUNS = 3
const DATABASE = 'workstation.sqlite'

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
          ours.push(JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'reconcile-side.js'), JSON.stringify({ empty: { ...empty, dataDir }, files })], { encoding: 'utf8' })) as OurRun)
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
    note: `${files.claimCount} claims, ${files.lineCount} lines in ${files.statements.length} statements; ${first?.matched ?? 0} matches of ours, ${bareMatches} of the join; DuckDB reads and joins without storing in ${duckdb === null ? '–' : `${Math.round(duckdb)} ms`}; peak memory: file process ${mb(Math.max(...ours.map((one) => one.readerPeak)))}, the process that owns the database ${mb(Math.max(...ours.map((one) => one.ownerPeak)))}`,
  }
}
