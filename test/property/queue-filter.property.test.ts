import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NOBODY, type CaseFilter, type CaseSort, type CaseView } from '../../src/contract/queue'
import { carryOverOf, CASE_VIEWS, sortsOf } from '../../src/domain/case/queue'
import { isOpen, isWaiting, STATUS_IDS } from '../../src/domain/case/status'
import { rawRows } from '../../src/backend/db/open'
import { insertCase } from '../../src/backend/repositories/cases'
import { NO_AMOUNT, queueSql } from '../../src/backend/repositories/queue'
import { listCases, queueQuery } from '../../src/backend/services/case-read'
import { matchingCases } from '../../src/backend/services/case-bulk'
import { putOrder } from '../../src/backend/repositories/orders'
import { insertShop } from '../../src/backend/repositories/masters'
import { insertClaim } from '../../src/backend/repositories/registers'
import { foundFolder, START, type TestFolder } from '../support/kernel'

/**
 * C10, X2: pages of the queue against a filter in plain JavaScript over a small table, for every view, sort and random filters: the same
 * cases in the same order, each once, whatever the page size; and the SQL kept by shape answers what freshly built SQL answers.
 */
const HOUR = 3_600_000
const DAY = 24 * HOUR
const KINDS = ['lost', 'damaged', 'quality']
const PLATFORMS = ['tmall', 'jd']
const STAFF = ['', 'other']
const COUNT = 240

interface Plain {
  readonly id: string
  readonly kind: string
  readonly shopId: string
  readonly zone: string
  readonly status: (typeof STATUS_IDS)[number]
  readonly assigneeId: string | null
  readonly platform: string
  readonly priority: number
  readonly flag: number | null
  readonly vip: boolean
  readonly difficult: boolean
  readonly openedAt: number
  readonly updatedAt: number
  readonly statusAt: number
  readonly sortDue: number
  readonly amount: number | null
  readonly claimed: boolean
}

let test: TestFolder
const plain: Plain[] = []

beforeAll(async () => {
  test = await foundFolder()
  const { kernel, actor } = test
  let seed = 7
  // a fixed table; what varies are the questions
  const pick = <T,>(values: readonly T[]): T => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return values[Math.floor((seed / 2_147_483_648) * values.length)] as T
  }
  const first = kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM shop').get()?.id ?? ''
  kernel.write(actor, { name: 'test.table' }, (tx) => {
    insertShop(tx, { id: 'berlin', name: 'Berlin', platform: 'jd', timeZone: 'Europe/Berlin', currency: 'EUR', createdAt: tx.now })
    for (let n = 0; n < COUNT; n += 1) {
      const shopId = pick([first, 'berlin'])
      const status = pick(STATUS_IDS)
      const agreed = pick([null, 100, 2_500, 2_500, 9_900])
      const paid = pick([null, 500, 8_900])
      const row: Plain = {
        id: `case-${String((n * 7919) % 1000).padStart(4, '0')}-${n}`, kind: pick(KINDS), shopId, zone: shopId === first ? 'Asia/Shanghai' : 'Europe/Berlin', status, assigneeId: pick([null, actor.staffId, ...STAFF.slice(1)]),
        platform: pick(PLATFORMS), priority: pick([0, 1, 2, 3]), flag: pick([null, 1, 4]), vip: pick([true, false, false]), difficult: pick([true, false, false]),
        openedAt: START - pick([0, 1, 1, 5, 30]) * DAY, updatedAt: START - pick([0, 0, 1, 9]) * HOUR, statusAt: START - pick([0, 1, 5, 20]) * HOUR,
        sortDue: pick([START - HOUR, START + HOUR, START + HOUR, START + 5 * HOUR, START + 3 * DAY, 8_640_000_000_000_000]), amount: agreed ?? paid, claimed: pick([true, false]),
      }
      if (paid !== null) {
        putOrder(tx, {
          id: `order-${n}`, platform: row.platform, shopId, number: `N${n}`, buyerId: null, buyerNick: null, status: 'shipped', rawStatus: null, paidCents: paid, goodsCents: null, postageCents: null, refundCents: null,
          currency: 'CNY', createdAt: null, paidAt: null, shippedAt: null, receiverName: null, phone: null, address: null, buyerNote: null, sellerMemo: null, flag: null, items: [], importedAt: tx.now,
        })
      }
      insertCase(tx, {
        id: row.id, caseNo: `T-${n}`, shopId, platform: row.platform, openedAt: row.openedAt, openedBy: 'x', kind: row.kind, channel: null, buyerId: null, buyerNick: null, orderId: paid === null ? null : `order-${n}`,
        orderNo: null, summary: null, priority: row.priority, difficult: row.difficult, vip: row.vip, waybills: [], status, reason: null, nextAction: null, nextActionAt: null, statusAt: row.statusAt,
        assigneeId: row.assigneeId, liableParty: null, freightPayer: null, remedy: null, amountCents: agreed, currency: 'CNY', flag: row.flag, memo: null, isOpen: isOpen(status), isWaiting: isWaiting(status),
        nextClock: null, nextDueAt: row.sortDue, sortDue: row.sortDue, updatedAt: row.updatedAt,
      })
      if (row.claimed) {
        insertClaim(tx, {
          id: `claim-${n}`, claimNo: `L-${n}`, courierId: 'sf', counterparty: 'courier', waybill: `SF${n}`, waybillKey: `SF${n}`, aliases: [], caseId: row.id, orderNo: null, reason: 'lost', goodsCents: 1, freightCents: 0,
          otherCents: 0, amountCents: 1, declaredCents: null, currency: 'CNY', filedOn: '2026-11-20', createdBy: 'x', status: 'filed', workOrderNo: null, answer: null, grantedCents: null, statusAt: tx.now, creditedCents: 0,
          duplicateReason: null, createdAt: tx.now, note: null,
        })
      }
      plain.push(row)
    }
  })
})
afterAll(() => test.open.close())

