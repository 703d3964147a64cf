import { existsSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import type { LetterView } from '../../contract/month-close'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { safeSegment } from '../../domain/photo/safe-name'
import type { ReconcileTotals } from '../../domain/reconcile/types'
import { writeFileAtomically } from '../reports/atomic-file'
import { buildLetter, type LetterFigures } from '../reports/closing-document'
import * as repo from '../repositories/month-closing'
import { isMonthClosed } from '../repositories/month-state'
import type { Actor, Kernel } from './kernel'
import { classSum, readBook, type MonthBook } from './month-book'
import { copyFile, courierNames, fileState, hashOf, monthFolder, pathOf, printedBy, shopNames } from './month-report'
import { shopTerms } from './reconcile-month'

const letterId = (month: string, courierId: string): string => `${month}:${courierId}`

/** Charges stand in a statement as what is taken from us; a letter says them as what we owe. */
const owed = (cents: number): number => (cents === 0 ? 0 : -cents)

/** The account of one courier and month (M7): what the statements charge, what they net in for claims, what is left to pay. */
function figuresOf(book: MonthBook, totals: ReconcileTotals & { readonly courierId: string | null }): LetterFigures {
  const sum = (...classes: string[]): number => owed(classSum(book, totals.courierId, classes))
  return {
    freightCents: sum('freight'),
    premiumCents: sum('premium'),
    surchargeCents: sum('surcharge'),
    otherCents: sum('other'),
    offsetCents: totals.claimLinesCents,
    matchedCents: totals.matchedCents,
    unexplainedCents: totals.unexplainedCents,
    netCents: owed(totals.statementCents),
    lines: totals.lines,
    shortPaidCents: totals.shortPaidCents,
    grantedNotCreditedCents: totals.grantedNotCreditedCents,
    awaitingCents: totals.awaitingCents,
  }
}

/** Letters state freight with premium and surcharges, as the bill does. */
const chargesOf = ({ freightCents, premiumCents, surchargeCents }: LetterFigures): number => freightCents + premiumCents + surchargeCents

const DRAFT = 'D'
/** `2026-10-sf-1`; of a month that is not closed `2026-10-sf-D1`. */
function nextLetterNo(month: string, courierId: string, before: string | undefined, draft: boolean): string {
  const count = Number(/(\d+)$/.exec(before ?? '')?.[1] ?? '0') + 1
  return `${month}-${courierId}-${draft ? DRAFT : ''}${count}`
}
const isDraft = (letterNo: string): boolean => new RegExp(`-${DRAFT}\\d+$`).test(letterNo)

type CourierTotals = ReconcileTotals & { readonly courierId: string | null }

async function toView(kernel: Kernel, book: MonthBook, totals: CourierTotals & { readonly courierId: string }, row: repo.LetterRow | undefined): Promise<LetterView> {
  const { courierId } = totals
  const figures = figuresOf(book, totals)
  const name = (id: string | null | undefined): string | null => (id == null ? null : (kernel.staffName(id) ?? id))
  return {
    courierId,
    nameZh: courierNames(kernel, 'zh')(courierId),
    nameEn: courierNames(kernel, 'en')(courierId),
    freightCents: chargesOf(figures),
    otherCents: figures.otherCents,
    offsetCents: figures.offsetCents,
    netCents: figures.netCents,
    state: row === undefined ? 'none' : letterState(kernel, row, figures),
    letterNo: row?.letterNo ?? null,
    writtenAt: row?.writtenAt ?? null,
    writtenBy: name(row?.writtenBy),
    letter: await fileState(kernel, row?.file, row?.sha256),
    scan: await fileState(kernel, row?.scanFile, row?.scanSha256),
    scannedAt: row?.scannedAt ?? null,
    scannedBy: name(row?.scannedBy),
    scanIsOlder: row?.scannedAt != null && row.scannedAt < row.writtenAt,
  }
}

function letterState(kernel: Kernel, row: repo.LetterRow, figures: LetterFigures): LetterView['state'] {
  const same = row.freightCents === chargesOf(figures) && row.offsetCents === figures.offsetCents && row.netCents === figures.netCents
  const closing = repo.listClosings(kernel.read, row.month).at(-1)
  const closed = closing !== undefined && closing.reopenedAt === null
  if (isDraft(row.letterNo)) return closed || !same ? 'outdated' : 'draft'
  return same && closed && row.writtenAt >= closing.closedAt ? 'current' : 'outdated'
}

const withCourier = (totals: CourierTotals): totals is CourierTotals & { courierId: string } => totals.courierId !== null

/** The letters of a month: one row per courier with statements or claims, written or not (M7). */
export async function listLetters(kernel: Kernel, { month }: { month: string }): Promise<{ currency: string; letters: LetterView[] }> {
  const book = readBook(kernel, month)
  const rows = new Map(repo.listLetters(kernel.read, month).map((row) => [row.courierId, row]))
  const letters: LetterView[] = []
  for (const totals of book.result.perCourier.filter(withCourier)) letters.push(await toView(kernel, book, totals, rows.get(totals.courierId)))
  return { currency: book.result.currency, letters }
}

interface LetterInput {
  readonly month: string
  readonly courierId: string
}

/** @throws AppError NOT_FOUND when the courier has neither statement nor claim in the month */
function requireTotals(book: MonthBook, { month, courierId }: LetterInput): CourierTotals & { readonly courierId: string } {
  const totals = book.result.perCourier.filter(withCourier).find((one) => one.courierId === courierId)
  if (totals === undefined) throw new AppError('NOT_FOUND', { what: 'courier', id: `${month} ${courierId}` })
  return totals
}

const letterName = (courier: string, letterNo: string): string => safeSegment(`对账确认函-${courier}-${letterNo}`)

/** Writes a letter only under a name that is free: one that was sent is never replaced by another. */
async function freeName(kernel: Kernel, file: string, ending: string): Promise<string> {
  await mkdir(dirname(pathOf(kernel, `${file}${ending}`)), { recursive: true })
  let name = `${file}${ending}`
  for (let n = 2; existsSync(pathOf(kernel, name)); n += 1) name = `${file} (${n})${ending}`
  return name
}

/**
 * Writes the confirmation letter of a courier as PDF into the month's folder (M7), numbered; of a month that is not closed it is marked as a
 * draft. A sealed scan that came before stays filed.
 *
 * @throws AppError NOT_FOUND, PRINT_UNAVAILABLE, PRINT_FAILED: nothing is recorded then; file errors with their system code
 */
export async function makeLetter(kernel: Kernel, actor: Actor, input: LetterInput & { readonly locale: Locale }): Promise<LetterView> {
  const { month, courierId, locale } = input
  const book = readBook(kernel, month)
  const totals = requireTotals(book, input)
  const figures = figuresOf(book, totals)
  const draft = !isMonthClosed(kernel.read, month)
  const id = letterId(month, courierId)
  const letterNo = nextLetterNo(month, courierId, repo.findLetter(kernel.read, id)?.letterNo, draft)
  const courier = courierNames(kernel, locale)(courierId)
  const { currency } = book.result
  const document = buildLetter({ locale, month, currency, timeZone: shopTerms(kernel).timeZone, shop: shopNames(kernel), courier, letterNo, draft, figures }, printedBy(kernel, actor))
  const bytes = await kernel.printer(document)
  const file = await freeName(kernel, `${monthFolder(month)}/${letterName(courierNames(kernel, 'zh')(courierId), letterNo)}`, '.pdf')
  const { sha256 } = await writeFileAtomically(pathOf(kernel, file), (write) => write(bytes))
  kernel.write(actor, { name: 'month.letter', subject: id, detail: { letterNo, draft, netCents: figures.netCents, sha256 } }, (tx) => {
    repo.putLetter(tx, {
      id, month, courierId, letterNo, freightCents: chargesOf(figures), offsetCents: figures.offsetCents, netCents: figures.netCents, file, sha256, writtenAt: tx.now, writtenBy: tx.actorId,
    })
  })
  return toView(kernel, book, totals, repo.findLetter(kernel.read, id))
}

/** What a scan may be, by its first bytes: names lie. */
const SCAN_FORMATS: readonly { readonly ending: string; readonly head: readonly number[] }[] = [
  { ending: '.pdf', head: [0x25, 0x50, 0x44, 0x46] },
  { ending: '.jpg', head: [0xff, 0xd8, 0xff] },
  { ending: '.png', head: [0x89, 0x50, 0x4e, 0x47] },
]

async function endingOf(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0)
    if (bytesRead === 0) throw new AppError('FILE_EMPTY', { path })
    const format = SCAN_FORMATS.find(({ head }) => head.every((byte, at) => buffer[at] === byte))
    if (format === undefined) throw new AppError('FILE_FORMAT_UNKNOWN', { path, known: ['pdf', 'jpg', 'png'] })
    return format.ending
  } finally {
    await handle.close()
  }
}

