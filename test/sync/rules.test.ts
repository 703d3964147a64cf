import { afterEach, describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import type { WriteTx } from '../../src/backend/db/write'
import { startEpoch } from '../../src/backend/services/sync/epoch'
import { listReviews, settleReview } from '../../src/backend/services/sync/reviews'
import { listConflicts } from '../../src/backend/services/sync/conflicts'
import { payPayout } from '../../src/backend/services/payout-steps'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

/** The domain rules of the merge (docs/sync-format.md, section 10; S3), on real data folders over a real folder. */
const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})

async function two(): Promise<[TeamDevice, TeamDevice]> {
  const folder = tempFolder()
  const first = await openDevice('张敏', folderStore(folder, 'first'), { seed: 1 })
  const second = await openDevice('李雷', folderStore(folder, 'second'), { seed: 2, empty: true })
  devices.push(first, second)
  await gather(first, [second])
  await settle([first, second])
  return [first, second]
}
const write = (device: TeamDevice, work: (tx: WriteTx) => void): void => {
  device.clock.now += 1_000
  device.kernel.write(device.actor, { name: 'test' }, work)
}
const all = (device: TeamDevice, sql: string): unknown[] => device.kernel.db.readable.prepare(sql).all()

const line = (id: string, cents: number) => ({
  id, courierId: 'sf', month: '2026-10', batchId: 'b', file: 'sf.csv', rowNo: 1, amountCents: cents, lineClass: 'claim-credit', waybill: id, waybillKey: id, waybillRaw: id, waybillDamaged: false, workOrderNo: null, occurredOn: null, memo: null, createdAt: 1,
})
const claim = (id: string, cents: number, waybill = id) => ({
  id, claimNo: id, counterparty: 'courier', courierId: 'sf', branch: null, monthlyAccount: null, waybill, waybillKey: waybill, aliases: [], caseId: null, orderNo: null, reason: 'lost', note: null, duplicateReason: null, filedOn: '2026-09-01', createdAt: 1, createdBy: 's',
  windowEndsAt: null, goodsCents: cents, freightCents: 0, otherCents: 0, amountCents: cents, declaredCents: null, currency: 'CNY', status: 'filed', workOrderNo: null, answer: null, grantedCents: null, statusAt: 1, creditedCents: 0,
})
const match = (lineId: string, claimId: string, cents: number) => ({ id: `${lineId}:${claimId}`, month: '2026-10', claimId, lineId, stage: 'manual', creditedCents: cents, reasonZh: '人工', reasonEn: 'by hand', matchedAt: 1 })
const payout = (id: string, caseId: string) => ({
  id, caseId, orderNo: null, buyerNick: null, phoneKey: null, addressKey: null, createdAt: 1, createdBy: 's', type: 'compensation', ladder: 'damaged', amountCents: 500, currency: 'CNY', issue: 'damaged', limitCents: null, state: 'approved', approvedBy: 's', approvedAt: 1,
  approvalWay: 'pin', approvalNote: null, confirmBy: null, confirmedAt: null, paidAt: null, paidRef: null, paidBy: null, payWay: null, payeeName: null, payeeAccount: null, outsideReason: null, batchNo: null,
})

