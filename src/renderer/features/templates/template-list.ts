/** What the list of templates shows (T2): for the case first, then everything by group; or what was found. Pure. */
import type { Template } from '../../../contract/templates'
import { searchTemplates, type TemplateIndex } from '../../../domain/template/search'
import { TEMPLATE_GROUPS } from '../../../domain/template/template'

export interface TemplateContext {
  readonly platform: string
  readonly kind: string
  readonly stepId: string | null
  /** what the playbook offers at this step, in its order */
  readonly stepTemplateIds: readonly string[]
}

/** Why a template stands where it stands: for the present step, or copied before. */
export type TemplateMark = 'step' | 'common' | null

export type TemplateItem =
  | { readonly type: 'heading'; readonly id: string; readonly group: string; readonly count: number }
  | { readonly type: 'template'; readonly id: string; readonly template: Template; readonly mark: TemplateMark; readonly digit: number | null }

export interface TemplateListInput {
  readonly templates: readonly Template[]
  readonly index: TemplateIndex
  readonly query: string
  /** null without an active case: nothing can be used then, so nothing has a number */
  readonly context: TemplateContext | null
  /** how often each was copied, by id */
  readonly usage: ReadonlyMap<string, number>
}

/** As many as there are number keys. */
const DIGITS = 9
const MOST_FOUND = 60

/** Rows of the list; the first nine have the number that uses them. */
export function templateItems(input: TemplateListInput): TemplateItem[] {
  const { templates, index, query, context, usage } = input
  const byId = new Map(templates.map((template) => [template.id, template]))
  /** What is written for the buyers of another platform is only found by searching. */
  const suits = (template: Template): boolean => context === null || template.platforms.length === 0 || template.platforms.includes(context.platform)
  const step = context === null ? [] : stepTemplates(templates, byId, context).filter(suits)
  const stepIds = new Set(step.map((template) => template.id))
  const markOf = (template: Template): TemplateMark => (stepIds.has(template.id) ? 'step' : (usage.get(template.id) ?? 0) > 0 ? 'common' : null)
  const row = (template: Template, position: number): TemplateItem => ({
    type: 'template',
    id: template.id,
    template,
    mark: markOf(template),
    digit: context !== null && position < DIGITS ? position + 1 : null,
  })
  const search = (text: string, limit: number): Template[] =>
    searchTemplates(index, text, { kind: context?.kind, step: context?.stepId, platform: context?.platform, usage, limit }).flatMap((hit) => byId.get(hit.id) ?? [])
  if (query.trim() !== '') return search(query, MOST_FOUND).map(row)

  const room = Math.max(0, DIGITS - step.length)
  const fits = (template: Template): boolean => suits(template) && (template.kinds.length === 0 || (context !== null && template.kinds.includes(context.kind)))
  const first = context === null ? [] : [...step, ...search('', DIGITS + step.length).filter((template) => !stepIds.has(template.id) && fits(template)).slice(0, room)]
  const shown = new Set(first.map((template) => template.id))
  const groups = groupsOf(templates.filter((template) => suits(template) && !shown.has(template.id)))
  return [
    ...first.map(row),
    ...groups.flatMap(([group, members]): TemplateItem[] => [
      { type: 'heading', id: `group ${group}`, group, count: members.length },
      ...members.map((template) => row(template, DIGITS)),
    ]),
  ]
}

/** The playbook's own first, then others that were written for a step of this name and kind. */
function stepTemplates(templates: readonly Template[], byId: ReadonlyMap<string, Template>, context: TemplateContext): Template[] {
  const named = context.stepTemplateIds.flatMap((id) => byId.get(id) ?? [])
  if (context.stepId === null) return named
  const others = templates.filter((template) => template.step === context.stepId && template.kinds.includes(context.kind) && !named.includes(template))
  return [...named, ...others].slice(0, DIGITS)
}

/** In the order of the groups; a group that this version does not know comes last. */
function groupsOf(templates: readonly Template[]): [string, Template[]][] {
  const groups = new Map<string, Template[]>(Object.keys(TEMPLATE_GROUPS).map((group) => [group, []]))
  for (const template of templates) {
    const members = groups.get(template.group)
    if (members) members.push(template)
    else groups.set(template.group, [template])
  }
  return [...groups].filter(([, members]) => members.length > 0)
}
