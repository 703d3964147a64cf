import type { DateOrder } from './dates'
import type { ImportKind } from './kinds'
import type { StatementLineClass } from './records'
import type { StatusWord } from './status'

/**
 * One known layout as data (resources/import-mappings, spec O1, M1). `columns` lists, for each of our fields, the header
 * words that mean it, best first; a field may own several columns and takes the first that is filled in.
 */
export interface ImportMapping {
  id: string
  kind: ImportKind
  names: { zh: string; en: string }
  /** Platform id of orders, courier id of statements, or `any`. */
  source: string
  /** `known`: headers are a fact. `partly`: some are. `proposed`: by common words only. */
  certainty: 'known' | 'partly' | 'proposed'
  note?: { zh: string; en: string } | undefined
  /** Every group must have at least one of its headers in the file. */
  requires: string[][]
  /** A file with one of these headers is another layout. */
  forbids?: string[] | undefined
  columns: Record<string, string[]>
  /** Fields put together from several columns, in this order. */
  joins?: Record<string, string[]> | undefined
  /** Cells kept under a name of their own: name → headers. */
  extra?: Record<string, string[]> | undefined
  quoting?: 'standard' | 'none' | undefined
  zone?: string | undefined
  dateOrder?: DateOrder | undefined
  decimal?: 'auto' | 'dot' | 'comma' | undefined
  currency?: string | undefined
  statusWords?: StatusWord[] | undefined
  /** Of record kinds: field → the file's words → ids of the field's vocabulary. */
  words?: Record<string, Record<string, string>> | undefined
  orders?: OrderLayoutRules | undefined
  statement?: StatementLayoutRules | undefined
}

export interface OrderLayoutRules {
  /** `lines`: several rows make one order, found by its number. */
  rows: 'one-per-order' | 'lines'
  /** Amounts of an order's rows: repeated (`first`) or one part each (`sum`). */
  totals: 'first' | 'sum'
}

/**
 * `credit`: the file prints money for the shop as positive. `charge`: what the shop owes is positive, so a claim netted in
 * is negative. `by-class`: everything positive, the line's class says which way. `auto`: decided from words and signs.
 */
export type SignConvention = 'credit' | 'charge' | 'by-class' | 'auto'

export interface StatementLayoutRules {
  sign: SignConvention
  nature: 'claim-list' | 'freight-bill' | 'auto'
  /** Amount columns. Each filled one of a row becomes a line of its own; without entries the field `amount` is used. */
  amounts: StatementAmountRule[]
}

export interface StatementAmountRule {
  headers: string[]
  sign?: Exclude<SignConvention, 'auto'> | undefined
  lineClass?: StatementLineClass | undefined
  /** Only read when none of the other amount columns exists: a sum of them. */
  onlyAlone?: boolean | undefined
}

export const ORDER_FIELDS = [
  'number', 'buyerNick', 'status', 'fulfilment', 'afterSales', 'cancelledAt', 'paid', 'postage', 'goods', 'refund', 'currency',
  'createdAt', 'paidAt', 'shippedAt', 'receiverName', 'phone', 'address', 'buyerNote', 'sellerMemo', 'flag', 'waybill',
  'courier', 'itemTitle', 'itemSku', 'itemSpec', 'itemQuantity', 'itemPrice',
] as const
export type OrderField = (typeof ORDER_FIELDS)[number]

export const STATEMENT_FIELDS = [
  'waybill', 'amount', 'feeType', 'workOrderNo', 'occurredOn', 'memo', 'reason',
] as const
export type StatementField = (typeof STATEMENT_FIELDS)[number]

/** A mapping laid over one file: which column is what. */
export interface Layout {
  mapping: ImportMapping
  headerLine: number
  headers: string[]
  /** Field → column numbers (0 = first), best first. */
  columns: Partial<Record<string, number[]>>
  joins: Partial<Record<string, number[]>>
  extra: Partial<Record<string, number[]>>
  amounts: { column: number; header: string; sign: SignConvention; lineClass: StatementLineClass | null }[]
  /** 0 to 1: how sure the recognition is. */
  confidence: number
}
