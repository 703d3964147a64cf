import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, extname, isAbsolute, join } from 'node:path'
import type { DisputeSummary, FileStateView, MonthView, ReportProblem } from '../../contract/month-close'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { ageing, lastDayOf } from '../../domain/reconcile/ageing'
import { disputesOf } from '../../domain/reconcile/disputes'
import { carryForward } from '../../domain/reconcile/month-closing'
import { REPORTS_FOLDER } from '../db/data-folder'
import { writeFileAtomically } from '../reports/atomic-file'
import { buildClosingDocument, type PrintedBy } from '../reports/closing-document'
import type { ClosingReport } from '../reports/closing-report'
import { buildClosingWorkbook, disputeSheet } from '../reports/closing-workbook'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import { writeXlsx } from '../reports/xlsx'
import { auditHead } from '../repositories/audit'
import * as masters from '../repositories/masters'
import * as repo from '../repositories/month-closing'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { readBook, type MonthBook } from './month-book'
import { monthView, requireClosing } from './month-closing'
import { stateOf } from './month-states'
import { shopTerms } from './reconcile-month'

/** Folder of a month's report and letters, relative to the data folder, with `/` on every system (M5). */
export const monthFolder = (month: string): string => `${REPORTS_FOLDER}/${month}`


/** The absolute path of a file that is recorded relative to the data folder. */
export const pathOf = (kernel: Kernel, file: string): string => join(kernel.dataDir, ...file.split('/'))

/** SHA-256 of a file as hex; null when it is not there. Errors: those of the system, EACCES for example. */
export async function hashOf(path: string): Promise<string | null> {
  if (!existsSync(path)) return null
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Whether a recorded file still is what was written (M5); null when nothing was recorded. */
export async function fileState(kernel: Kernel, file: string | null | undefined, sha256: string | null | undefined): Promise<FileStateView | null> {
  if (file == null || sha256 == null) return null
  const path = pathOf(kernel, file)
  const found = await hashOf(path)
  return { file, path, sha256, state: found === null ? 'missing' : found === sha256 ? 'intact' : 'changed' }
}

/** Shops whose claims and statements these are, in one line. */
export const shopNames = (kernel: Kernel): string => masters.listShops(kernel.read).map(({ name }) => name).join(' / ')

/** A courier's name in the language of a report. */
export function courierNames(kernel: Kernel, locale: Locale): (courierId: string) => string {
  const names = new Map(masters.listCouriers(kernel.read).map((courier) => [courier.id, locale === 'zh' ? courier.nameZh : courier.nameEn]))
  return (courierId) => names.get(courierId) ?? courierId
}

/** Who prints, when, and the head of the audit log at that time (R4). */
export const printedBy = (kernel: Kernel, actor: Actor): PrintedBy => ({ by: actor.name, at: kernel.now(), auditHead: auditHead(kernel.read) })

function reportOf(kernel: Kernel, closing: repo.ClosingRow, book: MonthBook, locale: Locale): ClosingReport {
  const { result } = book
  const name = (id: string): string => kernel.staffName(id) ?? id
  const agedOn = lastDayOf(result.month)
  const limits = kernel.resources.policy.reconcile.ageingDays
  const { trail } = stateOf(result.month, repo.listClosings(kernel.read, result.month))
  return {
    locale,
    shop: shopNames(kernel),
    timeZone: shopTerms(kernel).timeZone,
    number: closing.id,
    closedBy: name(closing.closedBy),
    closedAt: closing.closedAt,
    trail: trail.map((step) => ({ ...step, by: name(step.by) })),
    result,
    claims: book.details,
    lines: repo.listClaimLines(kernel.read, result.month),
    classes: book.classes,
    carried: carryForward(result),
    carriedIn: book.carriedIn,
    agedOn,
    ageing: ageing(result.claimFigures, agedOn, limits),
    ageingOf: (courierId) => ageing(result.claimFigures, agedOn, limits, courierId),
    disputes: disputesOf(result),
    courierName: courierNames(kernel, locale),
  }
}

/** A file that somebody changed since it was written is kept beside the new one: what they wrote into it is theirs. */
async function keepChanged(kernel: Kernel, file: string, recorded: string | null): Promise<void> {
  const path = pathOf(kernel, file)
  const found = await hashOf(path)
  if (found === null || found === recorded) return
  const ending = extname(path)
  await rename(path, `${path.slice(0, path.length - ending.length)}-${found.slice(0, 8)}${ending}`)
}

const reportName = (number: string, ending: 'xlsx' | 'pdf'): string => `月结对账报告-${number}.${ending}`

async function makeWorkbook(kernel: Kernel, actor: Actor, closing: repo.ClosingRow, report: ClosingReport): Promise<string> {
  const file = `${monthFolder(closing.month)}/${reportName(closing.id, 'xlsx')}`
  await mkdir(dirname(pathOf(kernel, file)), { recursive: true })
  await keepChanged(kernel, file, closing.workbookSha256)
  const { sha256 } = await writeXlsx(pathOf(kernel, file), buildClosingWorkbook(report), { timeZone: report.timeZone })
  kernel.write(actor, { name: 'month.workbook', subject: closing.month, detail: { number: closing.id, sha256 } }, (tx) => {
    // The PDF names the hash of the workbook that it belongs to: a former one no longer does.
    repo.updateClosing(tx, closing.id, { workbookFile: file, workbookSha256: sha256, documentFile: null, documentSha256: null })
  })
  return sha256
}

async function makeDocument(kernel: Kernel, actor: Actor, closing: repo.ClosingRow, report: ClosingReport, workbookSha256: string): Promise<void> {
  const file = `${monthFolder(closing.month)}/${reportName(closing.id, 'pdf')}`
  const bytes = await kernel.printer(buildClosingDocument(report, workbookSha256, printedBy(kernel, actor)))
  await keepChanged(kernel, file, closing.documentSha256)
  const { sha256 } = await writeFileAtomically(pathOf(kernel, file), (write) => write(bytes))
  kernel.write(actor, { name: 'month.document', subject: closing.month, detail: { number: closing.id, sha256 } }, (tx) => {
    repo.updateClosing(tx, closing.id, { documentFile: file, documentSha256: sha256 })
  })
}

/**
 * Writes the report of a closed month into its folder (M5): the workbook, then the PDF, which names the workbook's SHA-256. Both hashes are
 * recorded with the closing. The month stays closed whatever happens: what could not be made is told as a problem, and can be made again.
 *
 * @throws AppError MONTH_NOT_CLOSABLE (NOT_CLOSED)
 */
export async function makeReport(kernel: Kernel, actor: Actor, { month, locale }: { month: string; locale: Locale }): Promise<{ month: MonthView; problems: ReportProblem[] }> {
  const closing = requireClosing(kernel.read, month)
  const report = reportOf(kernel, closing, readBook(kernel, month), locale)
  const problems: ReportProblem[] = []
  const note = (what: ReportProblem['what'], error: unknown): void => {
    const known = toAppError(error)
    if (known.code === 'INTERNAL') throw error
    problems.push({ what, code: known.code, detail: known.detail })
  }
  let workbookSha256: string | null = null
  try {
    workbookSha256 = await makeWorkbook(kernel, actor, closing, report)
  } catch (error) {
    note('workbook', error)
  }
  try {
    // A PDF that names no workbook could not be checked against it.
    if (workbookSha256 !== null) await makeDocument(kernel, actor, closing, report, workbookSha256)
  } catch (error) {
    note('document', error)
  }
  return { month: monthView(kernel, { month }), problems }
}

/** Compares the report's files with the hashes that were recorded (M5): intact, changed or missing; null where none was made. */
export async function verifyReport(kernel: Kernel, { month }: { month: string }): Promise<{ workbook: FileStateView | null; document: FileStateView | null }> {
  const closing = repo.listClosings(kernel.read, month).at(-1)
  return { workbook: await fileState(kernel, closing?.workbookFile, closing?.workbookSha256), document: await fileState(kernel, closing?.documentFile, closing?.documentSha256) }
}

/**
 * Saves a copy of a report file elsewhere, only if it still is what was recorded (M5).
 * @throws AppError INVALID_INPUT for another ending or a relative path; NOT_FOUND when it was never made, FILE_NOT_FOUND when it is gone, REPORT_CHANGED when changed
 */
export async function saveReportCopy(kernel: Kernel, actor: Actor, { month, what, path }: { month: string; what: 'workbook' | 'document'; path: string }): Promise<{ file: string; sha256: string }> {
  const wanted = what === 'workbook' ? '.xlsx' : '.pdf'
  if (!isAbsolute(path) || extname(path).toLowerCase() !== wanted) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: [wanted] })
  const own = (await verifyReport(kernel, { month }))[what]
  if (own === null) throw new AppError('NOT_FOUND', { what: 'report', id: `${month} ${what}` })
  if (own.state === 'missing') throw new AppError('FILE_NOT_FOUND', { path: own.file })
  if (own.state === 'changed') throw new AppError('REPORT_CHANGED', { path: own.file })
  const { sha256 } = await copyFile(own.path, path)
  kernel.write(actor, { name: 'month.copy', subject: month, detail: { what, sha256 } }, () => undefined)
  return { file: path, sha256 }
}

