import { countsForLimit, PAYOUT_STATES, type PayoutState } from '../../domain/compensation/payout'
import { AppError } from '../../domain/errors'
import { suspicions, unexplained, type MoneyOut, type Suspicion } from '../../domain/finance/duplicates'
import type { ReadDb } from '../db/open'
import * as finance from '../repositories/finance'
import type { PayoutRow } from '../repositories/payouts'
import type { Kernel } from './kernel'

/** Which payouts may go out twice (F1): read, never stored, so that a refund that is imported later counts from then on. */
export interface Doubles {
  readonly open: readonly Suspicion[]
  /** Explained by a person already. */
  readonly settled: readonly Suspicion[]
}

const ENDED = (Object.keys(PAYOUT_STATES) as PayoutState[]).filter((state) => !countsForLimit(state))
const GIVES_BACK: readonly string[] = ['refund', 'difference']

const moneyOut = (row: PayoutRow): MoneyOut => ({
  id: row.id,
  source: 'payout',
  caseId: row.caseId,
  orderNo: row.orderNo,
  account: row.payeeAccount,
  amountCents: row.amountCents,
  currency: row.currency,
  givesBack: GIVES_BACK.includes(row.type),
  at: row.createdAt,
  ended: ENDED.includes(row.state as PayoutState),
})

const refundOut = (row: finance.PlatformRefund): MoneyOut => ({
  id: row.id,
  source: 'platform-refund',
  caseId: row.caseId,
  orderNo: row.orderNo,
  account: null,
  amountCents: row.amountCents ?? 0,
  currency: row.currency,
  givesBack: true,
  at: row.closedAt ?? row.appliedAt ?? row.importedAt,
  ended: false,
})

export interface Beside {
  readonly of: ReadonlyMap<string, Doubles>
  /** What was found beside them, by its id. */
  readonly payouts: ReadonlyMap<string, PayoutRow>
  readonly refunds: ReadonlyMap<string, finance.PlatformRefund>
}

/** What each of these payouts may be a double of. What was explained of one of a pair is explained of the other. */
export function doublesOf(kernel: Kernel, db: ReadDb, rows: readonly PayoutRow[]): Beside {
  if (rows.length === 0) return { of: new Map(), payouts: new Map(), refunds: new Map() }
  const policy = kernel.resources.policy.payouts.duplicates
  const since = Math.min(...rows.map(({ createdAt }) => createdAt)) - policy.accountWithinMs
  const beside = finance.listBeside(db, rows, ENDED, since)
  const refunds = finance.listRefundsMade(db, [...new Set(rows.map(({ caseId }) => caseId))], [...new Set(rows.flatMap(({ orderNo }) => orderNo ?? []))])
  const others = [...beside.map(moneyOut), ...refunds.map(refundOut)]
  const found = rows.map((row) => ({ id: row.id, all: suspicions(moneyOut(row), others, policy) }))
  const concerned = found.filter(({ all }) => all.length > 0)
  const explained = explainedPairs(finance.listPayoutEvents(db, [...new Set(concerned.flatMap(({ id, all }) => [id, ...all.map((one) => one.id)]))]))
  const of = new Map(
    found.map(({ id, all }): [string, Doubles] => {
      const open = unexplained(all, explained.get(id) ?? new Set())
      return [id, { open, settled: all.filter((one) => !open.includes(one)) }]
    }),
  )
  return { of, payouts: new Map(beside.map((row) => [row.id, row])), refunds: new Map(refunds.map((row) => [row.id, row])) }
}

function explainedPairs(events: readonly finance.PayoutEvent[]): Map<string, Set<string>> {
  const pairs = new Map<string, Set<string>>()
  const add = (one: string, other: string): void => void pairs.set(one, (pairs.get(one) ?? new Set()).add(other))
  for (const { payoutId, type, data } of events) {
    if (type !== 'explained' || !Array.isArray(data['of'])) continue
    for (const id of data['of']) {
      if (typeof id !== 'string') continue
      add(payoutId, id)
      add(id, payoutId)
    }
  }
  return pairs
}

/** @throws AppError DUPLICATE_PAYOUT while nobody has said why it is none */
export function requireUnsuspected(kernel: Kernel, db: ReadDb, row: PayoutRow): void {
  const open = doublesOf(kernel, db, [row]).of.get(row.id)?.open ?? []
  if (open.length > 0) throw new AppError('DUPLICATE_PAYOUT', { reasons: [...new Set(open.flatMap(({ reasons }) => reasons))] })
}
