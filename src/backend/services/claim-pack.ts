import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Photo } from '../../contract/photos'
import { kindedAliases } from '../../domain/claim/aliases'
import { demandStates } from '../../domain/claim/completeness'
import { packPhotos, type PackedPhoto } from '../../domain/claim/pack'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { parcelWeight } from '../../domain/freight/rate'
import type { PrintPicture } from '../../domain/print/document'
import { PHOTO_FORMATS, type PhotoFormat } from '../../domain/photo/formats'
import { safeSegment } from '../../domain/photo/safe-name'
import { PRINT_SIDE, thumbPathOf } from '../photos'
import { writeFileAtomically } from '../reports/atomic-file'
import { claimDocument, claimTables, type ClaimFormFacts } from '../reports/claim-form'
import { localTimeText } from '../reports/table'
import { writeXlsx } from '../reports/xlsx'
import { writeZip, type ZipEntry } from '../reports/zip'
import * as log from '../repositories/claim-log'
import * as masters from '../repositories/masters'
import * as photoRepo from '../repositories/photos'
import * as skus from '../repositories/skus'
import { casesOfClaim, claimRecord, saidOfAliases } from './claim-log'
import { noteOnClaim } from './claim-guard'
import { toAppError } from './failures'
import { requireClaim } from './claims'
import type { Actor, Kernel } from './kernel'

