import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, monthSchema, procedure, timeSchema } from './common'
import { IMPORT_KINDS } from '../domain/import/kinds'

export const rejectedRowSchema = z.object({
  row: z.number().int(),
  column: z.string().nullable(),
  cell: z.string().nullable(),
  reason: z.string(),
  messageZh: z.string(),
  messageEn: z.string(),
  remedyZh: z.string(),
  remedyEn: z.string(),
})
export type RejectedRow = z.infer<typeof rejectedRowSchema>

export const importKindSchema = z.enum(IMPORT_KINDS)

export const importResultSchema = z.object({
  batchId: idSchema,
  kind: importKindSchema,
  file: z.string(),
  platform: z.string().nullable(),
  encoding: z.string().nullable(),
  rows: z.number().int(),
  inserted: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** At most 5,000 are listed; `rejectedRows` counts all. */
  rejected: z.array(rejectedRowSchema),
  rejectedRows: z.number().int(),
  /** Rows that were taken without one of their cells, for example a damaged waybill. */
  warnings: z.array(rejectedRowSchema),
})
export type ImportResult = z.infer<typeof importResultSchema>

export const statementResultSchema = z.object({
  batchId: idSchema,
  file: z.string(),
  encoding: z.string().nullable(),
  rows: z.number().int(),
  /** The month that new lines were posted to. */
  month: monthSchema,
  /** The month of the statement when that one is closed and its new lines went to `month` instead (M5); null otherwise. */
  movedFrom: monthSchema.nullable(),
  /** New lines that this file brought. */
  lines: z.number().int(),
  totalCents: z.number().int(),
  /** Lines that an earlier import had brought already. */
  duplicates: z.number().int(),
  rejected: z.array(rejectedRowSchema),
  rejectedRows: z.number().int(),
  warnings: z.array(rejectedRowSchema),
})
export type StatementResult = z.infer<typeof statementResultSchema>

/** Progress first, then exactly one result or error. */
export const importEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), phase: z.enum(['reading', 'saving']), rows: z.number().int(), total: z.number().int().nullable() }),
  z.object({ type: z.literal('orders'), result: importResultSchema }),
  z.object({ type: z.literal('statement'), result: statementResultSchema }),
  z.object({ type: z.literal('records'), result: importResultSchema }),
])
export type ImportEvent = z.infer<typeof importEventSchema>

const signSchema = z.enum(['credit', 'charge', 'by-class', 'auto'])
const dateOrderSchema = z.enum(['ymd', 'mdy', 'dmy'])
const bilingual = z.object({ zh: z.string(), en: z.string() })

export const importPreviewSchema = z.object({
  file: z.string(),
  kind: importKindSchema,
  /** How well the file fits every kind that the caller may import, best first (0–1; above 0.9 only for a known layout). */
  fits: z.array(z.object({ kind: importKindSchema, fit: z.number() })),
  format: z.string(),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  sheet: z.string().nullable(),
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
  headerRow: z.number().int(),
  header: z.array(z.string()),
  sampleRows: z.array(z.array(z.string())),
  /** Line numbers of `sampleRows`. */
  sampleLines: z.array(z.number().int()),
  mappingId: z.string().nullable(),
  mappingNames: bilingual.nullable(),
  /** What is not certain about the layout, in words. */
  mappingNote: bilingual.nullable(),
  certainty: z.enum(['known', 'partly', 'proposed']).nullable(),
  platform: z.string().nullable(),
  courierId: z.string().nullable(),
  sign: signSchema.nullable(),
  dateOrder: dateOrderSchema,
  /** Column index per canonical field, as recognised or proposed, with how sure we are (0–1). */
  columns: z.array(z.object({ field: z.string(), column: z.number().int(), confidence: z.number() })),
  missingFields: z.array(z.string()),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

const pathSchema = z.string().min(1).max(4000)

/** How a file is to be read where the person knows better than the recognition. What is decided here is remembered per source (M1). */
const readingSchema = z.object({
  mappingId: z.string().nullish(),
  sheet: z.string().max(200).nullish(),
  headerRow: z.number().int().min(1).max(1_000_000).nullish(),
  columns: z.record(z.string(), z.number().int().min(0)).nullish(),
  sign: signSchema.nullish(),
  dateOrder: dateOrderSchema.nullish(),
})
export type ReadingChoices = z.output<typeof readingSchema>

const previewInputSchema = readingSchema.extend({
  path: pathSchema,
  /** Null: whichever fits best. */
  kind: importKindSchema.nullish(),
  /** Platform or courier, if known. */
  source: z.string().max(100).nullish(),
})
export type PreviewInput = z.output<typeof previewInputSchema>

/** `allOrNothing`: one rejected row and nothing of the file is taken (O1). */
const runSchema = readingSchema.extend({ path: pathSchema, allOrNothing: z.boolean().nullish() })

const ordersInputSchema = runSchema.extend({ shopId: idSchema.nullish(), platform: z.string().nullish() })
export type OrdersImportInput = z.output<typeof ordersInputSchema>

const statementInputSchema = runSchema.extend({ courierId: idSchema, month: monthSchema.nullish() })
export type StatementImportInput = z.output<typeof statementInputSchema>

const recordsInputSchema = runSchema.extend({
  kind: importKindSchema.exclude(['orders', 'statement']),
  /** Shop of rows that name none; the only or first shop otherwise. */
  shopId: idSchema.nullish(),
  /** Courier of claims that name none. */
  courierId: idSchema.nullish(),
  platform: z.string().nullish(),
})
export type RecordsImportInput = z.output<typeof recordsInputSchema>

export const importBatchSchema = z.object({
  id: idSchema,
  kind: z.string(),
  file: z.string(),
  courierId: z.string().nullable(),
  month: z.string().nullable(),
  at: timeSchema,
  state: z.string(),
  rows: z.number().int(),
  rejected: z.number().int(),
  warnings: z.number().int(),
})
export type ImportBatch = z.infer<typeof importBatchSchema>

export const importFindingsSchema = z.object({ file: z.string(), rejected: z.array(rejectedRowSchema), warnings: z.array(rejectedRowSchema) })

export const importsContract = {
  /** Looks at a file: what it is, what its columns mean. Writes nothing. */
  preview: procedure.input(previewInputSchema).output(importPreviewSchema),
  orders: procedure.input(ordersInputSchema).output(eventIterator(importEventSchema)),
  statement: procedure.input(statementInputSchema).output(eventIterator(importEventSchema)),
  /** Registers, masters, platform after-sales orders, templates; each kind asks for its own right. */
  records: procedure.input(recordsInputSchema).output(eventIterator(importEventSchema)),
  batches: procedure.input(z.object({ kind: importKindSchema.nullish() })).output(z.array(importBatchSchema)),
  /** Rows of an earlier import that were not taken, or without one of their cells. */
  findings: procedure.input(z.object({ batchId: idSchema })).output(importFindingsSchema),
  /** Writes the rejected rows with their reasons as a file that can be corrected and imported again (O1). */
  exportRejected: procedure.input(z.object({ batchId: idSchema, path: pathSchema, locale: z.enum(['zh', 'en']) })).output(z.object({ file: z.string(), rows: z.number().int() })),
}
