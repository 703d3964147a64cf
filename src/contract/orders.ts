import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, monthSchema, procedure, timeSchema } from './common'
import { orderFactsSchema } from './cases'

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

export const importResultSchema = z.object({
  batchId: idSchema,
  file: z.string(),
  platform: z.string().nullable(),
  encoding: z.string().nullable(),
  rows: z.number().int(),
  inserted: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.array(rejectedRowSchema),
  /** Rows that were taken without one of their cells, for example a damaged waybill. */
  warnings: z.array(rejectedRowSchema),
})
export type ImportResult = z.infer<typeof importResultSchema>

export const statementResultSchema = z.object({
  batchId: idSchema,
  file: z.string(),
  encoding: z.string().nullable(),
  rows: z.number().int(),
  /** New lines that this file brought. */
  lines: z.number().int(),
  totalCents: z.number().int(),
  /** Lines that an earlier import had brought already. */
  duplicates: z.number().int(),
  rejected: z.array(rejectedRowSchema),
  warnings: z.array(rejectedRowSchema),
})
export type StatementResult = z.infer<typeof statementResultSchema>

/** Progress first, then exactly one result or error. */
export const importEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), phase: z.enum(['reading', 'saving']), rows: z.number().int(), total: z.number().int().nullable() }),
  z.object({ type: z.literal('orders'), result: importResultSchema }),
  z.object({ type: z.literal('statement'), result: statementResultSchema }),
])
export type ImportEvent = z.infer<typeof importEventSchema>

export const importPreviewSchema = z.object({
  file: z.string(),
  kind: z.enum(['orders', 'statement']),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  sheet: z.string().nullable(),
  headerRow: z.number().int(),
  header: z.array(z.string()),
  sampleRows: z.array(z.array(z.string())),
  mappingId: z.string().nullable(),
  platform: z.string().nullable(),
  courierId: z.string().nullable(),
  /** Column index per canonical field, as recognised or proposed, with how sure we are (0–1). */
  columns: z.array(z.object({ field: z.string(), column: z.number().int(), confidence: z.number() })),
  missingFields: z.array(z.string()),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

const columnChoice = z.record(z.string(), z.number().int().min(0)).nullish()

const previewInputSchema = z.object({ path: z.string().min(1).max(4000), kind: z.enum(['orders', 'statement']), mappingId: z.string().nullish() })
export type PreviewInput = z.output<typeof previewInputSchema>

const ordersInputSchema = z.object({
  path: z.string().min(1).max(4000),
  shopId: idSchema.nullish(),
  platform: z.string().nullish(),
  mappingId: z.string().nullish(),
  columns: columnChoice,
})
export type OrdersImportInput = z.output<typeof ordersInputSchema>

const statementInputSchema = z.object({
  path: z.string().min(1).max(4000),
  courierId: idSchema,
  month: monthSchema.nullish(),
  mappingId: z.string().nullish(),
  columns: columnChoice,
})
export type StatementImportInput = z.output<typeof statementInputSchema>

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
})
export type ImportBatch = z.infer<typeof importBatchSchema>

export const importsContract = {
  preview: procedure.input(previewInputSchema).output(importPreviewSchema),
  orders: procedure.input(ordersInputSchema).output(eventIterator(importEventSchema)),
  statement: procedure.input(statementInputSchema).output(eventIterator(importEventSchema)),
  batches: procedure.input(z.object({ kind: z.enum(['orders', 'statement']).nullish() })).output(z.array(importBatchSchema)),
}

export const ordersContract = {
  /** Orders by number, buyer id or waybill: exact, then by beginning. At most 20. */
  find: procedure.input(z.object({ text: z.string().min(1).max(200) })).output(z.array(orderFactsSchema)),
}
