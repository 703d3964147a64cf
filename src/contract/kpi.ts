import { z } from 'zod'
import { DIMENSIONS, FACT_KINDS, MEASURES } from '../domain/kpi/figures'
import { PERIOD_UNITS } from '../domain/kpi/period'
import { currencySchema, idSchema, procedure, timeSchema } from './common'

const count = z.number().int().min(0)
const sum = z.number().int()
const daySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
/** From 0; the refund rate may pass 1. */
const share = z.number().min(0).nullable()
const ms = z.number().int().min(0).nullable()
const mean = z.number().nullable()

const figures = {
  opened: count, answered: count, answerMs: ms, answerShare: share, solved: count, solveMs: ms, solveShare: share, promises: count, promiseShare: share,
  refunds: count, orders: count.nullable(), refundRate: share, returns: count, costCents: sum, recoveredCents: sum, netCents: sum, scores: count, score: mean, samples: count, sample: mean,
}
export const kpiFiguresSchema = z.object(figures)
const rowSchema = z.object({ key: z.string().nullable(), costs: count, ...figures })
const periodSchema = z.object({ unit: z.enum(PERIOD_UNITS), firstDay: daySchema, lastDay: daySchema })

/** `day` is any day of the period; none: today. No currency: the shop's. */
export const kpiScopeSchema = z.object({ unit: z.enum(PERIOD_UNITS), day: daySchema.nullish(), shopId: idSchema.nullish(), currency: currencySchema.nullish() })
export type KpiScope = z.infer<typeof kpiScopeSchema>

export const kpiAnswerSchema = z.object({
  period: periodSchema,
  before: periodSchema,
  currency: currencySchema,
  /** Those that money of the period has, the shop's first. */
  currencies: z.array(currencySchema),
  figures: kpiFiguresSchema,
  /** Of the period before. */
  was: kpiFiguresSchema,
  /** Rows of cost behind the net cost. */
  costs: count,
  by: z.record(z.enum(DIMENSIONS), z.array(rowSchema)),
  /** Names for keys of the rows, by dimension. */
  reasons: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string() })),
  names: z.record(z.string(), z.string()),
  mostRows: count,
})
export type KpiAnswer = z.infer<typeof kpiAnswerSchema>

export const kpiMineSchema = kpiAnswerSchema.pick({ period: true, before: true, figures: true, was: true, currency: true })
export type KpiMine = z.infer<typeof kpiMineSchema>

export const kpiBehindSchema = kpiScopeSchema.extend({ measure: z.enum(MEASURES), dimension: z.enum(DIMENSIONS).nullable(), key: z.string().nullable() })

export const kpiFactSchema = z.object({
  kind: z.enum(FACT_KINDS),
  id: idSchema,
  caseId: idSchema.nullable(),
  no: z.string(),
  at: timeSchema,
  value: z.number().nullable(),
  good: z.boolean().nullable(),
  part: z.string().nullable(),
  agent: z.string().nullable(),
})
export type KpiFact = z.infer<typeof kpiFactSchema>
/** `total` counts all; `rows` are the newest of them. */
export const kpiFactsSchema = z.object({ total: count, rows: z.array(kpiFactSchema), currency: currencySchema })

export const kpiContract = {
  read: procedure.input(kpiScopeSchema).output(kpiAnswerSchema),
  behind: procedure.input(kpiBehindSchema).output(kpiFactsSchema),
  /** Own figures of the signed-in person. */
  mine: procedure.input(kpiScopeSchema.pick({ unit: true, day: true })).output(kpiMineSchema),
  mineBehind: procedure.input(kpiScopeSchema.pick({ unit: true, day: true }).extend({ measure: z.enum(MEASURES) })).output(kpiFactsSchema),
  /** Writes the figures as XLSX or PDF by the ending of `path`; `rows` are those of its tables. */
  export: procedure.input(kpiScopeSchema.extend({ path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']).default('zh') })).output(z.object({ file: z.string(), rows: count })),
}
