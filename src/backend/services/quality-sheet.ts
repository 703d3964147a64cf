import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { maskPhonesIn } from '../../domain/identity/mask'
import type { Locale } from '../../domain/money/money'
import { PHOTO_FORMATS, type PhotoFormat } from '../../domain/photo/formats'
import { fieldOf, type Register } from '../../domain/register/register'
import { valueWords, type WordTerms } from '../../domain/register/words'
import { writeFileAtomically } from '../reports/atomic-file'
import { factoryDocument, factoryTable, type SheetReport } from '../reports/quality-report'
import { localTimeText } from '../reports/table'
import { writeXlsx } from '../reports/xlsx'
import * as photos from '../repositories/photos'
import type { StoredEntry } from '../repositories/register-entries'
import * as skus from '../repositories/skus'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { findOriginals, notDrawn } from './pack-files'
import { requireQuality } from './quality'
import { shopTerms } from './reconcile-month'
import { requireEntry } from './register-access'
import { wordTerms } from './register-export'

interface SheetInput {
  readonly ids: readonly string[]
  /** Absolute, ending in `.xlsx` or `.pdf`. */
  readonly path: string
  readonly locale: Locale
}
type Picture = SheetReport['pictures'][number]

/** Pictures of one case as JPEG of the policy's size, made by the imaging processes; those that cannot be read by their name. */
async function picturesOf(kernel: Kernel, caseId: string | null, temp: string, first: number): Promise<{ pictures: Picture[]; missing: string[] }> {
  const { sheetPhotos, sheetSide } = kernel.resources.policy.quality
  const shown = caseId === null ? [] : photos.listPhotosOfCase(kernel.read, caseId).filter(({ format }) => !PHOTO_FORMATS[format as PhotoFormat].opaque).slice(0, sheetPhotos)
  // as in every pack: only what is still what was filed (A6)
  const { originals, missing } = await findOriginals(kernel, shown.map((photo) => ({ name: photo.originalName ?? photo.sha256.slice(0, 12), caption: '', photo })))
  const pictures: Picture[] = []
  for (const [at, { packed, path }] of originals.entries()) {
    const host = kernel.imaging[(first + at) % Math.max(1, kernel.imaging.length)]
    const made = join(temp, `${first + at}.jpg`)
    const seen = host === undefined ? null : await host.run({ kind: 'thumbnail', input: { path, thumbPath: made, tempPath: `${made}.part`, side: sheetSide, jpeg: true } }).catch(notDrawn)
    if (seen?.ok === true) pictures.push({ bytes: await readFile(made), format: 'jpeg', width: seen.thumb.width, height: seen.thumb.height })
    else missing.push(packed.name)
  }
  return { pictures, missing }
}

function reportOf(kernel: Kernel, register: Register, entry: StoredEntry, terms: WordTerms, pictures: readonly Picture[]): SheetReport {
  const words = (id: string): string => {
    const field = fieldOf(register, id)
    return field === undefined ? '' : valueWords(field, entry.values[id], terms)
  }
  const sku = skus.findSku(kernel.read, `sku:${words('sku')}`)
  return { entryNo: entry.entryNo, sku: words('sku'), title: sku?.title ?? '', supplier: sku?.supplier ?? '', day: words('day'), problem: words('problem'), batch: words('batch'), size: words('size'), colour: words('colour'), detail: maskPhonesIn(words('detail')), pictures }
}

/**
 * The sheet for the factory (Q1): reports with their facts and the photos of their cases, as a spreadsheet with the pictures in it or as PDF.
 * It names neither buyers nor orders. @throws AppError NOT_FOUND, INVALID_INPUT, PRINT_UNAVAILABLE, PRINT_FAILED; file errors as at every edge
 */
export async function writeFactorySheet(kernel: Kernel, actor: Actor, { ids, path, locale }: SheetInput): Promise<{ file: string; reports: number; pictures: number; missing: string[] }> {
  const pdf = path.toLowerCase().endsWith('.pdf')
  if (!isAbsolute(path) || (!pdf && !path.toLowerCase().endsWith('.xlsx'))) throw new AppError('INVALID_INPUT', { field: 'path', value: path.split(/[\\/]/).at(-1) ?? '', known: ['.xlsx', '.pdf'] })
  const register = requireQuality(kernel)
  const entries = [...new Set(ids)].map((id) => requireEntry(kernel.read, register, id))
  const terms = wordTerms(kernel, locale, false)
  const temp = await mkdtemp(join(tmpdir(), 'factory-sheet-'))
  try {
    const reports: SheetReport[] = []
    const missing: string[] = []
    let count = 0
    for (const entry of entries) {
      const found = await picturesOf(kernel, entry.caseId, temp, count)
      count += found.pictures.length + found.missing.length
      missing.push(...found.missing)
      reports.push(reportOf(kernel, register, entry, terms, found.pictures))
    }
    reports.sort((a, b) => (a.sku === b.sku ? (a.entryNo < b.entryNo ? -1 : 1) : a.sku < b.sku ? -1 : 1))
    const { timeZone } = shopTerms(kernel)
    if (pdf) {
      const styles = [...new Set(reports.map(({ sku }) => sku).filter(Boolean))].join(locale === 'zh' ? '、' : ', ')
      const bytes = await kernel.printer(factoryDocument(reports, locale, { subtitle: styles, foot: `${actor.name} · ${localTimeText(toLocal(timeZone, kernel.now()), 'datetime')}`, missing }))
      await writeFileAtomically(path, (write) => write(bytes))
    } else await writeXlsx(path, [factoryTable(reports, locale)], { timeZone })
    const pictures = reports.reduce((sum, report) => sum + report.pictures.length, 0)
    kernel.write(actor, { name: 'quality.sheet', detail: { reports: reports.length, pictures, missing: missing.length } }, () => undefined)
    return { file: path, reports: reports.length, pictures, missing }
  } catch (error) {
    throw toAppError(error)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}
