import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'
import type { MatchPolicy, ReturnResult, ScanPolicy } from '../returns/policy'
import type { WaitingStatus } from '../case/status'

/** resources/policies/warehouse.yaml (W6): the bench, tasks for the warehouse, and how they are handed to its ERP. */
export const TASK_KINDS = ['reissue', 'intercept', 'pull-back', 'address'] as const
export type TaskKind = (typeof TASK_KINDS)[number]
export const isTaskKind = (text: unknown): text is TaskKind => TASK_KINDS.some((one) => one === text)

/** Facts of a task that a column of a template may hold. */
export const COLUMN_SOURCES = [
  'task-no', 'kind', 'case-no', 'order-no', 'platform', 'shop', 'buyer', 'waybill', 'courier', 'receiver', 'phone', 'address', 'new-address', 'goods', 'title', 'sku', 'quantity', 'note', 'due', 'asked-at', 'asked-by', 'batch',
] as const
export type ColumnSource = (typeof COLUMN_SOURCES)[number]

/** A column of an ERP template: its heading, and what stands in it: a fact, or the same text in every row. */
export interface TemplateColumn {
  readonly header: string
  readonly from: ColumnSource | null
  readonly text: string | null
}

export interface ErpTemplate extends Label {
  readonly id: string
  /** One row per line of goods, or one per task. */
  readonly rows: 'goods' | 'task'
  /** Kinds of tasks that it takes; null: all. */
  readonly kinds: readonly TaskKind[] | null
  readonly columns: readonly TemplateColumn[]
}

/** Headings and words of what an ERP answers. */
export interface AnswerWords {
  readonly taskNo: readonly string[]
  readonly orderNo: readonly string[]
  readonly waybill: readonly string[]
  readonly result: readonly string[]
  readonly reason: readonly string[]
  readonly doneWords: readonly string[]
  readonly refusedWords: readonly string[]
}

export interface WarehousePolicy {
  readonly scan: ScanPolicy
  readonly match: MatchPolicy
  /** What the result answers in the playbook of the case: the first of these that it offers. */
  readonly release: {
    readonly question: string
    readonly answers: Readonly<Record<ReturnResult, readonly string[]>>
    /** Waiting states that end when the parcel was checked. */
    readonly ends: readonly WaitingStatus[]
  }
  readonly tasks: {
    readonly dueMs: Readonly<Record<TaskKind, number>>
    /** What a case of a kind mostly needs; others begin with a reissue. */
    readonly kinds: Readonly<Partial<Record<KindId, TaskKind>>>
  }
  readonly templates: readonly ErpTemplate[]
  readonly answer: AnswerWords
}