function inView(row: Plain, view: CaseView): boolean {
  const open = isOpen(row.status)
  switch (view) {
    case 'mine':
      return open && row.assigneeId === test.actor.staffId
    case 'open':
      return open
    case 'unassigned':
      return open && row.assigneeId === null
    case 'waiting':
      return isWaiting(row.status)
    case 'overdue':
      return open && row.sortDue < test.clock.now
    case 'carry-over': {
      const { dueBefore, movedBefore } = carryOverOf(test.kernel.resources.policy.queue, row.zone, test.clock.now)
      return open && row.sortDue < dueBefore && row.statusAt < movedBefore
    }
    case 'vip':
      return open && row.vip
    case 'difficult':
      return open && row.difficult
    case 'resolved':
      return !open
    case 'all':
      return true
    default:
      return row.status === view
  }
}

const within = <T,>(values: readonly T[] | undefined, value: T): boolean => values === undefined || values.length === 0 || values.includes(value)

function passes(row: Plain, filter: CaseFilter): boolean {
  return (
    within(filter.kinds, row.kind) &&
    within(filter.shopIds, row.shopId) &&
    within(filter.statuses, row.status) &&
    within(filter.assigneeIds, row.assigneeId ?? NOBODY) &&
    within(filter.platforms, row.platform) &&
    within(filter.priorities, row.priority) &&
    (filter.flags === undefined || filter.flags.length === 0 || (row.flag !== null && filter.flags.includes(row.flag))) &&
    (filter.openedFrom === undefined || row.openedAt >= filter.openedFrom) &&
    (filter.openedTo === undefined || row.openedAt < filter.openedTo) &&
    (filter.amountFrom === undefined || (row.amount !== null && row.amount >= filter.amountFrom)) &&
    (filter.amountTo === undefined || (row.amount !== null && row.amount <= filter.amountTo)) &&
    (filter.hasClaim === undefined || row.claimed === filter.hasClaim)
  )
}

const KEYS: Readonly<Record<CaseSort, (row: Plain) => readonly (number | string)[]>> = {
  due: (row) => [row.sortDue, row.id],
  newest: (row) => [-row.openedAt],
  oldest: (row) => [row.openedAt, row.id],
  updated: (row) => [-row.updatedAt],
  priority: (row) => [-row.priority, row.sortDue, row.id],
  amount: (row) => [-(row.amount ?? NO_AMOUNT)],
}
function sorted(rows: readonly Plain[], sort: CaseSort): string[] {
  const descendingId = sort === 'newest' || sort === 'updated' || sort === 'amount'
  return [...rows]
    .sort((a, b) => {
      const [left, right] = [KEYS[sort](a), KEYS[sort](b)]
      for (const [index, value] of left.entries()) {
        const other = right[index] ?? 0
        if (value !== other) return value < other ? -1 : 1
      }
      return descendingId ? (a.id < b.id ? 1 : -1) : 0
    })
    .map((row) => row.id)
}

