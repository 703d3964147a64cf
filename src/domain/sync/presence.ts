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

/** The last that was heard of a device. */
export interface Heard extends PresenceFacts {
  /** Epoch milliseconds by this PC's clock. */
  readonly heardAt: number
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

/**
 * Takes in what other devices said. Clocks of two PCs differ by minutes: what a device says anew while this PC listens is heard now,
 * whatever its clock says. Of a device that is heard for the first time it cannot be known how long ago it spoke: then its clock is
 * believed, so that a file left behind by a PC that was switched off shows nobody.
 */
export function hear(known: ReadonlyMap<string, Heard>, facts: readonly PresenceFacts[], ownDevice: string, now: number): Map<string, Heard> {
  const heard = new Map(known)
  for (const fact of facts) {
    const before = heard.get(fact.deviceId)
    if (fact.deviceId === ownDevice || (before !== undefined && fact.saidAt <= before.saidAt)) continue
    heard.set(fact.deviceId, { ...fact, heardAt: before === undefined ? Math.min(now, fact.saidAt) : now })
  }
  return heard
}

const rank = (doing: Doing): number => DOINGS.indexOf(doing)

/**
 * Cases that others have open now, each with the people who do: one entry a person and case, the one who answers first. `lastsMs`: the
 * longest that anything said holds, however far ahead a broken clock puts its end.
 */
export function takenCases(heard: ReadonlyMap<string, Heard>, lastsMs: number, now: number): TakenCase[] {
  const taken = new Map<string, TakenCase>()
  for (const { deviceId, saidAt, heardAt, cases } of heard.values()) {
    for (const { until: theirs, ...one } of cases) {
      const until = heardAt + Math.min(theirs - saidAt, lastsMs)
      if (until <= now) continue
      const key = `${one.caseId} ${one.staffId}`
      const other = taken.get(key)
      // one person at two PCs is shown once
      if (other !== undefined && (rank(other.doing) > rank(one.doing) || (other.doing === one.doing && other.until >= until))) continue
      taken.set(key, { ...one, deviceId, until })
    }
  }
  return [...taken.values()].sort((a, b) => (a.caseId === b.caseId ? rank(b.doing) - rank(a.doing) || a.staffName.localeCompare(b.staffName) || (a.staffId < b.staffId ? -1 : 1) : a.caseId < b.caseId ? -1 : 1))
}

/** What a page of this device said. */
export interface SaidHere {
  readonly caseId: string
  readonly staffId: string
  readonly staffName: string
  readonly doing: Doing
  /** Since when the page has it open, epoch ms. */
  readonly since: number
  readonly until: number
}

/** What this device tells others of its pages now: what expired is left out, and of one case and person the answering counts. */
export function ownCases(said: readonly SaidHere[], now: number): SaidHere[] {
  const cases = new Map<string, SaidHere>()
  for (const one of said) {
    if (one.until <= now) continue
    const key = `${one.caseId} ${one.staffId}`
    const other = cases.get(key)
    if (other === undefined || rank(one.doing) > rank(other.doing) || (one.doing === other.doing && one.until > other.until)) cases.set(key, one)
  }
  return [...cases.values()]
}

/** The instant at which the next of these ends; null when nothing is taken. */
export const nextEnd = (taken: readonly TakenCase[]): number | null => (taken.length === 0 ? null : Math.min(...taken.map(({ until }) => until)))