export interface PackedFile {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

export interface ClaimPack {
  readonly zip: PackedFile
  readonly entries: string[]
  readonly pdf: PackedFile | null
  /** `pdf` where none can be made here; names of evidence whose file is gone or was altered. */
  readonly missing: string[]
}

interface PackInput {
  readonly id: string
  /** Absolute, ending in `.zip`. */
  readonly path: string
  readonly language: 'zh' | 'en'
}

const FOLDER = { zh: '证据', en: 'evidence' } as const
const FORM = { zh: '理赔申请单', en: 'claim-form' } as const

interface Original {
  readonly packed: PackedPhoto<Photo>
  readonly path: string
}

/**
 * L3: one ZIP with the form (PDF and spreadsheet) and the original evidence, and the same PDF beside it. Originals are compared with their
 * hashes while they are read: one that is gone or altered is named in the form and left out, never silently. The pack and its hashes are
 * noted on the claim. Without a window there is no PDF, and the answer says so.
 * @throws AppError INVALID_INPUT, NOT_FOUND, PRINT_FAILED; file errors as at every edge (DISK_FULL, FILE_LOCKED, PERMISSION_DENIED)
 */
export async function packClaim(kernel: Kernel, actor: Actor, input: PackInput): Promise<ClaimPack> {
  const { id, path, language } = input
  if (!isAbsolute(path) || !path.toLowerCase().endsWith('.zip')) throw new AppError('INVALID_INPUT', { field: 'path', value: basename(path), known: ['.zip'] })
  const temp = await mkdtemp(join(tmpdir(), 'claim-pack-'))
  try {
    const { originals, missing } = await findOriginals(kernel, packPhotos(photosOf(kernel, id), language))
    const facts = { ...formFacts(kernel, actor, id, language), ...evidenceFacts(originals), missing, pictures: await picturesOf(kernel, originals, temp) }
    const name = safeSegment(`${FORM[language]}_${facts.claim.claimNo}`)
    const table = join(temp, 'form.xlsx')
    await writeXlsx(table, claimTables(facts, language), {})
    const pdf = await printed(kernel, facts, language)
    const entries: ZipEntry[] = [
      ...(pdf === null ? [] : [{ name: `${name}.pdf`, bytes: pdf }]),
      { name: `${name}.xlsx`, bytes: await readFile(table) },
      ...originals.map(({ packed, path: from }) => ({ name: `${FOLDER[language]}/${packed.name}`, bytes: createReadStream(from) as AsyncIterable<Uint8Array> })),
    ]
    const zip = { file: path, ...(await writeZip(path, entries)) }
    const beside = pdf === null ? null : await besideZip(path, pdf)
    kernel.write(actor, { name: 'claim.pack', subject: id, detail: { sha256: zip.sha256, entries: entries.length, pdf: beside?.sha256 ?? '' } }, (tx) =>
      noteOnClaim(tx, id, 'packed', { file: basename(path), sha256: zip.sha256, entries: entries.length, pdfSha256: beside?.sha256, missing: missing.length === 0 ? null : missing }),
    )
    return { zip, entries: entries.map((entry) => entry.name), pdf: beside, missing: [...(pdf === null ? ['pdf'] : []), ...missing] }
  } catch (error) {
    throw toAppError(error)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

/** Photos of the claim's cases. */
function photosOf(kernel: Kernel, id: string): Photo[] {
  const row = requireClaim(kernel.read, id)
  return casesOfClaim(row, log.listClaimEvents(kernel.read, id)).flatMap((caseId) => photoRepo.listPhotosOfCase(kernel.read, caseId))
}

/** Files whose bytes are still those that were filed. */
async function findOriginals(kernel: Kernel, packed: readonly PackedPhoto<Photo>[]): Promise<{ originals: Original[]; missing: string[] }> {
  const originals: Original[] = []
  const missing: string[] = []
  for (const one of packed) {
    const path = resolve(kernel.dataDir, one.photo.archivedAs)
    if ((await hashOf(path)) === one.photo.sha256) originals.push({ packed: one, path })
    else missing.push(one.name)
  }
  return { originals, missing }
}

/** Null when the file is not there. */
async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  return hash.digest('hex')
}

const evidenceFacts = (originals: readonly Original[]): Pick<ClaimFormFacts, 'evidence'> => ({
  evidence: originals.map(({ packed: { name, caption, photo } }) => ({ name, caption, sha256: photo.sha256, bytes: photo.bytes })),
})

function formFacts(kernel: Kernel, actor: Actor, id: string, language: 'zh' | 'en'): Omit<ClaimFormFacts, 'evidence' | 'pictures' | 'missing'> {
  const { claim } = claimRecord(kernel, id)
  const courier = claim.courierId === null ? undefined : masters.findCourier(kernel.read, claim.courierId)
  const shop = masters.listShops(kernel.read)[0]
  const products = claim.products.map(({ title, sku, quantity }) => {
    const found = sku == null ? undefined : skus.findSku(kernel.read, `sku:${sku}`)
    return { title, sku: sku ?? null, quantity, unitGrams: found?.weightGrams ?? null, packagingGrams: found?.packagingGrams ?? null }
  })
  const weight = products.length === 0 ? null : parcelWeight(products.map(({ quantity, unitGrams, packagingGrams }) => ({ quantity, weightGrams: unitGrams, packagingGrams })), 0)
  return {
    claim,
    partyName: claim.counterpartyName ?? (language === 'zh' ? courier?.nameZh : courier?.nameEn) ?? claim.courierId ?? '',
    shopName: shop?.name ?? '',
    aliases: kindedAliases(claim.aliases, saidOfAliases(log.listClaimEvents(kernel.read, id))),
    demands: demandStates(courier?.demands ?? [], claim.slots === null ? null : new Set(claim.slots), claim.demandsMet),
    products,
    weightGrams: weight?.exact === true ? weight.grams : null,
    madeBy: actor.name,
    madeAt: localTimeText(toLocal(shop?.timeZone ?? 'Asia/Shanghai', kernel.now()), 'datetime'),
  }
}

/**
 * Pictures for the page: at most PRINT_SIDE pixels long, made by the imaging processes; the stored thumbnail where there is none. What
 * cannot be drawn (PDF, video, a damaged picture) is in the list of files alone.
 */
async function picturesOf(kernel: Kernel, originals: readonly Original[], temp: string): Promise<PrintPicture[]> {
  const drawn = await Promise.all(
    originals.map(async ({ packed: { photo, caption, name }, path }, at): Promise<PrintPicture | null> => {
      if (PHOTO_FORMATS[photo.format as PhotoFormat].opaque) return null
      const host = kernel.imaging[at % Math.max(1, kernel.imaging.length)]
      const made = join(temp, `${photo.sha256}.webp`)
      const seen = host === undefined ? null : await host.run({ kind: 'thumbnail', input: { path, thumbPath: made, tempPath: `${made}.part`, side: PRINT_SIDE } }).catch(notDrawn)
      const file = seen?.ok === true ? made : photo.hasThumb ? join(kernel.dataDir, thumbPathOf(photo.sha256)) : null
      return file === null ? null : { dataUrl: `data:image/webp;base64,${(await readFile(file)).toString('base64')}`, caption: `${name} · ${caption}` }
    }),
  )
  return drawn.filter((picture) => picture !== null)
}

/** A picture that kills its reader costs its drawing, not the pack: the original goes along all the same. */
function notDrawn(error: unknown): null {
  if (error instanceof AppError && error.code.startsWith('FILE_PROCESS_')) return null
  throw error
}

/** Null where no window can be had (command line). */
async function printed(kernel: Kernel, facts: ClaimFormFacts, language: 'zh' | 'en'): Promise<Uint8Array | null> {
  try {
    return await kernel.printer(claimDocument(facts, language))
  } catch (error) {
    if (error instanceof AppError && error.code === 'PRINT_UNAVAILABLE') return null
    throw error
  }
}

/** The PDF under the name of the ZIP; another file of that name stays as it is, and ours gets a number. */
async function besideZip(zipPath: string, pdf: Uint8Array): Promise<PackedFile> {
  const stem = basename(zipPath).replace(/\.zip$/i, '')
  for (let at = 1; ; at += 1) {
    const file = join(dirname(zipPath), `${stem}${at === 1 ? '' : ` (${at})`}.pdf`)
    if (await isFree(file)) return { file, ...(await writeFileAtomically(file, (write) => write(pdf))) }
  }
}

async function isFree(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true
      throw error
    },
  )
}
