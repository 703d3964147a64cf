import type { TemplateChange, TemplateDraft, TemplateVersionBody, WritableLayer } from '../../contract/template-library'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { standInId } from '../../domain/template/layers'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/templates'
import type { Actor, Kernel } from './kernel'
import { requireSound } from './template-check'
import { contentOf, draftOfRow, draftOfTemplate, readVersion, tidyDraft } from './template-drafts'
import { behind, type Behind } from './template-library'

/** Changes to the library (T5). Each leaves a version, so that each can be taken back; none overwrites a newer one unseen. */

interface Based {
  /** The newest version of the row that the person has seen; null: there was none. */
  readonly basedOn: number | null
  readonly key?: string | null | undefined
}

interface Aimed extends Based {
  readonly id: string
  readonly layer: WritableLayer
}

/** @throws AppError FORBIDDEN: the team's layer is the supervisors', a personal one its person's */
function requireLayer(actor: Actor, ownerId: string | null): void {
  if (ownerId === null ? !mayDo(actor.role, 'template.write') : ownerId !== actor.staffId) throw new AppError('FORBIDDEN', { right: 'template.write' })
}

/** @throws AppError DOCUMENT_CHANGED when a newer version came in between */
function requireNewest(row: repo.TeamTemplateRow | undefined, basedOn: number | null): void {
  if ((row?.version ?? null) !== basedOn) throw new AppError('DOCUMENT_CHANGED', { document: row?.id ?? '' })
}

interface Target {
  readonly rowId: string
  readonly ownerId: string | null
  readonly baseId: string | null
}

/** The row of a layer that a template's change goes into. @throws AppError NOT_FOUND, FORBIDDEN */
function targetOf(actor: Actor, found: Behind, id: string, layer: WritableLayer): Target {
  const ownerId = layer === 'team' ? null : actor.staffId
  requireLayer(actor, ownerId)
  const rowId = layer === 'team' ? found.teamId : found.mineId
  const row = layer === 'team' ? found.team : found.mine
  // Somebody's own template has no layer of the team below it, and another person's is not to be changed.
  if (rowId === null || (row !== undefined && row.ownerId !== ownerId)) throw new AppError('NOT_FOUND', { what: 'template layer', id })
  return { rowId, ownerId, baseId: rowId === id ? null : id }
}

/** Writes a row's next version and answers what it did; a row that says the same already stays as it is. */
function put(tx: WriteTx, id: string, content: repo.TemplateContent, note: string | null | undefined): TemplateChange {
  const before = repo.findTeamTemplate(tx.db, content.id)
  repo.putTeamTemplate(tx, content, note?.trim() || null)
  const after = repo.findTeamTemplate(tx.db, content.id)?.version ?? 0
  return { id, rowId: content.id, before: before === undefined || before.deletedAt !== null ? null : (before.version ?? 0), after }
}

function takeAway(tx: WriteTx, id: string, row: repo.TeamTemplateRow, note: string | null): TemplateChange {
  repo.removeTeamTemplate(tx, row.id, note)
  return { id, rowId: row.id, before: row.version ?? 0, after: repo.findTeamTemplate(tx.db, row.id)?.version ?? 0 }
}

/**
 * Stores a wording in the team's layer or in one's own (T5). `id` null: a new template.
 * @throws AppError TEMPLATE_INVALID, FORBIDDEN, NOT_FOUND, DOCUMENT_CHANGED
 */
export function saveTemplate(kernel: Kernel, actor: Actor, input: Based & { readonly id: string | null; readonly layer: WritableLayer; readonly draft: TemplateDraft; readonly note?: string | null | undefined }): TemplateChange {
  const { id, layer, note } = input
  const ownerId = layer === 'team' ? null : actor.staffId
  requireLayer(actor, ownerId)
  const draft = tidyDraft(input.draft)
  requireSound(kernel, draft)
  const target = id === null ? null : targetOf(actor, behind(kernel, actor, id), id, layer)
  return kernel.write(actor, { name: 'template.save', subject: target?.rowId ?? null, detail: { layer }, key: input.key }, (tx) => {
    const rowId = target?.rowId ?? tx.newId()
    const row = repo.findTeamTemplate(tx.db, rowId)
    requireNewest(row, input.basedOn)
    // What was hidden and is written anew is wanted again.
    return put(tx, id ?? rowId, contentOf(draft, { id: rowId, ownerId, baseId: target?.baseId ?? null, hidden: false }), note)
  })
}

/** Whether a row ever had a wording of its own, or was only made to hide what lies below. */
function onlyHides(tx: WriteTx, rowId: string): boolean {
  return repo.listTemplateVersions(tx.db, [rowId]).every(({ body }) => readVersion(body)?.hidden !== false)
}

/**
 * Takes a template out of use for the team or for oneself, or back into it. It stays in the library, and playbooks go on naming it.
 * @throws AppError FORBIDDEN, NOT_FOUND, DOCUMENT_CHANGED
 */
