import { STAGE_LABELS } from '../reconcile/words'
import { RECORD_TABLES } from './record-tables'
import type { ColumnWords, TableWords } from './record-words'

/** What the merge found that a person has to look at (docs/sync-format.md, section 10). */
export const REVIEW_KINDS = ['match', 'payout', 'closing', 'waybill'] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]

/**
 * What a person may do with one: `keep-one` of the doubled rows counts and the others do not; `keep-all` of them count; `seen`: nothing is
 * changed, it was looked at.
 */
export const REVIEW_WAYS = ['keep-one', 'keep-all', 'seen'] as const
export type ReviewWay = (typeof REVIEW_WAYS)[number]

/** Tables that are told in reviews only. */
const REVIEW_TABLES: Readonly<Record<string, TableWords>> = {
  recon_match: {
    what: { zh: '匹配', en: 'Match' },
    groups: {},
    columns: {
      month: { zh: '月份', en: 'Month', reads: 'text' },
      claim_id: { zh: '理赔', en: 'Claim', reads: 'claim' },
      line_id: { zh: '账单行', en: 'Statement line', reads: 'statement-line' },
      credited_cents: { zh: '到账', en: 'Credited', reads: 'money' },
      stage: { zh: '怎么匹配的', en: 'How it was matched', reads: { list: STAGE_LABELS } },
      matched_at: { zh: '匹配时间', en: 'Matched', reads: 'time' },
    },
  },
  month_closing: {
    what: { zh: '结账', en: 'Closing' },
    groups: {},
    columns: {
      month: { zh: '月份', en: 'Month', reads: 'text' },
      revision: { zh: '第几次', en: 'Revision', reads: 'number' },
      closed_at: { zh: '结账时间', en: 'Closed', reads: 'time' },
      closed_by: { zh: '结账人', en: 'Closed by', reads: 'person' },
    },
  },
}

/** What of each table tells two rows apart, by the columns' names in SQL. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  recon_match: ['claim_id', 'line_id', 'credited_cents', 'stage', 'matched_at'],
  month_closing: ['month', 'revision', 'closed_at', 'closed_by'],
  payout: ['amount_cents', 'type', 'issue', 'state', 'case_id', 'order_no', 'created_at', 'created_by', 'pay_way', 'payee_name', 'payee_account', 'paid_at'],
  claim: ['waybill', 'courier_id', 'amount_cents', 'status', 'reason', 'case_id', 'order_no', 'created_at', 'created_by'],
  wrong_shipment: ['waybill', 'error', 'state', 'case_id', 'order_no', 'buyer_nick', 'created_at', 'submitted_by'],
  register_entry: ['waybill', 'state', 'case_id', 'order_no', 'buyer_nick', 'created_at', 'created_by'],
  cases: ['waybills', 'kind', 'status', 'order_no', 'buyer_nick', 'opened_at', 'opened_by'],
}

/** How a row of a review is told: what it is, and its columns in their order; null for a table that no review speaks of. */
export function reviewWords(table: string): { readonly what: TableWords['what']; readonly columns: readonly (ColumnWords & { readonly key: string })[] } | null {
  const words = REVIEW_TABLES[table] ?? RECORD_TABLES[table]
  const told = TOLD[table]
  if (words === undefined || told === undefined) return null
  return { what: words.what, columns: told.flatMap((key) => ((column) => (column == null ? [] : [{ key, ...column }]))(words.columns[key])) }
}
