import type { Label } from '../case/lists'

/** How money goes out (F1), and the file that finance hands to whoever pays. */
export const PAY_WAYS = {
  platform: { zh: '平台小额打款', en: 'Platform payment' },
  alipay: { zh: '支付宝', en: 'Alipay' },
  bank: { zh: '银行卡', en: 'Bank' },
} as const satisfies Record<string, Label>
export type PayWay = keyof typeof PAY_WAYS
export const PAY_WAY_IDS = Object.keys(PAY_WAYS) as readonly PayWay[]

/** Past the platform: needs an account, a reason and a supervisor. */
export const isOutside = (way: PayWay | null): boolean => way === 'alipay' || way === 'bank'

/** What a column of a batch file may hold. */
export const BATCH_FACTS = ['serial', 'account', 'name', 'amount', 'note', 'shop', 'order', 'buyer', 'case', 'type', 'issue', 'approver', 'currency'] as const
export type BatchFact = (typeof BATCH_FACTS)[number]

export interface BatchColumn extends Label {
  readonly holds: BatchFact
}

export interface BatchTemplate {
  /** Of a CSV; XLSX needs none. `gbk` is written as GB18030, its superset, so that no character is lost. */
  readonly encoding: 'gbk' | 'utf-8'
  readonly columns: readonly BatchColumn[]
  /** Words of the note, with facts in braces: `{type} {order}`. */
  readonly note: Label
}

export type BatchFacts = Readonly<Record<Exclude<BatchFact, 'amount' | 'note'>, string>> & { readonly amountCents: number }

const NAMED = /\{([a-z]+)\}/g

/** Facts that a note names but that do not exist, and `note` and `amount`, which cannot stand in one. */
export const unknownInNote = (text: string): string[] => [...text.matchAll(NAMED)].map((match) => match[1] ?? '').filter((name) => !BATCH_FACTS.some((fact) => fact === name && fact !== 'note' && fact !== 'amount'))

/** The note of a line; facts that are empty leave no blanks behind. */
export function noteOf(text: string, facts: BatchFacts): string {
  const read = (name: string): string => (Object.hasOwn(facts, name) && name !== 'amountCents' ? facts[name as Exclude<BatchFact, 'amount' | 'note'>] : '')
  return text.replace(NAMED, (_, name: string) => read(name)).replace(/\s+/g, ' ').trim()
}

/** One line of the file, in the order of the columns; amounts stay integer cents. */
export function batchLine(template: BatchTemplate, language: 'zh' | 'en', facts: BatchFacts): (string | number)[] {
  return template.columns.map(({ holds }) => (holds === 'amount' ? facts.amountCents : holds === 'note' ? noteOf(template.note[language], facts) : facts[holds]))
}

/** What keeps a payout out of a batch of one way. Null: nothing. */
export type BatchObstacle = 'not-approved' | 'in-batch' | 'other-way' | 'no-account' | 'suspect' | 'unconfirmed'
export interface BatchCandidate {
  readonly state: string
  readonly batchNo: string | null
  /** Null counts as the platform, which is the proposed way. */
  readonly way: PayWay | null
  readonly hasAccount: boolean
  readonly suspect: boolean
  /** A spoken approval that its supervisor has not confirmed. */
  readonly unconfirmed: boolean
}

export function batchObstacle(one: BatchCandidate, way: PayWay): BatchObstacle | null {
  if (one.state !== 'approved') return 'not-approved'
  if (one.batchNo !== null) return 'in-batch'
  if ((one.way ?? 'platform') !== way) return 'other-way'
  if (isOutside(way) && !one.hasAccount) return 'no-account'
  if (one.suspect) return 'suspect'
  return one.unconfirmed ? 'unconfirmed' : null
}