export function hideTemplate(kernel: Kernel, actor: Actor, input: Aimed & { readonly hidden: boolean }): TemplateChange {
  const { id, layer, hidden } = input
  const found = behind(kernel, actor, id)
  const target = targetOf(actor, found, id, layer)
  return kernel.write(actor, { name: hidden ? 'template.hide' : 'template.show', subject: target.rowId, detail: { layer }, key: input.key }, (tx) => {
    const row = repo.findTeamTemplate(tx.db, target.rowId)
    requireNewest(row, input.basedOn)
    const stands = row !== undefined && row.deletedAt === null ? row : null
    if (!hidden && stands !== null && target.baseId !== null && onlyHides(tx, stands.id)) return takeAway(tx, id, stands, null)
    const draft = stands !== null ? draftOfRow(stands) : underneath(found, layer)
    return put(tx, id, contentOf(draft, { id: target.rowId, ownerId: target.ownerId, baseId: target.baseId, hidden }), null)
  })
}

/** What a layer would stand in for: hiding keeps it as the row's words. @throws AppError NOT_FOUND */
function underneath({ shipped, team }: Behind, layer: WritableLayer): TemplateDraft {
  if (layer === 'personal' && team !== undefined && team.deletedAt === null) return draftOfRow(team)
  if (shipped === undefined) throw new AppError('NOT_FOUND', { what: 'template layer' })
  return draftOfTemplate(shipped)
}

/**
 * Gives up what a layer says: what lies below shows again; an own template is deleted. Its versions stay.
 * @throws AppError FORBIDDEN, NOT_FOUND, DOCUMENT_CHANGED
 */
export function removeTemplate(kernel: Kernel, actor: Actor, input: Aimed): TemplateChange {
  const target = targetOf(actor, behind(kernel, actor, input.id), input.id, input.layer)
  return kernel.write(actor, { name: 'template.remove', subject: target.rowId, detail: { layer: input.layer }, key: input.key }, (tx) => {
    const row = repo.findTeamTemplate(tx.db, target.rowId)
    requireNewest(row, input.basedOn)
    if (row === undefined || row.deletedAt !== null) throw new AppError('NOT_FOUND', { what: 'template layer', id: input.id })
    return takeAway(tx, input.id, row, null)
  })
}

/**
 * Makes an earlier version of a row the newest; null: as before there was one (T5). Also the way to take any change back.
 * @throws AppError FORBIDDEN, NOT_FOUND, DOCUMENT_CHANGED, TEMPLATE_INVALID for a wording that the rules of today refuse
 */
export function restoreVersion(kernel: Kernel, actor: Actor, input: Based & { readonly rowId: string; readonly version: number | null }): TemplateChange {
  const { rowId, version } = input
  const known = repo.findTeamTemplate(kernel.read, rowId)
  if (known === undefined) throw new AppError('NOT_FOUND', { what: 'template', id: rowId })
  requireLayer(actor, known.ownerId)
  const id = known.baseId ?? rowId
  const body = version === null ? null : wantedVersion(kernel, rowId, version)
  if (body !== null) requireSound(kernel, draftOfRow(body))
  return kernel.write(actor, { name: 'template.restore', subject: rowId, detail: { version }, key: input.key }, (tx) => {
    const row = repo.findTeamTemplate(tx.db, rowId)
    requireNewest(row, input.basedOn)
    const note = version === null ? null : `↩ ${version}`
    if (body !== null) return put(tx, id, contentOf(draftOfRow(body), { id: rowId, ownerId: known.ownerId, baseId: known.baseId, hidden: body.hidden === true }), note)
    if (row === undefined || row.deletedAt !== null) throw new AppError('NOT_FOUND', { what: 'template', id: rowId })
    return takeAway(tx, id, row, note)
  })
}

/** @throws AppError NOT_FOUND */
function wantedVersion(kernel: Kernel, rowId: string, version: number): TemplateVersionBody | null {
  const found = repo.listTemplateVersions(kernel.read, [rowId]).find((one) => one.version === version)
  if (found === undefined) throw new AppError('NOT_FOUND', { what: 'template version', id: rowId })
  return readVersion(found.body)
}

/**
 * Makes somebody's personal wording the team's (T5). The person's own stays as it is.
 * @throws AppError FORBIDDEN, NOT_FOUND, DOCUMENT_CHANGED, TEMPLATE_INVALID
 */
export function adoptTemplate(kernel: Kernel, actor: Actor, input: Based & { readonly rowId: string }): TemplateChange {
  requireLayer(actor, null)
  const source = repo.findTeamTemplate(kernel.read, input.rowId)
  if (source === undefined || source.deletedAt !== null || source.ownerId === null) throw new AppError('NOT_FOUND', { what: 'template', id: input.rowId })
  const draft = draftOfRow(source)
  requireSound(kernel, draft)
  const { baseId } = source
  const isOwnOfTeam = baseId !== null && repo.findTeamTemplate(kernel.read, baseId)?.ownerId === null && !kernel.resources.templates.some((template) => template.id === baseId)
  return kernel.write(actor, { name: 'template.adopt', subject: input.rowId, key: input.key }, (tx) => {
    const rowId = baseId === null ? `team:own:${source.id}` : isOwnOfTeam ? baseId : standInId(null, baseId)
    requireNewest(repo.findTeamTemplate(tx.db, rowId), input.basedOn)
    const note = kernel.staffName(source.ownerId ?? '')
    return put(tx, baseId ?? rowId, contentOf(draft, { id: rowId, ownerId: null, baseId: isOwnOfTeam ? null : baseId, hidden: false }), note)
  })
}
