import { reconcile } from '../../src/domain/reconcile/reconcile'
import { measureQuality, type Quality } from '../support/reconcile-quality'
import { believableMonth } from '../support/believable-month'
import { spread, type BenchOptions, type BenchResult } from './stats'

/** Claims that are paid; the bar is set for this many. */
const CLAIMS = 100_000
const SEED = 1
/** Share of truly paid claims (Excel-damaged rows counted out) that the automatic stages must find. */
const RECALL_BAR = 0.97
const WITH_FIRST_BAR = 0.995

/**
 * Reconciles a believable month whose truth is known and says how right it was (issue 6): `ratio` is the recall of the automatic stages,
 * higher is better, and 0 when a single automatic match is wrong. The milliseconds are those of the engine, at a tenth of the size
 * (`bare`) and at full size (`ours`): ten times the work should cost about ten times as much.
 */
export async function reconcileQualityBench({ cases, say }: BenchOptions): Promise<BenchResult> {
  const claims = Math.min(cases, CLAIMS)
  const small = run(Math.max(1, Math.round(claims / 10)))
  const whole = run(claims)
  const { quality } = whole
  for (const stage of quality.stages) {
    say(`${stage.stage.padEnd(12)} lines ${String(stage.lines).padStart(7)}  wrong ${String(stage.wrong).padStart(4)}  precision ${(stage.precision * 100).toFixed(3)} %`)
  }
  for (const kind of quality.kinds) {
    say(`${kind.truth.padEnd(12)} rows ${String(kind.rows).padStart(8)}  automatic ${percent(kind.automatic, kind.rows)}  or first candidate ${percent(kind.automatic + kind.first, kind.rows)}`)
  }
  say(`growth: ${(whole.ms / small.ms).toFixed(1)} × the time for ten times the claims; not tried: ${whole.notTried}`)
  const good = quality.wrong === 0 && quality.recall >= RECALL_BAR && quality.recallWithFirst >= WITH_FIRST_BAR
  return await Promise.resolve({
    name: 'reconcile-quality',
    ratio: quality.wrong === 0 ? Math.round(quality.recall * 100_000) / 100_000 : 0,
    ours: spread([whole.ms]),
    bare: spread([small.ms]),
    bar: RECALL_BAR,
    higherIsBetter: true,
    note: `${claims} claims, seed ${SEED}: ${quality.wrong} wrong automatic matches, recall ${(quality.recall * 100).toFixed(2)} %, with first candidate ${(quality.recallWithFirst * 100).toFixed(2)} % (bar ${WITH_FIRST_BAR * 100} %): ${good ? 'good' : 'NOT GOOD ENOUGH'}`,
  })

  function run(count: number): { quality: Quality; ms: number; notTried: string } {
    const month = believableMonth(count, SEED)
    const start = performance.now()
    const result = reconcile(month)
    const ms = performance.now() - start
    if (!result.invariantsHold) throw new Error(`invariants broken: ${result.invariantsBroken.join(', ')}`)
    return { quality: measureQuality(month, result), ms, notTried: `${result.groupsNotSearched} groups, ${result.lumpSumsNotTried} sums, ${result.listsNotRead} lists` }
  }
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(2)} %`.padStart(9)
