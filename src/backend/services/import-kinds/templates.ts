import type { ImportedRecord } from '../../../domain/import/kinds'
import { normaliseWord } from '../../../domain/import/record-reader'
import { rowProblem } from '../../../domain/import/problems'
import type { RowProblem } from '../../../domain/import/records'
import { blocking } from '../../../domain/coach/lint'
import { isRole, mayDo } from '../../../domain/identity/roles'
import { standInId } from '../../../domain/template/layers'
import type { ExchangedTemplate } from '../../../domain/template/exchange'
import type { TemplateDraft } from '../../../contract/template-library'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import { findStaff } from '../../repositories/masters'
import { findPhoto } from '../../repositories/photos'
import { findTeamTemplate, putTeamTemplate, type TemplateContent } from '../../repositories/templates'
import { toRejected, type Outcome, type Published } from '../import-run'
import type { Kernel } from '../kernel'
import { coachFindings } from '../template-check'
import { contentOf, draftOfTemplate, tidyDraft } from '../template-drafts'
import { list, text } from './values'

/**
 * Templates from a file (T5): the team's for those who write it, else the person's own. A row of a table is known by its title, unless
 * it names a template that is there; an entry of a document by its id.
 */

interface Place {
  readonly kernel: Kernel
  readonly tx: WriteTx
  /** Null: the team. */
  readonly ownerId: string | null
  readonly actorId: string
}

/** Writes a template with what is known here; a step, a picture or words that are not are told and left out. */
function write({ kernel, tx }: Place, row: number, content: TemplateContent, note: string): Published {
  const warnings: RowProblem[] = []
  const stepKnown = content.step === null || Object.values(kernel.resources.playbooks).some((playbook) => playbook.steps.some((one) => one.id === content.step))
  if (!stepKnown) warnings.push('template-step-unknown')
  const pictureKnown = content.imageId === null || findPhoto(tx.db, content.imageId) !== undefined
  if (!pictureKnown) warnings.push('template-picture-missing')
  const told = (all: readonly RowProblem[]): Published['warnings'] => all.map((one) => toRejected(rowProblem(one, row, null, content.titleZh)))
  const refused = [content.bodyZh, content.bodyEn].some((body) => blocking(coachFindings(kernel, body, content.platforms ?? [])) !== undefined)
  if (refused) return { outcome: 'unchanged', warnings: told(['template-refused']) }
  const kept = { ...content, step: stepKnown ? content.step : null, imageId: pictureKnown ? content.imageId : null }
  return { outcome: putTeamTemplate(tx, kept, note), warnings: told(warnings) }
}

const shippedOf = (kernel: Kernel, id: string): ReturnType<typeof draftOfTemplate> | null => {
  const found = kernel.resources.templates.find((template) => template.id === id)
  return found === undefined ? null : draftOfTemplate(found)
}

/** The row that an id of a file means in the layer that is written; null: none that is known here. */
function rowOf({ kernel, tx, ownerId }: Place, id: string): Pick<TemplateContent, 'id' | 'ownerId' | 'baseId' | 'hidden'> | null {
  const own = findTeamTemplate(tx.db, id)
  if (own !== undefined && own.ownerId === ownerId) return { id, ownerId, baseId: own.baseId, hidden: own.hidden === true }
  const isBase = shippedOf(kernel, id) !== null || (own !== undefined && own.ownerId === null && own.baseId === null && ownerId !== null)
  return isBase ? { id: standInId(ownerId, id), ownerId, baseId: id, hidden: false } : null
}

