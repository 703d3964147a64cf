/** What the merge found that a person has to look at (docs/sync-format.md, section 10). */
export const REVIEW_KINDS = ['match', 'payout', 'closing', 'waybill'] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]

/**
 * What a person may do with one: `keep-one` of the doubled rows counts and the others do not; `keep-all` of them count; `seen`: nothing is
 * changed, it was looked at.
 */
export const REVIEW_WAYS = ['keep-one', 'keep-all', 'seen'] as const
export type ReviewWay = (typeof REVIEW_WAYS)[number]
