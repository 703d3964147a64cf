import { maskPhonesIn } from '../../domain/identity/mask'
import type { Locale } from '../../domain/money/money'
import { stateOf, type Register, type RegisterField } from '../../domain/register/register'
import { valueWords, type WordTerms } from '../../domain/register/words'
import type { CellValue, Table, TableRow } from '../reports/table'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/register-entries'
import type { Actor, Kernel } from './kernel'
import { exportList } from './list-export'
import { shopTerms } from './reconcile-month'
import { requireRegister, seesAccounts } from './register-access'
import { filterOf, type EntryAsk } from './register-lists'

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

/** The table of a register as it is exported: every field in the order of the description, between its number and its state. */
export function registerTable(kernel: Kernel, register: Register, filter: repo.EntryFilter, locale: Locale, whole: boolean): Table {
  const terms = wordTerms(kernel, locale, whole)
  const said = (zh: string, en: string): string => (locale === 'zh' ? zh : en)
  function* rows(): Generator<TableRow, void, void> {
    let after: repo.EntryPage['after'] = null
    for (;;) {
      const page = repo.listEntries(kernel.read, register, filter, { sort: register.sort, after, limit: PAGE })
      for (const entry of page) {
        yield [
          entry.entryNo,
          stateOf(register, entry.state)?.[locale] ?? entry.state,
          ...register.fields.map((field) => cell(field, entry, { ...terms, currency: entry.currency })),
          entry.caseNo,
          kernel.staffName(entry.createdBy),
          entry.createdAt,
          entry.stateReason === null ? null : maskPhonesIn(entry.stateReason),
        ]
      }
      const last = page.at(-1)
      if (last === undefined || page.length < PAGE) return
      after = { value: repo.sortValue(register.sort, last), id: last.id }
    }
  }
  return {
    name: register[locale],
    columns: [
      { header: said('登记号', 'Entry'), type: 'text', width: 16 },
      { header: said('状态', 'State'), type: 'text', width: 12 },
      ...register.fields.map((field) => ({ header: field[locale], type: typeOf(field) })),
      { header: said('售后单号', 'Case'), type: 'text', width: 16 },
      { header: said('登记人', 'Registered by'), type: 'text', width: 12 },
      { header: said('登记时间', 'Registered'), type: 'datetime' },
      { header: said('原因', 'Reason'), type: 'text', width: 24 },
    ],
    rows: rows(),
  }
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
    detail: { view: input.view ?? null },
    tables: () => [registerTable(kernel, register, filterOf(kernel, actor, register, input), input.locale, seesAccounts(actor))],
  })
}
