import { getTableColumns, getTableName, type InferInsertModel } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as schema from './schema'
import type { caseText } from './search-table'

export interface ColumnInfo {
  readonly key: string
  readonly sqlName: string
  readonly column: SQLiteColumn
  /** Field group whose clock a change stamps (S3); null for derived values, which are recomputed and never shipped. */
  readonly group: string | null
}

export interface SyncedTable<T extends SQLiteTable = SQLiteTable> {
  readonly table: T
  readonly name: string
  readonly columns: readonly ColumnInfo[]
  /** Of two edits of this group that did not know each other the later one holds and nobody is asked (docs/sync-format.md, section 6). */
  readonly newest: (group: string) => boolean
  /** Of two rows of one id that did not know each other the earlier one holds, and the other is kept beside it: of two closings of a month (section 10). */
  readonly earliest: boolean
  /** Name of the column that holds, as a vector in JSON, which changes its writer knew: that of a closing (docs/sync-format.md, sections 7 and 10). */
  readonly knowing: string | null
  /** Rows are made and never changed: nobody edits what another device made. */
  readonly isAppendOnly: boolean
}

/** Columns of a new row; clocks and deletion stamp belong to the writer. */
export type NewRow<T extends SQLiteTable> = Omit<InferInsertModel<T>, 'hlc' | 'deletedAt'>
/** Columns to change; a key that is present is written. */
export type RowPatch<T extends SQLiteTable> = Partial<Omit<InferInsertModel<T>, 'id' | 'hlc' | 'deletedAt'>>

const OWN_COLUMNS = new Set(['id', 'hlc', 'deletedAt'])

interface Grouping<T extends SQLiteTable> {
  readonly groups?: Readonly<Record<string, readonly (keyof InferInsertModel<T> & string)[]>>
  readonly derived?: readonly (keyof InferInsertModel<T> & string)[]
  /** Groups where the later edit holds: what imports bring and what machines note; `all`: every group. */
  readonly newest?: 'all' | readonly string[]
  readonly appendOnly?: true
  readonly earliest?: true
  readonly knowing?: keyof InferInsertModel<T> & string
}

/** Describes a synced table; columns that are named nowhere belong to the group `base`. */
function defineSynced<T extends SQLiteTable>(table: T, grouping: Grouping<T> = {}): SyncedTable<T> {
  const groupOf = new Map<string, string | null>()
  for (const [group, keys] of Object.entries(grouping.groups ?? {})) for (const key of keys) groupOf.set(key, group)
  for (const key of grouping.derived ?? []) groupOf.set(key, null)
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => !OWN_COLUMNS.has(key))
  const newest = grouping.newest ?? (grouping.appendOnly === true ? 'all' : [])
  return {
    table,
    name: getTableName(table),
    newest: (group) => newest === 'all' || newest.includes(group),
    earliest: grouping.earliest === true,
    knowing: columns.find(([key]) => key === grouping.knowing)?.[1].name ?? null,
    isAppendOnly: grouping.appendOnly === true,
    columns: columns.map(([key, column]) => ({
      key,
      sqlName: column.name,
      column: column as SQLiteColumn,
      group: groupOf.has(key) ? (groupOf.get(key) ?? null) : 'base',
    })),
  }
}

