import type { ColumnSource, ErpTemplate } from './policy'

/** A task with everything that a template may ask for. Texts are ready to be shown; quantities are whole numbers. */
export interface TaskFacts {
  readonly facts: Readonly<Partial<Record<ColumnSource, string>>>
  readonly goods: readonly { readonly title: string; readonly sku: string | null; readonly quantity: number }[]
}

export type ErpCell = string | number | null

/** Rows of a template for a task (W6): one per line of goods, or one for all. A task without goods has one row all the same. */
export function erpRows(template: ErpTemplate, { facts, goods }: TaskFacts): ErpCell[][] {
  const all = goods.map(({ title, sku, quantity }) => `${title}${sku === null ? '' : ` [${sku}]`} ×${quantity}`).join('；')
  const lines = template.rows === 'goods' && goods.length > 0 ? goods : [null]
  return lines.map((line) =>
    template.columns.map(({ from, text }): ErpCell => {
      if (from === null) return text
      if (line !== null && (from === 'title' || from === 'sku' || from === 'quantity')) return line[from]
      if (from === 'quantity') return goods.reduce((sum, one) => sum + one.quantity, 0)
      if (from === 'sku') return goods.flatMap(({ sku }) => sku ?? []).join('；') || null
      if (from === 'goods' || from === 'title') return all || null
      return facts[from] ?? null
    }),
  )
}

/** The templates that take every one of these kinds, in the order of the policy. */
export const templatesFor = (templates: readonly ErpTemplate[], kinds: readonly string[]): readonly ErpTemplate[] =>
  templates.filter((template) => kinds.every((kind) => template.kinds === null || template.kinds.some((one) => one === kind)))
