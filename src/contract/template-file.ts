import { z } from 'zod'
import { parseTemplate, PROBLEM_CODES } from '../domain/template/parse'
import type { ReplyActions, Template, TemplateGroupId } from '../domain/template/template'
import { TEMPLATE_GROUPS } from '../domain/template/template'
import { idsOf, PLATFORMS, type PlatformId } from '../domain/case/lists'
import { dueSchema } from './playbook-file'
import { eventSchema, fileIdSchema, keysOf, kindSchema, statusSchema, uniqueBy, words } from './resources'

/** What a template does to its case (T4), as people write it in a file and as it is kept in `team_template.actions`. */
export const replyActionsSchema = z.lazy(() => z
  .strictObject({
    status: z.strictObject({ status: statusSchema, zh: words, en: words, due: dueSchema }).nullable().default(null),
    memo: z.strictObject({ zh: words, en: words }).nullable().default(null),
    events: z.array(eventSchema).default([]),
    promise: z.strictObject({ zh: words, en: words, due: dueSchema }).nullable().default(null),
  })
  .transform((actions): ReplyActions => actions))

const platformSchema = z.enum(idsOf(PLATFORMS) as readonly PlatformId[] as [PlatformId, ...PlatformId[]])

/** Body of a template: every placeholder is known and closed. */
export const templateBodySchema = words.superRefine((body, context) => {
  for (const problem of parseTemplate(body).problems) {
    context.addIssue({ code: 'custom', message: `${PROBLEM_CODES[problem.code].en}: ${problem.source.slice(0, 60)} (character ${problem.at + 1})` })
  }
})

const fields = {
  group: z.enum(keysOf(TEMPLATE_GROUPS) as [TemplateGroupId, ...TemplateGroupId[]]),
  titleZh: words,
  titleEn: words,
  kinds: z.array(kindSchema).default([]),
  step: fileIdSchema.nullable().default(null),
  tags: z.array(words).default([]),
  platforms: z.array(platformSchema).default([]),
  actions: replyActionsSchema.nullable().default(null),
}

/** A template's fields but its bodies, whose mistakes have places of their own (T5). */
export const templateFieldsSchema = z.strictObject(fields)

/** resources/templates/<any name>.yaml (T1). */
export const templatesFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    templates: uniqueBy(
      'id',
      z.strictObject({
        id: fileIdSchema,
        ...fields,
        bodyZh: templateBodySchema,
        bodyEn: templateBodySchema,
      }),
    ),
  })
  .transform(({ templates }): readonly Template[] => templates.map((template) => ({ ...template, imageId: null }))))

