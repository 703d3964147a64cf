import type { Figures, FreightAnswers, FreightLeg, MemoAdvice, MemoChoice } from '../../contract/advice'
import type { Parcel } from '../../contract/payouts'
import { isKindId, KINDS, type KindId } from '../../domain/case/kinds'
import { isIdOf, REMEDIES } from '../../domain/case/lists'
import { toLocal } from '../../domain/clock/zone'
import { countsForLimit, type PayoutState } from '../../domain/compensation/payout'
import { decideFreight } from '../../domain/freight/decide'
import { freightPolicyOf, type FreightCause, type FreightFacts, type FreightPolicy, type FreightRemedy } from '../../domain/freight/facts'
import { compose, MEMO_KIND_IDS, memoKindOf, memoPlatform, patternOf, PLAYBOOK_MEMO, type MemoFact, type MemoFacts } from '../../domain/memo/memo'
import { formatMoney } from '../../domain/money/money'
import type { CaseDbRow } from '../repositories/cases'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as payouts from '../repositories/payouts'
import * as skus from '../repositories/skus'
import { requireCase } from './case-core'
import { playbookMemo } from './case-step'
import type { Actor, Kernel } from './kernel'
import { shopNames } from './masters'
import { parcelOf, type CaseParcel } from './parcel'

/** Advice from the facts of a case (C6, C8, C9, P4). It reads; what comes of it is recorded elsewhere. */

const CAUSE_BY_REASON: Readonly<Record<string, FreightCause>> = {
  'quality-defect': 'quality-defect',
  'minor-flaw': 'quality-defect',
  allergy: 'defect-in-use',
  'not-as-described': 'not-as-described',
  'damaged-in-transit': 'in-transit',
  'not-received': 'in-transit',
  'wrong-or-missing': 'sent-wrong',
  'own-damage': 'own-damage',
}
const CAUSE_BY_KIND: Readonly<Partial<Record<KindId, FreightCause>>> = {
  quality: 'quality-defect',
  repair: 'defect-in-use',
  'wrong-item': 'sent-wrong',
  'missing-item': 'sent-wrong',
  'short-pack': 'sent-wrong',
  damaged: 'in-transit',
  lost: 'in-transit',
  'signed-not-received': 'in-transit',
  refused: 'refused-without-cause',
}
const REMEDY_BY_CASE: Readonly<Record<string, FreightRemedy>> = { exchange: 'exchange', reissue: 'reissue', 'return-refund': 'return-refund', 'refund-partial': 'refund-only', 'refund-full': 'refund-only', compensation: 'refund-only' }
const REMEDY_BY_KIND: Readonly<Partial<Record<KindId, FreightRemedy>>> = { exchange: 'exchange', reissue: 'reissue', 'missing-item': 'reissue', refused: 'refused', 'refund-only': 'refund-only', goodwill: 'refund-only' }

const told = ({ courierId, courierName, area, grams, exact, cents }: CaseParcel): Parcel => ({ courierId, courierName, area, grams, exact, cents })

interface Freight {
  readonly policy: FreightPolicy
  readonly parcel: CaseParcel
  readonly facts: FreightFacts
}

/** Facts as far as the case tells them; each leg costs what the outbound parcel did until somebody says otherwise. */
function freightOf(kernel: Kernel, row: CaseDbRow): Freight {
  const policy = freightPolicyOf(kernel.resources.policy.freight, row.platform, shopNames(kernel).get(row.shopId) ?? null)
  const parcel = parcelOf(kernel, kernel.read, row, policy.unknownGrams)
  const kind = isKindId(row.kind) ? row.kind : null
  const order = row.orderId === null ? undefined : orders.findOrder(kernel.read, row.orderId)
  const facts: FreightFacts = {
    cause: CAUSE_BY_REASON[row.reason ?? ''] ?? (kind === null ? undefined : CAUSE_BY_KIND[kind]) ?? 'changed-mind',
    remedy: REMEDY_BY_CASE[row.remedy ?? ''] ?? (kind === null ? undefined : REMEDY_BY_KIND[kind]) ?? 'return-refund',
    promised: false,
    insurance: row.freightPayer === 'insurance' ? 'covers' : 'none',
    limitTold: true,
    service: 'ordinary',
    warned: true,
    freeShipping: (order?.postageCents ?? 0) === 0,
    outboundCents: order !== undefined && (order.postageCents ?? 0) > 0 ? order.postageCents : parcel.cents,
    returnCents: parcel.cents,
    reshipCents: parcel.cents,
    cheapestFirstCents: parcel.cheapestFirstCents,
  }
  return { policy, parcel, facts }
}

/** Who bears the freight, why, and what to say (C8). @throws AppError NOT_FOUND */
export function freightAdvice(kernel: Kernel, input: { caseId: string; answers: { readonly [K in keyof FreightAnswers]?: FreightAnswers[K] | undefined } }): { facts: FreightAnswers; legs: FreightLeg[]; parcel: Parcel } {
  const { policy, parcel, facts } = freightOf(kernel, requireCase(kernel.read, input.caseId))
  const answers = Object.fromEntries(Object.entries(input.answers).filter(([, value]) => value !== undefined)) as Partial<FreightFacts>
  const all: FreightFacts = { ...facts, ...answers }
  return { facts: all, legs: decideFreight(all, policy).map((leg) => ({ ...leg, why: { ...leg.why } })), parcel: told(parcel) }
}

