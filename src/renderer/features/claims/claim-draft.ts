/** What a claim's form begins with, from the case it belongs to (L1): pure, so that nothing is typed twice and all of it is tested. */
import type { CaseDetail } from '../../../contract/cases'
import type { ClaimPatch, ClaimRecord } from '../../../contract/claim-log'
import type { Claim } from '../../../contract/registers'
import { isAliasKind, type AliasKind } from '../../../domain/claim/aliases'
import type { ClaimBasis, PaymentRoute } from '../../../domain/claim/payment'
import type { KindId } from '../../../domain/case/kinds'
import { completeness, demandStates as statesOfSlots, type Completeness, type DemandState } from '../../../domain/claim/completeness'
import type { ClaimReason, ClaimStatus } from '../../../domain/claim/status'
import { CLAIM_DEMANDS, type ClaimDemand } from '../../../domain/courier/policy'
import { instantOfText } from '../../ui/zone'

export interface WaybillChoice {
  readonly waybill: string
  readonly courierId: string | null
}

export interface DraftProduct {
  readonly id: number
  title: string
  sku: string
  /** As typed. */
  quantity: string
}

export interface DraftAlias {
  readonly id: number
  waybill: string
  kind: AliasKind
}

export interface ClaimDraft {
  readonly caseId: string | null
  readonly choices: readonly WaybillChoice[]
  waybill: string
  counterparty: string
  counterpartyName: string
  courierId: string | null
  branch: string
  monthlyAccount: string
  aliases: DraftAlias[]
  products: DraftProduct[]
  declaredCents: number | null
  basis: ClaimBasis | null
  paymentRoute: PaymentRoute | null
  voucher: string
  demandsMet: ClaimDemand[]
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
    counterparty: 'courier',
    counterpartyName: '',
    courierId: choices[0]?.courierId ?? null,
    branch: '',
    monthlyAccount: '',
    aliases: [],
    products: (found?.order?.items ?? []).map(({ title, sku, quantity }, at) => ({ id: at + 1, title, sku: sku ?? '', quantity: String(quantity) })),
    declaredCents: null,
    // what the buyer paid is the price
    basis: found?.order ? 'price' : null,
    paymentRoute: null,
    voucher: '',
    demandsMet: [],
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

const isDemand = (text: string): text is ClaimDemand => (CLAIM_DEMANDS as readonly string[]).includes(text)

/** The form of a claim that is there, to be corrected or filed. */
export function draftOfClaim({ claim, aliases }: Pick<ClaimRecord, 'claim' | 'aliases'>, now: number): ClaimDraft {
  return {
    caseId: claim.caseId, choices: [], waybill: claim.waybill, counterparty: claim.counterparty, counterpartyName: claim.counterpartyName ?? '', courierId: claim.courierId, branch: claim.branch ?? '',
    monthlyAccount: claim.monthlyAccount ?? '',
    aliases: aliases.map(({ waybill, kind }, at) => ({ id: at + 1, waybill, kind: isAliasKind(kind) ? kind : 'other' })),
    products: claim.products.map(({ title, sku, quantity }, at) => ({ id: at + 1, title, sku: sku ?? '', quantity: String(quantity) })),
    declaredCents: claim.declaredCents, basis: claim.basis as ClaimBasis | null, paymentRoute: claim.paymentRoute as PaymentRoute | null, voucher: claim.voucher ?? '', demandsMet: claim.demandsMet.filter(isDemand),
    reason: claim.reason as ClaimReason, orderNo: claim.orderNo ?? '', goodsCents: claim.goodsCents, freightCents: claim.freightCents, otherCents: claim.otherCents, workOrderNo: claim.workOrderNo ?? '',
    filedOn: claim.filedOn === null ? now : (instantOfText(`${claim.filedOn}T12:00`) ?? now), note: claim.note ?? '',
  }
}

/** A typed quantity, or null when it is none. Full-width digits count. */
export function quantityOf(text: string): number | null {
  const half = text.normalize('NFKC').trim()
  return /^\d{1,6}$/.test(half) && Number(half) <= 100_000 ? Number(half) : null
}

const words = (text: string): string | null => text.trim() || null

/** What the form says, as the claim log takes it; lines without a name and numbers without a digit are left out. */
export function writingOf(draft: ClaimDraft, currency: string) {
  const aliases = draft.aliases.filter(({ waybill }) => waybill.trim() !== '')
  return {
    courierId: draft.counterparty === 'courier' ? draft.courierId : null,
    counterparty: draft.counterparty,
    counterpartyName: draft.counterparty === 'courier' ? null : words(draft.counterpartyName),
    waybill: draft.waybill.trim(),
    aliases: aliases.map(({ waybill }) => waybill.trim()),
    aliasKinds: aliases.length === 0 ? null : Object.fromEntries(aliases.map(({ waybill, kind }) => [waybill.trim(), kind])),
    orderNo: words(draft.orderNo),
    reason: draft.reason ?? '',
    goodsCents: draft.goodsCents ?? 0,
    freightCents: draft.freightCents ?? 0,
    otherCents: draft.otherCents ?? 0,
    declaredCents: draft.declaredCents,
    currency,
    basis: draft.basis,
    paymentRoute: draft.paymentRoute,
    voucher: words(draft.voucher),
    products: draft.products.flatMap(({ title, sku, quantity }) => (title.trim() === '' ? [] : [{ title: title.trim(), sku: words(sku), quantity: quantityOf(quantity) ?? 0 }])),
    demandsMet: [...draft.demandsMet],
    workOrderNo: words(draft.workOrderNo),
    branch: words(draft.branch),
    monthlyAccount: words(draft.monthlyAccount),
    note: words(draft.note),
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Fields whose correction asks why, once a claim is filed. */
const ASKS_WHY = ['counterparty', 'counterpartyName', 'courierId', 'waybill', 'goodsCents', 'freightCents', 'otherCents', 'currency', 'filedOn', 'reason', 'declaredCents']

/** What the form changes of a claim; null when nothing. `asksWhy`: the change is a correction of a filed claim. `filedOn`: `YYYY-MM-DD`. */
export function changesOf(record: Pick<ClaimRecord, 'claim' | 'aliases'>, draft: ClaimDraft, filedOn: string): { patch: ClaimPatch; asksWhy: boolean } | null {
  const { claim } = record
  const before = writingOf(draftOfClaim(record, 0), claim.currency)
  const after = writingOf(draft, claim.currency)
  const changed = (Object.keys(after) as (keyof typeof after)[]).filter((field) => !same(before[field], after[field]))
  const day = claim.filedOn !== null && filedOn !== claim.filedOn ? { filedOn } : {}
  const fields = [...changed, ...Object.keys(day)]
  if (fields.length === 0) return null
  // Kinds of numbers that are gone have nothing to say; a new list of numbers is told with its kinds.
  const patch: ClaimPatch = { ...Object.fromEntries(changed.map((field) => [field, after[field]])), ...day }
  return { patch, asksWhy: claim.status !== 'draft' && fields.some((field) => ASKS_WHY.includes(field)) }
}

/** The completeness meter of a claim (L2). `nearDays`: policy. */
export function meterOf(claim: Pick<Claim, 'slots' | 'demandsMet' | 'windowEndsAt' | 'status'>, demands: readonly string[], now: number, nearDays: number): Completeness {
  return completeness({ demands, slots: claim.slots === null ? null : new Set(claim.slots), ticked: claim.demandsMet, windowEndsAt: claim.windowEndsAt, isFiled: claim.status !== 'draft', now, nearDays })
}

/** Which of the courier's demands the case's photos meet already (L2, completeness). */
export function demandStates(demands: readonly string[], photos: readonly { readonly slot: string | null }[] | null, ticked: readonly string[] = []): DemandState[] {
  return statesOfSlots(demands, photos === null ? null : new Set(photos.flatMap(({ slot }) => slot ?? [])), ticked)
}

/** The colour of what is left of a claim window (L2): late when it has ended, soon when it ends within the policy's days or something is missing in time. */
export function windowTone({ state, daysLeft }: Pick<Completeness, 'state' | 'daysLeft'>, nearDays = 0): Tone {
  if (state === 'late') return 'late'
  return state === 'hurry' || (daysLeft !== null && daysLeft <= nearDays) ? 'soon' : 'calm'
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
