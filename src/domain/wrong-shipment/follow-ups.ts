import { diffShipment, type ShipmentError, type ShipmentFix, type ShipmentLine } from './wrong-shipment'

/** What a wrong shipment leaves to be done (spec W3): proposed by one pure rule, each with a day, a person and an end. */

export const FOLLOW_UP_KINDS = ['delist', 'reissue', 'goods-back', 'pickup', 'complaint'] as const
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number]

export const FOLLOW_UP_STATES = ['open', 'done', 'dropped'] as const
export type FollowUpState = (typeof FOLLOW_UP_STATES)[number]

export const FOLLOW_UP_WHYS = ['stock-suspect', 'fix-reissue', 'fix-exchange', 'fix-return', 'fix-pickup', 'buyer-refuses', 'by-hand'] as const
export type FollowUpWhy = (typeof FOLLOW_UP_WHYS)[number]

interface Words {
  readonly zh: string
  readonly en: string
}

export const FOLLOW_UP_LABELS: Readonly<Record<FollowUpKind, Words>> = {
  delist: { zh: '下架核对库存', en: 'Delist and count the stock' },
  reissue: { zh: '补发跟单', en: 'Track the reissue' },
  'goods-back': { zh: '催买家退回', en: 'Get the goods back' },
  pickup: { zh: '上门取件', en: 'Have it picked up' },
  complaint: { zh: '平台投诉', en: 'Complain to the platform' },
}

export const FOLLOW_UP_STATE_LABELS: Readonly<Record<FollowUpState, Words>> = {
  open: { zh: '待办', en: 'Open' },
  done: { zh: '已办', en: 'Done' },
  dropped: { zh: '不办', en: 'Dropped' },
}

const WHY_LABELS: Readonly<Record<FollowUpWhy, Words>> = {
  'stock-suspect': { zh: '同款近期多次出错，库存或货位可疑', en: 'the same item went wrong repeatedly: stock or shelf is suspect' },
  'fix-reissue': { zh: '处理为补发', en: 'the fix is a reissue' },
  'fix-exchange': { zh: '处理为换货', en: 'the fix is an exchange' },
  'fix-return': { zh: '货还在买家处，约定退回', en: 'the buyer has goods that are to come back' },
  'fix-pickup': { zh: '货还在买家处，约定上门取', en: 'the buyer has goods that are to be picked up' },
  'buyer-refuses': { zh: '买家承认收到但不肯退', en: 'the buyer admits it and will not return it' },
  'by-hand': { zh: '手工添加', en: 'added by hand' },
}

export const whyWords = ({ why, count }: Pick<FollowUp, 'why' | 'count'>, locale: 'zh' | 'en'): string => {
  const words = WHY_LABELS[why][locale]
  return count === null ? words : locale === 'zh' ? `${words}（${count} 次）` : `${words} (${count} times)`
}

export interface FollowUp {
  readonly id: string
  readonly kind: FollowUpKind
  readonly why: FollowUpWhy
  /** How often the item went wrong within the policy's days; of `stock-suspect` alone. */
  readonly count: number | null
  readonly sku: string | null
  readonly title: string | null
  /** Epoch ms. */
  readonly dueAt: number
  readonly assigneeId: string | null
  readonly state: FollowUpState
  readonly openedAt: number
  readonly closedAt: number | null
  /** Null while it is open, and for one that the rule took back after a correction. */
  readonly closedBy: string | null
  readonly reason: string | null
  /** The entry of another register that it became. */
  readonly link: { readonly register: string; readonly entryId: string } | null
}

export interface SuspectPolicy {
  /** Errors that say something about the stock. */
  readonly errors: readonly ShipmentError[]
  /** From so many entries on one item, this one among them, … */
  readonly entries: number
  /** … within so many days. */
  readonly days: number
}

/** An item that an entry got wrong, and how often it went wrong lately, this time included. */
export interface Suspect {
  readonly sku: string
  readonly title: string
  readonly count: number
}

export interface FollowUpFacts {
  readonly error: ShipmentError
  readonly fix: ShipmentFix | null
  readonly goodsBack: boolean
  readonly expected: readonly ShipmentLine[]
  readonly sent: readonly ShipmentLine[]
  readonly suspects: readonly Suspect[]
}

export type Proposal = Pick<FollowUp, 'kind' | 'why' | 'count' | 'sku' | 'title'>

const plain = (kind: FollowUpKind, why: FollowUpWhy): Proposal => ({ kind, why, count: null, sku: null, title: null })

