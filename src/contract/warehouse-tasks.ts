import { z } from 'zod'
import { TASK_KINDS } from '../domain/warehouse/policy'
import { idSchema, idempotencyKeySchema, procedure, shortText, timeSchema } from './common'
import { entrySchema } from './register'

/** Warehouse tasks (W6): what a case asks of the warehouse, handed over in the columns of its ERP, and what it answers. */
const key = { key: idempotencyKeySchema.nullish() }
const kind = z.enum(TASK_KINDS)
const line = z.object({ title: shortText, sku: shortText.nullable(), quantity: z.number().int().min(0).max(9999) })

export const answerRowSchema = z.object({
  line: z.number().int(),
  said: z.string(),
  entryId: idSchema.nullable(),
  entryNo: z.string().nullable(),
  kind: kind.nullable(),
  /** The step that the line asks for; null where it cannot be taken. */
  move: z.enum(['acknowledge', 'done', 'refuse']).nullable(),
  waybill: z.string().nullable(),
  reason: z.string().nullable(),
  problem: z.enum(['unknown', 'several', 'over', 'twice', 'no-waybill', 'no-reason', 'nothing']).nullable(),
})
export type AnswerRow = z.infer<typeof answerRowSchema>

export const warehouseTasksContract = {
  /** What a case begins a task with: the kind that it mostly needs, and its facts for every kind. */
  begin: procedure.input(z.object({ caseId: idSchema })).output(
    z.object({
      kind,
      caseNo: z.string(),
      orderNo: z.string().nullable(),
      waybill: z.string().nullable(),
      buyer: z.string().nullable(),
      goods: z.array(line),
      due: z.record(kind, timeSchema),
      /** Open tasks of the case: the same is not asked for twice unnoticed. */
      open: z.array(z.object({ entryId: idSchema, entryNo: z.string(), kind, state: z.string() })),
    }),
  ),
  ask: procedure
    .input(z.object({ caseId: idSchema, kind, goods: z.array(line).max(200), address: z.string().max(2000).nullish(), note: z.string().max(2000).nullish(), due: timeSchema, assignee: idSchema.nullish(), ...key }))
    .output(entrySchema),
  templates: procedure.output(z.array(z.object({ id: z.string(), zh: z.string(), en: z.string(), kinds: z.array(kind).nullable(), headers: z.array(z.string()) }))),
  /** What an export would take: tasks that are open and not exported yet, or the given ones. */
  pending: procedure.input(z.object({ ids: z.array(idSchema).max(500).nullish() })).output(z.object({ tasks: z.array(z.object({ entryId: idSchema, entryNo: z.string(), kind, state: z.string(), batch: z.string().nullable() })) })),
  /** Writes tasks in the columns of a template and marks them with the number of the batch; `again`: also those that were exported before. */
  export: procedure
    .input(z.object({ template: z.string().max(64), ids: z.array(idSchema).min(1).max(500), again: z.boolean().default(false), path: z.string().min(1).max(4000), locale: z.enum(['zh', 'en']) }))
    .output(z.object({ file: z.string(), rows: z.number().int(), tasks: z.number().int(), batch: z.string() })),
  /** Reads what the ERP answered; nothing is written. */
  readAnswer: procedure.input(z.object({ text: z.string().max(500_000) })).output(z.object({ headed: z.boolean(), rows: z.array(answerRowSchema) })),
  /** Takes the steps that were read, all or none. */
  takeAnswer: procedure
    .input(z.object({ rows: z.array(z.object({ entryId: idSchema, move: z.enum(['acknowledge', 'done', 'refuse']), waybill: shortText.nullish(), reason: shortText.nullish() })).min(1).max(500), ...key }))
    .output(z.object({ taken: z.number().int() })),
}
