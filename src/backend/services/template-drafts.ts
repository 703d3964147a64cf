import { templateDraftSchema, templateVersionBodySchema, type TemplateDraft, type TemplateVersionBody } from '../../contract/template-library'
import { writtenActions } from '../../domain/template/due-text'
import type { Template } from '../../domain/template/template'
import type { TeamTemplateRow, TemplateContent } from '../repositories/templates'

/** Drafts are what people write; rows hold them, shipped templates are turned into them (T5). */

/** A template that ships, or any in force, as a person would have written it. */
export function draftOfTemplate(template: Template): TemplateDraft {
  const { group, titleZh, titleEn, bodyZh, bodyEn, kinds, step, tags, platforms, actions, imageId } = template
  const written = actions === null ? null : writtenActions(actions)
  return {
    group, titleZh, titleEn, bodyZh, bodyEn, kinds: [...kinds], step, tags: [...tags], platforms: [...platforms],
    actions: written === null ? null : { ...written, events: [...written.events] }, imageId,
  }
}

const storedActions = templateDraftSchema.shape.actions

/** A stored row as it was written. Actions that this version cannot read are left out. */
export function draftOfRow(row: Pick<TeamTemplateRow, 'group' | 'titleZh' | 'titleEn' | 'bodyZh' | 'bodyEn' | 'kinds' | 'step' | 'tags' | 'platforms' | 'actions' | 'imageId'>): TemplateDraft {
  const { group, titleZh, titleEn, bodyZh, bodyEn, kinds, step, tags, platforms, imageId } = row
  const actions = storedActions.safeParse(row.actions ?? null)
  return { group, titleZh, titleEn, bodyZh, bodyEn, kinds: [...kinds], step, tags: [...tags], platforms: [...(platforms ?? [])], actions: actions.success ? actions.data : null, imageId }
}

/** Blanks around words go, as in files; a template that does nothing besides has no actions at all. */
export function tidyDraft(draft: TemplateDraft): TemplateDraft {
  const { actions } = draft
  const nothing = actions === null || (actions.status === null && actions.memo === null && actions.promise === null && actions.events.length === 0)
  return {
    ...draft,
    titleZh: draft.titleZh.trim(),
    titleEn: draft.titleEn.trim(),
    bodyZh: draft.bodyZh.trim(),
    bodyEn: draft.bodyEn.trim(),
    tags: [...new Set(draft.tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))],
    actions: nothing ? null : actions,
  }
}

/** The row that a draft becomes. */
export const contentOf = (draft: TemplateDraft, place: Pick<TemplateContent, 'id' | 'ownerId' | 'baseId' | 'hidden'>): TemplateContent => ({ ...draft, ...place })

/** A version as it was stored; null for one that says "taken away", and for one that only a newer version of the app can read. */
export function readVersion(body: unknown): TemplateVersionBody | null {
  if (body === null) return null
  const given = typeof body === 'object' ? { ...body, platforms: 'platforms' in body ? (body.platforms ?? []) : [] } : body
  const read = templateVersionBodySchema.safeParse(given)
  return read.success ? read.data : null
}
