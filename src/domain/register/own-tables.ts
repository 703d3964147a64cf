import { APPROVAL_WAYS, movePayout, PAYOUT_STATES, PAYOUT_TYPES, type PayoutMove, type PayoutState } from '../compensation/payout'
import { PAY_WAYS } from '../finance/batch'
import type { Right } from '../identity/roles'
import { FOLLOW_UP_KINDS } from '../wrong-shipment/follow-ups'
import { SHIPMENT_ERRORS, SHIPMENT_FIXES, SHIPMENT_STATES } from '../wrong-shipment/wrong-shipment'
import type { FieldKind } from './register'

/**
 * Registers whose rows another part of the program owns and writes (W1, F1). Their descriptions say what is shown, narrowed, ordered, summed and
 * exported, and which steps are offered; what a step does, and what a field is, is the owner's. A description that says otherwise is refused, so
 * that no edit of a file can open a masked account or do away with the second pair of hands.
 */
export interface OwnTable {
  readonly rights: { readonly read: Right; readonly write: Right }
  /** Every field that can be described, with its kind. */
  readonly fields: Readonly<Record<string, FieldKind>>
  /** Choices may not name more than these. */
  readonly options: Readonly<Record<string, readonly string[]>>
  /** Fields that are worked out when they are read. */
  readonly worked: readonly string[]
  readonly states: readonly string[]
  /** Steps that can be offered. */
  readonly moves: Readonly<Record<string, OwnMove>>
  /** Views whose rows a rule of the register's own tells. */
  readonly ruled: readonly string[]
}

export interface OwnMove {
  readonly from: readonly string[]
  readonly to: string
  readonly right: Right
  /** A reason must be given. */
  readonly reason: boolean
  /** Nobody takes it on what they entered or corrected (W2). */
  readonly otherHands: boolean
}

const STATES = Object.keys(PAYOUT_STATES) as PayoutState[]
/** A step of a payout, by the table that the services go by. */
const payoutStep = (move: PayoutMove, to: PayoutState, right: Right, reason: boolean): OwnMove => ({ from: STATES.filter((state) => movePayout(state, move) === to), to, right, reason, otherHands: false })

export const OWN_TABLES: Readonly<Record<string, OwnTable>> = {
  'wrong-shipments': {
    rights: { read: 'wrong.read', write: 'wrong.submit' },
    fields: {
      error: 'choice', buyer: 'text', order: 'text', waybill: 'text', expected: 'lines', sent: 'lines', packedBy: 'text', noticedBy: 'text', fix: 'choice', cost: 'money', goodsBack: 'flag', note: 'long', returned: 'long',
      submittedBy: 'staff', correctedBy: 'staff', verifiedBy: 'staff', verifiedAt: 'moment', todo: 'choices', followUps: 'choice', openTodo: 'number', lateTodo: 'number', weighed: 'flag',
    },
    options: { error: SHIPMENT_ERRORS, fix: SHIPMENT_FIXES, todo: FOLLOW_UP_KINDS, followUps: ['open', 'late'] },
    worked: ['returned', 'submittedBy', 'correctedBy', 'verifiedBy', 'verifiedAt', 'todo', 'followUps', 'openTodo', 'lateTodo', 'weighed'],
    states: SHIPMENT_STATES.filter((state) => state !== 'draft'),
    moves: {
      verify: { from: ['submitted'], to: 'verified', right: 'wrong.verify', reason: false, otherHands: true },
      'send-back': { from: ['submitted'], to: 'returned', right: 'wrong.verify', reason: true, otherHands: true },
    },
    ruled: [],
  },
  payouts: {
    rights: { read: 'case.read', write: 'payout.ask' },
    fields: {
      amount: 'money', buyer: 'text', order: 'text', shop: 'shop', type: 'choice', issue: 'long', way: 'choice', payee: 'text', account: 'account', outsideReason: 'long', batch: 'text', approvedBy: 'staff', approvedAt: 'moment',
      approvalWay: 'choice', paidAt: 'moment', paidBy: 'staff', reference: 'text', batched: 'flag', cameBack: 'flag', suspect: 'flag',
    },
    options: { type: Object.keys(PAYOUT_TYPES), way: Object.keys(PAY_WAYS), approvalWay: Object.keys(APPROVAL_WAYS) },
    worked: ['shop', 'batched', 'cameBack', 'suspect'],
    states: STATES,
    moves: {
      pay: payoutStep('pay', 'paid', 'payout.pay', false),
      bounce: payoutStep('bounce', 'approved', 'payout.pay', true),
      approve: payoutStep('approve', 'approved', 'payout.approve', false),
      refuse: payoutStep('refuse', 'refused', 'payout.approve', true),
      cancel: payoutStep('cancel', 'cancelled', 'payout.ask', true),
    },
    ruled: ['suspect'],
  },
}

export const hasOwnTable = (register: string): boolean => Object.hasOwn(OWN_TABLES, register)