/** Figures for the calculators and the comparison of remedies (C9, P4). @throws AppError NOT_FOUND */
export function caseFigures(kernel: Kernel, caseId: string): Figures {
  const db = kernel.read
  const row = requireCase(db, caseId)
  const { policy, parcel, facts } = freightOf(kernel, row)
  const order = row.orderId === null ? undefined : orders.findOrder(db, row.orderId)
  return {
    currency: order?.currency ?? row.currency,
    paidCents: order?.paidCents ?? null,
    postageCents: order?.postageCents ?? null,
    items: (order?.items ?? []).map(({ title, sku, quantity, unitCents }) => {
      const known = sku === null ? undefined : skus.findSku(db, `sku:${sku}`)
      return { title, quantity, unitCents: unitCents ?? known?.priceCents ?? null, costCents: known?.costCents ?? null }
    }),
    parcel: told(parcel),
    topUpUnitCents: policy.topUpUnitCents,
    sellerPaysReturn: decideFreight({ ...facts, remedy: 'return-refund' }, policy).find((leg) => leg.leg === 'return')?.payer === 'seller',
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** What a playbook's line calls otherwise than the policy's patterns do. */
const FACT_OF_VARIABLE: Readonly<Record<string, MemoFact>> = { item: 'style', amount: 'amount', staff: 'handler', today: 'time', waybill: 'waybill', caseNo: 'caseNo', buyer: 'requester' }

/** The memo for the platform from the facts of the case (C6): the playbook's line, or a pattern of the policy; the flag is the policy's. The handler is whoever is signed in. @throws AppError NOT_FOUND */
export function memoAdvice(kernel: Kernel, actor: Actor, input: { caseId: string; kind?: MemoChoice | null | undefined; language: 'zh' | 'en' }): MemoAdvice {
  const { language } = input
  const row = requireCase(kernel.read, input.caseId)
  const policy = kernel.resources.policy.memo
  const shop = masters.findShop(kernel.read, row.shopId)
  const platform = memoPlatform(policy, row.platform)
  const timeZone = shop?.timeZone ?? 'Asia/Shanghai'
  const own = playbookMemo(kernel, row, { staff: actor.name, timeZone, language })
  const byPlaybook = (input.kind ?? PLAYBOOK_MEMO) === PLAYBOOK_MEMO && own !== null
  const fitting = isKindId(row.kind) ? memoKindOf(policy, row.kind) : 'after-sales'
  const kind = input.kind == null || input.kind === PLAYBOOK_MEMO ? fitting : input.kind
  const composed = compose(patternOf(policy, kind, shop?.name ?? null), language, memoFacts(kernel, actor, row, language, timeZone))
  return {
    kind: byPlaybook ? PLAYBOOK_MEMO : kind,
    kinds: own === null ? [...MEMO_KIND_IDS] : [PLAYBOOK_MEMO, ...MEMO_KIND_IDS],
    text: byPlaybook ? own.text : composed.text,
    flag: composed.flag !== null && platform.flags.includes(composed.flag) ? composed.flag : null,
    missing: byPlaybook ? own.missing.flatMap((name) => FACT_OF_VARIABLE[name] ?? []) : [...composed.missing],
    limit: { ...platform.limit },
    flags: [...platform.flags],
    legend: shop?.flagLegend ?? {},
  }
}

function memoFacts(kernel: Kernel, actor: Actor, row: CaseDbRow, language: 'zh' | 'en', timeZone: string): MemoFacts {
  const at = toLocal(timeZone, kernel.now())
  const reason = kernel.resources.policy.reasons.find((one) => one.id === row.reason)
  const order = row.orderId === null ? undefined : orders.findOrder(kernel.read, row.orderId)
  const money = (cents: number): string => formatMoney(cents, row.currency, language)
  const paid = payouts.listPayoutsOfCase(kernel.read, row.id).filter(({ payout }) => payout.state !== 'waiting' && countsForLimit(payout.state as PayoutState))
  const compensation = paid.length > 0 ? paid.reduce((sum, { payout }) => sum + payout.amountCents, 0) : row.amountCents
  const [first, ...others] = order?.items ?? []
  return {
    // without a reason from the list, what the case says of itself
    reason: reason?.[language] ?? row.summary,
    kind: isKindId(row.kind) ? KINDS[row.kind][language] : row.kind,
    remedy: row.remedy !== null && isIdOf(REMEDIES, row.remedy) ? REMEDIES[row.remedy][language] : row.remedy,
    style: first === undefined ? null : `${first.sku ?? first.title}${others.length === 0 ? '' : language === 'zh' ? ` 等${others.length + 1}种` : ` and ${others.length} more`}`,
    amount: row.amountCents === null ? null : money(row.amountCents),
    compensation: compensation === null ? null : money(compensation),
    handler: actor.name,
    staffNo: masters.findStaff(kernel.read, actor.staffId)?.staffNo ?? null,
    time: `${two(at.month)}-${two(at.day)} ${two(at.hour)}:${two(at.minute)}`,
    waybill: row.waybills[0] ?? null,
    newWaybill: row.waybills.length > 1 ? (row.waybills.at(-1) ?? null) : null,
    caseNo: row.caseNo,
    requester: row.buyerNick,
  }
}
