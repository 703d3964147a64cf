import type { RowCounts, Taken } from './cells'
import { emptyCounts, RowReader } from './cells'
import type { ZoneOffset } from './dates'
import { cleanId, splitWaybills } from './ids'
import type { LostZerosByColumn } from './lost-zeros'
import type { Layout } from './mapping'
import { rowProblem } from './problems'
import type { OrderItemRecord, OrderRecord, OrderStatus, OrderWaybillRecord, TableRow } from './records'
import { combineStatus, orderStatusFromText } from './status'
import { triageRow } from './triage'

/** Orders of a multi-row layout that may lie open at once; beyond it the oldest is handed on. */
const OPEN_ORDERS = 20_000

export interface OrderReaderOptions {
  /** Platform of the records when the mapping fits any (`source: any`). */
  platform: string
  zone: ZoneOffset
  /** Columns whose short numbers have lost their leading zeros. */
  zeros?: LostZerosByColumn | undefined
}

export interface OrderReader {
  /** Rows below the header, in file order. */
  take(rows: readonly TableRow[]): Taken<OrderRecord>
  /** What was still open at the end of the file. */
  finish(): Taken<OrderRecord>
  counts: RowCounts
}

interface OpenOrder {
  record: OrderRecord
  statuses: OrderStatus[]
  rows: TableRow[]
  broken: boolean
}

/**
 * Turns rows into orders through a layout (spec O1). A row that cannot be read is rejected with its reason and the rest goes
 * on; in a layout of several rows per order a bad row holds the whole order back, so no order arrives with items missing.
 */
export function createOrderReader(layout: Layout, options: OrderReaderOptions): OrderReader {
  const reader = new RowReader(layout, options.zone, options.zeros)
  const counts = emptyCounts()
  const rules = layout.mapping.orders ?? { rows: 'one-per-order', totals: 'first' }
  const keys = [...(layout.columns['number'] ?? []), ...(layout.columns['paid'] ?? []).slice(0, 1)]
  const open = new Map<string, OpenOrder>()
  const done = new Set<string>()

  const takeRow = (row: TableRow, out: Taken<OrderRecord>): void => {
    const skip = triageRow(row, layout, keys)
    if (skip) {
      counts.skipped[skip] += 1
      return
    }
    counts.rows += 1
    reader.open(row)
    const number = orderNumber(reader)
    if (number === null) {
      out.rejected.push(...reader.problems)
      return
    }
    const record = readOrder(reader, row.line, number, options.platform, out)
    if (rules.rows === 'lines') {
      gather(record, row, out)
    } else if (reader.problems.length > 0) {
      out.rejected.push(...reader.problems.slice(0, 1))
    } else {
      out.records.push(record)
    }
  }

  const gather = (record: OrderRecord, row: TableRow, out: Taken<OrderRecord>): void => {
    if (done.has(record.number)) {
      out.rejected.push(rowProblem('order-rows-apart', record.rowNo, null, record.number, row.cells))
      return
    }
    const broken = reader.problems.length > 0
    if (broken) out.rejected.push(...reader.problems.slice(0, 1))
    const known = open.get(record.number)
    if (known) {
      known.broken ||= broken
      if (!broken) known.rows.push(row)
      known.statuses.push(record.status)
      merge(known.record, record, rules.totals)
      return
    }
    open.set(record.number, { record, statuses: [record.status], rows: broken ? [] : [row], broken })
    if (open.size > OPEN_ORDERS) {
      const [oldest] = open.keys()
      if (oldest !== undefined) close(oldest, out)
    }
  }

  const close = (number: string, out: Taken<OrderRecord>): void => {
    const order = open.get(number)
    if (!order) return
    open.delete(number)
    done.add(number)
    if (order.broken) {
      out.rejected.push(...order.rows.map((row) => rowProblem('order-incomplete', row.line, null, number, row.cells)))
      return
    }
    order.record.status = statusOfLines(order.statuses)
    out.records.push(order.record)
  }

  return {
    counts,
    take(rows) {
      const out: Taken<OrderRecord> = { records: [], rejected: [], warnings: [] }
      for (const row of rows) takeRow(row, out)
      return out
    },
    finish() {
      const out: Taken<OrderRecord> = { records: [], rejected: [], warnings: [] }
      for (const number of [...open.keys()]) close(number, out)
      return out
    },
  }
}

function orderNumber(reader: RowReader): string | null {
  const text = reader.text('number')
  const number = text === null ? null : cleanId(text)
  if (number === null || number.length > 64 || /[\u4e00-\u9fff]{2}|\n/.test(number)) {
    reader.note('number-missing', 'number', text)
    return null
  }
  const damage = reader.damage('number', number)
  if (damage !== null) {
    reader.note(`number-${damage}`, 'number', text)
    return null
  }
  return number
}

