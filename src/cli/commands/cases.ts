import type { CommandLine } from '../../backend/boot/command-line'
import { CASE_VIEWS, type CaseDetail, type CaseRow, type CaseView } from '../../contract/cases'
import { isKindId, kindDef } from '../../domain/case/kinds'
import { isStatus, STATUSES } from '../../domain/case/status'
import { required, UsageError, wholeNumber } from '../args'
import { iso, table, type FolderCommand, type Place } from '../command'
import { findShopId, requireCaseId } from '../lookup'

const PAGE = 500
/** Without `--json` somebody reads: more rows than fit on some screens help nobody. */
const SHOWN = 50

const kindWord = (kind: string, place: Place): string => (isKindId(kind) ? place.say(kindDef(kind).zh, kindDef(kind).en) : kind)
const statusWord = (status: string, place: Place): string => (isStatus(status) ? place.say(STATUSES[status].zh, STATUSES[status].en) : status)

const clocksOf = (found: CaseDetail) => found.clocks.map(({ name, dueAt, state, metAt }) => ({ name, dueAt: iso(state === 'paused' ? null : dueAt), state, metAt: iso(metAt) }))

export const create: FolderCommand = {
  name: 'case create',
  usage: '--kind K [--shop S] [--buyer B] [--order O] [--waybill W] [--note T]',
  zh: '新建售后单',
  en: 'Open a case',
  options: ['kind', 'shop', 'buyer', 'order', 'waybill', 'note'],
  needs: ['kind'],
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const made = await station.api.cases.create({
      kind: required(line, 'kind'),
      shopId: findShopId(station, line.text('shop')),
      buyerNick: line.text('buyer'),
      orderNo: line.text('order'),
      waybill: line.text('waybill'),
      note: line.text('note'),
    })
    return {
      json: { id: made.id, caseNo: made.caseNo, kind: made.kind, status: made.status, nextDeadline: iso(made.nextDueAt), clocks: clocksOf(made) },
      lines: [place.say(`已建单 ${made.caseNo}（${kindWord(made.kind, place)}），下一时限 ${iso(made.nextDueAt) ?? '无'}`, `Case ${made.caseNo} (${kindWord(made.kind, place)}), next deadline ${iso(made.nextDueAt) ?? 'none'}`)],
    }
  },
}

async function collect(station: CommandLine, view: CaseView, search: string | null, limit: number): Promise<CaseRow[]> {
  const rows: CaseRow[] = []
  let cursor: string | null = null
  do {
    const page: { rows: CaseRow[]; nextCursor: string | null } = await station.api.cases.list({ view, search, cursor, limit: Math.min(PAGE, limit - rows.length) })
    for (const row of page.rows) rows.push(row)
    cursor = page.nextCursor
  } while (cursor !== null && rows.length < limit)
  return rows
}

function chosenView(text: string | null): CaseView {
  if (text === null) return 'all'
  const view = CASE_VIEWS.find((one) => one === text)
  if (view === undefined) throw new UsageError(`没有视图 ${text}，可用：${CASE_VIEWS.join(' ')}`, `There is no view ${text}; choose one of: ${CASE_VIEWS.join(' ')}`)
  return view
}

export const list: FolderCommand = {
  name: 'case list',
  usage: `[--view ${CASE_VIEWS.join('|')}] [--search Q] [--limit N]`,
  zh: '列出售后单',
  en: 'List cases',
  options: ['view', 'search', 'limit'],
  check: (line) => void chosenView(line.text('view')),
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const view = chosenView(line.text('view'))
    const search = line.text('search')?.trim() || null
    const limit = wholeNumber(line, 'limit', 1)
    const total = station.countCases(view, search)
    const rows = await collect(station, view, search, limit ?? (line.flag('json') ? Number.MAX_SAFE_INTEGER : SHOWN))
    return {
      json: {
        cases: rows.map((row) => ({
          id: row.id, caseNo: row.caseNo, kind: row.kind, status: row.status, shop: row.shopName, platform: row.platform, buyer: row.buyerNick, order: row.orderNo,
          nextDeadline: iso(row.nextDueAt), nextClock: row.nextClock, openedAt: iso(row.openedAt),
        })),
        total,
      },
      lines: [
        ...table(rows.map((row) => [row.caseNo, kindWord(row.kind, place), statusWord(row.status, place), row.buyerNick ?? '', row.orderNo ?? '', iso(row.nextDueAt) ?? ''])),
        place.say(`${rows.length} / ${total} 条`, `${rows.length} of ${total}`),
      ],
    }
  },
}

