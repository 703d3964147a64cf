import { parseDate } from './dates'
import { findLayout, layoutFor } from './header'
import { detectDamagedId, looksLikeWaybill } from './ids'
import type { ImportKind, ValueShape } from './kinds'
import type { ImportMapping, Layout } from './mapping'
import { parseMoney } from './money'
import { neededFields, recordKindSpec } from './record-kinds'
import type { TableRow } from './records'
import { cleanCell, isNothing, normaliseHeader } from './text'

export interface ColumnProposal {
  column: number
  header: string
  field: string | null
  /** 0 to 1. */
  confidence: number
  /** What speaks for it: the header's words, the shape of the values, or both. */
  from: 'header' | 'values' | 'both' | null
}

export interface Proposal {
  headerLine: number
  columns: ColumnProposal[]
  /** Lowest confidence among the columns that the kind cannot do without; 0 when one is missing. */
  confidence: number
}

interface HintedField {
  field: string
  /** Parts of words; the first that a header contains decides. */
  words: RegExp
  shape?: Shape
}
type Shape = ValueShape

const ORDER_HINTS: HintedField[] = [
  { field: 'number', words: /订单(?:编?号|id|no)|order\s*(?:no|num|id|#)|单据编号|交易号|^单号$/, shape: 'id' },
  { field: 'waybill', words: /运单|快递单|物流单|tracking|awb/, shape: 'id' },
  { field: 'courier', words: /快递公司|物流公司|承运|carrier|courier/ },
  { field: 'buyerNick', words: /会员|买家(?:昵称|id|账号|帐号)?$|昵称|旺旺|buyer|下单账号|username/ },
  { field: 'status', words: /订单状态|交易状态|status|状态/ },
  { field: 'paid', words: /实付|实际支付|支付金额|应付|订单金额|实收|total|amount|金额/, shape: 'money' },
  { field: 'postage', words: /邮费|运费|shipping/, shape: 'money' },
  { field: 'refund', words: /退款|refund/, shape: 'money' },
  { field: 'createdAt', words: /下单|创建时间|成交时间|提交时间|created|order date|purchase/, shape: 'date' },
  { field: 'paidAt', words: /付款时间|支付时间|paid/, shape: 'date' },
  { field: 'shippedAt', words: /发货时间|shipped/, shape: 'date' },
  { field: 'receiverName', words: /收[货件]人(?:姓名)?$|recipient|receiver|ship.*name/ },
  { field: 'phone', words: /电话|手机|phone|mobile/, shape: 'phone' },
  { field: 'address', words: /地址|address/ },
  { field: 'itemSku', words: /商家编码|货号|sku|规格编码/ },
  { field: 'itemQuantity', words: /数量|quantity|qty|件数/, shape: 'count' },
  { field: 'itemTitle', words: /商品|宝贝|标题|title|item|product/ },
  { field: 'sellerMemo', words: /商家备注|卖家备注|备注|memo/ },
  { field: 'buyerNote', words: /留言|note/ },
]

const STATEMENT_HINTS: HintedField[] = [
  { field: 'waybill', words: /运单|快递单|物流单|面单|邮件号|^单号$|tracking|waybill|awb|parcel/, shape: 'id' },
  { field: 'workOrderNo', words: /工单|理赔单|理赔编号|赔付单|案件|claim\s*(?:no|id|number)|ticket/, shape: 'id' },
  { field: 'amount', words: /赔[付偿款]?金额|赔款|理赔金额|金额|应付|应收|费用|运费|amount|charge|credit|total/, shape: 'money' },
  { field: 'occurredOn', words: /日期|时间|date/, shape: 'date' },
  { field: 'feeType', words: /类型|类别|费用名称|费用项目|业务|科目|type/ },
  { field: 'reason', words: /原因|reason/ },
  { field: 'memo', words: /备注|摘要|说明|服务|memo|note|description|remark/ },
]

/** The hints of a kind; for record kinds they stand with the fields. */
function hintsOf(kind: ImportKind): readonly HintedField[] {
  if (kind === 'orders') return ORDER_HINTS
  if (kind === 'statement') return STATEMENT_HINTS
  return recordKindSpec(kind).fields.map(({ id, hint, shape }) => ({ field: id, words: hint, ...(shape ? { shape } : {}) }))
}

/**
 * Proposes what each column of an unknown file means (spec M1, O1) from its header and the shape of its values. Meant for a
 * preview that a person confirms; a command line may go on when `confidence` is 0.6 or more.
 */
export function proposeColumns(rows: readonly TableRow[], kind: ImportKind): Proposal | null {
  const hints = hintsOf(kind)
  const at = headerRow(rows, hints)
  const header = rows[at]
  if (at < 0 || !header) return null
  const body = rows.slice(at + 1, at + 201)
  const scored: { column: number; hint: HintedField; confidence: number; from: ColumnProposal['from'] }[] = []
  header.cells.forEach((cell, column) => {
    const name = normaliseHeader(cell)
    const shapes = shapesOf(body, column)
    hints.forEach((hint, order) => {
      const word = name !== '' && hint.words.test(name)
      const fit = hint.shape ? shapes[hint.shape] : null
      if (!word && (fit === null || fit < 0.8 || hint.shape === 'count' || order > 6)) return
      if (word && fit !== null && fit < 0.3) return
      const confidence = (word ? 0.6 : 0.3) + (fit ?? 0.15) * 0.3 - order * 0.001
      scored.push({ column, hint, confidence, from: word ? (fit === null ? 'header' : 'both') : 'values' })
    })
  })
  scored.sort((a, b) => b.confidence - a.confidence || a.column - b.column)
  const byColumn = new Map<number, (typeof scored)[number]>()
  const used = new Set<string>()
  for (const entry of scored) {
    if (used.has(entry.hint.field) || byColumn.has(entry.column)) continue
    used.add(entry.hint.field)
    byColumn.set(entry.column, entry)
  }
  const columns = header.cells.map((cell, column): ColumnProposal => {
    const entry = byColumn.get(column)
    return {
      column, header: cleanCell(cell), field: entry?.hint.field ?? null, confidence: entry?.confidence ?? 0, from: entry?.from ?? null,
    }
  })
  const confidenceOf = (field: string): number => columns.find((column) => column.field === field)?.confidence ?? 0
  const needed = neededFields(kind).map((group) => Math.max(...group.map(confidenceOf)))
  return { headerLine: header.line, columns, confidence: Math.min(...needed) }
}

/** The most header-like row: words of ours, text rather than numbers, as wide as what follows. */
function headerRow(rows: readonly TableRow[], hints: readonly HintedField[]): number {
  let best = -1
  let bestScore = 0
  rows.slice(0, 60).forEach((row, at) => {
    const cells = row.cells.map(normaliseHeader).filter((cell) => cell !== '' && cell.length <= 60)
    if (cells.length < 2) return
    const numeric = cells.filter((cell) => /^[¥$€]?-?[\d.,:/e+-]+$/.test(cell)).length
    const words = cells.filter((cell) => hints.some((hint) => hint.words.test(cell))).length
    const below = rows.slice(at + 1, at + 6).filter((next) => next.cells.length >= row.cells.length - 1).length
    const score = words * 2 - numeric * 2 + cells.length * 0.1 + below * 0.2
    if (words > 0 && score > bestScore) {
      best = at
      bestScore = score
    }
  })
  return best
}

function shapesOf(rows: readonly TableRow[], column: number): Record<Shape, number> {
  const count: Record<Shape, number> = { id: 0, money: 0, date: 0, phone: 0, count: 0 }
  let filled = 0
  for (const row of rows) {
    const text = cleanCell(row.cells[column] ?? '')
    if (isNothing(text)) continue
    filled += 1
    if (looksLikeWaybill(text) || detectDamagedId(text) !== null) count.id += 1
    if (/^\d{1,6}$/.test(text)) count.count += 1
    if (!/^\d{8,}$/.test(text) && parseMoney(text).ok) count.money += 1
    if (!/^\d+(?:\.\d+)?$/.test(text) && parseDate(text, () => 0).ok) count.date += 1
    if (/^\+?[\d*]{3,4}[-\s]?[\d*]{4}[-\s]?[\d*]{4}$/.test(text)) count.phone += 1
  }
  if (filled === 0) return count
  for (const shape of Object.keys(count) as Shape[]) count[shape] /= filled
  return count
}

/** What a person (or a proposal) decided about the columns of one file: column number → field. */
export interface ColumnChoice {
  id: string
  kind: ImportKind
  source: string
  names: { zh: string; en: string }
  headers: string[]
  fields: Record<number, string>
  sign?: 'credit' | 'charge' | 'by-class' | 'auto'
  rows?: 'one-per-order' | 'lines'
}

/** A choice of columns as a mapping that can be stored and recognises next month's file (spec M1: saved per source). */
export function mappingFromChoice(choice: ColumnChoice): ImportMapping {
  const columns: Record<string, string[]> = {}
  for (const [column, field] of Object.entries(choice.fields)) {
    const header = choice.headers[Number(column)]
    if (header === undefined || normaliseHeader(header) === '') continue
    const words = columns[field]
    if (words) words.push(header)
    else columns[field] = [header]
  }
  return {
    id: choice.id, kind: choice.kind, names: choice.names, source: choice.source, certainty: 'known',
    requires: Object.values(columns).map((words) => [...words]), columns,
    ...(choice.kind === 'orders' ? { orders: { rows: choice.rows ?? 'one-per-order', totals: 'first' } as const } : {}),
    ...(choice.kind === 'statement' ? { statement: { sign: choice.sign ?? 'auto', nature: 'auto', amounts: [] } as const } : {}),
  }
}

/**
 * A layout that a person has corrected, as a mapping that recognises next month's file (spec M1: saved per source). It asks for
 * exactly the columns that were used, and keeps everything else of the mapping that it began from: sign, status words, zone.
 */
export function mappingFromLayout(layout: Layout, own: { id: string; source: string; names: { zh: string; en: string } }): ImportMapping {
  const word = (column: number): string => layout.headers[column] ?? ''
  const named = (fields: Partial<Record<string, number[]>>): Record<string, string[]> => {
    const out: Record<string, string[]> = {}
    for (const [field, columns] of Object.entries(fields)) {
      const words = (columns ?? []).map(word).filter((text) => normaliseHeader(text) !== '')
      if (words.length > 0) out[field] = words
    }
    return out
  }
  const { mapping } = layout
  const columns = named(layout.columns)
  const amounts = layout.amounts.filter((amount) => normaliseHeader(amount.header) !== '')
    .map(({ header, sign, lineClass }) => ({ headers: [header], ...(sign === 'auto' ? {} : { sign }), ...(lineClass === null ? {} : { lineClass }) }))
  const used = [...Object.values(columns).map(([first]) => first ?? ''), ...amounts.map((amount) => amount.headers[0] ?? '')]
  return {
    ...mapping, id: own.id, source: own.source, names: own.names, certainty: 'known', note: undefined, forbids: undefined,
    requires: [...new Set(used)].filter((text) => text !== '').map((text) => [text]),
    columns, joins: named(layout.joins), extra: named(layout.extra),
    ...(mapping.statement ? { statement: { ...mapping.statement, amounts } } : {}),
  }
}

/** Recognised layout, or one proposed from words and shapes when no mapping fits; null when neither is sure enough. */
export function recognise(
  rows: readonly TableRow[], mappings: readonly ImportMapping[], kind: ImportKind, source?: string,
): { layout: Layout; proposed: boolean } | null {
  const usable = mappings.filter((mapping) => mapping.kind === kind)
  // A file of orders belongs to one platform: told which, another platform's layout is not tried.
  const own = kind === 'orders' && source !== undefined
    ? usable.filter((mapping) => mapping.source === source || mapping.source === 'any') : usable
  const known = findLayout(rows, own, source)
  if (known) return { layout: known, proposed: false }
  const proposal = proposeColumns(rows, kind)
  if (!proposal || proposal.confidence < 0.6) return null
  const fields: Record<number, string> = {}
  for (const column of proposal.columns) if (column.field !== null) fields[column.column] = column.field
  const mapping = mappingFromChoice({
    id: `proposed-${kind}`, kind, source: source ?? 'any', names: { zh: '按表头推测', en: 'Proposed from headers' },
    headers: proposal.columns.map((column) => column.header), fields,
  })
  const header = rows.find((row) => row.line === proposal.headerLine)
  const layout = header ? layoutFor({ ...mapping, certainty: 'proposed', source: 'any' }, header) : null
  return layout ? { layout: { ...layout, confidence: proposal.confidence }, proposed: true } : null
}
