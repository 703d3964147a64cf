import { sheetColumnsSchema, viewFilterSchema, type SavedView, type SheetColumns, type ViewFilter } from '../../contract/saved-views'
import { defaultSort, sortsOf } from '../../domain/case/queue'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/saved-views'
import type { Actor, Kernel } from './kernel'

/** Views that people named (C10). Team views are policy: who may write policies keeps them. */
const mayEditTeam = (actor: Actor): boolean => mayDo(actor.role, 'policy.write')
const mayEdit = (actor: Actor, row: repo.SavedViewRow): boolean => (row.ownerId === null ? mayEditTeam(actor) : row.ownerId === actor.staffId)

/** A view of a newer program may ask for what this one does not know: it is left out instead of showing something else. */
function toView(actor: Actor, row: repo.SavedViewRow): SavedView[] {
  const filter = viewFilterSchema.safeParse(row.filter)
  if (!filter.success) return []
  const columns = sheetColumnsSchema.safeParse(row.columns)
  return [{ id: row.id, name: row.name, team: row.ownerId === null, mayEdit: mayEdit(actor, row), filter: filter.data, columns: columns.success ? columns.data : null }]
}

/** One's own views first, then the team's. */
export function listSavedViews(kernel: Kernel, actor: Actor): SavedView[] {
  const views = repo.listSavedViews(kernel.read, actor.staffId).flatMap((row) => toView(actor, row))
  return [...views.filter((view) => !view.team), ...views.filter((view) => view.team)]
}

function requireEditable(tx: WriteTx, actor: Actor, id: string): repo.SavedViewRow {
  const row = repo.findSavedView(tx.db, id)
  // somebody else's own view is nobody's business, not even that it exists
  if (row === undefined || (row.ownerId !== null && row.ownerId !== actor.staffId)) throw new AppError('NOT_FOUND', { what: 'view', id })
  if (!mayEdit(actor, row)) throw new AppError('FORBIDDEN', { right: 'policy.write' })
  return row
}

const siblings = (tx: WriteTx, actor: Actor, ownerId: string | null): repo.SavedViewRow[] => repo.listSavedViews(tx.db, actor.staffId).filter((row) => row.ownerId === ownerId)

function requireFreeName(tx: WriteTx, actor: Actor, ownerId: string | null, name: string, except: string | null): void {
  if (siblings(tx, actor, ownerId).some((row) => row.name === name && row.id !== except)) throw new AppError('NAME_TAKEN', { name })
}

/** A sort that the view does not offer is not kept. */
const clean = ({ view, sort, filter }: ViewFilter): Record<string, unknown> => ({ view, sort: sort !== null && sortsOf(view).includes(sort) && sort !== defaultSort(view) ? sort : null, filter })

/** @throws AppError NAME_TAKEN, FORBIDDEN for a team view */
export function createSavedView(kernel: Kernel, actor: Actor, input: { name: string; team: boolean; filter: ViewFilter; columns?: SheetColumns | null | undefined }): SavedView[] {
  if (input.team && !mayEditTeam(actor)) throw new AppError('FORBIDDEN', { right: 'policy.write' })
  const ownerId = input.team ? null : actor.staffId
  kernel.write(actor, { name: 'view.create', detail: { team: input.team } }, (tx) => {
    requireFreeName(tx, actor, ownerId, input.name, null)
    const position = Math.max(0, ...siblings(tx, actor, ownerId).map((row) => row.position)) + 1
    repo.insertSavedView(tx, { id: tx.newId(), ownerId, name: input.name, position, filter: clean(input.filter), columns: input.columns ?? null })
  })
  return listSavedViews(kernel, actor)
}

/** @throws AppError NOT_FOUND, NAME_TAKEN, FORBIDDEN */
export function updateSavedView(kernel: Kernel, actor: Actor, input: { id: string; name?: string | undefined; filter?: ViewFilter | undefined; columns?: SheetColumns | null | undefined }): SavedView[] {
  kernel.write(actor, { name: 'view.update', subject: input.id }, (tx) => {
    const row = requireEditable(tx, actor, input.id)
    if (input.name !== undefined) requireFreeName(tx, actor, row.ownerId, input.name, row.id)
    repo.updateSavedView(tx, row.id, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.filter === undefined ? {} : { filter: clean(input.filter) }),
      ...(input.columns === undefined ? {} : { columns: input.columns }),
    })
  })
  return listSavedViews(kernel, actor)
}

/** @throws AppError NOT_FOUND, FORBIDDEN */
export function moveSavedView(kernel: Kernel, actor: Actor, input: { id: string; places: -1 | 1 }): SavedView[] {
  kernel.write(actor, { name: 'view.move', subject: input.id }, (tx) => {
    const row = requireEditable(tx, actor, input.id)
    const order = siblings(tx, actor, row.ownerId)
    const at = order.findIndex((one) => one.id === row.id)
    const aim = at + input.places
    if (aim < 0 || aim >= order.length) return
    const moved = order.filter((one) => one.id !== row.id)
    moved.splice(aim, 0, row)
    moved.forEach((one, index) => repo.updateSavedView(tx, one.id, { position: index + 1 }))
  })
  return listSavedViews(kernel, actor)
}

/** @throws AppError NOT_FOUND, FORBIDDEN */
export function removeSavedView(kernel: Kernel, actor: Actor, id: string): SavedView[] {
  kernel.write(actor, { name: 'view.remove', subject: id }, (tx) => void repo.removeSavedView(tx, requireEditable(tx, actor, id).id))
  return listSavedViews(kernel, actor)
}

/** Takes a removal back. @throws AppError NOT_FOUND, FORBIDDEN */
export function restoreSavedView(kernel: Kernel, actor: Actor, id: string): SavedView[] {
  kernel.write(actor, { name: 'view.restore', subject: id }, (tx) => void repo.restoreSavedView(tx, requireEditable(tx, actor, id).id))
  return listSavedViews(kernel, actor)
}
