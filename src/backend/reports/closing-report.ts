import type { Locale } from '../../domain/money/money'
import type { AgeBucket } from '../../domain/reconcile/ageing'
import type { CourierDisputes } from '../../domain/reconcile/disputes'
import type { CarriedClaim, MonthStep } from '../../domain/reconcile/month-closing'
import type { ReconcileResult } from '../../domain/reconcile/types'

/** A claim's facts beside its figures; of claims from which something is still open. */
export interface ReportClaim {
  readonly workOrderNo: string | null
  readonly branch: string | null
  readonly reason: string
  readonly answer: string | null
  readonly grantedCents: number | null
  readonly caseNo: string | null
}

/** A claim line as its statement has it. */
export interface ReportLine {
  readonly id: string
  readonly file: string
  readonly row: number
  readonly courierId: string
  readonly waybill: string | null
  readonly waybillRaw: string | null
  readonly amountCents: number
  readonly lineClass: string
  readonly occurredOn: string | null
}

/** Everything that a closed month's workbook and PDF say (M5). Times are epoch ms, days `YYYY-MM-DD`, money integer cents. */
export interface ClosingReport {
  readonly locale: Locale
  readonly shop: string
  readonly timeZone: string
  readonly number: string
  readonly closedBy: string
  readonly closedAt: number
  /** Steps with names instead of ids. */
  readonly trail: readonly MonthStep[]
  readonly result: ReconcileResult
  readonly claims: Readonly<Record<string, ReportClaim>>
  readonly lines: readonly ReportLine[]
  readonly classes: readonly { readonly courierId: string; readonly lineClass: string; readonly lines: number; readonly cents: number }[]
  readonly carried: readonly CarriedClaim[]
  readonly carriedIn: { readonly month: string; readonly number: string; readonly claims: number; readonly cents: number } | null
  /** The day on which claims are aged: the month's last. */
  readonly agedOn: string
  readonly ageing: readonly AgeBucket[]
  readonly ageingOf: (courierId: string) => readonly AgeBucket[]
  readonly disputes: readonly CourierDisputes[]
  readonly courierName: (courierId: string) => string
}
