import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { derived, readClocks } from '../../src/backend/services/case-core'
import { fillDemo } from '../../src/backend/services/demo'
import type { Kernel } from '../../src/backend/services/kernel'
import type { Status } from '../../src/domain/case/status'
import { foundFolder, START } from '../support/kernel'

const rows = <T>(kernel: Kernel, sql: string): T[] => kernel.db.readable.prepare(sql).all() as T[]

/** What the demo tells, without ids: those belong to the device and the moment. */
function story(kernel: Kernel): string {
  const told = rows(kernel, 'SELECT kind, status, opened_at, buyer_nick, order_no, summary, waybills, amount_cents, sort_due FROM cases ORDER BY case_no')
  const money = rows(kernel, 'SELECT waybill, amount_cents, status, credited_cents FROM claim ORDER BY claim_no')
  return createHash('sha256').update(JSON.stringify([told, money])).digest('hex')
}

async function filled(options: { cases: number; claims: number; seed: number; chunkMs?: number }) {
  const folder = await foundFolder()
  await fillDemo(folder.kernel, { photos: 0, ...options })
  return folder
}

describe('the demo shop (spec section 12)', () => {
  it('one seed tells one story however it is cut into transactions; another seed tells another', async () => {
    const [first, second, third] = [await filled({ cases: 200, claims: 40, seed: 1 }), await filled({ cases: 200, claims: 40, seed: 1, chunkMs: 0 }), await filled({ cases: 200, claims: 40, seed: 2 })]
    expect(story(second.kernel)).toBe(story(first.kernel))
    expect(story(third.kernel)).not.toBe(story(first.kernel))
    for (const { open } of [first, second, third]) open.close()
  })

  it('makes 12 shops, 50 staff, skewed kinds, 2 % open cases of every urgency and notes of 20 to 400 characters', async () => {
    const { kernel, open, actor } = await filled({ cases: 4000, claims: 500, seed: 1, chunkMs: 400 })
    const count = (sql: string): number => rows<{ n: number }>(kernel, `SELECT count(*) AS n FROM ${sql}`)[0]?.n ?? -1
    expect([count('shop'), count('staff'), count('cases'), count('claim')]).toEqual([12, 50, 4000, 500])
    const opened = count('cases WHERE is_open = 1')
    expect(opened).toBeGreaterThan(40)
    expect(opened).toBeLessThan(140)
    expect(count(`cases WHERE is_open = 1 AND assignee_id = '${actor.staffId}'`)).toBeGreaterThan(5)
    expect(count('cases WHERE is_open = 1 AND assignee_id IS NULL')).toBeGreaterThan(0)
    expect(count(`cases WHERE is_open = 1 AND sort_due < ${START}`)).toBeGreaterThan(0)
    expect(count(`cases WHERE is_open = 1 AND sort_due BETWEEN ${START} AND ${START + 300_000}`)).toBeGreaterThan(0)
    expect(count(`cases WHERE is_open = 1 AND sort_due > ${START + 86_400_000}`)).toBeGreaterThan(0)
    expect(count('cases WHERE length(summary) NOT BETWEEN 20 AND 400')).toBe(0)
    expect(count(`cases WHERE opened_at > ${START} OR opened_at < ${START - 735 * 86_400_000}`)).toBe(0)
    expect(count('(SELECT 1 FROM case_event GROUP BY case_id HAVING count(*) < 2)')).toBe(0)
    expect(count('(SELECT DISTINCT kind FROM cases)')).toBe(KIND_IDS.length)
    expect(count("wrong_shipment WHERE state = 'verified'")).toBeGreaterThan(0)
    open.close()
  })

  it('E1, V1, K2: the described registers hold something to look at, each entry by its own rules', async () => {
    const folder = await foundFolder()
    await fillDemo(folder.kernel, { cases: 600, claims: 0, photos: 0, entries: 20, seed: 1 })
    const held = Object.fromEntries(rows<{ register: string; n: number }>(folder.kernel, 'SELECT register, count(*) AS n FROM register_entry GROUP BY register').map(({ register, n }) => [register, n]))
    expect(held).toMatchObject({ reviews: expect.any(Number), trainings: 12, visits: expect.any(Number) })
    expect(Object.values(held).every((n) => n > 0 && n <= 20)).toBe(true)
    folder.open.close()
  })

  it('C4: what the queue sorts by is what the domain derives from clocks and status', async () => {
    const { kernel, open } = await filled({ cases: 600, claims: 0, seed: 3 })
    interface Row { id: string; status: Status; next_action_at: number | null; is_open: number; is_waiting: number; next_clock: string | null; next_due_at: number | null; sort_due: number }
    for (const row of rows<Row>(kernel, 'SELECT * FROM cases')) {
      const now = derived(readClocks(kernel.read, row.id), row.status, row.next_action_at, START, kernel.resources.policy.clocks)
      expect([row.is_open === 1, row.is_waiting === 1, row.next_clock, row.next_due_at, row.sort_due]).toEqual([now.isOpen, now.isWaiting, now.nextClock, now.nextDueAt, now.sortDue])
    }
    open.close()
  })

  it('M6: a year of freight bills, so that a parcel has its cost in every month', async () => {
    const { kernel, open } = await filled({ cases: 300, claims: 30, seed: 4 })
    const bills = rows<{ month: string; n: number }>(kernel, "SELECT month, count(DISTINCT waybill_key) AS n FROM statement_line WHERE line_class = 'freight' GROUP BY month ORDER BY month")
    expect(bills).toHaveLength(12)
    for (const { month, n } of bills) expect(n, month).toBeGreaterThan(50)
    open.close()
  })

  it('M3: every credited cent has its line and its match', async () => {
    const { kernel, open } = await filled({ cases: 300, claims: 400, seed: 5 })
    const wrong = rows(kernel, 'SELECT c.claim_no FROM claim c LEFT JOIN recon_match m ON m.claim_id = c.id GROUP BY c.id HAVING c.credited_cents <> coalesce(sum(m.credited_cents), 0)')
    expect(wrong).toEqual([])
    expect(rows(kernel, 'SELECT m.id FROM recon_match m LEFT JOIN statement_line l ON l.id = m.line_id WHERE l.id IS NULL OR l.amount_cents <> m.credited_cents OR l.month <> m.month')).toEqual([])
    expect(rows(kernel, "SELECT id FROM claim WHERE credited_cents > amount_cents OR (status = 'credited') <> (credited_cents = amount_cents)")).toEqual([])
    expect(rows<{ n: number }>(kernel, "SELECT count(*) AS n FROM statement_line WHERE month = '2026-11' AND line_class = 'claim-credit'")[0]?.n).toBeGreaterThan(5)
    open.close()
  })
})
