import { monthIn } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { buildReconciliationWorkbook } from '../reports/reconciliation-workbook'
import type { Table } from '../reports/table'
import { listCasePage } from '../repositories/exports'
import * as masters from '../repositories/masters'
import { listClaims } from '../repositories/registers'
import { CASE_COLUMNS, CLAIM_COLUMNS } from './export-columns'
import type { Actor, Kernel } from './kernel'
import { contextOf, everyRow, exportList, tableOf } from './list-export'
import { resultOf } from './month-book'
import { requireRegister, seesAccounts } from './register-access'
import { registerTable } from './register-export'
import { filterOf } from './register-lists'

export interface ExportInput {
  readonly what: 'cases' | 'claims' | 'wrong-shipments' | 'reconciliation'
  readonly path: string
  /** Cases and wrong shipments by their registration, claims by filing, in the shop's zone. */
  readonly month?: string | null | undefined
  /** Claims and reconciliation only. */
  readonly courierId?: string | null | undefined
  readonly locale: Locale
}

function tablesOf(kernel: Kernel, actor: Actor, { what, month, courierId, locale }: ExportInput, timeZone: string): Table[] {
  const { read } = kernel
  const context = contextOf(kernel, locale, timeZone)
  const bounds = month ? monthIn(timeZone, month) : {}
  switch (what) {
    case 'cases': {
      const rows = everyRow((page) => listCasePage(read, { ...page, ...bounds }), ({ openedAt, id }) => ({ createdAt: openedAt, id }))
      return [tableOf({ zh: '售后单', en: 'Cases' }, CASE_COLUMNS, rows, context)]
    }
    case 'claims': {
      const rows = everyRow((page) => listClaims(read, { ...page, month, courierId }), ({ claim }) => claim)
      return [tableOf({ zh: '理赔', en: 'Claims' }, CLAIM_COLUMNS, rows, context)]
    }
    case 'wrong-shipments': {
      const register = requireRegister(kernel, actor, what, 'read')
      return [registerTable(kernel, register, filterOf(kernel, actor, register, { register: what, month }), register.sort, locale, seesAccounts(actor))]
    }
    case 'reconciliation': {
      if (!month) throw new AppError('INVALID_INPUT', { field: 'month', value: '' })
      const names = new Map(masters.listCouriers(read).map((courier) => [courier.id, locale === 'zh' ? courier.nameZh : courier.nameEn]))
      return buildReconciliationWorkbook(resultOf(kernel, { month, courierId }), { locale, courierName: (id) => names.get(id) ?? id })
    }
  }
}

/**
 * Writes a register or a month's reconciliation as XLSX or CSV by the ending of `path`, which must be absolute (M5, R5, R7): phones in
 * notes are masked, times are the shop's. A CSV of the reconciliation holds its summary. The audit says what was exported, not where to.
 *
 * @throws AppError INVALID_INPUT for another ending or a missing month; file errors with their system code (DISK_FULL, …) at the edge
 */
export async function exportTable(kernel: Kernel, actor: Actor, input: ExportInput): Promise<{ file: string; rows: number }> {
  const { what, path } = input
  return exportList(kernel, actor, { path, subject: what, detail: { month: input.month ?? null, courier: input.courierId ?? null }, tables: (timeZone) => tablesOf(kernel, actor, input, timeZone) })
}
