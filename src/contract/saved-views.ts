import { z } from 'zod'
import { idSchema, procedure } from './common'
import { caseFilterSchema, caseSortSchema, caseViewSchema } from './queue'

/** Columns of the sheet, left to right, and how many stand still at its left. */
export const sheetColumnsSchema = z.strictObject({
  columns: z.array(z.strictObject({ key: z.string().max(40), width: z.number().int().min(24).max(2000) })).max(60),
  frozen: z.number().int().min(0).max(10),
})
export type SheetColumns = z.infer<typeof sheetColumnsSchema>

/** What a saved view remembers of the queue (C10). */
export const viewFilterSchema = z.strictObject({
  view: caseViewSchema,
  sort: caseSortSchema.nullable(),
  filter: caseFilterSchema,
})
export type ViewFilter = z.infer<typeof viewFilterSchema>

export const savedViewSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** Everybody's; else one's own. */
  team: z.boolean(),
  /** Whether the signed-in person may change it. */
  mayEdit: z.boolean(),
  filter: viewFilterSchema,
  columns: sheetColumnsSchema.nullable(),
})
export type SavedView = z.infer<typeof savedViewSchema>

const name = z.string().trim().min(1).max(60)
const list = z.array(savedViewSchema)

/** Views that people named (C10): one's own, and the team's, which a supervisor keeps. Every change answers the list as it is then. */
export const savedViewsContract = {
  list: procedure.output(list),
  create: procedure.input(z.object({ name, team: z.boolean().default(false), filter: viewFilterSchema, columns: sheetColumnsSchema.nullish() })).output(list),
  update: procedure.input(z.object({ id: idSchema, name: name.optional(), filter: viewFilterSchema.optional(), columns: sheetColumnsSchema.nullish() })).output(list),
  /** One place up or down among those of its kind. */
  move: procedure.input(z.object({ id: idSchema, places: z.union([z.literal(-1), z.literal(1)]) })).output(list),
  remove: procedure.input(z.object({ id: idSchema })).output(list),
  /** Takes a removal back. */
  restore: procedure.input(z.object({ id: idSchema })).output(list),
}
