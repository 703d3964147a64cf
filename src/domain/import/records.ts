/**
 * What an import hands on, whatever the file looked like (spec O1, M1).
 * Amounts are integer cents, instants are epoch milliseconds UTC, calendar days are `YYYY-MM-DD`, ids are text.
 * `rowNo` is the line of the file (first line = 1); in a workbook it is the row number of the sheet.
 */
export type OrderStatus =
  | 'unpaid'
  | 'paid'
  | 'shipped'
  | 'completed'
  | 'closed'
  | 'refunding'
  | 'refunded'
  | 'unknown'

export interface OrderItemRecord {
  title: string
  sku: string | null
  quantity: number
  unitCents: number | null
}

export interface OrderWaybillRecord {
  courier: string | null
  waybill: string
}

/** One order. `null` means that the file says nothing, so an update must leave the stored value alone. */
export interface OrderRecord {
  rowNo: number
  platform: string
  number: string
  buyerNick: string | null
  status: OrderStatus
  rawStatus: string
  paidCents: number | null
  postageCents: number | null
  goodsCents: number | null
  refundCents: number | null
  currency: string
  createdAt: number | null
  paidAt: number | null
  shippedAt: number | null
  /** Name, phone and address as the file has them, masked or not: display only, never a key (spec O1). */
  receiverName: string | null
  phone: string | null
  address: string | null
  buyerNote: string | null
  sellerMemo: string | null
  flag: string | null
  waybills: OrderWaybillRecord[]
  items: OrderItemRecord[]
  extra: Record<string, string>
}

export type StatementLineClass = 'claim-credit' | 'claw-back' | 'freight' | 'premium' | 'surcharge' | 'other'

/**
 * One amount of a courier's statement (spec M1). `amountCents` is signed **from the shop's side**, for every class and
 * every file: positive is money for the shop (a claim paid), negative is money the shop owes (freight, claw-back).
 * `fileAmountCents` is the same amount with the sign that the file prints.
 */
export interface StatementRecord {
  rowNo: number
  /** Null when the file gives none, and when Excel damaged it: then `waybillRaw` keeps what was there. */
  waybill: string | null
  waybillRaw: string
  waybillDamaged: boolean
  amountCents: number
  fileAmountCents: number
  lineClass: StatementLineClass
  workOrderNo: string | null
  /** Calendar day as printed, `YYYY-MM-DD`. */
  occurredOn: string | null
  memo: string
  reason: string | null
  raw: string[]
}

/** A row or cell that was not taken as it stood, with words for the person who has to mend it. */
export interface RejectedRow {
  rowNo: number
  column: string | null
  cell: string | null
  reason: RowProblem
  messageZh: string
  messageEn: string
  remedyZh: string
  remedyEn: string
  /** The row's cells as they stand in the file, to be corrected and imported again; null when the row itself is not at hand. */
  cells: readonly string[] | null
}

export type RowProblem =
  | 'number-missing'
  | 'number-damaged'
  | 'waybill-damaged'
  | 'number-zeros-lost'
  | 'waybill-zeros-lost'
  | 'id-zeros-lost'
  | 'amount-missing'
  | 'amount-unreadable'
  | 'sum-differs'
  | 'date-unreadable'
  | 'quantity-unreadable'
  | 'order-rows-apart'
  | 'order-incomplete'
  | 'text-broken'
  | 'quote-broken'
  | 'field-missing'
  | 'id-damaged'
  | 'choice-unknown'
  | 'weight-unreadable'
  | 'yes-no-unreadable'
  | 'zone-unknown'
  | 'currency-unknown'
  | 'template-broken'
  | 'template-invalid'
  | 'template-refused'
  | 'template-step-unknown'
  | 'template-picture-missing'
  | 'espanso-no-text'
  | 'espanso-trigger'
  | 'espanso-import'
  | 'espanso-script'
  | 'espanso-other'
  | 'last-supervisor'

/** Rows that are rightly no data: counted, so that rows of the file always add up. */
export type SkippedKind = 'blank' | 'total' | 'note' | 'repeated-header'

/** One row of a table before its meaning is known. */
export interface TableRow {
  line: number
  cells: string[]
}
