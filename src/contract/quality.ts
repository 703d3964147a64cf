import { z } from 'zod'
import { ALERT_GROUP_IDS, type AlertGroup } from '../domain/quality/alert'
import { PARETO_BY_IDS, type ParetoBy } from '../domain/quality/pareto'
import { daySchema } from './registers'
import { idSchema, procedure, shortText } from './common'

/** What stands beside the register of quality reports (Q1): alerts, the factory sheet, the weekly Pareto. */
export const qualityAlertSchema = z.object({
  by: z.enum(ALERT_GROUP_IDS as [AlertGroup, ...AlertGroup[]]),
  sku: z.string().nullable(),
  part: z.string().nullable(),
  problem: z.string(),
  buyers: z.number().int(),
  units: z.number().int().nullable(),
  rate: z.number().nullable(),
  why: z.enum(['rate', 'absolute']),
  /** Newest first. */
  entries: z.array(z.object({ id: idSchema, entryNo: z.string(), state: z.string() })),
})
export type QualityAlertView = z.infer<typeof qualityAlertSchema>

const paretoInput = { week: daySchema.nullish(), fact: z.enum(PARETO_BY_IDS as [ParetoBy, ...ParetoBy[]]).default('problem'), shopId: shortText.nullish() }
const paretoSchema = z.object({
  /** Monday and Sunday of the week. */
  from: z.string(),
  to: z.string(),
  /** The week before this one and, unless it is not over yet, the one after. */
  total: z.number().int(),
  bars: z.array(z.object({ key: z.string().nullable(), words: z.string(), count: z.number().int(), share: z.number(), cumulative: z.number(), entries: z.array(z.object({ id: idSchema, entryNo: z.string(), sku: z.string().nullable() })) })),
})
export type ParetoView = z.infer<typeof paretoSchema>
const locale = z.enum(['zh', 'en'])
const path = z.string().min(1).max(4000)

export const qualityContract = {
  /** What stands now; units are counted anew only after a while. */
  alerts: procedure.output(z.object({ windowMs: z.number().int(), alerts: z.array(qualityAlertSchema) })),
  /** Reports of one week by one of their facts; without a day, of this week. */
  pareto: procedure.input(z.object({ ...paretoInput, locale })).output(paretoSchema),
  exportPareto: procedure.input(z.object({ ...paretoInput, locale, path })).output(z.object({ file: z.string(), rows: z.number().int() })),
  /** The factory sheet: .xlsx with the pictures in it, or .pdf. No buyer, order or case stands in it. */
  sheet: procedure.input(z.object({ ids: z.array(idSchema).min(1).max(200), path, locale })).output(z.object({ file: z.string(), reports: z.number().int(), pictures: z.number().int(), missing: z.array(z.string()) })),
  /** Entries of a case: a second one for the same fault is never made silently. */
  ofCase: procedure.input(z.object({ caseId: idSchema })).output(z.array(z.object({ id: idSchema, entryNo: z.string(), state: z.string() }))),
}
