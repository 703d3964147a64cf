import { isAbsolute } from 'node:path'
import type { ParetoView, QualityAlertView } from '../../contract/quality'
import { fromLocal, toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { qualityAlerts, type QualityReport } from '../../domain/quality/alert'
import { mondayOf, pareto, shiftDay, type ParetoBy } from '../../domain/quality/pareto'
import { fieldOf, type Register, type RegisterValue } from '../../domain/register/register'
import { valueWords } from '../../domain/register/words'
import { writeFileAtomically } from '../reports/atomic-file'
import { paretoDocument, paretoTable } from '../reports/quality-report'
import { localTimeText } from '../reports/table'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import * as repo from '../repositories/quality'
import * as entries from '../repositories/register-entries'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { QUALITY, reportsOfCase, today } from './quality-hooks'
import { shopTerms } from './reconcile-month'
import { wordTerms } from './register-export'

/** Alerts and the weekly Pareto of quality reports (Q1). */

/** Orders looked at in one go: some milliseconds each. */
const ORDERS_AT_ONCE = 5000
const PAGE = 1000
const DISMISSED = 'dismissed'

/** @throws AppError NOT_FOUND where a supervisor took the description away */
export function requireQuality(kernel: Kernel): Register {
  const register = kernel.resources.registers.find(({ id }) => id === QUALITY)
  if (register === undefined) throw new AppError('NOT_FOUND', { what: 'register', id: QUALITY })
  return register
}

const text = (value: RegisterValue | undefined): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

function* entriesBetween(kernel: Kernel, register: Register, span: { from: number; to: number | null }): Generator<entries.StoredEntry, void, void> {
  let after: entries.EntryPage['after'] = null
  for (;;) {
    const page = entries.listEntries(kernel.read, register, { createdFrom: span.from, createdTo: span.to }, { sort: 'newest', after, limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = { value: last.createdAt, id: last.id }
  }
}

interface Counted {
  readonly at: number
  readonly windowMs: number
  readonly units: Promise<ReadonlyMap<string, number>>
}
const counted = new WeakMap<Kernel['db'], Counted>()

/** Units shipped within the window by code of goods: counted in steps between which others are answered (X6), and kept for a while. */
function unitsShipped(kernel: Kernel, now: number, windowMs: number): Promise<ReadonlyMap<string, number>> {
  const known = counted.get(kernel.db)
  if (known !== undefined && known.windowMs === windowMs && now >= known.at && now - known.at < kernel.resources.policy.quality.unitsFreshMs) return known.units
  const count = async (): Promise<ReadonlyMap<string, number>> => {
    const units = new Map<string, number>()
    for (let after: number | null = 0; after !== null; ) {
      const chunk: repo.UnitChunk = repo.shippedUnits(kernel.read, { from: now - windowMs, to: now }, after, ORDERS_AT_ONCE)
      for (const { sku, units: more } of chunk.units) units.set(sku, (units.get(sku) ?? 0) + more)
      after = chunk.next
      await kernel.pace.giveWay()
    }
    return units
  }
  const made = { at: now, windowMs, units: count() }
  counted.set(kernel.db, made)
  // a count that failed is not kept
  made.units.catch(() => counted.delete(kernel.db))
  return made.units
}

/** Alerts that stand now (Q1): several different buyers with the same fault within the window, against the units shipped in it. @throws AppError NOT_FOUND */
export async function readAlerts(kernel: Kernel): Promise<{ windowMs: number; alerts: QualityAlertView[] }> {
  const register = requireQuality(kernel)
  const { alert: policy } = kernel.resources.policy.quality
  const now = kernel.now()
  const found = [...entriesBetween(kernel, register, { from: now - policy.windowMs, to: null })].filter(({ state }) => state !== DISMISSED)
  if (found.length < Math.min(policy.minBuyers, policy.absoluteBuyers)) return { windowMs: policy.windowMs, alerts: [] }
  const reports = found.map(({ id, createdAt, caseId, values }): QualityReport => ({
    id, at: createdAt, sku: text(values['sku']), batch: text(values['batch']), size: text(values['size']), colour: text(values['colour']), problem: text(values['problem']) ?? '',
    buyer: text(values['buyer']) ?? text(values['order']) ?? caseId,
  }))
  const byId = new Map(found.map((entry) => [entry.id, entry]))
  const alerts = qualityAlerts(reports, await unitsShipped(kernel, now, policy.windowMs), now, policy)
  return {
    windowMs: policy.windowMs,
    alerts: alerts.map(({ reports: ids, ...alert }) => ({ ...alert, entries: ids.flatMap((id) => ((entry) => (entry === undefined ? [] : [{ id, entryNo: entry.entryNo, state: entry.state }]))(byId.get(id))) })),
  }
}

export interface ParetoAsk {
  readonly week?: string | null | undefined
  readonly fact: ParetoBy
  readonly shopId?: string | null | undefined
  readonly locale: Locale
}

/** The reports of one week by one of their facts (Q1); those that were dismissed do not count. @throws AppError NOT_FOUND */
export function readPareto(kernel: Kernel, ask: ParetoAsk): ParetoView {
  const register = requireQuality(kernel)
  const { timeZone } = shopTerms(kernel)
  const from = mondayOf(ask.week ?? today(kernel))
  const instant = (day: string): number => fromLocal(timeZone, Date.parse(`${day}T00:00:00Z`))
  const found = [...entriesBetween(kernel, register, { from: instant(from), to: instant(shiftDay(from, 7)) })].filter(({ state, values }) => state !== DISMISSED && (ask.shopId == null || values['shop'] === ask.shopId))
  const byId = new Map(found.map((entry) => [entry.id, entry]))
  const field = fieldOf(register, ask.fact)
  const terms = wordTerms(kernel, ask.locale, false)
  const bars = pareto(found.map(({ id, values }) => ({ id, value: text(values[ask.fact]) })))
  return {
    from,
    to: shiftDay(from, 6),
    total: found.length,
    bars: bars.map(({ ids, ...bar }) => ({
      ...bar,
      words: bar.key === null ? (ask.locale === 'zh' ? '未填' : 'Not filled in') : field === undefined ? bar.key : valueWords(field, bar.key, terms),
      entries: ids.flatMap((id) => ((entry) => (entry === undefined ? [] : [{ id, entryNo: entry.entryNo, sku: text(entry.values['sku']) }]))(byId.get(id))),
    })),
  }
}

/** The Pareto as XLSX, CSV or PDF by the ending of `path`. @throws AppError INVALID_INPUT, PRINT_UNAVAILABLE, PRINT_FAILED; file errors as at every edge */
export async function exportPareto(kernel: Kernel, actor: Actor, input: ParetoAsk & { readonly path: string }): Promise<{ file: string; rows: number }> {
  const pdf = input.path.toLowerCase().endsWith('.pdf')
  if (!isAbsolute(input.path) || (!pdf && tableFormat(input.path) === null)) throw new AppError('INVALID_INPUT', { field: 'path', value: input.path.split(/[\\/]/).at(-1) ?? '', known: ['.xlsx', '.csv', '.pdf'] })
  const view = readPareto(kernel, input)
  const { timeZone, currency } = shopTerms(kernel)
  try {
    if (pdf) {
      const bytes = await kernel.printer(paretoDocument(view, input.fact, input.locale, { currency, foot: `${actor.name} · ${localTimeText(toLocal(timeZone, kernel.now()), 'datetime')}` }))
      await writeFileAtomically(input.path, (write) => write(bytes))
    } else await writeTableFile(input.path, [paretoTable(view, input.fact, input.locale)], { timeZone })
  } catch (error) {
    throw toAppError(error)
  }
  kernel.write(actor, { name: 'export', subject: QUALITY, detail: { pareto: input.fact, week: view.from, rows: view.bars.length } }, () => undefined)
  return { file: input.path, rows: view.bars.length }
}

/** Reports of a case, newest first. @throws AppError NOT_FOUND */
export const qualityOfCase = (kernel: Kernel, caseId: string): { id: string; entryNo: string; state: string }[] => reportsOfCase(kernel.read, requireQuality(kernel), caseId).map(({ id, entryNo, state }) => ({ id, entryNo, state }))