/** A CSV that was exported guards words that a spreadsheet would run with an apostrophe (R5): it is no part of them. */
const unguarded = (words: string | null): string | null => words?.replace(/^'(?=\s*[=+\-@＝＋－＠])/u, '') ?? null

function publishRow(place: Place, batch: BatchRow, row: number, values: ImportedRecord['values']): Outcome | Published {
  const [titleZh, titleEn, named] = [unguarded(text(values, 'titleZh')), unguarded(text(values, 'titleEn')), text(values, 'templateId')]
  const title = titleZh ?? titleEn
  if (title === null) return 'unchanged'
  const { ownerId } = place
  const byTitle = `${ownerId === null ? 'own' : `own:${ownerId}`}:${normaliseWord(title)}`.slice(0, 120)
  const target = (named === null ? null : rowOf(place, named)) ?? { id: byTitle, ownerId, baseId: findTeamTemplate(place.tx.db, byTitle)?.baseId ?? null, hidden: false }
  const stored = findTeamTemplate(place.tx.db, target.id)
  const before = stored ?? (target.baseId === null ? null : shippedOf(place.kernel, target.baseId))
  const either = (field: 'bodyZh' | 'bodyEn', other: 'bodyZh' | 'bodyEn'): string => unguarded(text(values, field)) ?? before?.[field] ?? unguarded(text(values, other)) ?? ''
  const content: TemplateContent = {
    ...target,
    group: text(values, 'group') ?? before?.group ?? 'opening',
    titleZh: titleZh ?? before?.titleZh ?? title,
    titleEn: titleEn ?? before?.titleEn ?? title,
    bodyZh: either('bodyZh', 'bodyEn'),
    bodyEn: either('bodyEn', 'bodyZh'),
    kinds: [...(list(values, 'kinds') ?? before?.kinds ?? [])],
    step: text(values, 'step') ?? before?.step ?? null,
    tags: [...(list(values, 'tags') ?? before?.tags ?? [])],
    platforms: [...(list(values, 'platforms') ?? before?.platforms ?? [])],
    actions: before?.actions ?? null,
    imageId: before?.imageId ?? null,
  }
  // A row of an export that nobody changed is no wording of the team's.
  if (stored === undefined && before !== null && JSON.stringify(before) === JSON.stringify(draftOf(content))) return 'unchanged'
  return write(place, row, content, batch.file)
}

/** The words of a row, in the order of a shipped template's. */
function draftOf({ group, titleZh, titleEn, bodyZh, bodyEn, kinds, step, tags, platforms, actions, imageId }: TemplateContent): unknown {
  return { group, titleZh, titleEn, bodyZh, bodyEn, kinds, step, tags, platforms, actions, imageId }
}

function publishEntry(place: Place, batch: BatchRow, row: number, entry: ExchangedTemplate): Outcome | Published {
  const { kernel, tx, actorId } = place
  // One that ships here too is there already; one of another version is kept as an own template.
  if (entry.layer === 'shipped' && entry.id !== null && shippedOf(kernel, entry.id) !== null) return 'unchanged'
  const ownerId = entry.layer === 'personal' ? actorId : place.ownerId
  const { id, layer: _layer, base, hidden, ...given } = entry
  const words: TemplateDraft = {
    ...given, kinds: [...given.kinds], tags: [...given.tags], platforms: [...given.platforms],
    actions: given.actions === null ? null : { ...given.actions, events: [...given.actions.events] },
  }
  const draft = tidyDraft(words)
  const standsIn = base !== null && (shippedOf(kernel, base) !== null || findTeamTemplate(tx.db, base) !== undefined)
  const own = (): string => {
    if (id === null) return `${ownerId === null ? 'own' : `own:${ownerId}`}:${normaliseWord(draft.titleZh)}`.slice(0, 120)
    const there = findTeamTemplate(tx.db, id)
    return there === undefined || there.ownerId === ownerId ? id : `own:${ownerId ?? 'team'}:${id}`.slice(0, 200)
  }
  const content = contentOf(draft, standsIn ? { id: standInId(ownerId, base), ownerId, baseId: base, hidden } : { id: own(), ownerId, baseId: null, hidden })
  return write({ ...place, ownerId }, row, content, batch.file)
}

/** One template, of a table or of a document that the file process has read and found sound. */
export function publishTemplate(kernel: Kernel, tx: WriteTx, batch: BatchRow, { rowNo, values }: ImportedRecord): Outcome | Published {
  const role = findStaff(kernel.read, batch.actorId)?.role
  const ownerId = role !== undefined && isRole(role) && mayDo(role, 'template.write') ? null : batch.actorId
  const place: Place = { kernel, tx, ownerId, actorId: batch.actorId }
  const whole = text(values, 'template')
  return whole === null ? publishRow(place, batch, rowNo, values) : publishEntry(place, batch, rowNo, JSON.parse(whole) as ExchangedTemplate)
}