/** Copies a file so that its name only ever shows a whole one; answers the hash of what was copied. */
export async function copyFile(from: string, to: string): Promise<{ sha256: string }> {
  return writeFileAtomically(to, async (write) => {
    for await (const chunk of createReadStream(from)) await write(chunk as Buffer)
  })
}

/** What each courier is asked to pay or explain after a month, in figures (M5). */
export function listDisputes(kernel: Kernel, { month }: { month: string }): { currency: string; couriers: DisputeSummary[] } {
  const { result } = readBook(kernel, month)
  const [zh, en] = [courierNames(kernel, 'zh'), courierNames(kernel, 'en')]
  const couriers = disputesOf(result).map(({ courierId, rows, toPayCents, toExplainCents }) => ({ courierId, nameZh: zh(courierId), nameEn: en(courierId), rows: rows.length, toPayCents, toExplainCents }))
  return { currency: result.currency, couriers }
}

/**
 * Writes the dispute sheet of one courier as a file of its own, to be sent to it (M5).
 * @throws AppError INVALID_INPUT for another ending than .xlsx or .csv; NOT_FOUND when nothing is asked of that courier
 */
export async function exportDispute(kernel: Kernel, actor: Actor, input: { month: string; courierId: string; path: string; locale: Locale }): Promise<{ file: string; rows: number }> {
  const { month, courierId, path, locale } = input
  if (tableFormat(path) === null || !isAbsolute(path)) throw new AppError('INVALID_INPUT', { field: 'path', value: path, known: ['.xlsx', '.csv'] })
  const book = readBook(kernel, month)
  const disputes = disputesOf(book.result).find((one) => one.courierId === courierId)
  if (disputes === undefined) throw new AppError('NOT_FOUND', { what: 'dispute', id: courierId })
  const { timeZone } = shopTerms(kernel)
  const sheet = disputeSheet({ locale, claims: book.details, lines: repo.listClaimLines(kernel.read, month), courierName: courierNames(kernel, locale) }, disputes)
  await writeTableFile(path, [sheet], { timeZone })
  kernel.write(actor, { name: 'month.dispute', subject: month, detail: { courier: courierId, rows: disputes.rows.length } }, () => undefined)
  return { file: path, rows: disputes.rows.length }
}
