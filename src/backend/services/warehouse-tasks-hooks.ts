import { waybillKey } from '../../domain/courier/waybill'
import { AppError } from '../../domain/errors'
import { isTaskKind } from '../../domain/warehouse/policy'
import * as entries from '../repositories/register-entries'
import { requireCase } from './case-core'
import { moveCase } from './case-write'
import { keepReturnWaybill } from './returns-hooks'
import type { RegisterHooks } from './register-hooks'

/** What a warehouse task does besides (W6): a reissue brings its new waybill to the case, and a case that waits for the warehouse waits no more. */
export const warehouseTaskHooks: RegisterHooks = {
  propose(kernel, { values }) {
    return { kind: 'reissue', due: kernel.now() + kernel.resources.policy.warehouse.tasks.dueMs.reissue, ...values }
  },
  check(_kernel, _tx, { move, values }) {
    const waybill = values['waybillNew']
    if (move.id === 'done' && values['kind'] === 'reissue' && (typeof waybill !== 'string' || waybillKey(waybill) === null)) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: ['waybillNew'] })
  },
  moved(kernel, tx, { register, before, move, values }) {
    // whoever asks again hands it over again
    if (move.id === 'again') entries.updateEntry(tx, register.id, before.id, entries.toColumns(register, { batch: null, exportedAt: null }, values))
    if (before.caseId === null || (move.id !== 'done' && move.id !== 'refuse')) return
    if (move.id === 'done' && typeof values['waybillNew'] === 'string') keepReturnWaybill(kernel, tx, before.caseId, values['waybillNew'])
    const row = requireCase(tx.db, before.caseId)
    if (row.status === 'waiting-warehouse') moveCase(kernel, tx, row, 'working', {})
  },
  told(register, values) {
    const kind = isTaskKind(values['kind']) ? values['kind'] : null
    const option = register.fields.find(({ id }) => id === 'kind')?.options.find(({ id }) => id === kind)
    if (option === undefined) return null
    const waybill = typeof values['waybillNew'] === 'string' ? ` ${values['waybillNew']}` : ''
    return { zh: `${option.zh}${waybill}`, en: `${option.en}${waybill}` }
  },
}
