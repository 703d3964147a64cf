/** What an appeal's form holds, and what of it is written (A8): pure, so that all of it is tested. */
import type { Appeal, AppealPatch, AppealProposal } from '../../../contract/appeals'
import type { AppealType } from '../../../domain/appeal/appeal'
import type { AppealEvidence } from '../../../domain/appeal/evidence'

export interface AppealDraft {
  type: AppealType
  platform: string | null
  platformNo: string
  orderNo: string
  waybill: string
  buyerNick: string
  statement: string
  note: string
  deadlineAt: number | null
  claimedCents: number | null
  evidence: readonly AppealEvidence[]
}

/** An empty form that the proposal will fill. */
export const emptyDraft = (type: AppealType): AppealDraft => ({ type, platform: null, platformNo: '', orderNo: '', waybill: '', buyerNick: '', statement: '', note: '', deadlineAt: null, claimedCents: null, evidence: [] })

/** The form of an appeal that is there. */
export const draftOf = (appeal: Appeal): AppealDraft => ({
  type: appeal.type, platform: appeal.platform, platformNo: appeal.platformNo ?? '', orderNo: appeal.orderNo ?? '', waybill: appeal.waybill ?? '', buyerNick: appeal.buyerNick ?? '',
  statement: appeal.statement ?? '', note: appeal.note ?? '', deadlineAt: appeal.deadlineAt, claimedCents: appeal.claimedCents, evidence: appeal.evidence,
})

type Proposed = Pick<AppealProposal, 'platform' | 'orderNo' | 'waybill' | 'buyerNick' | 'deadlineAt' | 'claimedCents' | 'evidence'>

const formOf = (proposal: Proposed): Partial<AppealDraft> => ({
  platform: proposal.platform, orderNo: proposal.orderNo ?? '', waybill: proposal.waybill ?? '', buyerNick: proposal.buyerNick ?? '', deadlineAt: proposal.deadlineAt, claimedCents: proposal.claimedCents, evidence: proposal.evidence,
})

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Fills in a proposal; what the person has changed since the one before stays. `before`: null for the first. */
export function withProposal(draft: AppealDraft, proposal: Proposed, before: Proposed | null): AppealDraft {
  const was: Partial<AppealDraft> = before === null ? formOf({ platform: null, orderNo: null, waybill: null, buyerNick: null, deadlineAt: null, claimedCents: null, evidence: [] }) : formOf(before)
  const untouched = Object.entries(formOf(proposal)).filter(([field]) => same(draft[field as keyof AppealDraft], was[field as keyof AppealDraft]))
  return { ...draft, ...Object.fromEntries(untouched) }
}

const words = (text: string): string | null => text.trim() || null

/** What the form says, as the register takes it. */
export const writingOf = (draft: AppealDraft) => ({
  type: draft.type,
  platform: draft.platform,
  platformNo: words(draft.platformNo),
  orderNo: words(draft.orderNo),
  waybill: words(draft.waybill),
  buyerNick: words(draft.buyerNick),
  statement: words(draft.statement),
  note: words(draft.note),
  deadlineAt: draft.deadlineAt,
  claimedCents: draft.claimedCents,
  evidence: draft.evidence.map(({ linkId, caption }) => ({ linkId, caption: caption.trim() })),
})

/** What the form changes of an appeal, and what takes that back; null when nothing. */
export function changesOf(appeal: Appeal, draft: AppealDraft): { patch: AppealPatch; back: AppealPatch } | null {
  const was = writingOf(draftOf(appeal))
  const is = writingOf(draft)
  const changed = (Object.keys(is) as (keyof typeof is)[]).filter((field) => !same(was[field], is[field]))
  if (changed.length === 0) return null
  return { patch: Object.fromEntries(changed.map((field) => [field, is[field]])), back: Object.fromEntries(changed.map((field) => [field, was[field]])) }
}
