import { IMPORT_KIND_LABELS, isRecordKind, type ImportKind } from '../../../domain/import/kinds'
import { recordKindSpec } from '../../../domain/import/record-kinds'
import { pick, t } from '../../i18n'

/** What a field of a kind is called. */
export function fieldWords(kind: ImportKind, field: string): string {
  if (!isRecordKind(kind)) return t(`imports.fields.${field as 'number'}`)
  const found = recordKindSpec(kind).fields.find((one) => one.id === field)
  return found ? pick(found) : field
}

export const kindWords = (kind: ImportKind): string => pick(IMPORT_KIND_LABELS[kind])
