import { createHash } from 'node:crypto'
import type { ImportedRecord } from '../../../domain/import/kinds'
import { rowProblem } from '../../../domain/import/problems'
import { normaliseWord } from '../../../domain/import/record-reader'
import type { WriteTx } from '../../db/write'
import type { BatchRow } from '../../repositories/imports'
import * as masters from '../../repositories/masters'
import { givenOf } from '../../repositories/skus'
import { toRejected, type Outcome, type Published } from '../import-run'
import type { Kernel } from '../kernel'
import { text } from './values'

/** One member of staff (O2), found by number, else by name. New ones have no PIN; the last supervisor stays one. */
export function publishStaff(_kernel: Kernel, tx: WriteTx, _batch: BatchRow, { rowNo, values }: ImportedRecord): Outcome | Published {
  const name = text(values, 'name')
  if (name === null) return 'unchanged'
  const staffNo = text(values, 'staffNo')
  const everybody = masters.listStaff(tx.db)
  const byNumber = staffNo === null ? undefined : everybody.find((one) => one.staffNo === staffNo)
  const known = byNumber ?? everybody.find((one) => normaliseWord(one.name) === normaliseWord(name))
  const role = text(values, 'role')
  if (known === undefined) {
    const id = `staff-${createHash('sha256').update(`${normaliseWord(name)}:${staffNo ?? ''}`).digest('hex').slice(0, 12)}`
    masters.insertStaff(tx, { id, name, role: role ?? 'agent', pinHash: null, active: true, createdAt: tx.now, staffNo })
    return 'inserted'
  }
  const supervisors = everybody.filter((one) => one.active && one.role === 'supervisor')
  const last = role !== null && role !== 'supervisor' && supervisors.length === 1 && supervisors[0]?.id === known.id
  const changed = masters.updateStaff(tx, known.id, givenOf({ name, staffNo, role: last ? null : role }))
  const outcome = changed ? 'updated' : 'unchanged'
  return last ? { outcome, warnings: [toRejected(rowProblem('last-supervisor', rowNo, null, name))] } : outcome
}
