/**
 * The benchmarks: `npm run bench [-- names] [--cases N] [--runs N] [--json]`.
 *
 * How to read it: each line compares our program with the bare engine doing the same work in the same run (spec section 12).
 * `ratio` is ours ÷ bare and should stay below `bar`; the milliseconds depend on the machine and on what else it does, the
 * ratio hardly. `startup` compares medians of whole program starts, `queue` the 95th percentile of the worst page.
 * `reconcile-quality` instead prints the share that the automatic stages found of a month whose truth is known, `photos` the share
 * that our throughput is of the bare thumbnailer's: higher is better.
 * Data is `demo --seed 1`, made once and kept in .cache/bench.
 */
import { parseArgs } from 'node:util'
import { isMainThread, workerData } from 'node:worker_threads'
import { serveBare } from './bare-queue'
import { serveOurs } from './our-queue'
import { galleryBench } from './gallery'
import { growthBench } from './growth'
import { importBench } from './import'
import { memoryBench } from './memory'
import { photosBench } from './photos'
import { queueBench } from './queue'
import { reconcileBench } from './reconcile'
import { reconcileQualityBench } from './reconcile-quality'
import { responsivenessBench } from './responsiveness'
import { searchBench } from './search'
import { searchChoicesBench } from './search-choices'
import { startupBench } from './startup'
import { syncBench } from './sync'
import { templateSearchBench } from './template-search'
import type { BenchOptions, BenchResult } from './stats'

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<BenchResult>>> = {
  startup: startupBench, queue: queueBench, search: searchBench, growth: growthBench, import: importBench, memory: memoryBench, responsiveness: responsivenessBench,
  'template-search': templateSearchBench,
  reconcile: reconcileBench, 'reconcile-quality': reconcileQualityBench,
  photos: photosBench, gallery: galleryBench,
  sync: syncBench,
}
/** Answer a question about the design; only run when asked for by name. */
const STUDIES: typeof BENCHES = { 'search-choices': searchChoicesBench }
const KNOWN: typeof BENCHES = { ...BENCHES, ...STUDIES }
const DEFAULT_CASES = 1_000_000

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' }, cases: { type: 'string' }, runs: { type: 'string' } }, allowPositionals: true })
  const names = positionals.length === 0 ? Object.keys(BENCHES) : positionals
  const cases = values.cases === undefined ? DEFAULT_CASES : Number(values.cases)
  const runs = values.runs === undefined ? null : Number(values.runs)
  const unknown = names.filter((name) => !Object.hasOwn(KNOWN, name))
  if (unknown.length > 0 || !Number.isSafeInteger(cases) || cases < 1 || (runs !== null && (!Number.isSafeInteger(runs) || runs < 1))) {
    process.stderr.write(`usage: npm run bench -- [${Object.keys(BENCHES).join('|')}…] [--cases N] [--runs N] [--json]\n`)
    return 2
  }
  const results: BenchResult[] = []
  for (const name of names) {
    const bench = KNOWN[name]
    if (bench !== undefined) results.push(await bench({ cases, runs, say: (line) => process.stderr.write(`… ${line}\n`) }))
  }
  if (values.json === true) process.stdout.write(`${JSON.stringify(results.length === 1 ? results[0] : results)}\n`)
  else for (const result of results) print(result)
  return 0
}

function print(result: BenchResult): void {
  const cell = (text: string | number, width: number): string => String(text).padStart(width)
  const row = (name: string, ratio: number, ours: BenchResult['ours'], bare: BenchResult['bare'], bar: string): string =>
    `${name.padEnd(24)}${cell(ratio.toFixed(2), 7)}${cell(ours.p50, 11)}${cell(ours.p95, 11)}${cell(bare.p50, 11)}${cell(bare.p95, 11)}${cell(bar, 7)}`
  const head = `${''.padEnd(24)}${cell('ratio', 7)}${cell('ours p50', 11)}${cell('p95', 11)}${cell('bare p50', 11)}${cell('p95', 11)}${cell('bar', 7)}`
  const lines = [head, row(result.name, result.ratio, result.ours, result.bare, `${result.higherIsBetter ? '≥' : '≤'} ${result.bar}`), ...(result.parts ?? []).map((part) => row(`  ${part.part}`, part.ratio, part.ours, part.bare, ''))]
  process.stdout.write(`${lines.join('\n')}\n${result.note === undefined ? '' : `  (ms; ${result.note})\n`}\n`)
}

if (isMainThread) process.exitCode = await main()
else if ((workerData as { side: string }).side === 'bare') serveBare()
else serveOurs()
