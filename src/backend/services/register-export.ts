import { maskPhonesIn } from '../../domain/identity/mask'
import type { Locale } from '../../domain/money/money'
import { exportColumns, fieldOf, stateOf, type Register, type RegisterField, type RegisterSort } from '../../domain/register/register'
import { valueWords, type WordTerms } from '../../domain/register/words'
import type { CellValue, Table, TableRow } from '../reports/table'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/register-entries'
import type { Actor, Kernel } from './kernel'
import { exportList } from './list-export'
import { shopTerms } from './reconcile-month'
import { requireRegister, seesAccounts, workedOut } from './register-access'
import { filterOf, sortOf, type EntryAsk } from './register-lists'

const PAGE = 1000

/** What words of values need: names of staff, shops and couriers, the shop's zone. */
export function wordTerms(kernel: Kernel, locale: Locale, whole: boolean): WordTerms {
  const shops = new Map(masters.listShops(kernel.read).map(({ id, name }) => [id, name]))
  const couriers = new Map(masters.listCouriers(kernel.read).map((courier) => [courier.id, locale === 'zh' ? courier.nameZh : courier.nameEn]))
  const { currency, timeZone } = shopTerms(kernel)
  return { locale, currency, timeZone, whole, staffName: (id) => kernel.staffName(id), shopName: (id) => shops.get(id) ?? null, courierName: (id) => couriers.get(id) ?? null }
}

function cell(field: RegisterField, entry: repo.StoredEntry, terms: WordTerms): CellValue {
  const value = entry.values[field.id] ?? null
  if (typeof value === 'number') return value
  const text = valueWords(field, value, terms)
  return text === '' ? null : field.kind === 'long' ? maskPhonesIn(text) : text
}

const typeOf = ({ kind }: RegisterField): Table['columns'][number]['type'] => (kind === 'money' ? 'money' : kind === 'moment' ? 'datetime' : kind === 'day' ? 'date' : kind === 'number' ? 'number' : 'text')

interface FileColumn {
  readonly head: Table['columns'][number]
  readonly value: (entry: repo.StoredEntry) => CellValue
}

/** A column of the file: a field, or what stands beside them. */
function fileColumn(kernel: Kernel, register: Register, id: string, terms: WordTerms): FileColumn {
  const text = (zh: string, en: string, width: number, value: FileColumn['value']): FileColumn => ({ head: { header: terms.locale === 'zh' ? zh : en, type: 'text', width }, value })
  const field = fieldOf(register, id)
  if (field !== undefined) return { head: { header: field[terms.locale], type: typeOf(field) }, value: (entry) => cell(field, entry, { ...terms, currency: entry.currency ?? terms.currency }) }
  switch (id) {
    case 'state':
      return text('状态', 'State', 12, ({ state }) => stateOf(register, state)?.[terms.locale] ?? state)
    case 'case':
      return text('售后单号', 'Case', 16, ({ caseNo }) => caseNo)
    case 'by':
      return text('登记人', 'Registered by', 12, ({ createdBy }) => kernel.staffName(createdBy))
    case 'created':
      return { head: { header: terms.locale === 'zh' ? '登记时间' : 'Registered', type: 'datetime' }, value: ({ createdAt }) => createdAt }
    case 'because':
      return text('原因', 'Reason', 24, ({ stateReason }) => (stateReason === null ? null : maskPhonesIn(stateReason)))
    default:
      return text('登记号', 'Entry', 16, ({ entryNo }) => entryNo)
  }
}

/** The table of a register as it is exported: what its description names, else every field between its number and its state. */
export function registerTable(kernel: Kernel, register: Register, filter: repo.EntryFilter, sort: RegisterSort, locale: Locale, whole: boolean): Table {
  const terms = wordTerms(kernel, locale, whole)
  const columns = exportColumns(register).map((id) => fileColumn(kernel, register, id, terms))
  function* rows(): Generator<TableRow, void, void> {
    let after: repo.EntryPlace | null = null
    for (;;) {
      const page = repo.listEntries(kernel.read, register, filter, { sort, after, limit: PAGE })
      for (const entry of workedOut(kernel, register, page)) yield columns.map(({ value }) => value(entry))
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) return
      after = { value: repo.sortValue(sort, last), id: last.id }
    }
  }
  return { name: register[locale], columns: columns.map(({ head }) => head), rows: rows() }
}

/**
 * Writes what a filter lets through as XLSX or CSV by the ending of `path` (R5, R7): phones in notes are masked, accounts are whole only
 * for those who pay. @throws AppError NOT_FOUND, FORBIDDEN, INVALID_INPUT; file errors with their system code at the edge
 */
export async function exportRegister(kernel: Kernel, actor: Actor, input: EntryAsk & { readonly path: string; readonly locale: Locale }): Promise<{ file: string; rows: number }> {
  const register = requireRegister(kernel, actor, input.register, 'read')
  return exportList(kernel, actor, {
    path: input.path,
    subject: register.id,
    detail: { view: input.view ?? null, month: input.month ?? null },
    tables: () => [registerTable(kernel, register, filterOf(kernel, actor, register, input), sortOf(register, input.view), input.locale, seesAccounts(actor))],
  })
}
