import type { Template as IndexedTemplate } from '../../contract/templates'
import { replyActionsSchema } from '../../contract/template-file'
import { isKindId } from '../../domain/case/kinds'
import { isIdOf } from '../../domain/case/lists'
import { layTemplates, type LayeredTemplate, type LayerRow } from '../../domain/template/layers'
import { TEMPLATE_GROUPS, type ReplyActions, type Template } from '../../domain/template/template'
import * as cases from '../repositories/cases'
import { listLayerRows, type TeamTemplateRow } from '../repositories/templates'
import type { Kernel } from './kernel'

/** The effective templates: what ships, the team's layer over it, the signed-in person's own over both (T5). */

/** What a stored template does besides; null when a newer version of the app wrote what this one cannot read. */
function actionsOf(stored: unknown): ReplyActions | null {
  if (stored === null || stored === undefined) return null
  const read = replyActionsSchema.safeParse(stored)
  return read.success ? read.data : null
}

/** A stored row as a template under its own id. */
export function templateOfRow(row: Omit<TeamTemplateRow, 'hlc' | 'deletedAt' | 'createdAt' | 'version' | 'updatedAt' | 'updatedBy'>): Template {
  const { id, group, titleZh, titleEn, bodyZh, bodyEn, kinds, step, tags, platforms, actions, imageId } = row
  return {
    id, group: isIdOf(TEMPLATE_GROUPS, group) ? group : 'opening', titleZh, titleEn, bodyZh, bodyEn, kinds: kinds.filter(isKindId), step, tags,
    platforms: platforms ?? [], actions: actionsOf(actions), imageId,
  }
}

export const layerRowOf = (row: TeamTemplateRow): LayerRow => ({ id: row.id, ownerId: row.ownerId, baseId: row.baseId, hidden: row.hidden === true, template: templateOfRow(row) })

interface Laid {
  readonly shipped: readonly Template[]
  readonly byPerson: Map<string, readonly LayeredTemplate[]>
}

/** Laid once per person, until a stored template changes or other templates ship. */
const laidOf = new WeakMap<Kernel, Laid>()

/** All templates as one person finds them, hidden ones too (T5). `staffId` null: the team's layer alone. */
export function layersFor(kernel: Kernel, staffId: string | null): readonly LayeredTemplate[] {
  const shipped = kernel.resources.templates
  let laid = laidOf.get(kernel)
  if (laid === undefined || laid.shipped !== shipped) {
    const fresh: Laid = { shipped, byPerson: new Map() }
    laidOf.set(kernel, fresh)
    const stop = kernel.onChange(({ tables }) => {
      if (!tables.has('team_template')) return
      if (laidOf.get(kernel) === fresh) laidOf.delete(kernel)
      stop()
    })
    laid = fresh
  }
  const key = staffId ?? ''
  const known = laid.byPerson.get(key)
  if (known !== undefined) return known
  const rows = listLayerRows(kernel.read, staffId ?? '').map(layerRowOf)
  const made = layTemplates(shipped, rows, staffId)
  laid.byPerson.set(key, made)
  return made
}

/** Pinyin of a template changes only with its words: by them, so that saving one of 10,000 makes the keys of that one alone (T2). */
const searchKeys = new Map<string, string[]>()
const KEPT_KEYS = 40_000

type KeyedWords = Pick<Template, 'titleZh' | 'tags'>

/** The dictionary of pinyin takes longer to load than the queue to be shown: only who needs it waits for it (X1). */
export async function searchKeyMaker(): Promise<(template: KeyedWords) => string[]> {
  const { templateSearchKeys } = await import('../templates/pinyin-index')
  return (template) => {
    const words = [template.titleZh, ...template.tags].join('\n')
    const known = searchKeys.get(words)
    if (known !== undefined) return known
    if (searchKeys.size >= KEPT_KEYS) searchKeys.clear()
    const made = templateSearchKeys(template)
    searchKeys.set(words, made)
    return made
  }
}

/** Every template in use with its search keys and how often it was copied; the page searches it (T2, T5). */
export async function templateIndex(kernel: Kernel, staffId: string | null): Promise<IndexedTemplate[]> {
  const keysOf = await searchKeyMaker()
  const uses = cases.countTemplateUse(kernel.read, staffId ?? '')
  return layersFor(kernel, staffId).flatMap(({ template, layer, hidden }) =>
    hidden
      ? []
      : [{
          ...template,
          kinds: [...template.kinds],
          tags: [...template.tags],
          platforms: [...template.platforms],
          layer,
          actions: template.actions === null ? null : { ...template.actions, events: [...template.actions.events] },
          searchKeys: keysOf(template),
          useCount: uses.get(template.id)?.all ?? 0,
          ownUseCount: uses.get(template.id)?.own ?? 0,
        }],
  )
}
