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
  /** Words of this export for "no value", besides the usual ones: `无退款申请` in a column of amounts. */
  nothing?: string[] | undefined
  /** Set when the file has no header line: its columns by number, and what their values must look like. */
  headerless?: HeaderlessRules | undefined
  orders?: OrderLayoutRules | undefined
  statement?: StatementLayoutRules | undefined
}

/** What the values of a column look like; `code` is a few capital letters or digits (`USD`, `SHP`, `FRT`). */
export type ValueShape = 'id' | 'money' | 'date' | 'code'

/**
 * A file without a header line (UPS billing data): recognised by its number of columns and by the shapes of some values. The names are
 * used as if they stood on line 0, so `requires` and `columns` work as for every other mapping.
 */
export interface HeaderlessRules {
  headers: string[]
  checks: { header: string; shape: ValueShape }[]
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
  /** Columns that come again and again as pairs of a description and its amount (FedEx): each filled pair is a line. */
  pairs?: StatementPairRule[] | undefined
  /** A column with the sum of the amounts: never a line beside them; a row whose amounts do not reach it is listed and gets the rest as a line. */
  sum?: string[] | undefined
  /** What a negative charge is that says nothing: a claim netted in (default), or the charge taken back. */
  negative?: 'claim' | 'reversal' | undefined
  /** Words of this file for a class, tried before the general ones; letters and digits must stand alone (`FSC`). */
  classWords?: ClassWord[] | undefined
}

export interface ClassWord {
  text: string
  lineClass: StatementLineClass
}

export interface StatementPairRule {
  labels: string[]
  amounts: string[]
  /** Class of a pair whose description says nothing. */
  lineClass: StatementLineClass
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

export interface LayoutAmount {
  column: number
  header: string
  sign: SignConvention
  lineClass: StatementLineClass | null
  /** Column that describes this amount; then its words decide, and `lineClass` is for those that say nothing. */
  label?: number | undefined
}

/** A mapping laid over one file: which column is what. */
export interface Layout {
  mapping: ImportMapping
  /** 0 when the file has no header line. */
  headerLine: number
  headers: string[]
  /** Field → column numbers (0 = first), best first. */
  columns: Partial<Record<string, number[]>>
  joins: Partial<Record<string, number[]>>
  extra: Partial<Record<string, number[]>>
  amounts: LayoutAmount[]
  /** Column with the sum of the amounts of its row, if the file has one beside them. */
  sum?: number | undefined
  /** 0 to 1: how sure the recognition is. */
  confidence: number
}
