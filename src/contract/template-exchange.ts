import { z } from 'zod'
import type { ExchangedTemplate, ReadTemplates } from '../domain/template/exchange'
import { templateBodySchema, templateFieldsSchema } from './template-file'

/**
 * Reply templates as JSON (T5), described in docs/templates-json.md: every field as people write it, so that a file that was written
 * here is read here to the letter.
 */
export const TEMPLATE_JSON = 'reply-templates'

const label = { zh: z.string(), en: z.string() }
const actions = z.object({
  status: z.object({ status: z.string(), ...label, due: z.string() }).nullable().default(null),
  memo: z.object(label).nullable().default(null),
  events: z.array(z.string()).default([]),
  promise: z.object({ ...label, due: z.string() }).nullable().default(null),
})

/** The form; whether the words mean something here is asked of `templateFieldsSchema`. */
const entrySchema = z.object({
  id: z.string().max(200).nullable().default(null),
  layer: z.enum(['shipped', 'team', 'personal']).default('team'),
  base: z.string().max(200).nullable().default(null),
  hidden: z.boolean().default(false),
  group: z.string(),
  titleZh: z.string().max(200),
  titleEn: z.string().max(200),
  bodyZh: z.string().max(10_000),
  bodyEn: z.string().max(10_000),
  kinds: z.array(z.string()).max(200).default([]),
  step: z.string().max(64).nullable().default(null),
  tags: z.array(z.string().max(60)).max(50).default([]),
  platforms: z.array(z.string()).max(50).default([]),
  actions: actions.nullable().default(null),
  imageId: z.string().max(64).nullable().default(null),
}) satisfies z.ZodType<ExchangedTemplate>

const fileSchema = z.object({ format: z.literal(TEMPLATE_JSON), version: z.literal(1), templates: z.array(z.unknown()) })

export interface TemplateJson {
  readonly format: typeof TEMPLATE_JSON
  readonly version: 1
  readonly templates: readonly ExchangedTemplate[]
}

export const templateJson = (templates: readonly ExchangedTemplate[]): TemplateJson => ({ format: TEMPLATE_JSON, version: 1, templates })

const placed = (issue: z.core.$ZodIssue): string => (issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`)

/** Why an entry that has the form means nothing here; null when it does. */
function unsound(entry: ExchangedTemplate): string | null {
  const { group, titleZh, titleEn, kinds, step, tags, platforms, actions: does } = entry
  const fields = templateFieldsSchema.safeParse({ group, titleZh, titleEn, kinds, step, tags, platforms, actions: does }).error?.issues[0]
  if (fields !== undefined) return placed(fields)
  for (const field of ['bodyZh', 'bodyEn'] as const) {
    const issue = templateBodySchema.safeParse(entry[field]).error?.issues[0]
    if (issue !== undefined) return `${field}: ${issue.message}`
  }
  return null
}

const titleIn = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return ''
  const title: unknown = 'titleZh' in value ? value.titleZh : 'titleEn' in value ? value.titleEn : ''
  return typeof title === 'string' ? title.slice(0, 200) : ''
}

/** Reads a parsed JSON file: entries are taken or refused one by one, numbered from 1. Null when it is no such file. */
export function fromTemplateJson(value: unknown): ReadTemplates | null {
  const file = fileSchema.safeParse(value)
  if (!file.success) return null
  const taken: ReadTemplates['taken'][number][] = []
  const refused: ReadTemplates['refused'][number][] = []
  file.data.templates.forEach((given, index) => {
    const place = index + 1
    const about = titleIn(given)
    const entry = entrySchema.safeParse(given)
    const reason = entry.success ? unsound(entry.data) : placed(entry.error.issues[0] ?? { code: 'custom', path: [], message: 'not a template', input: given })
    if (entry.success && reason === null) taken.push({ place, about, template: entry.data, warnings: [] })
    else refused.push({ place, about, problem: 'template-invalid', reason })
  })
  return { taken, refused }
}
