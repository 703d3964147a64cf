import type { CommandLine } from '../../backend/boot/command-line'
import type { Claim } from '../../contract/registers'
import { CLAIM_STATUS_LABELS, isClaimStatus } from '../../domain/claim/status'
import { formatMoney } from '../../domain/money/money'
import { day, month, required, wholeNumber } from '../args'
import { iso, table, type FolderCommand } from '../command'
import { findCourierId, requireCaseId } from '../lookup'

const PAGE = 500

const toJson = (claim: Claim) => ({
  claimNo: claim.claimNo, courier: claim.courierId, courierName: claim.courierName, waybill: claim.waybill, aliases: claim.aliases, case: claim.caseNo, order: claim.orderNo, reason: claim.reason,
  amountCents: claim.amountCents, creditedCents: claim.creditedCents, grantedCents: claim.grantedCents, balanceCents: claim.balanceCents, currency: claim.currency,
  status: claim.status, workOrderNo: claim.workOrderNo, filedOn: claim.filedOn, windowEndsAt: iso(claim.windowEndsAt),
})

export const create: FolderCommand = {
  name: 'claim create',
  usage: '--courier C --waybill W --reason R --amount CENTS [--case N] [--order O] [--filed-on D] [--work-order NO] [--note T] [--duplicate-reason T]',
  zh: '登记快递理赔（金额以分为单位）',
  en: 'Register a claim on a courier; the amount is in cents',
  options: ['courier', 'waybill', 'reason', 'amount', 'case', 'order', 'filed-on', 'work-order', 'note', 'duplicate-reason'],
  needs: ['courier', 'waybill', 'reason', 'amount'],
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const wanted = line.text('case')
    const claim = await station.api.claims.create({
      courierId: findCourierId(station, required(line, 'courier')),
      waybill: required(line, 'waybill'),
      reason: required(line, 'reason'),
      goodsCents: wholeNumber(line, 'amount') ?? 0,
      caseId: wanted === null ? null : await requireCaseId(station, wanted),
      orderNo: line.text('order'),
      filedOn: day(line, 'filed-on'),
      workOrderNo: line.text('work-order'),
      note: line.text('note'),
      duplicateReason: line.text('duplicate-reason'),
    })
    return {
      json: toJson(claim),
      lines: [place.say(`已登记理赔 ${claim.claimNo}，${claim.waybill}，${formatMoney(claim.amountCents, claim.currency)}`, `Claim ${claim.claimNo} on ${claim.waybill}, ${formatMoney(claim.amountCents, claim.currency)}`)],
    }
  },
}

async function collect(station: CommandLine, filter: { month: string | null; courierId: string | null }): Promise<Claim[]> {
  const rows: Claim[] = []
  let cursor: string | null = null
  do {
    const page: { rows: Claim[]; nextCursor: string | null } = await station.api.claims.list({ ...filter, cursor, limit: PAGE })
    for (const row of page.rows) rows.push(row)
    cursor = page.nextCursor
  } while (cursor !== null)
  return rows
}

export const list: FolderCommand = {
  name: 'claim list',
  usage: '[--month YYYY-MM] [--courier C]',
  zh: '列出理赔，可按提交月份',
  en: 'List claims, of one month of filing if given',
  options: ['month', 'courier'],
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const courier = line.text('courier')
    const claims = await collect(station, { month: month(line), courierId: courier === null ? null : findCourierId(station, courier) })
    const status = (claim: Claim): string => (isClaimStatus(claim.status) ? place.say(CLAIM_STATUS_LABELS[claim.status].zh, CLAIM_STATUS_LABELS[claim.status].en) : claim.status)
    return {
      json: { claims: claims.map(toJson) },
      lines: [
        ...table(claims.map((claim) => [claim.claimNo, claim.courierName ?? '', claim.waybill, formatMoney(claim.amountCents, claim.currency), formatMoney(claim.balanceCents, claim.currency), status(claim)])),
        place.say(`${claims.length} 条`, `${claims.length} claims`),
      ],
    }
  },
}
