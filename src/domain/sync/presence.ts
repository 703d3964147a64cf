/**
 * Who looks at or answers a case right now (S7, docs/sync-format.md section 11): best effort, expires by itself and decides nothing.
 * Pure: what a device says, what others said, and which cases a page shows as taken.
 */

/** What somebody does with a case. Answering counts more than looking. */
export const DOINGS = ['looking', 'answering'] as const
export type Doing = (typeof DOINGS)[number]

/** A person with a case open on one device; `until` in epoch milliseconds of the clock of whoever says it. */
export interface PresenceOfCase {
  readonly caseId: string
  readonly staffId: string
  readonly staffName: string
  readonly doing: Doing
  readonly until: number
}

/** All that one device says at once: it replaces what that device said before. `cases` is empty for a device with no case open. */
export interface PresenceFacts {
  readonly deviceId: string
  /** When it was said, epoch milliseconds by that device's clock: the newest of a device counts. */
  readonly saidAt: number
  readonly cases: readonly PresenceOfCase[]
}

/** A case that somebody on another device has open. */
export interface TakenCase {
  readonly caseId: string
  readonly staffId: string
  readonly staffName: string
  readonly deviceId: string
  readonly doing: Doing
  /** Epoch milliseconds of this PC's clock, after which it is not shown any more. */
  readonly until: number
}
