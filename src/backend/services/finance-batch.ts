import { isAbsolute } from 'node:path'
import { formatNumber } from '../../domain/case/case-no'
import { PAYOUT_TYPES, type PayoutType } from '../../domain/compensation/payout'
import { AppError } from '../../domain/errors'
import { batchLine, PAY_WAYS, type BatchTemplate, type PayWay } from '../../domain/finance/batch'
import { addCents } from '../../domain/money/money'
import type { Table } from '../reports/table'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import { listPayoutsOfBatch, updatePayout, type PayoutView } from '../repositories/payouts'
import { toAppError } from './failures'
import { batchObstacles } from './finance'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { requirePayout } from './payouts'

/** Batch files of the finance list (F1): the Alipay template, bank transfers, and the list of platform payments. */

export interface BatchFile {
  readonly batchNo: string
  readonly file: string
  readonly lines: number
  readonly totals: { currency: string; cents: number }[]
}
type Locale = 'zh' | 'en'
const PREFIX = 'PB'

function requirePath(path: string): void {
  if (tableFormat(path) === null || !isAbsolute(path)) throw new AppError('INVALID_INPUT', { field: 'path', value: path.split(/[\\/]/).at(-1) ?? '', known: ['.xlsx', '.csv'] })
}

/** The lines of a batch in the order of the list; a serial is the batch's number and the place in it, so that a line that comes back is found. */
function tableOf(kernel: Kernel, template: BatchTemplate, views: readonly PayoutView[], batchNo: string, way: PayWay, locale: Locale): Table {
  const names = shopNames(kernel)
  const rows = views.map(({ payout, caseNo, shopId }, at) =>
    batchLine(template, locale, {
      serial: `${batchNo}-${String(at + 1).padStart(3, '0')}`,
      account: payout.payeeAccount ?? '',
      name: payout.payeeName ?? '',
      shop: shopId === null ? '' : (names.get(shopId) ?? ''),
      order: payout.orderNo ?? '',
      buyer: payout.buyerNick ?? '',
      case: caseNo ?? '',
      type: PAYOUT_TYPES[payout.type as PayoutType][locale],
      issue: payout.issue,
      approver: payout.approvedBy === null ? '' : (kernel.staffName(payout.approvedBy) ?? ''),
      currency: payout.currency,
      amountCents: payout.amountCents,
    }),
  )
  return { name: PAY_WAYS[way][locale], columns: template.columns.map((column) => ({ header: column[locale], type: column.holds === 'amount' ? ('money' as const) : ('text' as const) })), rows }
}

function totalsOf(views: readonly PayoutView[]): BatchFile['totals'] {
  const sums = new Map<string, number>()
  for (const { payout } of views) sums.set(payout.currency, addCents(sums.get(payout.currency) ?? 0, payout.amountCents))
  return [...sums].map(([currency, cents]) => ({ currency, cents }))
}

async function write(kernel: Kernel, views: readonly PayoutView[], batchNo: string, way: PayWay, path: string, locale: Locale): Promise<BatchFile> {
  const template = kernel.resources.policy.payouts.templates[way]
  try {
    const { file, rows } = await writeTableFile(path, [tableOf(kernel, template, views, batchNo, way, locale)], { encoding: template.encoding })
    return { batchNo, file, lines: rows, totals: totalsOf(views) }
  } catch (error) {
    throw toAppError(error)
  }
}

/**
 * Takes payouts into a batch and writes its file (F1): all or none. They are in the batch before the file is there, so that no other batch can
 * hold them; where the file cannot be written they are let out again. What stands in a batch is not batched twice.
 * @throws AppError BATCH_REFUSED with what keeps how many out, NOT_FOUND, INVALID_INPUT; file errors as at every edge
 */
export async function makeBatch(kernel: Kernel, actor: Actor, input: { readonly ids: readonly string[]; readonly way: PayWay; readonly path: string; readonly locale: Locale; readonly key?: string | null | undefined }): Promise<BatchFile> {
  requirePath(input.path)
  const ids = [...new Set(input.ids)]
  const most = kernel.resources.policy.payouts.batchMost
  if (ids.length > most) throw new AppError('INVALID_INPUT', { field: 'ids', value: ids.length, max: most })
  let fresh = false
  const batchNo = kernel.write(actor, { name: 'payout.batch', detail: { way: input.way, payouts: ids.length }, key: input.key }, (tx) => {
    const views = ids.map((id) => requirePayout(tx.db, id))
    const obstacles = [...batchObstacles(kernel, tx.db, views, input.way).values()]
    if (obstacles.length > 0) throw new AppError('BATCH_REFUSED', { count: obstacles.length, why: [...new Set(obstacles)] })
    const made = formatNumber(PREFIX, kernel.devicePart, tx.nextNumber('payout-batch'))
    for (const id of ids) updatePayout(tx, id, { batchNo: made, payWay: input.way })
    fresh = true
    return made
  })
  try {
    return await write(kernel, viewsOf(kernel, batchNo), batchNo, input.way, input.path, input.locale)
  } catch (error) {
    // a retried call finds its batch made, perhaps with a file that is with the bank by now: that one stays closed
    if (!fresh) throw error
    kernel.write(actor, { name: 'payout.unbatch', detail: { batchNo } }, (tx) => {
      for (const { payout } of viewsOf(kernel, batchNo)) if (payout.state === 'approved') updatePayout(tx, payout.id, { batchNo: null })
    })
    throw error
  }
}

const viewsOf = (kernel: Kernel, batchNo: string): PayoutView[] => listPayoutsOfBatch(kernel.read, batchNo, 10_000)

/** The file of a batch once more: what still stands in it. @throws AppError NOT_FOUND, INVALID_INPUT; file errors as at every edge */
export async function writeBatchAgain(kernel: Kernel, actor: Actor, input: { readonly batchNo: string; readonly path: string; readonly locale: Locale }): Promise<BatchFile> {
  requirePath(input.path)
  const views = viewsOf(kernel, input.batchNo)
  const [first] = views
  if (first === undefined) throw new AppError('NOT_FOUND', { what: 'batch', id: input.batchNo })
  const made = await write(kernel, views, input.batchNo, (first.payout.payWay ?? 'platform') as PayWay, input.path, input.locale)
  kernel.write(actor, { name: 'payout.batchFile', detail: { batchNo: input.batchNo, lines: made.lines } }, () => undefined)
  return made
}
