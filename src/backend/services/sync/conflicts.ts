import type { SyncConflict } from '../../../contract/sync-conflicts'
import { AppError } from '../../../domain/errors'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { needsFullRights } from '../../../domain/sync/device-rights'
import { shownColumns, tableWords, type Fields } from '../../../domain/sync/record-words'
import { groupStamp, type WriteTx } from '../../db/write'
import * as devices from '../../repositories/sync-devices'
import * as repo from '../../repositories/sync-conflicts'
import type { Actor, Kernel } from '../kernel'
import { afterDecision } from './decided'
import { recordName, shownValue, writtenBy } from './record-values'

/** Conflicts (S3): what two PCs wrote without knowing of each other, shown with all values until a person decides. */

const RIGHTS: Readonly<Record<string, Right>> = {
  cases: 'case.write', promise: 'case.write', payout: 'payout.approve', claim: 'claim.write', wrong_shipment: 'wrong.submit', recon_note: 'reconcile.run', month_letter: 'reconcile.run',
  photo_link: 'photo.write', appeal: 'claim.write', shop: 'master.write', courier: 'master.write', buyer: 'master.write', staff: 'staff.write',
}
/** The right to write a record: who may write it may decide its conflicts. A register names its own. */
function rightFor(kernel: Kernel, { table, group }: Pick<repo.ConflictKey, 'table' | 'group'>, row: Fields): Right {
  if (table === 'wrong_shipment' && group === 'verdict') return 'wrong.verify'
  if (table === 'team_template') return row['owner_id'] === null ? 'template.write' : 'template.use'
  if (table === 'register_entry') return kernel.resources.registers.find(({ id }) => id === row['register'])?.rights.write ?? 'policy.write'
  return RIGHTS[table] ?? 'policy.write'
}

/** Whether a person at this PC may decide it; `device`: the PC's own rights do not reach. */
function mayDecide(kernel: Kernel, actor: Actor, key: Pick<repo.ConflictKey, 'table' | 'group'>, row: Fields): 'yes' | 'person' | 'device' {
  if (!mayDo(actor.role, rightFor(kernel, key, row))) return 'person'
  const own = needsFullRights(key.table, () => [row['owner_id'] ?? null]) ? devices.listDevices(kernel.read).find(({ id }) => id === kernel.deviceId) : undefined
  return own === undefined || own.rights === 'full' ? 'yes' : 'device'
}

const fieldsOf = (head: repo.Head): Fields => JSON.parse(head.fields) as Fields

function toConflict(kernel: Kernel, actor: Actor, names: ReadonlyMap<string, string>, found: repo.Conflict): SyncConflict {
  const { table, row, group, foundAt, heads } = found
  const words = tableWords(table)
  const stored = repo.storedRow(kernel.read, table, row) ?? {}
  const values = heads.map(fieldsOf)
  const columns = shownColumns(table, values)
  const label = words?.groups[group] ?? { zh: group, en: group }
  return {
    table,
    row,
    group,
    groupLabel: { zh: label.zh, en: label.en },
    record: recordName(kernel, table, row, words?.what ?? { zh: table, en: table }),
    foundAt,
    columns: columns.map(({ key, zh, en, differs }) => ({ key, label: { zh, en }, differs })),
    sides: heads.map((head, at) => {
      const fields = values[at] ?? {}
      return {
        stamp: head.stamp,
        holds: at === 0,
        ...writtenBy(head.stamp, names, kernel.deviceId),
        person: head.actorId === null ? null : kernel.staffName(head.actorId),
        values: columns.map(({ key, reads }) => shownValue(kernel, reads, fields[key] ?? null, { table, row: stored, fields })),
      }
    }),
    mayDecide: mayDecide(kernel, actor, found, stored) === 'yes',
  }
}

const writeCursor = ({ foundAt, table, row, group }: repo.Conflict): string => JSON.stringify([foundAt, table, row, group])
function readCursor(cursor: string | null | undefined): repo.ConflictCursor | null {
  if (cursor == null) return null
  let parts: unknown
  try {
    parts = JSON.parse(cursor)
  } catch {
    throw new AppError('INVALID_INPUT', { field: 'cursor' })
  }
  const [foundAt, table, row, group] = Array.isArray(parts) ? (parts as unknown[]) : []
  if (typeof foundAt !== 'number' || typeof table !== 'string' || typeof row !== 'string' || typeof group !== 'string') throw new AppError('INVALID_INPUT', { field: 'cursor' })
  return { foundAt, table, row, group }
}

