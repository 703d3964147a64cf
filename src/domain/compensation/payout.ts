import type { Label } from '../case/lists'

/** Money to a buyer (C7, F1): what it is for, where it stands, and which steps are open to it. */
export const PAYOUT_TYPES = {
  compensation: { zh: '折价补偿', en: 'Compensation' },
  freight: { zh: '补运费', en: 'Freight' },
  difference: { zh: '退差价', en: 'Price difference' },
  refund: { zh: '退款', en: 'Refund' },
} as const satisfies Record<string, Label>
export type PayoutType = keyof typeof PAYOUT_TYPES

export const PAYOUT_STATES = {
  waiting: { zh: '待主管批准', en: 'Waiting for a supervisor' },
  approved: { zh: '可以打款', en: 'May be paid' },
  paid: { zh: '已打款', en: 'Paid' },
  refused: { zh: '未批准', en: 'Refused' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
} as const satisfies Record<string, Label>
export type PayoutState = keyof typeof PAYOUT_STATES

export const APPROVAL_WAYS = {
  pin: { zh: '主管 PIN', en: 'Supervisor’s PIN' },
  remote: { zh: '主管在自己的电脑上', en: 'Supervisor at their own PC' },
  spoken: { zh: '口头批准', en: 'Spoken' },
} as const satisfies Record<string, Label>
export type ApprovalWay = keyof typeof APPROVAL_WAYS

export type PayoutMove = 'approve' | 'refuse' | 'cancel' | 'pay' | 'bounce' | 'reroute'

const MOVES: Readonly<Record<PayoutState, Readonly<Partial<Record<PayoutMove, PayoutState>>>>> = {
  waiting: { approve: 'approved', refuse: 'refused', cancel: 'cancelled', reroute: 'waiting' },
  // a spoken approval that its supervisor does not confirm is refused after all
  // a transfer that came back is paid anew, and an account that is changed outside the platform is approved anew (F1)
  approved: { pay: 'paid', cancel: 'cancelled', refuse: 'refused', bounce: 'approved', reroute: 'waiting' },
  paid: { bounce: 'approved' },
  refused: {},
  cancelled: {},
}

/** Where a move leads, or null when it is not open in this state. */
export function movePayout(state: PayoutState, move: PayoutMove): PayoutState | null {
  return MOVES[state][move] ?? null
}

/** Whether it still counts against the limit of its order: everything but what was refused or cancelled. */
export function countsForLimit(state: PayoutState): boolean {
  return state !== 'refused' && state !== 'cancelled'
}

/** A spoken approval that nobody has confirmed yet (C7). */
export function awaitsConfirmation(one: { readonly state: string; readonly approvalWay: string | null; readonly confirmedAt: number | null }): boolean {
  return one.approvalWay === 'spoken' && one.confirmedAt === null && one.state !== 'refused' && one.state !== 'cancelled'
}
