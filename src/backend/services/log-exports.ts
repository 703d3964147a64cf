import type { Locale } from '../../domain/money/money'
import { listAppeals } from '../repositories/appeals'
import { listClaims } from '../repositories/registers'
import { appealFilter, type AppealAsk } from './appeals'
import { asksOf, type ClaimAsk } from './claim-filter'
import { APPEAL_COLUMNS, CLAIM_COLUMNS } from './export-columns'
import type { Actor, Kernel } from './kernel'
import { contextOf, everyRow, exportList, tableOf } from './list-export'

/** The claim log and the appeals as files: what the list is narrowed to, no more (L1, A8, R5). */

interface To {
  /** Absolute, ending in `.xlsx` or `.csv`. */
  readonly path: string
  readonly locale: Locale
}

/** Claims that a filter lets through. @throws AppError INVALID_INPUT for another ending; file errors with their system code at the edge */
export const exportClaims = (kernel: Kernel, actor: Actor, { path, locale, ...ask }: ClaimAsk & To): Promise<{ file: string; rows: number }> =>
  exportList(kernel, actor, {
    path,
    subject: 'claims',
    detail: { month: ask.month ?? null, courier: ask.courierId ?? null, status: ask.status ?? null },
    tables: (timeZone) => [tableOf({ zh: '理赔', en: 'Claims' }, CLAIM_COLUMNS, everyRow((page) => listClaims(kernel.read, { ...asksOf(kernel, ask), ...page }), ({ claim }) => claim), contextOf(kernel, locale, timeZone))],
  })

/** Appeals that a filter lets through. Errors as `exportClaims`. */
export const exportAppeals = (kernel: Kernel, actor: Actor, { path, locale, ...ask }: AppealAsk & To): Promise<{ file: string; rows: number }> =>
  exportList(kernel, actor, {
    path,
    subject: 'appeals',
    detail: { type: ask.type ?? null, status: ask.status ?? null },
    tables: (timeZone) => [tableOf({ zh: '申诉', en: 'Appeals' }, APPEAL_COLUMNS, everyRow((page) => listAppeals(kernel.read, { ...appealFilter(kernel, ask), ...page }), ({ appeal }) => appeal), contextOf(kernel, locale, timeZone))],
  })
