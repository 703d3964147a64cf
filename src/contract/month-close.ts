import { z } from 'zod'
import { CLOSING_WARNINGS, CLOSING_WORDS, MONTH_STATES } from '../domain/reconcile/month-closing'
import { centsSchema, idempotencyKeySchema, idSchema, monthSchema, procedure, shortText, timeSchema } from './common'
import { errorCodeSchema, errorDetailSchema } from './errors'

const keysOf = <T extends Record<string, unknown>>(words: T): [keyof T & string, ...(keyof T & string)[]] => {
  const [first, ...rest] = Object.keys(words) as (keyof T & string)[]
  if (first === undefined) throw new RangeError('no words')
  return [first, ...rest]
}
const path = z.string().min(1).max(4000)
const localeSchema = z.enum(['zh', 'en']).default('zh')

export const closingRefusalSchema = z.enum(keysOf(CLOSING_WORDS))
export const closingWarningSchema = z.object({ warning: z.enum(keysOf(CLOSING_WARNINGS)), count: z.number().int() })

/** Claims that go on in the next month's pool, or came over from a closed one. Integer cents. */
export const carriedSchema = z.object({ claims: z.number().int(), cents: centsSchema })
export const carriedInSchema = carriedSchema.extend({ month: monthSchema, number: z.string() })

/** A file of the report as it was written: path below the data folder, SHA-256 as hex. */
export const reportFileSchema = z.object({ file: z.string(), sha256: z.string() })

export const monthStepSchema = z.object({ step: z.enum(['closed', 'reopened']), revision: z.number().int(), by: z.string(), at: timeSchema, reason: z.string().nullable() })

/** Where a month stands (M5): names instead of ids. `number` is that of the latest closing, also after it was reopened. */
export const monthViewSchema = z.object({
  month: monthSchema,
  status: z.enum(MONTH_STATES),
  revision: z.number().int(),
  number: z.string().nullable(),
  closedAt: timeSchema.nullable(),
  closedBy: z.string().nullable(),
  trail: z.array(monthStepSchema),
  /** Of the latest closing; null while the month was never closed. */
  carried: carriedSchema.nullable(),
  /** What the latest closed month before it carried over; null when there is none. */
  carriedIn: carriedInSchema.nullable(),
  /** Of the latest closing; each null until it is made. */
  workbook: reportFileSchema.nullable(),
  document: reportFileSchema.nullable(),
  /** The month is over in the shop's zone: it may be time to close it. */
  over: z.boolean(),
})
export type MonthView = z.infer<typeof monthViewSchema>

/** May the month be closed, what is left in it, what would be carried over (M5). */
export const closingCheckSchema = z.object({
  refusals: z.array(closingRefusalSchema),
  warnings: z.array(closingWarningSchema),
  carried: carriedSchema,
  claims: z.number().int(),
  lines: z.number().int(),
  creditedCents: centsSchema,
  unexplainedCents: centsSchema,
  currency: z.string(),
  /** The earliest month that has to be closed first; null when none has to. */
  earlierOpen: monthSchema.nullable(),
})
export type ClosingCheckView = z.infer<typeof closingCheckSchema>

export const REPORT_FILES = ['workbook', 'document'] as const
export const FILE_STATES = ['intact', 'changed', 'missing'] as const
/** A file that was written, and whether it still is what was written. */
export const fileStateSchema = z.object({ file: z.string(), path: z.string(), sha256: z.string(), state: z.enum(FILE_STATES) })
export type FileStateView = z.infer<typeof fileStateSchema>

/** Why a file of the report was not made; the month stays closed. */
export const reportProblemSchema = z.object({ what: z.enum(REPORT_FILES), code: errorCodeSchema, detail: errorDetailSchema })
export type ReportProblem = z.infer<typeof reportProblemSchema>

export const disputeSummarySchema = z.object({
  courierId: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  rows: z.number().int(),
  toPayCents: centsSchema,
  toExplainCents: centsSchema,
})
export type DisputeSummary = z.infer<typeof disputeSummarySchema>

export const LETTER_STATES = ['none', 'draft', 'current', 'outdated'] as const
/**
 * The confirmation letter of one courier and month (M7). Positive net is payable to the courier, negative is owed by it. `draft`: written
 * before the month was closed; `outdated`: the figures or the closing have changed since.
 */
export const letterViewSchema = z.object({
  courierId: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  freightCents: centsSchema,
  otherCents: centsSchema,
  offsetCents: centsSchema,
  netCents: centsSchema,
  state: z.enum(LETTER_STATES),
  letterNo: z.string().nullable(),
  writtenAt: timeSchema.nullable(),
  writtenBy: z.string().nullable(),
  letter: fileStateSchema.nullable(),
  scan: fileStateSchema.nullable(),
  scannedAt: timeSchema.nullable(),
  scannedBy: z.string().nullable(),
  /** The scan came before the present letter was written. */
  scanIsOlder: z.boolean(),
})
export type LetterView = z.infer<typeof letterViewSchema>

const ofMonth = z.object({ month: monthSchema })
const ofCourier = z.object({ month: monthSchema, courierId: idSchema })

/** M5, M7: closing the month, its report, the couriers' letters. */
export const monthCloseContract = {
  /** Months with claims or lines of their own, newest first. */
  months: procedure.output(z.array(monthViewSchema)),
  state: procedure.input(ofMonth).output(monthViewSchema),
  /** Works the month out; changes nothing. */
  check: procedure.input(ofMonth).output(closingCheckSchema),
  /** Runs the month once more and closes it, in one transaction. Refused with MONTH_NOT_CLOSABLE and `reasons`. */
  close: procedure.input(ofMonth.extend({ key: idempotencyKeySchema.nullish() })).output(monthViewSchema),
  /** By a supervisor, or by somebody at whose PC a supervisor approves with their PIN. */
  reopen: procedure
    .input(ofMonth.extend({ reason: shortText, approver: z.object({ staffId: idSchema, pin: z.string().max(100) }).nullish(), key: idempotencyKeySchema.nullish() }))
    .output(monthViewSchema),
  /** Writes the workbook, then the PDF; what could not be made is a problem, not an error. Refused with MONTH_NOT_CLOSABLE while open. */
  makeReport: procedure.input(ofMonth.extend({ locale: localeSchema })).output(z.object({ month: monthViewSchema, problems: z.array(reportProblemSchema) })),
  /** Compares the files of the latest closing with the hashes that were recorded. */
  verify: procedure.input(ofMonth).output(z.object({ workbook: fileStateSchema.nullable(), document: fileStateSchema.nullable() })),
  saveCopy: procedure.input(ofMonth.extend({ what: z.enum(REPORT_FILES), path })).output(reportFileSchema),
  disputes: procedure.input(ofMonth).output(z.object({ currency: z.string(), couriers: z.array(disputeSummarySchema) })),
  exportDispute: procedure.input(ofCourier.extend({ path, locale: localeSchema })).output(z.object({ file: z.string(), rows: z.number().int() })),
  letters: procedure.input(ofMonth).output(z.object({ currency: z.string(), letters: z.array(letterViewSchema) })),
  /** Writes the letter as PDF. Errors PRINT_UNAVAILABLE, PRINT_FAILED: nothing is recorded then. */
  makeLetter: procedure.input(ofCourier.extend({ locale: localeSchema })).output(letterViewSchema),
  /** Files the sealed copy that came back: PDF, JPEG or PNG. */
  fileScan: procedure.input(ofCourier.extend({ path })).output(letterViewSchema),
}