/** Names of the team's PCs by their ids. */
export const deviceNames = (kernel: Kernel): Map<string, string> => new Map(devices.listDevices(kernel.read).map(({ id, name }) => [id, name]))

/** Conflicts, the newest first. @throws AppError INVALID_INPUT for a cursor that is none */
export function listConflicts(kernel: Kernel, actor: Actor, input: { readonly cursor?: string | null | undefined; readonly limit: number }): { rows: SyncConflict[]; nextCursor: string | null } {
  const found = repo.listConflicts(kernel.read, readCursor(input.cursor), input.limit + 1)
  const page = found.slice(0, input.limit)
  const last = page.at(-1)
  const names = deviceNames(kernel)
  return { rows: page.map((one) => toConflict(kernel, actor, names, one)), nextCursor: found.length > page.length && last !== undefined ? writeCursor(last) : null }
}

/** How many wait for a person. */
export const conflictCounts = (kernel: Kernel): { conflicts: number; reviews: number } => ({ conflicts: repo.countConflicts(kernel.read), reviews: repo.countReviews(kernel.read) })

/** A decision that can still be taken back: the values that it chose between, and the stamp that it wrote. */
interface Decided {
  readonly heads: readonly repo.Head[]
  readonly wrote: string
}
/** How many decisions of a run can be taken back: as many as a person does in one sitting. */
const TAKEN_BACK_AT_MOST = 200
const decidedOf = new WeakMap<Kernel, Map<string, Decided>>()

function remember(kernel: Kernel, key: string, decided: Decided): void {
  const known = decidedOf.get(kernel) ?? new Map<string, Decided>()
  known.delete(key)
  known.set(key, decided)
  const oldest = known.keys().next().value
  if (known.size > TAKEN_BACK_AT_MOST && oldest !== undefined) known.delete(oldest)
  decidedOf.set(kernel, known)
}

const stampNow = (db: WriteTx['db'], { table, row, group }: repo.ConflictKey): string => groupStamp(String(repo.storedRow(db, table, row)?.['hlc'] ?? '{}'), group)

/**
 * The value with this stamp holds from now on, on every PC (docs/sync-format.md, section 6). A decision of this run is taken back by the
 * stamp of the value that held before, as long as nobody has changed the group since.
 * @returns `before`: the stamp of the value that held until now
 * @throws AppError NOT_FOUND when it was decided elsewhere meanwhile, UNDO_REFUSED, FORBIDDEN, DEVICE_MAY_NOT
 */
export function decideConflict(kernel: Kernel, actor: Actor, input: repo.ConflictKey & { readonly stamp: string; readonly key?: string | null | undefined }): { before: string } {
  const key = JSON.stringify([input.table, input.row, input.group])
  const decided = decidedOf.get(kernel)?.get(key)
  const heads = repo.headsOf(kernel.read, input)
  const choices = heads.length > 0 ? heads : (decided?.heads ?? [])
  const chosen = choices.find(({ stamp }) => stamp === input.stamp)
  const stored = tableWords(input.table) === null ? undefined : repo.storedRow(kernel.read, input.table, input.row)
  if (chosen === undefined || stored === undefined) throw new AppError('NOT_FOUND', { what: 'conflict', id: input.row })
  const may = mayDecide(kernel, actor, input, stored)
  if (may === 'device') throw new AppError('DEVICE_MAY_NOT')
  if (may === 'person') throw new AppError('FORBIDDEN', { right: rightFor(kernel, input, stored) })
  const holds = choices.find(({ stamp }) => stamp !== chosen.stamp)
  const detail = { table: input.table, group: input.group, chosen: chosen.stamp, of: choices.length }
  const wrote = kernel.write(actor, { name: 'sync.decide', subject: input.row, detail, key: input.key }, (tx) => {
    if (heads.length === 0 && decided !== undefined && stampNow(tx.db, input) !== decided.wrote) throw new AppError('UNDO_REFUSED', { what: 'conflict' })
    tx.sync.resolve(input.table, input.row, input.group, fieldsOf(chosen))
    afterDecision(kernel, tx, input, stored)
    return stampNow(tx.db, input)
  })
  const before = heads.length > 0 ? (heads[0]?.stamp ?? chosen.stamp) : (holds?.stamp ?? chosen.stamp)
  remember(kernel, key, { heads: choices, wrote })
  return { before: before === chosen.stamp ? (holds?.stamp ?? chosen.stamp) : before }
}
