/** Life of a claim (spec L1): stable names, words, and the one table of legal transitions. */

export const CLAIM_STATUSES = [
  'draft',
  'filed',
  'accepted',
  'granted',
  'rejected',
  'arbitration',
  'part-credited',
  'credited',
  'clawed-back',
  'withdrawn',
  'given-up',
] as const
export type ClaimStatus = (typeof CLAIM_STATUSES)[number]

interface Words {
  readonly zh: string
  readonly en: string
}

export const CLAIM_STATUS_LABELS: Readonly<Record<ClaimStatus, Words>> = {
  draft: { zh: '草稿', en: 'Draft' },
  filed: { zh: '已提交', en: 'Filed' },
  accepted: { zh: '已受理', en: 'Accepted' },
  granted: { zh: '已认赔', en: 'Granted' },
  rejected: { zh: '已拒赔', en: 'Rejected' },
  arbitration: { zh: '申诉中', en: 'In arbitration' },
  'part-credited': { zh: '部分到账', en: 'Partly credited' },
  credited: { zh: '已到账', en: 'Credited' },
  'clawed-back': { zh: '被扣回', en: 'Clawed back' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  'given-up': { zh: '放弃追偿', en: 'Given up' },
}

/** Claim reasons with the stable names of spec section 14. */
export const CLAIM_REASONS = [
  'lost',
  'damaged',
  'short',
  'delayed',
  'false-delivery',
  'misdelivered',
  'return-lost',
  'destroyed',
  'contents-differ',
  'weight-dispute',
] as const
export type ClaimReason = (typeof CLAIM_REASONS)[number]

export const CLAIM_REASON_LABELS: Readonly<Record<ClaimReason, Words>> = {
  lost: { zh: '丢失', en: 'Lost' },
  damaged: { zh: '破损', en: 'Damaged' },
  short: { zh: '短少', en: 'Contents short' },
  delayed: { zh: '延误', en: 'Delayed' },
  'false-delivery': { zh: '虚假签收', en: 'False delivery' },
  misdelivered: { zh: '错派', en: 'Delivered to someone else' },
  'return-lost': { zh: '退件丢失', en: 'Return lost' },
  destroyed: { zh: '销毁', en: 'Destroyed' },
  'contents-differ': { zh: '内件不符', en: 'Contents differ' },
  'weight-dispute': { zh: '重量争议', en: 'Weight dispute' },
}

/** Statuses that only the money on statements can bring about: nobody sets them by hand. */
export const CREDIT_STATUSES = ['part-credited', 'credited', 'clawed-back'] as const satisfies readonly ClaimStatus[]

/**
 * Where a claim may go from each status. A courier may pay at any time after filing, even after it said no or after we gave up, so
 * the credit statuses follow from nearly everywhere; undoing a match leads back from them.
 */
const NEXT: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>> = {
  draft: ['filed', 'withdrawn'],
  filed: ['accepted', 'granted', 'rejected', 'withdrawn', 'given-up', 'part-credited', 'credited', 'clawed-back'],
  accepted: ['granted', 'rejected', 'arbitration', 'withdrawn', 'given-up', 'part-credited', 'credited', 'clawed-back'],
  granted: ['rejected', 'arbitration', 'withdrawn', 'given-up', 'part-credited', 'credited', 'clawed-back'],
  rejected: ['arbitration', 'granted', 'given-up', 'part-credited', 'credited', 'clawed-back'],
  arbitration: ['granted', 'rejected', 'withdrawn', 'given-up', 'part-credited', 'credited', 'clawed-back'],
  'part-credited': ['credited', 'clawed-back', 'arbitration', 'given-up', 'filed', 'granted'],
  credited: ['part-credited', 'clawed-back', 'filed', 'granted'],
  'clawed-back': ['part-credited', 'credited', 'arbitration', 'given-up', 'filed', 'granted'],
  withdrawn: ['filed', 'part-credited', 'credited', 'clawed-back'],
  'given-up': ['filed', 'part-credited', 'credited', 'clawed-back'],
}

export function isClaimStatus(text: string): text is ClaimStatus {
  return (CLAIM_STATUSES as readonly string[]).includes(text)
}

export function isClaimReason(text: string): text is ClaimReason {
  return (CLAIM_REASONS as readonly string[]).includes(text)
}

/** L1: is this step in the table? Staying is not a step. */
export function canTransition(from: ClaimStatus, to: ClaimStatus): boolean {
  return NEXT[from].includes(to)
}

/** The steps a person may choose: the table without what only money brings about (and undoing it). */
export function staffTransitions(from: ClaimStatus): ClaimStatus[] {
  const byCredit: readonly ClaimStatus[] = CREDIT_STATUSES
  return NEXT[from].filter((to) => !byCredit.includes(to) && !(byCredit.includes(from) && (to === 'filed' || to === 'granted')))
}

/** A claim from which nothing more is expected: decided by a person or paid in full. Drafts are not open, they are not filed. */
export function isOpenClaim(status: ClaimStatus): boolean {
  return !['draft', 'rejected', 'credited', 'withdrawn', 'given-up'].includes(status)
}

/** Ended by a person's decision: no credit is matched to it without asking. */
export function isEndedByDecision(status: ClaimStatus): boolean {
  return status === 'rejected' || status === 'withdrawn' || status === 'given-up'
}
