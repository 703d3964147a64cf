import type { SheetRow } from '../../../contract/case-bulk'
import { t } from '../../i18n'
import type { SheetEdit } from '../../ui/sheet/columns'
import { DEFINITIONS, type RowPatch } from './sheet-columns'

/** A cell that is not changed, and why. */
export interface RefusedCell {
  readonly caseNo: string
  readonly column: string
  readonly text: string
  readonly why: string
}

/** Typed or pasted cells as changes of cases: one patch per case, and what its row shows until the answer comes. */
export interface ReadEdits {
  readonly edits: readonly { readonly id: string; readonly patch: RowPatch }[]
  readonly guesses: ReadonlyMap<string, Partial<SheetRow>>
  readonly refused: readonly RefusedCell[]
  /** cells that will be changed */
  readonly cells: number
}

/** What the cells mean; what means nothing, or stands in a column that is not changed here, is refused with its reason (C10). */
export function readEdits(edits: readonly SheetEdit<SheetRow>[]): ReadEdits {
  const patches = new Map<string, RowPatch>()
  const guesses = new Map<string, Partial<SheetRow>>()
  const refused: RefusedCell[] = []
  let cells = 0
  for (const { row, key, text } of edits) {
    const of = DEFINITIONS[key]
    if (of === undefined) continue
    const meaning = of.meaning?.(text.trim(), of.options?.() ?? []) ?? { refused: t('sheet.refused.readOnly') }
    if ('refused' in meaning) {
      refused.push({ caseNo: row.caseNo, column: t(of.titleKey), text, why: meaning.refused })
      continue
    }
    cells += 1
    patches.set(row.id, { ...patches.get(row.id), ...meaning.patch })
    guesses.set(row.id, { ...guesses.get(row.id), ...meaning.guess })
  }
  return { edits: [...patches].map(([id, patch]) => ({ id, patch })), guesses, refused, cells }
}
