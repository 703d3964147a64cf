import type { LeakPolicy } from '../claim/leak'
import type { AgeLimits } from './ageing'

/** Values of month-end reconciliation that a supervisor may change (resources/policies/reconcile.yaml). */
export interface ReconcilePolicy {
  /** How many days before a line without a number its claim may have been filed (M2). */
  readonly windowDays: number
  /** Up to this many cents the rest of a claim is written off without a supervisor (M4). */
  readonly writeOffLimitCents: number
  /** Upper ends of the ageing buckets in days (M4). */
  readonly ageingDays: AgeLimits
  readonly leak: LeakPolicy
  /** The dashboard opens with the last so many months that hold anything (M6). */
  readonly dashboardMonths: number
}
