import { z } from 'zod'
import { KIND_IDS, type KindId } from '../domain/case/kinds'
import { WAITING_STATUSES, type WaitingStatus } from '../domain/case/status'
import { parseDuration } from '../domain/clock/duration'
import { MATCH_REASONS, RETURN_RESULTS } from '../domain/returns/policy'
import { COLUMN_SOURCES, TASK_KINDS, type ErpTemplate, type TemplateColumn, type WarehousePolicy } from '../domain/warehouse/policy'

const duration = z.string().transform((text, context): number => {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is not a length of time such as 8s, 2h or 1d` })
  return z.NEVER
})
const kind = z.enum(KIND_IDS as readonly KindId[] as [KindId, ...KindId[]])
const waiting = z.enum(WAITING_STATUSES as readonly WaitingStatus[] as [WaitingStatus, ...WaitingStatus[]])
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and hyphens')
const words = z.array(z.string().min(1).max(60)).min(1).max(40)

const column = z
  .strictObject({ header: z.string().min(1).max(60), from: z.enum(COLUMN_SOURCES).optional(), text: z.string().max(200).optional() })
  .transform(({ header, from, text }, context): TemplateColumn => {
    if ((from === undefined) !== (text === undefined)) return { header, from: from ?? null, text: text ?? null }
    context.addIssue({ code: 'custom', message: 'a column holds a fact (from) or a fixed text, one of the two' })
    return z.NEVER
  })

const template = z.strictObject({
  id,
  zh: z.string().min(1).max(60),
  en: z.string().min(1).max(60),
  rows: z.enum(['goods', 'task']),
  kinds: z.array(z.enum(TASK_KINDS)).min(1).nullable().default(null),
  columns: z.array(column).min(1).max(60).refine((list) => new Set(list.map(({ header }) => header)).size === list.length, 'two columns have the same heading'),
}) satisfies z.ZodType<ErpTemplate>

/** resources/policies/warehouse.yaml (W6). */
export const warehouseFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    scan: z.strictObject({ again: duration, digit: duration, prefixes: z.array(z.string().max(20)).default([]), suffixes: z.array(z.string().max(20)).default([]), longest: z.number().int().min(8).max(200) }),
    match: z.strictObject({
      points: z.record(z.enum(MATCH_REASONS), z.number().int().min(0).max(1000)),
      tail: z.number().int().min(4).max(20),
      atLeast: z.number().int().min(1),
      atMost: z.number().int().min(1).max(50),
    }),
    release: z.strictObject({ question: z.string().min(1).max(60), answers: z.record(z.enum(RETURN_RESULTS), z.array(z.string().min(1)).min(1)), ends: z.array(waiting) }),
    tasks: z.strictObject({ due: z.record(z.enum(TASK_KINDS), duration), kinds: z.partialRecord(kind, z.enum(TASK_KINDS)).default({}) }),
    templates: z.array(template).min(1).max(30).refine((list) => new Set(list.map((one) => one.id)).size === list.length, 'two templates share an id'),
    answer: z.strictObject({ taskNo: words, orderNo: words, waybill: words, result: words, reason: words, doneWords: words, refusedWords: words }),
  })
  .transform(({ scan: { again, digit, ...scan }, tasks: { due, kinds }, match, release, templates, answer }): WarehousePolicy => ({ scan: { ...scan, againMs: again, digitMs: digit }, match, release, tasks: { dueMs: due, kinds }, templates, answer })))
