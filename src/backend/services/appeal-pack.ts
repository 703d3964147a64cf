import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Photo } from '../../contract/photos'
import { APPEAL_TYPE_LABELS } from '../../domain/appeal/appeal'
import { metDemands, nameEvidence, type NamedEvidence } from '../../domain/appeal/evidence'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import { safeSegment } from '../../domain/photo/safe-name'
import { appealDocument, appealText, manifestTable, type AppealFormFacts, type PackedEvidence } from '../reports/appeal-form'
import { writeCsv } from '../reports/csv'
import { localTimeText } from '../reports/table'
import { writeZip, type ZipEntry } from '../reports/zip'
import * as masters from '../repositories/masters'
import { appealRecord } from './appeals'
import { noteOnCase } from './case-write'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { besideZip, bytesOf, findOriginals, picturesOf, printedOrNull, requireZipPath, type Original, type PackedFile } from './pack-files'

export interface AppealPack {
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
  /** With phones as they were written; masked otherwise (R7). */
  readonly whole: boolean
}

const FOLDER = { zh: '证据', en: 'evidence' } as const
const FORM = { zh: '申诉举证', en: 'appeal' } as const
const SHOWS_FORM = { zh: '申诉书', en: 'The appeal' } as const
export const MANIFEST = 'manifest.csv'

/**
 * A8: one ZIP with the appeal (PDF and text), the chosen evidence in its order under its captions, and `manifest.csv` with the SHA-256 of
 * every other file; the same PDF beside it. Evidence is held against the hash it was filed with, before and while it is written: what is gone
 * or altered is named in the form and left out. The pack's hash goes into the audit log and onto the case.
 * @throws AppError INVALID_INPUT, NOT_FOUND, PRINT_FAILED, FILE_DAMAGED; file errors as at every edge (DISK_FULL, FILE_LOCKED, PERMISSION_DENIED)
 */
export async function packAppeal(kernel: Kernel, actor: Actor, input: PackInput): Promise<AppealPack> {
  const { id, path, language, whole } = input
  requireZipPath(path)
  const temp = await mkdtemp(join(tmpdir(), 'appeal-pack-'))
  try {
    const { named, gone, facts: known } = evidenceOf(kernel, actor, input)
    const { originals, missing } = await findOriginals(kernel, named)
    const lost = [...gone, ...missing]
    const inFolder = originals.map(({ packed: { name, caption, photo } }): PackedEvidence => ({ name: `${FOLDER[language]}/${name}`, caption, sha256: photo.sha256, bytes: photo.bytes }))
    const facts: AppealFormFacts = { ...known, evidence: inFolder, missing: lost, pictures: await picturesOf(kernel, originals, temp) }
    const pdf = await printedOrNull(kernel, appealDocument(facts, language))
    const name = safeSegment(`${FORM[language]}_${APPEAL_TYPE_LABELS[facts.appeal.type][language]}_${facts.appeal.appealNo}`)
    const forms = [...(pdf === null ? [] : [{ name: `${name}.pdf`, bytes: pdf }]), { name: `${name}.txt`, bytes: new TextEncoder().encode(appealText(facts, language)) }]
    const listed = [...forms.map((form): PackedEvidence => ({ name: form.name, caption: SHOWS_FORM[language], sha256: sha256Of(form.bytes), bytes: form.bytes.length })), ...inFolder]
    const manifest = join(temp, MANIFEST)
    await writeCsv(manifest, manifestTable(listed, language))
    const entries: ZipEntry[] = [
      ...forms,
      { name: MANIFEST, bytes: await readFile(manifest) },
      ...originals.map((original) => ({ name: `${FOLDER[language]}/${original.packed.name}`, bytes: unaltered(original) })),
    ]
    const zip = { file: path, ...(await writeZip(path, entries)) }
    const beside = pdf === null ? null : await besideZip(path, pdf)
    const kept = { file: basename(path), sha256: zip.sha256, entries: entries.length, pdf: beside?.sha256 ?? '', whole }
    kernel.write(actor, { name: 'appeal.pack', subject: id, detail: kept }, (tx) => {
      const { caseId, appealNo } = facts.appeal
      if (caseId !== null) noteOnCase(kernel, tx, caseId, { type: 'appeal-packed', data: { appealId: id, appealNo, file: kept.file, sha256: kept.sha256 } })
    })
    return { zip, entries: entries.map((entry) => entry.name), pdf: beside, missing: [...(pdf === null ? ['pdf'] : []), ...lost] }
  } catch (error) {
    throw toAppError(error)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The bytes of an original; a file that changes after it was compared must not go out under the hash of what it was. */
async function* unaltered(original: Original): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of bytesOf(original)) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== original.packed.photo.sha256) throw new AppError('FILE_DAMAGED', { file: original.packed.name })
}

/** The evidence under its names; `gone`: names of evidence whose photo is in no place any more. */
function evidenceOf(kernel: Kernel, actor: Actor, { id, language, whole }: PackInput): { named: NamedEvidence<Photo>[]; gone: string[]; facts: Omit<AppealFormFacts, 'evidence' | 'pictures' | 'missing'> } {
  const { appeal, photos } = appealRecord(kernel, id)
  const byLink = new Map(photos.map((photo) => [photo.linkId, photo]))
  const all = nameEvidence(appeal.evidence.map(({ linkId, caption }) => ({ photo: byLink.get(linkId) ?? { format: '' }, caption })), language, whole)
  const named = all.flatMap(({ photo, ...one }) => ('linkId' in photo ? [{ ...one, photo }] : []))
  const shop = masters.listShops(kernel.read)[0]
  const timeZone = shop?.timeZone ?? 'Asia/Shanghai'
  const demands = kernel.resources.policy.appeals.types[appeal.type].demands
  return {
    named,
    gone: all.flatMap(({ photo, name }) => ('linkId' in photo ? [] : [name])),
    facts: {
      appeal,
      shopName: shop?.name ?? '',
      deadline: appeal.deadlineAt === null ? '' : localTimeText(toLocal(timeZone, appeal.deadlineAt), 'datetime'),
      demands: metDemands(demands, named.map(({ photo, caption }) => ({ slot: photo.slot, caption }))),
      madeBy: actor.name,
      madeAt: localTimeText(toLocal(timeZone, kernel.now()), 'datetime'),
      whole,
    },
  }
}
