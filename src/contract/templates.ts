import { z } from 'zod'
import { procedure } from './common'

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
  /** Search keys made by the backend (pinyin initials, full pinyin …): see domain/template/search. */
  searchKeys: z.array(z.string()),
  useCount: z.number().int(),
})
export type Template = z.infer<typeof templateSchema>

export const templatesContract = {
  /** All templates with their search keys; small enough to search in the page (T2). */
  index: procedure.output(z.array(templateSchema)),
}
