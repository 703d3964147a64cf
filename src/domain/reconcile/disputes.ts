import { addCents } from '../money/money'
import type { ClaimFigures, ReconcileResult, UnexplainedLine } from './types'
import { byText } from './pool'

/** What a courier is asked (M5): to pay what is missing or granted, to answer, to explain a refusal or a line that nobody knows. */
export const DISPUTE_ASKS = ['short', 'granted', 'awaiting', 'rejected', 'unexplained'] as const
export type DisputeAsk = (typeof DISPUTE_ASKS)[number]

export const ASK_LABELS = {
  short: { zh: '短赔，请补付', en: 'Short-paid: please pay the rest' },
  granted: { zh: '已认赔未到账，请入账', en: 'Granted but not credited: please credit it' },
  awaiting: { zh: '未答复，请答复', en: 'No answer yet: please answer' },
  rejected: { zh: '拒赔，请说明依据', en: 'Rejected: please give the grounds' },
  unexplained: { zh: '账单行无法对应，请说明', en: 'We know no claim for this line: please explain' },
} as const satisfies Record<DisputeAsk, { readonly zh: string; readonly en: string }>

/** One row of a dispute sheet: a claim's part, or a statement line. Cents are those that the row is about. */
export type DisputeRow =
  | { readonly ask: Exclude<DisputeAsk, 'unexplained'>; readonly cents: number; readonly claim: ClaimFigures }
  | { readonly ask: 'unexplained'; readonly cents: number; readonly line: UnexplainedLine }

export interface CourierDisputes {
  readonly courierId: string
  readonly rows: readonly DisputeRow[]
  /** Short-paid and granted: what the courier is to pay. Integer cents. */
  readonly toPayCents: number
  /** Waiting for an answer, rejected, unexplained: what it is to answer for; negative lines take off. */
  readonly toExplainCents: number
}

const PARTS: readonly (readonly [Exclude<DisputeAsk, 'unexplained'>, (claim: ClaimFigures) => number])[] = [
  ['short', ({ shortPaidCents }) => shortPaidCents],
  ['granted', ({ grantedNotCreditedCents }) => grantedNotCreditedCents],
  ['awaiting', ({ awaitingCents }) => awaitingCents],
  ['rejected', ({ rejectedCents }) => rejectedCents],
]

/**
 * M5: what each courier is asked to pay or explain after a month, in order of courier, ask, claim number and row. Every claim's open part
 * and every unexplained line stands in it once; the sums over all couriers are the month's. Couriers that owe nothing are left out.
 */
export function disputesOf(result: Pick<ReconcileResult, 'claimFigures' | 'unexplained'>): CourierDisputes[] {
  const rows = new Map<string, Map<DisputeAsk, DisputeRow[]>>()
  const put = (courierId: string, row: DisputeRow): void => {
    const asks = rows.get(courierId) ?? new Map<DisputeAsk, DisputeRow[]>()
    rows.set(courierId, asks)
    const list = asks.get(row.ask)
    if (list === undefined) asks.set(row.ask, [row])
    else list.push(row)
  }
  for (const claim of result.claimFigures) {
    if (claim.courierId === null) continue
    for (const [ask, part] of PARTS) {
      const cents = part(claim)
      if (cents !== 0) put(claim.courierId, { ask, cents, claim })
    }
  }
  for (const line of result.unexplained) put(line.courierId, { ask: 'unexplained', cents: line.amountCents, line })
  return [...rows].sort(([a], [b]) => byText(a, b)).map(([courierId, asks]) => toDisputes(courierId, asks))
}

function toDisputes(courierId: string, asks: ReadonlyMap<DisputeAsk, readonly DisputeRow[]>): CourierDisputes {
  const rows = DISPUTE_ASKS.flatMap((ask) => asks.get(ask) ?? [])
  const sum = (of: (row: DisputeRow) => boolean): number => rows.reduce((total, row) => (of(row) ? addCents(total, row.cents) : total), 0)
  const pays = ({ ask }: DisputeRow): boolean => ask === 'short' || ask === 'granted'
  return { courierId, rows, toPayCents: sum(pays), toExplainCents: sum((row) => !pays(row)) }
}
