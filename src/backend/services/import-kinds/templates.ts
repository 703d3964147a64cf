import type { ImportedRecord } from '../../../domain/import/kinds'
import { normaliseWord } from '../../../domain/import/record-reader'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import { findTeamTemplate, putTeamTemplate } from '../../repositories/templates'
import type { Outcome } from '../import-run'
import type { Kernel } from '../kernel'
import { list, text } from './values'

/** One template of the team's own (T5); its title is its identity. */
export function publishTemplate(_kernel: Kernel, tx: WriteTx, _batch: BatchRow, { values }: ImportedRecord): Outcome {
  const [titleZh, titleEn] = [text(values, 'titleZh'), text(values, 'titleEn')]
  const title = titleZh ?? titleEn
  if (title === null) return 'unchanged'
  const id = `own:${normaliseWord(title)}`.slice(0, 120)
  const before = findTeamTemplate(tx.db, id)
  const either = (field: 'bodyZh' | 'bodyEn', other: 'bodyZh' | 'bodyEn'): string => text(values, field) ?? before?.[field] ?? text(values, other) ?? ''
  return putTeamTemplate(tx, {
    id,
    group: text(values, 'group') ?? before?.group ?? 'opening',
    titleZh: titleZh ?? before?.titleZh ?? title,
    titleEn: titleEn ?? before?.titleEn ?? title,
    bodyZh: either('bodyZh', 'bodyEn'),
    bodyEn: either('bodyEn', 'bodyZh'),
    kinds: [...(list(values, 'kinds') ?? before?.kinds ?? [])],
    step: before?.step ?? null,
    tags: [...(list(values, 'tags') ?? before?.tags ?? [])],
    ownerId: null,
    baseId: before?.baseId ?? null,
    hidden: false,
    platforms: before?.platforms ?? [],
    actions: before?.actions ?? null,
    imageId: before?.imageId ?? null,
  })
}
