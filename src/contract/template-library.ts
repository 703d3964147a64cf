import { z } from 'zod'
import { idempotencyKeySchema, idSchema, procedure, shortText, timeSchema } from './common'

/** The library of reply templates (T5): layers, versions, checking, use, and files out of it. */

const label = z.object({ zh: z.string(), en: z.string() })
export const templateLayerSchema = z.enum(['shipped', 'team', 'personal'])
const writableLayer = z.enum(['team', 'personal'])
export type WritableLayer = z.infer<typeof writableLayer>

/** What a template does besides, as people write it: times are `24h` or `1d@10:00`. What is wrong with it, `check` says. */
const writtenActions = z.object({
  status: label.extend({ status: z.string().max(40), due: z.string().max(40) }).nullable(),
  memo: label.nullable(),
  events: z.array(z.string().max(60)).max(20),
  promise: label.extend({ due: z.string().max(40) }).nullable(),
})
export type WrittenTemplateActions = z.infer<typeof writtenActions>

/** Everything about a template that a person may write. Mistakes are no matter of the schema: `check` gives them places and words. */
export const templateDraftSchema = z.object({
  group: z.string().max(40),
  titleZh: z.string().max(200),
  titleEn: z.string().max(200),
  bodyZh: z.string().max(10_000),
  bodyEn: z.string().max(10_000),
  kinds: z.array(z.string().max(60)).max(200),
  step: z.string().max(64).nullable(),
  tags: z.array(z.string().max(60)).max(50),
  platforms: z.array(z.string().max(40)).max(50),
  actions: writtenActions.nullable(),
  imageId: z.string().max(64).nullable(),
})
export type TemplateDraft = z.infer<typeof templateDraftSchema>

/** What a version keeps of a stored template, beside its draft. */
export const templateVersionBodySchema = z.object({ ...templateDraftSchema.shape, ownerId: z.string().nullable(), baseId: z.string().nullable(), hidden: z.boolean().nullable() })
export type TemplateVersionBody = z.infer<typeof templateVersionBodySchema>

const problemSchema = z.object({
  /** A field of the draft. */
  field: z.string(),
  /** `block`: it is not saved so. */
  severity: z.enum(['block', 'warn']),
  reason: label,
  /** Place in the text of the field, UTF-16, end exclusive; null: the field as a whole. */
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
  better: label.nullable(),
})
export type TemplateProblemView = z.infer<typeof problemSchema>

const useSchema = z.object({ used: z.number().int(), edited: z.number().int(), lastAt: timeSchema.nullable() })

const entrySchema = z.object({
  id: z.string(),
  /** Where its wording comes from. */
  layer: templateLayerSchema,
  hidden: z.boolean(),
  group: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  tags: z.array(z.string()),
  searchKeys: z.array(z.string()),
  hasImage: z.boolean(),
  hasActions: z.boolean(),
  /** Somebody else's own: only a supervisor sees it, to take it over; null: everybody's or one's own. */
  ownerName: z.string().nullable(),
  use: useSchema,
  unused: z.boolean(),
  oftenEdited: z.boolean(),
  /** Findings of the coach in its texts. */
  warnings: z.number().int(),
  missingLanguage: z.enum(['zh', 'en']).nullable(),
})
export type LibraryEntry = z.infer<typeof entrySchema>

const storedSchema = z.object({ rowId: idSchema, version: z.number().int(), hidden: z.boolean(), draft: templateDraftSchema })

const versionSchema = z.object({
  rowId: idSchema,
  layer: writableLayer,
  version: z.number().int(),
  madeAt: timeSchema,
  madeBy: z.string().nullable(),
  note: z.string().nullable(),
  /** Null: it was taken away. */
  draft: templateDraftSchema.nullable(),
  hidden: z.boolean(),
  inForce: z.boolean(),
})
export type TemplateVersionView = z.infer<typeof versionSchema>

