/** What a claim's form begins with, from the case it belongs to (L1): pure, so that nothing is typed twice and all of it is tested. */
import type { CaseDetail } from '../../../contract/cases'
import type { KindId } from '../../../domain/case/kinds'
import { demandStates as statesOfSlots, type DemandState } from '../../../domain/claim/completeness'
import type { ClaimReason, ClaimStatus } from '../../../domain/claim/status'

export interface WaybillChoice {
  readonly waybill: string
  readonly courierId: string | null
}

export interface ClaimDraft {
  readonly caseId: string | null
  readonly choices: readonly WaybillChoice[]
  waybill: string
  courierId: string | null
  reason: ClaimReason | null
  orderNo: string
  goodsCents: number | null
  freightCents: number | null
  otherCents: number | null
  workOrderNo: string
  filedOn: number
  note: string
}

const REASON_OF: Readonly<Partial<Record<KindId, ClaimReason>>> = {
  damaged: 'damaged',
  lost: 'lost',
  'missing-item': 'short',
  'short-pack': 'short',
  'wrong-item': 'contents-differ',
  'signed-not-received': 'false-delivery',
  stalled: 'delayed',
  'problem-parcel': 'delayed',
  'out-of-area': 'delayed',
  'tracking-inquiry': 'delayed',
  redirect: 'misdelivered',
  refused: 'return-lost',
  'return-inspection': 'return-lost',
  'ebay-not-received': 'lost',
}

/** The claim reason that a kind of case speaks for; null where it could be several, so that nobody files a guess. */
export function reasonForKind(kind: string): ClaimReason | null {
  return REASON_OF[kind as KindId] ?? null
}

/** Every waybill of the case and its order, once, in that order. */
export function waybillChoices(found: Pick<CaseDetail, 'waybills' | 'order'>): WaybillChoice[] {
  const choices = new Map<string, WaybillChoice>()
  for (const { waybill, courierId } of [...found.waybills, ...(found.order?.waybills ?? [])]) {
    const known = choices.get(waybill)
    if (!known || known.courierId === null) choices.set(waybill, { waybill, courierId: courierId ?? known?.courierId ?? null })
  }
  return [...choices.values()]
}

/** An empty form, or one filled from a case. `now` in epoch milliseconds. */
export function draftOf(found: CaseDetail | null, now: number): ClaimDraft {
  const choices = found ? waybillChoices(found) : []
  return {
    caseId: found?.id ?? null,
    choices,
    waybill: choices[0]?.waybill ?? '',
    courierId: choices[0]?.courierId ?? null,
    reason: found ? reasonForKind(found.kind) : null,
    orderNo: found?.order?.number ?? found?.orderNo ?? '',
    goodsCents: found ? (found.order?.paidCents ?? found.amountCents) : null,
    freightCents: 0,
    otherCents: 0,
    workOrderNo: '',
    filedOn: now,
    note: '',
  }
}

/** Which of the courier's demands the case's photos meet already (L2, completeness). */
export function demandStates(demands: readonly string[], photos: readonly { readonly slot: string | null }[] | null): DemandState[] {
  return statesOfSlots(demands, photos === null ? null : new Set(photos.flatMap(({ slot }) => slot ?? [])))
}

export type Tone = 'calm' | 'soon' | 'late' | 'ok' | 'accent'

const TONES: Readonly<Record<ClaimStatus, Tone>> = {
  draft: 'calm',
  filed: 'calm',
  accepted: 'accent',
  granted: 'soon',
  rejected: 'late',
  arbitration: 'soon',
  'part-credited': 'soon',
  credited: 'ok',
  'clawed-back': 'late',
  withdrawn: 'calm',
  'given-up': 'calm',
}

export function toneOfStatus(status: string): Tone {
  return TONES[status as ClaimStatus] ?? 'calm'
}
