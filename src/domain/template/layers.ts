import type { Template } from './template'

/** Where the wording of a template comes from (T5): what ships, the team's, or one person's own. */
export type TemplateLayer = 'shipped' | 'team' | 'personal'

/** A stored template of the team or of one person. */
export interface LayerRow {
  readonly id: string
  /** Whose personal layer it belongs to; null: the team's. */
  readonly ownerId: string | null
  /** The template that it stands in for; null: one of its own. */
  readonly baseId: string | null
  /** Takes its template out of use, whatever lies below. */
  readonly hidden: boolean
  /** Its `id` is the row's and does not count. */
  readonly template: Template
}

/** A template as one person finds it, under the id that playbooks, number keys and the log of replies know. */
export interface LayeredTemplate {
  readonly template: Template
  readonly layer: TemplateLayer
  readonly hidden: boolean
  /** The stored row that gives the wording; null: what ships. */
  readonly rowId: string | null
}

/**
 * Lays the team's rows and one person's over what ships (T5). A row with a base stands at the place and under the id of its base; one
 * whose base is gone keeps that id and stands beside. Own templates follow, first the team's, then the person's. Hidden ones are in
 * the answer and say so. Rows of other people do not count; of two rows for one base the later one does.
 */
export function layTemplates(shipped: readonly Template[], rows: readonly LayerRow[], staffId: string | null): LayeredTemplate[] {
  const found = new Map<string, LayeredTemplate>(shipped.map((template) => [template.id, { template, layer: 'shipped', hidden: false, rowId: null }]))
  const lay = (layer: TemplateLayer, own: readonly LayerRow[]): void => {
    for (const row of own) {
      const id = row.baseId ?? row.id
      found.set(id, { template: { ...row.template, id }, layer, hidden: row.hidden, rowId: row.id })
    }
  }
  lay('team', rows.filter((row) => row.ownerId === null))
  if (staffId !== null) lay('personal', rows.filter((row) => row.ownerId === staffId))
  return [...found.values()]
}

/** Id of the row by which the team (`ownerId` null) or one person stands in for a template. */
export const standInId = (ownerId: string | null, baseId: string): string => (ownerId === null ? `team:${baseId}` : `mine:${ownerId}:${baseId}`)