export const synced = {
  shop: defineSynced(schema.shop, { groups: { returns: ['returnName', 'returnPhone', 'returnAddress'], flags: ['flagLegend'] } }),
  staff: defineSynced(schema.staff, { groups: { pin: ['pinHash'], role: ['role', 'active'] } }),
  courier: defineSynced(schema.courier),
  courierArea: defineSynced(schema.courierArea, { newest: 'all' }),
  sku: defineSynced(schema.sku, { groups: { weight: ['weightGrams', 'packagingGrams'], money: ['costCents', 'priceCents', 'currency'] }, newest: 'all' }),
  buyer: defineSynced(schema.buyer, { groups: { marks: ['vipTier', 'difficult', 'marks', 'note'] }, newest: ['base'] }),
  order: defineSynced(schema.order, {
    groups: {
      state: ['status', 'rawStatus', 'paidAt', 'shippedAt'],
      money: ['paidCents', 'goodsCents', 'postageCents', 'refundCents', 'currency'],
      receiver: ['receiverName', 'phone', 'address'],
      memo: ['sellerMemo', 'flag'],
    },
    newest: 'all',
  }),
  orderWaybill: defineSynced(schema.orderWaybill, { newest: 'all' }),
  platformRefund: defineSynced(schema.platformRefund, {
    groups: {
      state: ['type', 'phase', 'status', 'rawStatus', 'reason', 'deadlineAt', 'appliedAt', 'closedAt'],
      money: ['amountCents', 'currency'],
      parcel: ['returnWaybill', 'returnCourier'],
      case: ['caseId'],
    },
    newest: 'all',
  }),
  teamTemplate: defineSynced(schema.teamTemplate),
  cases: defineSynced(schema.cases, {
    groups: {
      what: ['kind', 'channel', 'buyerId', 'buyerNick', 'orderId', 'orderNo', 'summary', 'priority', 'difficult', 'vip', 'waybills'],
      status: ['status', 'reason', 'nextAction', 'nextActionAt', 'statusAt'],
      owner: ['assigneeId'],
      liability: ['liableParty', 'freightPayer', 'remedy'],
      money: ['amountCents', 'currency'],
      memo: ['flag', 'memo'],
    },
    derived: ['isOpen', 'isWaiting', 'nextClock', 'nextDueAt', 'sortDue', 'updatedAt'],
  }),
  promise: defineSynced(schema.promise, { groups: { terms: ['words', 'dueAt'], outcome: ['state', 'endedAt', 'endedBy', 'outcomeNote'] } }),
  payout: defineSynced(schema.payout, {
    groups: {
      money: [
        'type', 'ladder', 'amountCents', 'currency', 'issue', 'limitCents', 'state', 'approvedBy', 'approvedAt', 'approvalWay', 'approvalNote',
        'confirmBy', 'confirmedAt', 'paidAt', 'paidRef', 'paidBy', 'payWay', 'payeeName', 'payeeAccount', 'outsideReason', 'batchNo',
      ],
      review: ['suspendedAt'],
    },
    newest: ['review'],
  }),
  policyVersion: defineSynced(schema.policyVersion, { newest: 'all' }),
  templateVersion: defineSynced(schema.templateVersion, { newest: 'all' }),
  savedView: defineSynced(schema.savedView, { newest: 'all' }),
  courierRate: defineSynced(schema.courierRate, { newest: 'all' }),
  caseEvent: defineSynced(schema.caseEvent, { appendOnly: true }),
  caseClock: defineSynced(schema.caseClock, { newest: 'all' }),
  claim: defineSynced(schema.claim, {
    groups: {
      money: ['goodsCents', 'freightCents', 'otherCents', 'amountCents', 'declaredCents', 'currency', 'basis'],
      payment: ['paymentRoute', 'voucher'],
      answer: ['status', 'workOrderNo', 'answer', 'grantedCents', 'statusAt', 'endedOn'],
    },
    derived: ['creditedCents'],
  }),
  claimEvent: defineSynced(schema.claimEvent, { appendOnly: true }),
  wrongShipment: defineSynced(schema.wrongShipment, {
    groups: {
      entry: ['error', 'buyerNick', 'orderNo', 'waybill', 'expected', 'sent', 'packedBy', 'noticedBy', 'fix', 'costCents', 'goodsBack', 'note'],
      verdict: ['state', 'verifiedBy', 'verifiedAt', 'returnReason'],
      weights: ['weights'],
      followups: ['followUps'],
    },
  }),
  registerEntry: defineSynced(schema.registerEntry, {
    groups: {
      values: ['caseId', 'shopId', 'orderNo', 'waybill', 'buyerNick', 'sku', 'amountCents', 'currency', 'onDay', 'data'],
      work: ['assignedTo', 'dueAt'],
      state: ['state', 'stateAt', 'stateBy', 'stateReason'],
    },
    derived: ['words'],
  }),
  registerEvent: defineSynced(schema.registerEvent, { appendOnly: true }),
  statementLine: defineSynced(schema.statementLine, { newest: 'all' }),
  match: defineSynced(schema.match, { groups: { review: ['suspendedAt'] }, newest: 'all' }),
  refusal: defineSynced(schema.refusal, { newest: 'all' }),
  decision: defineSynced(schema.decision, { groups: { undone: ['undoneAt', 'undoneBy'] }, newest: 'all' }),
  reconNote: defineSynced(schema.reconNote),
  monthClosing: defineSynced(schema.monthClosing, {
    groups: { report: ['workbookFile', 'workbookSha256', 'documentFile', 'documentSha256'], reopened: ['reopenedAt', 'reopenedBy', 'reopenReason'] },
    newest: ['report', 'reopened'],
    earliest: true,
    knowing: 'covers',
  }),
  monthLetter: defineSynced(schema.monthLetter, {
    groups: {
      letter: ['letterNo', 'freightCents', 'offsetCents', 'netCents', 'file', 'sha256', 'writtenAt', 'writtenBy'],
      scan: ['scanFile', 'scanSha256', 'scannedAt', 'scannedBy'],
    },
  }),
  photo: defineSynced(schema.photo, { groups: { looks: ['looks'], words: ['words'], stored: ['storedAs'] }, derived: ['hasThumb'], newest: 'all' }),
  photoLink: defineSynced(schema.photoLink, { groups: { place: ['caseId', 'slot'], path: ['archivedAs'], note: ['note'], bin: ['binnedAt', 'binnedBy', 'binReason'] }, newest: ['base', 'path', 'bin'] }),
  syncDevice: defineSynced(schema.syncDevice, { groups: { admission: ['part', 'publicKey', 'rights', 'admittedAt', 'admittedBy'], retirement: ['retiredAt', 'retiredBy'] }, newest: 'all' }),
  appeal: defineSynced(schema.appeal, { groups: { outcome: ['status', 'statusAt', 'result', 'recoveredCents'] } }),
} as const

/** Tables of this device only; writes to them are not shipped. */
export type LocalTable =
  | typeof schema.meta
  | typeof schema.preference
  | typeof schema.importBatch
  | typeof schema.importMemory
  | typeof schema.importFinding
  | typeof schema.savedMapping
  | typeof schema.pinAttempt
  | typeof schema.hotFolder
  | typeof schema.hotFile
  | typeof schema.photoScan
  | typeof schema.changeLog
  | typeof schema.syncStream
  | typeof schema.syncOutbox
  | typeof schema.syncHead
  | typeof schema.syncRaw
  | typeof schema.syncAuthor
  | typeof schema.syncPhoto
  | typeof schema.syncReview
  | typeof schema.caseWaybill
  | typeof schema.caseDoc
  | typeof caseText
