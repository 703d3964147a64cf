import { createHash } from 'node:crypto'
import { findCourier } from '../../../domain/courier/policy'
import type { ImportedRecord } from '../../../domain/import/kinds'
import { normaliseWord } from '../../../domain/import/record-reader'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import { givenOf } from '../../repositories/skus'
import type { Outcome } from '../import-run'
import type { Kernel } from '../kernel'
import { count, list, text } from './values'

/** Days of a courier that nobody has told us about (L2, C4). */
const UNTOLD = { claimWindowDays: 30, holdDays: 3 }

/** Two PCs that import one list make one courier: a plain Latin name is its own id, another is hashed. */
function idOf(name: string): string {
  const word = normaliseWord(name)
  return /^[a-z0-9]{2,30}$/.test(word) ? word : `c-${createHash('sha256').update(word).digest('hex').slice(0, 12)}`
}

/** One courier (O2), found by id, name or alias; its areas are added to those that are known. */
export function publishCourier(_kernel: Kernel, tx: WriteTx, _batch: BatchRow, { values }: ImportedRecord): Outcome {
  const name = text(values, 'name')
  if (name === null) return 'unchanged'
  const known = findCourier(masters.listCouriers(tx.db), name)
  const id = known?.id ?? idOf(name)
  const aliases = list(values, 'aliases')
  const demands = list(values, 'demands')
  const patch = givenOf({
    nameEn: text(values, 'nameEn'), holdDays: count(values, 'holdDays'), claimWindowDays: count(values, 'claimWindowDays'), contact: text(values, 'contact'),
    monthlyAccount: text(values, 'monthlyAccount'), note: text(values, 'note'), demands: demands === null || demands.length === 0 ? null : [...demands],
    // Names that files already used must go on being understood.
    aliases: aliases === null ? null : [...new Set([...(known?.aliases ?? []), ...aliases])],
  })
  let outcome: Outcome
  if (known === null) {
    masters.putCourier(tx, { nameEn: name, aliases: [], demands: [], ...UNTOLD, ...patch, id, nameZh: name })
    outcome = 'inserted'
  } else {
    outcome = masters.updateCourier(tx, id, patch) ? 'updated' : 'unchanged'
  }
  const areas = [
    ...(list(values, 'outOfArea') ?? []).map((area) => ({ area, kind: 'out-of-area', fromDay: null, toDay: null })),
    ...(list(values, 'suspended') ?? []).map((area) => ({ area, kind: 'suspended', fromDay: text(values, 'suspendedFrom'), toDay: text(values, 'suspendedTo') })),
  ]
  for (const { area, kind, fromDay, toDay } of areas) {
    const areaId = `${id}:${kind}:${normaliseWord(area)}`
    const before = masters.findCourierArea(tx.db, areaId)
    const changed = before === undefined ? masters.putCourierArea(tx, { id: areaId, courierId: id, kind, area, fromDay, toDay, createdAt: tx.now }) : masters.putCourierArea(tx, { ...before, fromDay: fromDay ?? before.fromDay, toDay: toDay ?? before.toDay })
    if (changed && outcome === 'unchanged') outcome = 'updated'
  }
  return outcome
}
