import { extname, isAbsolute } from 'node:path'
import { templateJson } from '../../contract/template-exchange'
import { AppError } from '../../domain/errors'
import { KINDS } from '../../domain/case/kinds'
import { isIdOf, PLATFORMS, type Label } from '../../domain/case/lists'
import { toEspanso } from '../../domain/template/espanso'
import type { ExchangedTemplate } from '../../domain/template/exchange'
import { TEMPLATE_GROUPS } from '../../domain/template/template'
import { writeFileAtomically } from '../reports/atomic-file'
import type { Table } from '../reports/table'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import { listLayerRows } from '../repositories/templates'
import { yamlText } from '../yaml-text'
import type { Actor, Kernel } from './kernel'
import { draftOfRow, draftOfTemplate } from './template-drafts'

export interface TemplateExportInput {
  readonly path: string
  readonly scope: 'team' | 'personal' | 'everything'
  readonly locale: 'zh' | 'en'
}

/** Everything that the scope holds, layer by layer, as it was written; hidden ones too. */
export function templatesToExport(kernel: Kernel, actor: Actor, scope: TemplateExportInput['scope']): ExchangedTemplate[] {
  const shipped = scope === 'everything' ? kernel.resources.templates.map((template): ExchangedTemplate => ({ id: template.id, layer: 'shipped', base: null, hidden: false, ...draftOfTemplate(template) })) : []
  const rows = listLayerRows(kernel.read, actor.staffId)
    .filter((row) => scope === 'everything' || (row.ownerId === null) === (scope === 'team'))
    .map((row): ExchangedTemplate => ({ id: row.id, layer: row.ownerId === null ? 'team' : 'personal', base: row.baseId, hidden: row.hidden === true, ...draftOfRow(row) }))
  return [...shipped, ...rows]
}

/** What is in use of them: of a template that several layers give, the uppermost. */
function inUse(templates: readonly ExchangedTemplate[]): ExchangedTemplate[] {
  const byId = new Map<string, ExchangedTemplate>()
  for (const template of templates) byId.set(template.base ?? template.id ?? '', template)
  return [...byId.values()].filter((template) => !template.hidden)
}

/** Words of a kind, unless they would be read as two when the file comes back. */
const kindWord = (kind: string, locale: 'zh' | 'en'): string => (isIdOf(KINDS, kind) && !/[,;、，；/|]/.test(KINDS[kind][locale]) ? KINDS[kind][locale] : kind)

const COLUMNS: readonly { readonly title: Label; readonly width: number; readonly value: (template: ExchangedTemplate, locale: 'zh' | 'en') => string }[] = [
  { title: { zh: '话术编号', en: 'Template id' }, width: 24, value: ({ id, base }) => base ?? id ?? '' },
  { title: { zh: '标题', en: 'Title zh' }, width: 24, value: ({ titleZh }) => titleZh },
  { title: { zh: '内容', en: 'Body zh' }, width: 60, value: ({ bodyZh }) => bodyZh },
  { title: { zh: '英文标题', en: 'Title en' }, width: 24, value: ({ titleEn }) => titleEn },
  { title: { zh: '英文内容', en: 'Body en' }, width: 60, value: ({ bodyEn }) => bodyEn },
  { title: { zh: '分组', en: 'Group' }, width: 14, value: ({ group }, locale) => (isIdOf(TEMPLATE_GROUPS, group) ? TEMPLATE_GROUPS[group][locale] : group) },
  { title: { zh: '适用类型', en: 'Kinds' }, width: 24, value: ({ kinds }, locale) => kinds.map((kind) => kindWord(kind, locale)).join('；') },
  { title: { zh: '步骤', en: 'Step' }, width: 18, value: ({ step }) => step ?? '' },
  { title: { zh: '标签', en: 'Tags' }, width: 20, value: ({ tags }) => tags.join('；') },
  { title: { zh: '平台', en: 'Platforms' }, width: 14, value: ({ platforms }, locale) => platforms.map((one) => (isIdOf(PLATFORMS, one) ? PLATFORMS[one][locale] : one)).join('；') },
]

function tableOf(templates: readonly ExchangedTemplate[], locale: 'zh' | 'en'): Table {
  return {
    name: locale === 'zh' ? '话术' : 'Reply templates',
    columns: COLUMNS.map(({ title, width }) => ({ header: title[locale], type: 'text' as const, width })),
    rows: templates.map((template) => COLUMNS.map(({ value }) => value(template, locale))),
  }
}

async function writeText(path: string, text: string): Promise<void> {
  await writeFileAtomically(path, (write) => write(new TextEncoder().encode(text)))
}

/** A document of espanso: what is in use, in one language or, with one that has both, in both. */
function espansoText(templates: readonly ExchangedTemplate[]): string {
  const languages = ['zh', 'en'] as const
  return yamlText({ matches: templates.flatMap((template) => languages.map((language) => toEspanso({ ...template, id: template.base ?? template.id }, language))) })
}

const DOCUMENTS = ['.json', '.yml', '.yaml']

/**
 * Writes templates by the ending of `path`, which must be absolute (T5): JSON holds every layer to the letter, tables and espanso what is
 * in use. A CSV is guarded like every export (R5).
 * @throws AppError INVALID_INPUT for another ending; file errors with their system code at the edge
 */
export async function exportTemplates(kernel: Kernel, actor: Actor, { path, scope, locale }: TemplateExportInput): Promise<{ file: string; rows: number }> {
  const ending = extname(path).toLowerCase()
  if (!isAbsolute(path) || (tableFormat(path) === null && !DOCUMENTS.includes(ending))) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.csv', ...DOCUMENTS] })
  const templates = templatesToExport(kernel, actor, scope)
  const shown = inUse(templates)
  let rows = shown.length
  if (ending === '.json') {
    rows = templates.length
    await writeText(path, `${JSON.stringify(templateJson(templates), null, 2)}\n`)
  } else if (DOCUMENTS.includes(ending)) await writeText(path, espansoText(shown))
  else await writeTableFile(path, [tableOf(shown, locale)])
  kernel.write(actor, { name: 'export', subject: 'templates', detail: { scope, rows } }, () => undefined)
  return { file: path, rows }
}
