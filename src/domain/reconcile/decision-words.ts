import type { Words } from './words'

/** Why a decision on the books was refused (M4), in a few words each; nothing is changed by a refused decision. */
export const REFUSAL_WORDS = {
  MONTH_CLOSED: { zh: '这个月已结账，更正请记到下一个未结的月份', en: 'The month is closed: post the correction to the next open month' },
  LINE_UNKNOWN: { zh: '账单里没有这一行了，请刷新', en: 'The statement no longer has this line: refresh' },
  CLAIM_UNKNOWN: { zh: '找不到这条理赔，请刷新', en: 'This claim was not found: refresh' },
  LINE_NOT_CLAIM: { zh: '这一行是运费或其他费用，不是理赔款', en: 'This line is a charge, not claim money' },
  LINE_TAKEN: { zh: '这一行的钱已全部分配，先取消原来的匹配', en: 'All of this line is assigned already: undo that match first' },
  PAIR_MATCHED: { zh: '这一行和这条理赔已经匹配', en: 'This line and this claim are matched already' },
  OTHER_COURIER: { zh: '账单和理赔不是同一家快递', en: 'The line and the claim are of different couriers' },
  CLAIM_NOT_FILED: { zh: '这条理赔到月底还没有提交', en: 'The claim was not filed by the end of the month' },
  CLAIM_ENDED: { zh: '这条理赔已拒赔、撤回或放弃', en: 'The claim is rejected, withdrawn or given up already' },
  AMOUNT_ZERO: { zh: '金额为零，没有可分配的钱', en: 'The amount is zero: there is nothing to assign' },
  AMOUNT_SIGN: { zh: '分配的正负号要和账单一致', en: 'The parts must have the sign of the line' },
  AMOUNT_TOO_LARGE: { zh: '分配的金额超过这一行剩下的钱', en: 'The parts are more than what is left of the line' },
  CLAWBACK_TOO_LARGE: { zh: '扣回超过这条理赔已到账的金额', en: 'That takes back more than was credited on the claim' },
  PARTS_FEW: { zh: '至少要两项', en: 'At least two are needed' },
  ALREADY_REJECTED: { zh: '这一对已经判为无关', en: 'This pair is rejected already' },
  NOTHING_LEFT: { zh: '这条理赔没有未到账的金额', en: 'Nothing is missing on this claim' },
  REASON_MISSING: { zh: '核销要写原因', en: 'A write-off needs a reason' },
  DAY_BEFORE_MONTH: { zh: '核销日期不能早于本月', en: 'The write-off cannot be dated before the month' },
  NEEDS_SUPERVISOR: { zh: '超过核销额度，要主管来做', en: 'Above the write-off limit: a supervisor has to do it' },
  DECISION_UNKNOWN: { zh: '找不到这一步', en: 'This step was not found' },
  ALREADY_UNDONE: { zh: '这一步已经撤销', en: 'This step is undone already' },
  CHANGED_SINCE: { zh: '之后又改过同一行或同一条理赔，先撤销后面的', en: 'The same line or claim was changed later: undo that first' },
} as const satisfies Record<string, Words>
export type RefusalCode = keyof typeof REFUSAL_WORDS

/** A refused decision: why, and what it is about. Amounts in integer cents. */
export interface DecisionRefusal {
  readonly code: RefusalCode
  readonly lineId?: string
  readonly claimId?: string
  readonly cents?: number
  readonly limitCents?: number
}