export const show: FolderCommand = {
  name: 'case show',
  usage: 'N',
  zh: '显示一张售后单和时间线（单号或 id）',
  en: 'Show one case with its timeline, by number or id',
  options: [],
  operands: [1, 1],
  async run(station, _line, [wanted = ''], place) {
    const found = await station.api.cases.get({ id: await requireCaseId(station, wanted) })
    const order = found.order
    const json = {
      id: found.id, caseNo: found.caseNo, kind: found.kind, status: found.status, shop: found.shopName, platform: found.platform, channel: found.channel,
      buyer: found.buyerNick, order: found.orderNo, waybills: found.waybills.map((each) => each.waybill), couriers: found.waybills.map((each) => each.courierId),
      summary: found.summary, reason: found.reason, remedy: found.remedy, liableParty: found.liableParty, freightPayer: found.freightPayer,
      amountCents: found.amountCents, currency: found.currency, flag: found.flag, memo: found.memo, assignee: found.assigneeName, priority: found.priority,
      openedAt: iso(found.openedAt), nextDeadline: iso(found.nextDueAt), nextClock: found.nextClock, nextAction: found.nextAction, nextActionAt: iso(found.nextActionAt),
      clocks: clocksOf(found), missingFields: found.missingFields, allowedStatuses: found.allowedStatuses,
      orderFacts: order === null ? null : {
        number: order.number, status: order.status, paidCents: order.paidCents, currency: order.currency, paidAt: iso(order.paidAt), shippedAt: iso(order.shippedAt),
        receiverName: order.receiverName, phone: order.phone, address: order.address, items: order.items,
      },
      afterSales: found.refunds.map(({ number, type, phase, status, amountCents, deadlineAt, lapse, appliedAt, closedAt, returnWaybill }) => ({ number, type, phase, status, amountCents, deadline: iso(deadlineAt), lapse, appliedAt: iso(appliedAt), closedAt: iso(closedAt), returnWaybill })),
      timeline: found.timeline.map(({ at, type, actorName, text, data }) => ({ at: iso(at), type, actor: actorName, text, data })),
      photos: found.photos.map(({ sha256, archivedAs, slot }) => ({ sha256, archivedAs, slot })),
      claims: found.claims.map(({ claimNo, status, amountCents, waybill }) => ({ claimNo, status, amountCents, waybill })),
      wrongShipments: found.wrongShipments.map(({ entryNo, error, state }) => ({ entryNo, error, state })),
    }
    return {
      json,
      lines: [
        `${found.caseNo}  ${kindWord(found.kind, place)}  ${statusWord(found.status, place)}  ${found.buyerNick ?? ''}  ${found.shopName}`,
        place.say(`订单 ${found.orderNo ?? '—'}  运单 ${json.waybills.join('、') || '—'}`, `order ${found.orderNo ?? '—'}  waybills ${json.waybills.join(', ') || '—'}`),
        ...found.clocks.map((clock) => `  ⏱ ${clock.name}  ${clock.state}  ${iso(clock.dueAt) ?? ''}`),
        ...found.timeline.map((event) => `  ${iso(event.at) ?? ''}  ${event.actorName ?? ''}  ${event.type}  ${event.text ?? ''}`),
      ],
    }
  },
}
