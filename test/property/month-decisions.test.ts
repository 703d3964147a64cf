import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertClaim } from '../../src/backend/repositories/registers'
import { putStatementLine } from '../../src/backend/repositories/statements'
import { decideWith, undo, type Decision } from '../../src/backend/services/month-decisions'
import { runReconcile } from '../../src/backend/services/reconcile'
import { workOutMonth } from '../../src/backend/services/reconcile-month'
import { waybillKey } from '../../src/domain/courier/waybill'
import { AppError } from '../../src/domain/errors'
import type { ReconcileInput } from '../../src/domain/reconcile/types'
import { foundFolder, type TestFolder } from '../support/kernel'
import { checkOnDisk } from '../support/properties'
import { livelyScenario } from './reconcile-scenario'

/** Decisions on real SQLite. Every run has a courier of its own: months of two couriers never meet, so that a folder serves many. */
const MONTH = '2026-10'
const MONTHS_PER_FOLDER = 30
let test: TestFolder
let couriers = 0
beforeAll(async () => {
  test = await foundFolder()
})
afterAll(() => {
  test.open.close()
})
async function freshFolder(): Promise<void> {
  if (couriers % MONTHS_PER_FOLDER !== MONTHS_PER_FOLDER - 1) return
  test.open.close()
  test = await foundFolder()
}

const wish = fc.record({
  kind: fc.constantFrom('accept' as const, 'accept' as const, 'reject' as const, 'split' as const, 'merge' as const, 'write-off' as const),
  claims: fc.array(fc.nat(9), { minLength: 2, maxLength: 3 }),
  lines: fc.array(fc.nat(9), { minLength: 2, maxLength: 3 }),
  share: fc.integer({ min: 1, max: 50 }),
})
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

type Insert = { readonly courierId: string; readonly input: ReconcileInput }

function insertOne({ courierId, input }: Insert, order: readonly number[]): void {
  const all = [...input.claims.map((claim) => ({ claim, line: null })), ...input.lines.map((line) => ({ claim: null, line }))]
  const sorted = all.map((one, at) => ({ one, at: order[at % order.length] ?? 0 })).sort((a, b) => a.at - b.at)
  test.kernel.write(test.actor, { name: 'test.month' }, (tx) => {
    for (const { one: { claim, line } } of sorted) {
      if (claim !== null) {
        insertClaim(tx, {
          id: `${courierId}:${claim.id}`, claimNo: `${courierId}-${claim.claimNo}`, counterparty: 'courier', courierId, branch: null, monthlyAccount: null, waybill: claim.waybill, waybillKey: waybillKey(claim.waybill) ?? '',
          aliases: [...claim.aliases], caseId: null, orderNo: null, reason: 'lost', note: null, duplicateReason: null, filedOn: claim.filedOn, createdAt: tx.now, createdBy: tx.actorId, windowEndsAt: null, goodsCents: claim.goodsCents,
          freightCents: claim.freightCents, otherCents: 0, amountCents: claim.amountCents, declaredCents: null, currency: 'CNY', status: claim.status, workOrderNo: claim.workOrderNo, answer: null, grantedCents: claim.grantedCents, statusAt: tx.now - 1000, creditedCents: 0,
        })
      } else if (line !== null) {
        putStatementLine(tx, {
          id: `${courierId}:${line.id}`, courierId, month: MONTH, batchId: courierId, file: `${courierId}.csv`, rowNo: line.row, amountCents: line.amountCents, lineClass: line.lineClass, waybill: line.waybill, waybillKey: waybillKey(line.waybill),
          waybillRaw: line.waybillRaw ?? line.waybill, waybillDamaged: line.waybillDamaged, workOrderNo: line.workOrderNo, occurredOn: line.occurredOn ?? null, memo: line.memo ?? null, createdAt: tx.now,
        })
      }
    }
  })
}

/** A month of its own in the folder, reconciled and stored. */
function monthOf(input: ReconcileInput, order: readonly number[] = [0]): Insert {
  const insert = { courierId: `k${(couriers += 1)}`, input }
  insertOne(insert, order)
  runReconcile(test.kernel, test.actor, { month: MONTH, courierId: insert.courierId })
  return insert
}

/** All tables that decisions touch, of one courier, its name left out; deleted rows count as gone. */
function books({ courierId }: Insert): { matches: unknown[]; refusals: unknown[]; claims: unknown[] } {
  const read = (sql: string): unknown[] => JSON.parse(JSON.stringify(test.kernel.db.readable.prepare(sql).all(`${courierId}:`, `${courierId}:~`)).replaceAll(courierId, 'k')) as unknown[]
  return {
    matches: read('SELECT id, month, claim_id, line_id, stage, credited_cents, reason_zh, reason_en FROM recon_match WHERE id BETWEEN ? AND ? AND deleted_at IS NULL ORDER BY id'),
    refusals: read('SELECT id, month, claim_id, line_id FROM recon_refusal WHERE id BETWEEN ? AND ? AND deleted_at IS NULL ORDER BY id'),
    claims: read('SELECT id, status, status_at, ended_on, credited_cents FROM claim WHERE id BETWEEN ? AND ? ORDER BY id'),
  }
}
const timeless = (of: Insert): unknown => {
  const { claims, ...rest } = books(of)
  return { ...rest, claims: (claims as { status_at: number }[]).map(({ status_at: _at, ...claim }) => claim) }
}