export const templateDetailSchema = z.object({
  id: z.string(),
  layer: templateLayerSchema,
  hidden: z.boolean(),
  ownerName: z.string().nullable(),
  /** What is in force for the person who asks. */
  draft: templateDraftSchema,
  /** What each layer holds; null: nothing of its own. */
  shipped: templateDraftSchema.nullable(),
  team: storedSchema.nullable(),
  mine: storedSchema.nullable(),
  /** Newest version of each layer that was ever written, also when it was taken away: what a save is based on. */
  newest: z.object({ team: z.number().int().nullable(), personal: z.number().int().nullable() }),
  /** Wordings of colleagues for it; only for those who write the team's. */
  others: z.array(storedSchema.extend({ ownerName: z.string() })),
  /** Newest first, the team's and one's own. */
  versions: z.array(versionSchema),
  /** Steps of playbooks that suggest it. */
  steps: z.array(z.object({ kind: z.string(), stepId: z.string(), titleZh: z.string(), titleEn: z.string() })),
})
export type TemplateDetail = z.infer<typeof templateDetailSchema>

/** What a change did, to be taken back: `before` null is "there was none". */
const changeSchema = z.object({ id: z.string(), rowId: idSchema, before: z.number().int().nullable(), after: z.number().int() })
export type TemplateChange = z.infer<typeof changeSchema>

const basedOn = z.number().int().nullable()
const base = { key: idempotencyKeySchema.nullish() }

const editSchema = z.object({
  eventId: z.string(),
  caseId: z.string(),
  at: timeSchema,
  who: z.string().nullable(),
  language: z.enum(['zh', 'en']),
  /** As it was sent, with the variables of the template where their values stood. */
  wording: z.string(),
})

const periodSchema = { since: timeSchema.nullish(), until: timeSchema.nullish() }

export const templateLibraryContract = {
  /** Every template that the person may see, hidden ones too, with its use in the period (null: as the policy says). */
  list: procedure
    .input(z.object({ ...periodSchema, /** only copies by this person; others than oneself only for a supervisor */ staffId: idSchema.nullish() }))
    .output(z.object({ entries: z.array(entrySchema), since: timeSchema, unusedDays: z.number().int(), /** steps of all playbooks, each once */ steps: z.array(label.extend({ id: z.string() })) })),
  get: procedure.input(z.object({ id: idSchema })).output(templateDetailSchema),
  /** What is wrong with a draft, with its place; writes nothing. */
  check: procedure.input(z.object({ draft: templateDraftSchema })).output(z.array(problemSchema)),
  /** `id` null: a new one. `basedOn`: the layer's newest version that the person has seen. */
  save: procedure.input(z.object({ id: idSchema.nullable(), layer: writableLayer, draft: templateDraftSchema, note: shortText.nullish(), basedOn, ...base })).output(changeSchema),
  /** Takes a template out of use for the team or for oneself, or back into it. */
  hide: procedure.input(z.object({ id: idSchema, layer: writableLayer, hidden: z.boolean(), basedOn, ...base })).output(changeSchema),
  /** Gives up what a layer says: what lies below shows again; one's own template is deleted. */
  remove: procedure.input(z.object({ id: idSchema, layer: writableLayer, basedOn, ...base })).output(changeSchema),
  /** Makes an earlier version the newest; `version` null: as before there was any. */
  restore: procedure.input(z.object({ rowId: idSchema, version: z.number().int().nullable(), basedOn, ...base })).output(changeSchema),
  /** Makes somebody's personal wording the team's. `basedOn`: the team's newest version seen. */
  adopt: procedure.input(z.object({ rowId: idSchema, basedOn, ...base })).output(changeSchema),
  /** Who used it how, and the last replies that were changed after it was put in (T5). */
  usage: procedure
    .input(z.object({ id: idSchema, ...periodSchema }))
    .output(z.object({ people: z.array(useSchema.extend({ name: z.string().nullable() })), edits: z.array(editSchema) })),
  /** Writes templates as CSV, XLSX, JSON or espanso YAML, by the ending of `path`. */
  export: procedure
    .input(z.object({ path: z.string().min(1).max(4000), scope: z.enum(['team', 'personal', 'everything']), locale: z.enum(['zh', 'en']) }))
    .output(z.object({ file: z.string(), rows: z.number().int() })),
}