function readOrder(reader: RowReader, line: number, number: string, platform: string, out: Taken<OrderRecord>): OrderRecord {
  const { mapping } = reader.layout
  let currency = reader.text('currency')?.toUpperCase() ?? null
  const seen = (code: string): void => {
    currency ??= code
  }
  const raw = [reader.text('status'), reader.text('fulfilment'), reader.text('afterSales')].filter((part) => part !== null)
  const statuses = raw.map((part) => orderStatusFromText(part, mapping.statusWords))
  if (reader.text('cancelledAt') !== null) statuses.push('closed')
  const paidCents = reader.money('paid', seen)
  const paidAt = reader.date('paidAt')?.at ?? null
  const shippedAt = reader.date('shippedAt')?.at ?? null
  // Reports without a status column (eBay, Amazon) tell it by their dates.
  if (raw.length === 0 && statuses.length === 0) statuses.push(shippedAt !== null ? 'shipped' : paidAt !== null ? 'paid' : 'unknown')
  return {
    rowNo: line,
    platform: mapping.source === 'any' ? platform : mapping.source,
    number,
    buyerNick: reader.text('buyerNick'),
    status: combineStatus(statuses),
    rawStatus: raw.join(' / '),
    paidCents,
    postageCents: reader.money('postage', seen),
    goodsCents: reader.money('goods', seen),
    refundCents: reader.money('refund', seen),
    currency: currency ?? mapping.currency ?? 'CNY',
    createdAt: reader.date('createdAt')?.at ?? null,
    paidAt,
    shippedAt,
    receiverName: reader.text('receiverName'),
    phone: reader.text('phone'),
    address: reader.joined('address'),
    buyerNote: reader.text('buyerNote'),
    sellerMemo: reader.text('sellerMemo'),
    flag: reader.text('flag'),
    waybills: readWaybills(reader, out),
    items: readItem(reader, seen),
    extra: reader.extras(),
  }
}

function readWaybills(reader: RowReader, out: Taken<OrderRecord>): OrderWaybillRecord[] {
  const text = reader.text('waybill')
  if (text === null) return []
  const courier = reader.text('courier')
  const found: OrderWaybillRecord[] = []
  for (const waybill of splitWaybills(text)) {
    const damage = reader.damage('waybill', waybill)
    if (damage === null) found.push({ courier, waybill })
    else out.warnings.push(reader.problem(`waybill-${damage}`, reader.layout.columns['waybill']?.[0], waybill))
  }
  return found
}

function readItem(reader: RowReader, onCurrency: (code: string) => void): OrderItemRecord[] {
  const title = reader.text('itemTitle')
  if (title === null) return []
  const spec = reader.text('itemSpec')
  const quantityText = reader.text('itemQuantity')
  const quantity = quantityText === null ? 1 : Number(quantityText.replace(/^[x×*]|[件个双套]$/gi, ''))
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > 1_000_000) {
    reader.note('quantity-unreadable', 'itemQuantity', quantityText)
    return []
  }
  return [{
    title: spec === null ? title : `${title} [${spec}]`,
    sku: reader.text('itemSku'),
    quantity,
    unitCents: reader.money('itemPrice', onCurrency),
  }]
}

const AMOUNTS = ['paidCents', 'postageCents', 'goodsCents', 'refundCents'] as const
const FACTS = [
  'buyerNick', 'createdAt', 'paidAt', 'shippedAt', 'receiverName', 'phone', 'address', 'buyerNote', 'sellerMemo', 'flag',
] as const

/** Adds a further row of the same order: first word wins for facts, items and waybills are added. */
function merge(into: OrderRecord, row: OrderRecord, totals: 'first' | 'sum'): void {
  for (const field of AMOUNTS) {
    const value = row[field]
    if (value === null) continue
    if (totals === 'sum') into[field] = (into[field] ?? 0) + value
    else into[field] ??= value
  }
  for (const field of FACTS) fillIn(into, row, field)
  if (into.rawStatus === '') into.rawStatus = row.rawStatus
  for (const waybill of row.waybills) {
    if (!into.waybills.some((known) => known.waybill === waybill.waybill)) into.waybills.push(waybill)
  }
  into.items.push(...row.items)
  into.extra = { ...row.extra, ...into.extra }
}

function fillIn<K extends (typeof FACTS)[number]>(into: OrderRecord, row: OrderRecord, field: K): void {
  into[field] ??= row[field]
}

/** Lines may differ (one refunded, one sent): the order is what its still living lines say. */
function statusOfLines(statuses: readonly OrderStatus[]): OrderStatus {
  const told = statuses.filter((status) => status !== 'unknown')
  const living = told.filter((status) => status !== 'refunded' && status !== 'closed')
  return living[0] ?? told[0] ?? 'unknown'
}
