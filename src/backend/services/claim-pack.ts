import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Photo } from '../../contract/photos'
import { kindedAliases } from '../../domain/claim/aliases'
import { demandStates } from '../../domain/claim/completeness'
import { packPhotos, type PackedPhoto } from '../../domain/claim/pack'
import { toLocal } from '../../domain/clock/zone'
import { parcelWeight } from '../../domain/freight/rate'
import { safeSegment } from '../../domain/photo/safe-name'
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
import { weightRowsOfCases } from './wrong-shipment-weights'
import { besideZip, bytesOf, findOriginals, picturesOf, printedOrNull, requireZipPath, type Original, type PackedFile } from './pack-files'

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

/**
 * L3: one ZIP with the form (PDF and spreadsheet) and the original evidence, and the same PDF beside it. Originals are compared with their
 * hashes while they are read: one that is gone or altered is named in the form and left out, never silently. The pack and its hashes are
 * noted on the claim. Without a window there is no PDF, and the answer says so.
 * @throws AppError INVALID_INPUT, NOT_FOUND, PRINT_FAILED; file errors as at every edge (DISK_FULL, FILE_LOCKED, PERMISSION_DENIED)
 */
export async function packClaim(kernel: Kernel, actor: Actor, input: PackInput): Promise<ClaimPack> {
  const { id, path, language } = input
  requireZipPath(path)
  const temp = await mkdtemp(join(tmpdir(), 'claim-pack-'))
  try {
    const { originals, missing } = await findOriginals(kernel, packPhotos(photosOf(kernel, id), language))
    const facts = { ...formFacts(kernel, actor, id, language), ...evidenceFacts(originals), missing, pictures: await picturesOf(kernel, originals, temp) }
    const name = safeSegment(`${FORM[language]}_${facts.claim.claimNo}`)
    const table = join(temp, 'form.xlsx')
    await writeXlsx(table, claimTables(facts, language), {})
    const pdf = await printedOrNull(kernel, claimDocument(facts, language))
    const entries: ZipEntry[] = [
      ...(pdf === null ? [] : [{ name: `${name}.pdf`, bytes: pdf }]),
      { name: `${name}.xlsx`, bytes: await readFile(table) },
      ...originals.map((original) => ({ name: `${FOLDER[language]}/${original.packed.name}`, bytes: bytesOf(original) })),
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

const evidenceFacts = (originals: readonly Original<PackedPhoto<Photo>>[]): Pick<ClaimFormFacts, 'evidence'> => ({
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
    weighings: weightRowsOfCases(kernel, casesOfClaim(requireClaim(kernel.read, id), log.listClaimEvents(kernel.read, id)), language),
    madeBy: actor.name,
    madeAt: localTimeText(toLocal(shop?.timeZone ?? 'Asia/Shanghai', kernel.now()), 'datetime'),
  }
}