/**
 * Files the sealed copy of a letter that came back (M7): copied into the month's folder, hashed, recorded. The file itself is not touched, and
 * a scan that was filed before stays in the folder.
 *
 * @throws AppError NOT_FOUND while no letter was written; FILE_NOT_FOUND, FILE_EMPTY, FILE_FORMAT_UNKNOWN
 */
export async function fileScan(kernel: Kernel, actor: Actor, input: LetterInput & { readonly path: string }): Promise<LetterView> {
  const { month, courierId, path } = input
  const id = letterId(month, courierId)
  const letter = repo.findLetter(kernel.read, id)
  if (letter === undefined) throw new AppError('NOT_FOUND', { what: 'letter', id })
  if (!isAbsolute(path)) throw new AppError('INVALID_INPUT', { field: 'path', value: path })
  const found = await hashOf(path)
  if (found === null) throw new AppError('FILE_NOT_FOUND', { path })
  const ending = await endingOf(path)
  // The hash in the name keeps two scans of one letter apart, and the same scan filed twice one file.
  const file = `${monthFolder(month)}/${letterName(courierNames(kernel, 'zh')(courierId), letter.letterNo)}-盖章-${found.slice(0, 8)}${ending}`
  await mkdir(dirname(pathOf(kernel, file)), { recursive: true })
  const { sha256 } = await copyFile(path, pathOf(kernel, file))
  kernel.write(actor, { name: 'month.scan', subject: id, detail: { letterNo: letter.letterNo, sha256 } }, (tx) => {
    repo.updateLetter(tx, id, { scanFile: file, scanSha256: sha256, scannedAt: tx.now, scannedBy: tx.actorId })
  })
  const book = readBook(kernel, month)
  return toView(kernel, book, requireTotals(book, input), repo.findLetter(kernel.read, id))
}