/** M3 holds, what is stored is what a run says, and each claim's credit is the sum of its matches. */
function expectSound({ courierId }: Insert): void {
  const { result, plan } = workOutMonth(test.kernel, { month: MONTH, courierId })
  expect(result.invariantsBroken).toEqual([])
  expect(plan).toEqual({ store: [], drop: [], claims: [] })
  const off = test.kernel.db.readable
    .prepare('SELECT c.id FROM claim c WHERE c.courier_id = ? AND c.credited_cents <> (SELECT coalesce(sum(m.credited_cents), 0) FROM recon_match m WHERE m.claim_id = c.id AND m.deleted_at IS NULL)')
    .all(courierId)
  expect(off).toEqual([])
}

function decisionOf({ courierId, input }: Insert, { kind, claims, lines, share }: Wish): Decision {
  const claimIds = claims.map((at) => `${courierId}:c${at % input.claims.length}`)
  const lineIds = lines.map((at) => `${courierId}:l${at % input.lines.length}`)
  const [claimId = ''] = claimIds
  const [lineId = ''] = lineIds
  if (kind === 'write-off') return { kind, claimId, reason: '差额太小' }
  if (kind === 'merge') return { kind, claimId, lineIds }
  const amount = input.lines[(lines[0] ?? 0) % input.lines.length]?.amountCents ?? 0
  if (kind === 'split') return { kind, lineId, parts: claimIds.map((id) => ({ claimId: id, cents: Math.trunc((amount * share) / 100) })) }
  return { kind, claimId, lineIds: [lineId] }
}

/** Takes the decision when the books allow it; null when they refuse in words. */
function tryTo<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'DECISION_REFUSED') return null
    throw error
  }
}
const taken = (of: Insert, one: Wish): string | null => {
  test.clock.now += 1000
  return tryTo(() => decideWith(test.kernel, test.actor, { month: MONTH, decision: decisionOf(of, one) }, null))?.decisionId ?? null
}
const takeBack = (decisionId: string): boolean => {
  test.clock.now += 1000
  return tryTo(() => undo(test.kernel, test.actor, { decisionId })) !== null
}

describe('M3, M4: decisions on real tables', { timeout: 1_800_000 }, () => {
  it('M4: decisions taken back, the last first, leave every table as it was, to the status and its time', async () => {
    await checkOnDisk(
      fc.asyncProperty(livelyScenario(), fc.array(wish, { minLength: 1, maxLength: 4 }), async (input, wishes) => {
        await freshFolder()
        const month = monthOf(input)
        const before = books(month)
        const ids: string[] = []
        for (const one of wishes) {
          const id = taken(month, one)
          if (id !== null) ids.push(id)
          expectSound(month)
        }
        for (const id of ids.reverse()) {
          expect(takeBack(id)).toBe(true)
          expectSound(month)
        }
        expect(books(month)).toEqual(before)
      }),
    )
  })

  it('M3, M4: in any order of decisions, runs and undos the totals balance and what is stored is what is shown', async () => {
    await checkOnDisk(
      fc.asyncProperty(livelyScenario(), fc.array(fc.oneof({ weight: 3, arbitrary: wish }, { weight: 2, arbitrary: fc.record({ undo: fc.nat(5) }) }, { weight: 1, arbitrary: fc.constant('run' as const) }), { minLength: 2, maxLength: 7 }), async (input, steps) => {
        await freshFolder()
        const month = monthOf(input)
        const ids: string[] = []
        for (const step of steps) {
          if (step === 'run') {
            const before = books(month)
            runReconcile(test.kernel, test.actor, { month: MONTH, courierId: month.courierId })
            expect(books(month)).toEqual(before)
          } else if ('undo' in step) {
            const at = step.undo % Math.max(ids.length, 1)
            const [id] = ids.slice(at, at + 1)
            if (id !== undefined && takeBack(id)) ids.splice(at, 1)
          } else {
            const id = taken(month, step)
            if (id !== null) ids.push(id)
          }
          expectSound(month)
        }
        for (const id of ids.reverse()) expect(takeBack(id)).toBe(true)
        expectSound(month)
        expect(books(month).refusals).toEqual([])
        expect((books(month).matches as { stage: string }[]).some(({ stage }) => stage === 'manual')).toBe(false)
      }),
    )
  })

  it('M4: another import of the same statement, in any order of its rows, changes nothing that was decided', async () => {
    await checkOnDisk(
      fc.asyncProperty(livelyScenario(), fc.array(wish, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(1000), { minLength: 25, maxLength: 25 }), async (input, wishes, order) => {
        await freshFolder()
        const month = monthOf(input)
        const other = monthOf(input, order)
        expect(timeless(other)).toEqual(timeless(month))
        for (const one of wishes) expect(taken(other, one) === null).toBe(taken(month, one) === null)
        expect(timeless(other)).toEqual(timeless(month))
        const before = books(month)
        insertOne({ ...month, input: { ...input, claims: [] } }, order)
        runReconcile(test.kernel, test.actor, { month: MONTH, courierId: month.courierId })
        expect(books(month)).toEqual(before)
      }),
    )
  })
})
