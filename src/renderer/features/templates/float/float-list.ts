/** What the floating replies list: as the pane does, but numbered for Alt+1…9, and without a case only what needs none. Pure. */
import type { TemplateItem } from '../template-list'

/** As many as there are number keys. */
const DIGITS = 9

export type FloatItem = { readonly item: TemplateItem; readonly id: string; readonly digit: number | null }

/** @param usable whether a template can be used now; headings of which nothing is left go with it */
export function floatItems(items: readonly TemplateItem[], usable: (item: Extract<TemplateItem, { type: 'template' }>) => boolean): FloatItem[] {
  const kept: FloatItem[] = []
  let digit = 0
  for (const item of items) {
    if (item.type !== 'template') {
      if (kept.at(-1)?.item.type === 'heading') kept.pop()
      kept.push({ item, id: item.id, digit: null })
    } else if (usable(item)) {
      digit += 1
      kept.push({ item, id: item.id, digit: digit <= DIGITS ? digit : null })
    }
  }
  if (kept.at(-1)?.item.type === 'heading') kept.pop()
  return kept
}

/** The words after `#`: a case is meant, not a template. Null: a template is. */
export function caseQuery(typed: string): string | null {
  const match = /^\s*[#＃](.*)$/su.exec(typed)
  return match ? (match[1] ?? '').trim() : null
}
