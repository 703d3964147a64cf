import { creditLines } from '../../../domain/demo/claims'
import { demoParcel } from '../../../domain/demo/goods'
import type { Random } from '../../../domain/demo/random'
import type { StatementLineClass } from '../../../domain/import/records'
import { matchWords } from '../../../domain/reconcile/words'
import { waybillKey } from '../../../domain/courier/waybill'
import type { WriteTx } from '../../db/write'
import * as repo from '../../repositories/statements'
import type { OpenClaim } from './claims'

interface Line {
  readonly courierId: string
  readonly waybill: string | null
  readonly amountCents: number
  readonly lineClass: StatementLineClass
  readonly workOrderNo: string | null
  readonly memo: string
}

export interface CreditedClaim {
  readonly claimId: string
  readonly courierId: string
  readonly waybill: string
  readonly amountCents: number
  readonly creditedCents: number
  readonly workOrderNo: string | null
}

export interface StatementWriter {
  /** The line that paid a claim in an earlier month, and the match that says so. */
  creditOf(tx: WriteTx, claim: CreditedClaim, month: string): void
  /** Lines of this month for one open claim, with the charges around it: what month-end will reconcile (M1–M3). */
  thisMonth(tx: WriteTx, claim: OpenClaim): void
  /** One parcel on a courier's freight bill, drawn from a chance of its own: what a parcel costs shows month by month (M6). */
  freight(tx: WriteTx, parcels: Random, lineMonth: string): void
}

/** Writes statement lines as an import would leave them; numbers rows per courier and month like a file does. */
export function createStatementWriter(random: Random, month: string): StatementWriter {
  const rows = new Map<string, number>()

  function insertLine(tx: WriteTx, lineMonth: string, line: Line, chance: Random = random): string {
    const file = `${line.courierId}-${lineMonth}.csv`
    // Row 1 of a file is its header.
    const rowNo = (rows.get(file) ?? 1) + 1
    rows.set(file, rowNo)
    const id = `${line.courierId}:demo-${lineMonth}:${rowNo}`
    repo.putStatementLine(tx, {
      id,
      courierId: line.courierId,
      month: lineMonth,
      batchId: `demo-${line.courierId}-${lineMonth}`,
      file,
      rowNo,
      waybill: line.waybill,
      waybillKey: waybillKey(line.waybill),
      waybillRaw: line.waybill,
      waybillDamaged: false,
      amountCents: line.amountCents,
      lineClass: line.lineClass,
      workOrderNo: line.workOrderNo,
      occurredOn: `${lineMonth}-${String(chance.int(1, 28)).padStart(2, '0')}`,
      memo: line.memo,
      createdAt: tx.now,
    })
    return id
  }

  function charges(tx: WriteTx, courierId: string): void {
    for (let left = random.int(1, 3); left > 0; left -= 1) {
      const isPremium = random.chance(0.1)
      insertLine(tx, month, {
        courierId,
        waybill: demoParcel(random, 'taobao').waybill,
        amountCents: -(isPremium ? random.int(1, 3) * 100 : random.int(28, 160) * 10),
        lineClass: isPremium ? 'premium' : 'freight',
        workOrderNo: null,
        memo: isPremium ? '保价费' : '运费',
      })
    }
  }

  return {
    creditOf(tx, claim, paidIn) {
      const lineId = insertLine(tx, paidIn, { courierId: claim.courierId, waybill: claim.waybill, amountCents: claim.creditedCents, lineClass: 'claim-credit', workOrderNo: claim.workOrderNo, memo: '理赔' })
      const isExact = claim.creditedCents === claim.amountCents
      const words = matchWords(isExact ? 'exact' : 'short', {
        link: 'exact',
        claimWaybill: claim.waybill,
        lineWaybill: claim.waybill,
        balanceCents: claim.amountCents,
        linesCents: claim.creditedCents,
        lineCount: 1,
        claimCount: 1,
        currency: 'CNY',
      })
      repo.putMatch(tx, {
        id: `${lineId}:${claim.claimId}`,
        month: paidIn,
        claimId: claim.claimId,
        lineId,
        stage: isExact ? 'exact' : 'short-over',
        creditedCents: claim.creditedCents,
        reasonZh: words.zh,
        reasonEn: words.en,
        matchedAt: tx.now,
      })
    },
    freight(tx, parcels, lineMonth) {
      const { courierId, waybill } = demoParcel(parcels, 'taobao')
      const line = { courierId, waybill, workOrderNo: null }
      insertLine(tx, lineMonth, { ...line, amountCents: -parcels.int(42, 125) * 10, lineClass: 'freight', memo: '运费' }, parcels)
      if (parcels.chance(0.04)) insertLine(tx, lineMonth, { ...line, amountCents: -parcels.int(1, 3) * 100, lineClass: 'premium', memo: '保价费' }, parcels)
    },
    thisMonth(tx, claim) {
      const { courierId } = claim
      for (const amountCents of creditLines(random, claim.goodsCents, claim.freightCents, claim.missingCents)) {
        insertLine(tx, month, { courierId, waybill: claim.waybill, amountCents, lineClass: 'claim-credit', workOrderNo: random.chance(0.3) ? claim.workOrderNo : null, memo: '理赔' })
      }
      // Money that nobody claimed: it stays unexplained until somebody looks.
      if (random.chance(0.04)) {
        insertLine(tx, month, { courierId, waybill: random.chance(0.7) ? demoParcel(random, 'taobao').waybill : null, amountCents: random.int(10, 120) * 100, lineClass: 'claim-credit', workOrderNo: null, memo: '理赔' })
      }
      charges(tx, courierId)
    },
  }
}