const some = <T,>(values: readonly T[]): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 })
const time = fc.constantFrom(START - 6 * DAY, START - DAY, START - DAY + 1, START)
const filters = fc.record(
  {
    kinds: some(KINDS),
    shopIds: some(['berlin', 'nowhere']),
    statuses: some(STATUS_IDS),
    assigneeIds: some([NOBODY, 'other', 'gone']),
    platforms: some(PLATFORMS),
    priorities: some([0, 1, 2, 3]),
    flags: some([1, 4]),
    openedFrom: time,
    openedTo: time,
    amountFrom: fc.constantFrom(0, 500, 2_500),
    amountTo: fc.constantFrom(500, 8_900),
    hasClaim: fc.boolean(),
  },
  { requiredKeys: [] },
)
const questions = fc.constantFrom(...CASE_VIEWS).chain((view) =>
  fc.record({ view: fc.constant(view), sort: fc.constantFrom(...sortsOf(view)), filter: filters, limit: fc.integer({ min: 1, max: 60 }), window: fc.constantFrom(3, 17, 1_000) }),
)

describe('C10: filters and sorts of the queue', () => {
  it('C10, X2: every page of every question is what a plain filter over the table finds', () => {
    const policy = test.kernel.resources.policy.queue as { archiveWindow: number }
    const usual = policy.archiveWindow
    fc.assert(
      fc.property(questions, ({ view, sort, filter, limit, window }) => {
        policy.archiveWindow = window
        const wanted = sorted(plain.filter((row) => inView(row, view) && passes(row, filter)), sort)
        const seen: string[] = []
        let cursor: string | null = null
        let pages = 0
        do {
          const page: ReturnType<typeof listCases> = listCases(test.kernel, test.actor, { view, sort, filter, cursor, limit })
          expect(page.rows.length).toBeLessThanOrEqual(limit)
          seen.push(...page.rows.map((row) => row.id))
          cursor = page.nextCursor
          pages += 1
          expect(pages).toBeLessThan(2 * COUNT)
        } while (cursor !== null)
        expect(seen).toEqual(wanted)
      }),
      { numRuns: 250 },
    )
    policy.archiveWindow = usual
  })

  it('X2: SQL kept by its shape answers what SQL built afresh answers', () => {
    fc.assert(
      fc.property(questions, fc.option(fc.nat(COUNT - 1), { nil: null }), ({ view, sort, filter, limit }, at) => {
        const row = at === null ? undefined : plain[at]
        const cursor = row === undefined ? null : sort === 'priority' ? `${row.priority},${row.sortDue}:${row.id}` : `${row.openedAt}:${row.id}`
        const query = queueQuery(test.kernel, test.actor, { view, sort, filter, cursor, limit })
        expect(query.shape).not.toBeNull()
        const kept = queueSql(test.kernel.read, query)
        const fresh = queueSql(test.kernel.read, { ...query, shape: null })
        expect(kept).toEqual(fresh)
        expect(rawRows(test.kernel.read, kept)).toEqual(rawRows(test.kernel.read, fresh))
      }),
      { numRuns: 250 },
    )
  })

  it('C10: "all that match" names each case once, up to the cap, and says when there are more', () => {
    const policy = test.kernel.resources.policy.queue as { bulkCap: number }
    const usual = policy.bulkCap
    fc.assert(
      fc.property(questions, fc.constantFrom(1, 10, 1_000), ({ view, sort, filter }, cap) => {
        policy.bulkCap = cap
        const wanted = sorted(plain.filter((row) => inView(row, view) && passes(row, filter)), sort)
        expect(matchingCases(test.kernel, test.actor, { view, sort, filter })).toEqual({ ids: wanted.slice(0, cap), more: wanted.length > cap })
      }),
      { numRuns: 60 },
    )
    policy.bulkCap = usual
  })
})