describe('rules of the merge', { timeout: 120_000 }, () => {
  it('S3: two PCs matched one line with two claims: both wait for a person and bring nothing, on both PCs', async () => {
    const [first, second] = await two()
    write(first, (tx) => {
      tx.insert(synced.statementLine, line('l1', 500))
      tx.insert(synced.claim, claim('c1', 500))
      tx.insert(synced.claim, claim('c2', 500))
    })
    await settle([first, second])
    write(first, (tx) => tx.insert(synced.match, match('l1', 'c1', 500)))
    write(second, (tx) => tx.insert(synced.match, match('l1', 'c2', 500)))
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT id, suspended_at IS NOT NULL AS waits FROM recon_match ORDER BY id')).toEqual([{ id: 'l1:c1', waits: 1 }, { id: 'l1:c2', waits: 1 }])
      expect(all(device, 'SELECT credited_cents FROM claim')).toEqual([{ credited_cents: 0 }, { credited_cents: 0 }])
      expect(listReviews(device.kernel, device.actor, { limit: 10 }).rows.map(({ kind }) => kind)).toEqual(['match'])
    }
  })

  it('S3: instalments that two PCs matched with one claim within its amount are no double', async () => {
    const [first, second] = await two()
    write(first, (tx) => {
      tx.insert(synced.statementLine, line('l1', 200))
      tx.insert(synced.statementLine, line('l2', 300))
      tx.insert(synced.claim, claim('c1', 500))
    })
    await settle([first, second])
    write(first, (tx) => tx.insert(synced.match, match('l1', 'c1', 200)))
    write(second, (tx) => tx.insert(synced.match, match('l2', 'c1', 300)))
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT credited_cents FROM claim')).toEqual([{ credited_cents: 500 }])
      expect(listReviews(device.kernel, device.actor, { limit: 10 }).rows).toEqual([])
    }
  })

  it('S3: two payouts of one issue on one case, asked for on two PCs: neither is paid before a person has looked', async () => {
    const [first, second] = await two()
    write(first, (tx) => tx.insert(synced.payout, payout('p1', 'case1')))
    write(second, (tx) => tx.insert(synced.payout, payout('p2', 'case1')))
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT count(*) AS n FROM payout WHERE suspended_at IS NOT NULL')).toEqual([{ n: 2 }])
      expect(() => payPayout(device.kernel, device.actor, { id: 'p1' })).toThrow('DUPLICATE_PAYOUT')
    }
    const [open] = listReviews(first.kernel, first.actor, { limit: 10 }).rows
    first.clock.now += 1_000
    settleReview(first.kernel, first.actor, { id: open?.id ?? '', way: 'keep-all' })
    await settle([first, second])
    // settled once, settled for all
    for (const device of [first, second]) {
      expect(all(device, 'SELECT count(*) AS n FROM payout WHERE suspended_at IS NOT NULL')).toEqual([{ n: 0 }])
      expect(listReviews(device.kernel, device.actor, { limit: 10 }).rows).toEqual([])
    }
  })

  it('S3: one parcel claimed on two PCs: both claims stay and are shown side by side', async () => {
    const [first, second] = await two()
    write(first, (tx) => tx.insert(synced.claim, claim('c1', 500, 'SF1')))
    write(second, (tx) => tx.insert(synced.claim, claim('c2', 500, 'SF1')))
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT id FROM claim ORDER BY id')).toEqual([{ id: 'c1' }, { id: 'c2' }])
      expect(listReviews(device.kernel, device.actor, { limit: 10 }).rows.map(({ kind }) => kind)).toEqual(['waybill'])
    }
  })

  it('S3: what a closing did not know goes to the next month with a note; of two closings the earlier holds and the other is kept', async () => {
    const [first, second] = await two()
    write(first, (tx) => {
      tx.insert(synced.statementLine, line('l1', 500))
      tx.insert(synced.claim, claim('c1', 500))
    })
    await settle([first, second])
    const closing = (device: TeamDevice, by: string): void =>
      write(device, (tx) => tx.insert(synced.monthClosing, { id: '2026-10-R1', month: '2026-10', revision: 1, closedAt: tx.now, closedBy: by, summary: {}, snapshot: '', covers: JSON.stringify({ [device.kernel.stream()]: 'zzzzzzzzz' }) }))
    closing(first, 'first')
    second.clock.now += 60_000
    write(second, (tx) => tx.insert(synced.match, match('l1', 'c1', 500)))
    closing(second, 'second')
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT closed_by FROM month_closing')).toEqual([{ closed_by: 'first' }])
      expect(all(device, "SELECT actor_id IS NOT NULL AS known FROM sync_head WHERE table_name = 'month_closing'")).toHaveLength(2)
      expect(all(device, 'SELECT month FROM recon_match')).toEqual([{ month: '2026-11' }])
      expect(all(device, 'SELECT id FROM recon_note')).toEqual([{ id: 'line:l1' }])
      expect(listReviews(device.kernel, device.actor, { limit: 10 }).rows.map(({ kind }) => kind)).toContain('closing')
    }
  })

  it('S3, M5: a closing that is stamped anew with its matches still knows them: none of them goes to the next month', async () => {
    const [first, second] = await two()
    write(first, (tx) => {
      tx.insert(synced.statementLine, line('l1', 500))
      tx.insert(synced.claim, claim('c1', 500))
    })
    await settle([first, second])
    const stream = second.kernel.stream()
    write(second, (tx) => tx.insert(synced.match, match('l1', 'c1', 500)))
    const made = second.kernel.db.readable.prepare<[], { hlc: string }>('SELECT hlc FROM change_log ORDER BY seq DESC LIMIT 1').get()?.hlc ?? ''
    write(second, (tx) => tx.insert(synced.monthClosing, { id: '2026-10-R1', month: '2026-10', revision: 1, closedAt: tx.now, closedBy: 's', summary: {}, snapshot: '', covers: JSON.stringify({ [first.kernel.stream()]: 'a', [stream]: made }) }))
    // its folder was restored, or copied: what it had not sent comes in another stream
    const started = startEpoch(second.kernel, null)
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT month FROM recon_match')).toEqual([{ month: '2026-10' }])
      expect(listReviews(device.kernel, device.actor, { limit: 10 }).rows).toEqual([])
      const [{ covers }] = all(device, 'SELECT covers FROM month_closing') as [{ covers: string }]
      const known = JSON.parse(covers) as Record<string, string>
      expect(known[first.kernel.stream()]).toBe('a')
      expect(known[started]).toBeDefined()
      // of the stream that was left no more than the store has
      expect((known[stream] ?? '') < made).toBe(true)
    }
  })

  it('S3: the same field changed on two PCs is a conflict on both, with both values and who wrote them; deciding it ends it on both', async () => {
    const [first, second] = await two()
    write(first, (tx) => tx.insert(synced.claim, claim('c1', 500)))
    await settle([first, second])
    write(first, (tx) => tx.update(synced.claim, 'c1', { status: 'granted', grantedCents: 400 }))
    write(second, (tx) => tx.update(synced.claim, 'c1', { status: 'rejected' }))
    await settle([first, second])
    for (const device of [first, second]) {
      const [conflict] = listConflicts(device.kernel, device.actor, { limit: 10 }).rows
      expect(conflict?.table).toBe('claim')
      expect(all(device, 'SELECT status FROM claim')).toEqual(all(first, 'SELECT status FROM claim'))
      expect(all(device, 'SELECT count(*) AS n FROM sync_head')).toEqual([{ n: 2 }])
    }
    write(first, (tx) => {
      const [head] = all(first, "SELECT fields FROM sync_head WHERE json_extract(fields, '$.status') = 'granted'") as { fields: string }[]
      tx.sync.resolve('claim', 'c1', 'answer', JSON.parse(head?.fields ?? '{}') as Record<string, string | number | null>)
    })
    await settle([first, second])
    for (const device of [first, second]) {
      expect(all(device, 'SELECT status, granted_cents FROM claim')).toEqual([{ status: 'granted', granted_cents: 400 }])
      expect(all(device, 'SELECT count(*) AS n FROM sync_head')).toEqual([{ n: 0 }])
    }
  })
})