/** W3: what an entry leaves to be done, from its error, fix and whether the goods came back. */
export function proposeFollowUps({ error, fix, goodsBack, expected, sent, suspects }: FollowUpFacts, policy: SuspectPolicy): Proposal[] {
  const out: Proposal[] = []
  if (policy.errors.includes(error)) {
    for (const { sku, title, count } of suspects) if (count >= policy.entries) out.push({ kind: 'delist', why: 'stock-suspect', count, sku, title })
  }
  if (fix === 'reissue') out.push(plain('reissue', 'fix-reissue'))
  if (fix === 'exchange') out.push(plain('reissue', 'fix-exchange'))
  // nothing is fetched from a buyer who received too little
  const atBuyer = !goodsBack && diffShipment(expected, sent).extra.length > 0
  if (atBuyer && (fix === 'return' || fix === 'exchange')) out.push(plain('goods-back', 'fix-return'))
  if (atBuyer && fix === 'pickup') out.push(plain('pickup', 'fix-pickup'))
  return out
}

/** W3: what comes next when a buyer admits it and will not: asked → picked up → complaint. Null: the path ends. */
export function afterRefusal(kind: FollowUpKind): FollowUpKind | null {
  if (kind === 'goods-back') return 'pickup'
  return kind === 'pickup' ? 'complaint' : null
}

/** Items that an entry got wrong, by SKU: those that the stock can be counted of. */
export function suspectItems(expected: readonly ShipmentLine[], sent: readonly ShipmentLine[]): { sku: string; title: string }[] {
  const { missing, extra } = diffShipment(expected, sent)
  return [...new Map([...missing, ...extra].flatMap(({ sku, title }) => (sku === null || sku.trim() === '' ? [] : [[sku.trim(), { sku: sku.trim(), title }] as const]))).values()]
}

const keyOf = ({ kind, sku }: Pick<FollowUp, 'kind' | 'sku'>): string => `${kind} ${sku ?? ''}`

/**
 * Brings the list in line with what the rule proposes now: what is missing is opened, what it opened itself and proposes no more is taken
 * back. What a person added, closed or dropped stays as it is.
 */
export function alignFollowUps(present: readonly FollowUp[], proposals: readonly Proposal[], now: number, open: (proposal: Proposal) => FollowUp): FollowUp[] {
  const wanted = new Set(proposals.map(keyOf))
  const byRule = ({ why }: FollowUp): boolean => why !== 'by-hand' && why !== 'buyer-refuses'
  const kept = present.map((one): FollowUp => (one.state === 'open' && one.link === null && byRule(one) && !wanted.has(keyOf(one)) ? { ...one, state: 'dropped', closedAt: now, closedBy: null, reason: null } : one))
  // one that the rule itself took back may be proposed again
  const there = new Set(kept.filter((one) => one.state !== 'dropped' || one.closedBy !== null).map(keyOf))
  return [...kept, ...proposals.filter((proposal) => !there.has(keyOf(proposal))).map(open)]
}

export const openOnes = (list: readonly FollowUp[]): readonly FollowUp[] => list.filter(({ state }) => state === 'open')

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isSafeInteger(value) ? value : null)
const oneOf = <T extends string>(all: readonly T[], value: unknown): T | null => all.find((one) => one === value) ?? null
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Follow-ups as they are stored; one of a kind that this version does not know is left out of what is shown. */
export function readFollowUps(stored: readonly Readonly<Record<string, unknown>>[] | null): FollowUp[] {
  return (stored ?? []).flatMap((one): FollowUp[] => {
    const [id, kind, state, dueAt, openedAt] = [text(one['id']), oneOf(FOLLOW_UP_KINDS, one['kind']), oneOf(FOLLOW_UP_STATES, one['state']), number(one['dueAt']), number(one['openedAt'])]
    if (id === null || kind === null || state === null || dueAt === null || openedAt === null) return []
    const link = isRecord(one['link']) ? { register: text(one['link']['register']), entryId: text(one['link']['entryId']) } : null
    return [{
      id, kind, state, dueAt, openedAt,
      why: oneOf(FOLLOW_UP_WHYS, one['why']) ?? 'by-hand',
      count: number(one['count']), sku: text(one['sku']), title: text(one['title']), assigneeId: text(one['assigneeId']),
      closedAt: number(one['closedAt']), closedBy: text(one['closedBy']), reason: text(one['reason']),
      link: link === null || link.register === null || link.entryId === null ? null : { register: link.register, entryId: link.entryId },
    }]
  })
}
