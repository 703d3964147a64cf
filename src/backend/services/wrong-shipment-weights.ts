import { extname, isAbsolute } from 'node:path'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { sniffFormat } from '../../domain/photo/formats'
import { gramsText } from '../../domain/wrong-shipment/weight'
import { theoryText, weightReasons, WEIGHT_SOURCE_LABELS, WEIGHT_VERDICT_LABELS } from '../../domain/wrong-shipment/weight-words'
import { compareShipment, isWeighed, readWeights, type ShipmentWeights } from '../../domain/wrong-shipment/weights'
import type { ReadDb } from '../db/open'
import { writeFileAtomically } from '../reports/atomic-file'
import { insertEntryEvent } from '../repositories/register-entries'
import * as repo from '../repositories/wrong-shipments'
import { noteOnCase } from './case-write'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { requireShipment, weighedLines } from './wrong-shipment-core'

/** Weights of a wrong shipment (W4): what was weighed, beside what the product list says. */

/** Keeps what was weighed; what stands on the entry itself stays verified (its own group, S3). @throws AppError NOT_FOUND, INVALID_INPUT for a weight beyond the policy */
export function weighShipment(kernel: Kernel, actor: Actor, input: { id: string; weights: ShipmentWeights; key?: string | null | undefined }): void {
  const { mostGrams } = kernel.resources.policy.wrongShipments.weights
  for (const field of ['warehouseGrams', 'courierGrams', 'buyerGrams', 'boxGrams'] as const) {
    const grams = input.weights[field]
    if (grams !== null && grams > mostGrams) throw new AppError('INVALID_INPUT', { field, value: String(grams), limit: mostGrams })
  }
  kernel.write(actor, { name: 'wrong-shipment.weigh', subject: input.id, key: input.key }, (tx) => {
    const { entry } = requireShipment(tx.db, input.id)
    const before = readWeights(entry.weights)
    if (JSON.stringify(before) === JSON.stringify(input.weights)) return
    repo.updateWrongShipment(tx, entry.id, { weights: { ...input.weights } })
    insertEntryEvent(tx, { entryId: entry.id, type: 'weighed', data: { before: entry.weights, weights: { ...input.weights } } })
    if (entry.caseId !== null) noteOnCase(kernel, tx, entry.caseId, { type: 'wrong-shipment-weighed', data: { entryId: entry.id, entryNo: entry.entryNo, verdict: compare(kernel, tx.db, { ...entry, weights: { ...input.weights } }).verdict } })
  })
}

function compare(kernel: Kernel, db: ReadDb, entry: Pick<repo.WrongShipmentRow, 'weights' | 'expected' | 'sent'>) {
  return compareShipment(readWeights(entry.weights), weighedLines(db, entry.expected), weighedLines(db, entry.sent), kernel.resources.policy.wrongShipments.weights)
}

/**
 * Writes the evidence picture of an entry's weights, as the page drew it. The audit says that it was exported, not where to.
 * @throws AppError NOT_FOUND, INVALID_INPUT for another ending, FILE_FORMAT_UNKNOWN for bytes that are no PNG; file errors as at every edge
 */
export async function saveWeightPicture(kernel: Kernel, actor: Actor, input: { id: string; path: string; bytes: Uint8Array }): Promise<{ file: string; bytes: number }> {
  const { entry } = requireShipment(kernel.read, input.id)
  if (!isAbsolute(input.path) || extname(input.path).toLowerCase() !== '.png') throw new AppError('INVALID_INPUT', { field: 'path', value: input.path, known: ['.png'] })
  if (sniffFormat(input.bytes) !== 'png') throw new AppError('FILE_FORMAT_UNKNOWN')
  try {
    const { bytes, sha256 } = await writeFileAtomically(input.path, (write) => write(input.bytes))
    kernel.write(actor, { name: 'export', subject: entry.entryNo, detail: { what: 'weight-picture', sha256 } }, () => undefined)
    return { file: input.path, bytes }
  } catch (error) {
    throw toAppError(error)
  }
}

/** What the weights of a case's wrong shipments say, as rows of a claim form (L3). Entries that were sent back say nothing. */
export function weightRowsOfCases(kernel: Kernel, caseIds: readonly string[], locale: Locale): { label: string; value: string }[] {
  const { boxGrams: box } = kernel.resources.policy.wrongShipments.weights
  const said = locale === 'zh' ? { expected: '应发理论重量', sent: '实发理论重量', verdict: '称重结论' } : { expected: 'Expected, in theory', sent: 'Sent, in theory', verdict: 'The weights say' }
  return caseIds.flatMap((caseId) => repo.listWrongShipmentsOfCase(kernel.read, caseId)).flatMap((entry) => {
    const weights = readWeights(entry.weights)
    if (entry.state === 'returned' || !isWeighed(weights)) return []
    const found = compare(kernel, kernel.read, entry)
    return [
      { label: said.expected, value: theoryText(found.expected.goodsGrams, weights.boxGrams ?? box, locale) },
      { label: said.sent, value: theoryText(found.sent.goodsGrams, weights.boxGrams ?? box, locale) },
      ...found.sources.map(({ source, grams }) => ({ label: WEIGHT_SOURCE_LABELS[source][locale], value: gramsText(grams) })),
      { label: said.verdict, value: [`${entry.entryNo} ${WEIGHT_VERDICT_LABELS[found.verdict][locale]}`, ...weightReasons(found, locale)].join(locale === 'zh' ? '；' : '; ') },
    ]
  })
}
