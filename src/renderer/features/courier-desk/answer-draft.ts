/** What a person confirms of a courier's answer (P11): pure, from what was read to what is stored. Amounts in integer cents. */
import type { DeskAnswer } from '../../../contract/desk'
import { grantedCents } from '../../../domain/courier-desk/answer'

export const VERDICTS = ['granted', 'rejected', 'accepted', 'arbitration', 'none'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface AnswerDraft {
  readonly answer: DeskAnswer
  take: boolean
  verdict: Verdict
  amountCents: number | null
}

type Claim = DeskAnswer['claims'][number]

/** The claim that an answer is about: the one that can still take the verdict; null when there is none. */
export function claimOf(answer: DeskAnswer, verdict: Verdict): Claim | null {
  return answer.claims.find((claim) => verdict === 'none' || claim.mayTake.includes(verdict)) ?? answer.claims[0] ?? null
}

/** Whether the verdict can be stored on that claim. */
export function isPossible(claim: Claim | null, verdict: Verdict): boolean {
  return verdict === 'none' || (claim !== null && claim.mayTake.includes(verdict))
}

/** What an answer asks to be stored. A contradiction decides nothing: the person chooses. */
export function draftOf(answer: DeskAnswer): AnswerDraft {
  const said: Verdict = answer.contradicts ? 'none' : answer.granted !== null ? 'granted' : answer.rejected !== null ? 'rejected' : (answer.progress ?? 'none')
  const verdict = isPossible(claimOf(answer, said), said) ? said : 'none'
  return { answer, verdict, take: hasPlace(answer), amountCents: answer.granted === null ? null : grantedCents(answer.granted) }
}

/** Whether there is a claim or an open case to store it on. */
export const hasPlace = (answer: DeskAnswer): boolean => answer.claims.length + answer.cases.length > 0

/** The input of `courierDesk.confirm` for what was ticked. */
export function confirmedOf(drafts: readonly AnswerDraft[]) {
  return drafts.filter((draft) => draft.take && hasPlace(draft.answer)).map(({ answer, verdict, amountCents }) => ({
    waybill: answer.waybill,
    said: answer.said,
    claimId: claimOf(answer, verdict)?.id ?? null,
    caseId: answer.cases[0]?.id ?? null,
    verdict,
    grantedCents: verdict === 'granted' ? amountCents : null,
    workOrderNo: answer.workOrderNo,
    reason: answer.rejected?.reason ?? null,
    found: answer.found,
    redeliverAt: answer.redeliverAt,
    trace: answer.trace,
    lastScan: answer.lastScan,
  }))
}
