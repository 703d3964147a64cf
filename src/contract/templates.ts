import { z } from 'zod'
import { STATUS_IDS } from '../domain/case/status'
import { CLOCK_EVENTS } from '../domain/clock/policy'
import { procedure } from './common'

const labelSchema = z.object({ zh: z.string(), en: z.string() })
const dueSchema = z.union([z.object({ afterMs: z.number().int() }), z.object({ days: z.number().int(), minute: z.number().int() })])
const actionsSchema = z.object({
  status: labelSchema.extend({ status: z.enum(STATUS_IDS), due: dueSchema }).nullable(),
  memo: labelSchema.nullable(),
  events: z.array(z.enum(CLOCK_EVENTS)),
  promise: labelSchema.extend({ due: dueSchema }).nullable(),
})

export const templateSchema = z.object({
  id: z.string(),
  group: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  bodyZh: z.string(),
  bodyEn: z.string(),
  kinds: z.array(z.string()),
  step: z.string().nullable(),
  tags: z.array(z.string()),
  /** Platforms whose buyers it is written for; none: any. */
  platforms: z.array(z.string()),
  /** Where its wording comes from: what ships, the team's, or the signed-in person's own (T5). */
  layer: z.enum(['shipped', 'team', 'personal']),
  actions: actionsSchema.nullable(),
  imageId: z.string().nullable(),
  /** Search keys made by the backend (pinyin initials, full pinyin …): see domain/template/search. */
  searchKeys: z.array(z.string()),
  /** How often it was copied lately, by all and by the signed-in person. */
  useCount: z.number().int(),
  ownUseCount: z.number().int(),
})
export type Template = z.infer<typeof templateSchema>

export const templatesContract = {
  /** All templates with their search keys; small enough to search in the page (T2). */
  index: procedure.output(z.array(templateSchema)),
}
