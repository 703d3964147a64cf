import type { ChecklistView, CheckLineView } from '../../contract/shift'
import { checkLines, type CheckItem } from '../../domain/checklist/checklist'
import { DAY } from '../../domain/clock/duration'
import { fromLocal } from '../../domain/clock/zone'
import { dayIn, dayText, midnightOf } from '../../domain/handover/times'
import type { RegisterValues } from '../../domain/register/register'
import * as repo from '../repositories/checklist'
import * as entries from '../repositories/register-entries'
import { countView } from './case-read'
import { shiftRegister, teamTerms } from './handover'
import type { Actor, Kernel } from './kernel'
import { listShops } from './masters'
import { requireRegister, requireRight, viewEntries } from './register-access'
import { insertEntry } from './register-entries'

/** The opening checklist of a shop day (H2): its lines are entries of the register `checklist`, its counts come from the database. */

const LINES_AT_MOST = 300
const ROWS_AT_MOST = 50
/** Reviews that nobody has taken up stand in the first state of their register. */
const NEW_REVIEW = 'new'

/** The civil day of the team now. */
const today = (kernel: Kernel): string => dayIn(teamTerms(kernel).zone, kernel.now())

/** Makes the list of the day, if it is not there; two PCs make one. @throws AppError FORBIDDEN */
export function makeChecklist(kernel: Kernel, actor: Actor): { day: string; added: number } {
  requireRight(actor, 'task.write')
  const register = shiftRegister(kernel, 'checklist')
  const day = today(kernel)
  const lines = checkLines(kernel.resources.policy.checklist, listShops(kernel).map(({ id }) => id))
  const source = (row: string): string => `${day}:${row}`
  const known = entries.idsOfSources(kernel.read, register.id, lines.map(({ row }) => source(row)))
  const fresh = lines.filter(({ row }) => !known.has(source(row)))
  if (fresh.length === 0) return { day, added: 0 }
  return kernel.write(actor, { name: 'checklist.make', subject: day, detail: { lines: fresh.length } }, (tx) => {
    const there = entries.idsOfSources(tx.db, register.id, fresh.map(({ row }) => source(row)))
    const missing = fresh.filter(({ row }) => !there.has(source(row)))
    for (const { row, item, what, shop } of missing) insertEntry(kernel, tx, register, { caseId: null, source: source(row), values: { item, what, shop, day } })
    return { day, added: missing.length }
  })
}

interface Counted {
  readonly count: number | null
  readonly rows: readonly repo.ShippedOrder[]
}
const NOTHING: Counted = { count: null, rows: [] }

function counted(kernel: Kernel, actor: Actor, item: CheckItem | undefined): Counted {
  if (item === undefined) return NOTHING
  const { zone } = teamTerms(kernel)
  switch (item.source) {
    case 'no-trace': {
      const midnight = midnightOf(today(kernel))
      const rows = repo.shippedWithoutWaybill(kernel.read, fromLocal(zone, midnight - DAY), fromLocal(zone, midnight), kernel.resources.policy.checklist.lookBack, ROWS_AT_MOST)
      return { count: rows.length + repo.countOpenCases(kernel.read, item.kinds, 'trace'), rows }
    }
    case 'carry-over':
      return { ...NOTHING, count: countView(kernel, actor, 'carry-over') }
    case 'reviews':
      return { ...NOTHING, count: repo.countInState(kernel.read, 'reviews', NEW_REVIEW) }
    case 'cases':
      return { ...NOTHING, count: repo.countOpenCases(kernel.read, item.kinds, null) }
    case 'typed':
      return NOTHING
  }
}

const FIGURES_BACK_MS = 21 * DAY

/** The figures that were typed in for the same line the day before, or on the last day that has some. */
function figuresBefore(list: readonly entries.StoredEntry[], line: entries.StoredEntry): { day: string; values: RegisterValues } | null {
  const same = list.find(({ values, state }) => state === 'done' && values['item'] === line.values['item'] && values['shop'] === line.values['shop'] && String(values['day']) < String(line.values['day']))
  return same === undefined ? null : { day: String(same.values['day']), values: same.values }
}

/** The list of today, with what is left of the days before (H2). @throws AppError FORBIDDEN, NOT_FOUND */
export function readChecklist(kernel: Kernel, actor: Actor): ChecklistView {
  const register = requireRegister(kernel, actor, 'checklist', 'read')
  const policy = kernel.resources.policy.checklist
  const day = today(kernel)
  const now = kernel.now()
  const recent = entries.listEntries(kernel.read, register, { createdFrom: now - FIGURES_BACK_MS }, { sort: 'newest', after: null, limit: LINES_AT_MOST })
  const since = dayText(midnightOf(day) - policy.windowDays * DAY)
  const order = new Map(policy.items.map(({ id }, index) => [id, index]))
  const place = ({ values }: entries.StoredEntry): number => order.get(String(values['item'])) ?? policy.items.length
  const mine = recent.filter(({ values }) => values['day'] === day).sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1))
  const left = recent.filter(({ values, state }) => state === 'open' && String(values['day']) < day && String(values['day']) >= since).sort((a, b) => (String(a.values['day']) < String(b.values['day']) ? 1 : String(a.values['day']) > String(b.values['day']) ? -1 : place(a) - place(b)))
  const names = new Map(listShops(kernel).map(({ id, name }) => [id, name]))
  const counts = new Map<string, Counted>()
  const toLine = (stored: entries.StoredEntry, entry: CheckLineView['entry'], fresh: boolean): CheckLineView => {
    const item = policy.items.find(({ id }) => id === stored.values['item'])
    const key = item?.id ?? ''
    // an earlier day's count is gone: what was found then stands on its line
    const found = fresh ? (counts.get(key) ?? counted(kernel, actor, item)) : NOTHING
    if (fresh) counts.set(key, found)
    return {
      entry,
      label: item === undefined ? { zh: String(stored.values['what']), en: String(stored.values['what']) } : { zh: item.zh, en: item.en },
      source: item?.source ?? 'typed',
      kinds: [...(item?.kinds ?? [])],
      shop: typeof stored.values['shop'] === 'string' ? (names.get(stored.values['shop']) ?? stored.values['shop']) : null,
      figures: (item?.figures ?? []).flatMap((id) => {
        const field = register.fields.find((one) => one.id === id && one.kind === 'number')
        return field === undefined ? [] : [{ id, zh: field.zh, en: field.en, unit: field.unit, before: numberOf(figuresBefore(recent, stored)?.values, id) }]
      }),
      before: figuresBefore(recent, stored)?.day ?? null,
      count: found.count,
      rows: [...found.rows],
    }
  }
  const view = (list: readonly entries.StoredEntry[], fresh: boolean): CheckLineView[] => {
    const seen = viewEntries(kernel, actor, register, list)
    return list.flatMap((stored, index) => (seen[index] === undefined ? [] : [toLine(stored, seen[index], fresh)]))
  }
  return { day, lines: view(mine, true), left: view(left, false) }
}

const numberOf = (values: RegisterValues | undefined, id: string): number | null => (typeof values?.[id] === 'number' ? values[id] : null)
