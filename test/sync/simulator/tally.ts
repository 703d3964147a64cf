/** What issue 9 wants to be made to happen, each counted where it takes effect: a fault that nobody meets proves nothing. */
export const HAPPENINGS = [
  'upload refused', 'upload torn', 'upload whole, answer lost', 'upload shows late', 'listing refused', 'listing of before', 'listing with gaps', 'listing with duplicates', 'listing reordered', 'read refused', 'read stale: not there yet',
  'read stale: a beginning', 'offline', 'store empty', 'wrong vault', 'read-only', 'full', 'clock hours off', 'clock set back', 'clock beyond the bound', 'cloned', 'copied to another machine', 'restored from a backup', 'killed in a call', 'killed around a write',
  'old version: table refused', 'old version: group refused', 'old version: column refused', 'old version: column carried on', 'edited during a round', 'two rounds at once', 'joined late', 'retired',
] as const
export type Happening = (typeof HAPPENINGS)[number]

/** Happening → times. */
export type Tally = Map<Happening, number>

export const countIn =
  (tally: Tally) =>
  (what: Happening): void =>
    void tally.set(what, (tally.get(what) ?? 0) + 1)

/** Adds up what several schedules met: times, and in how many schedules. */
export function addTally(sum: Map<Happening, { times: number; schedules: number }>, tally: Tally): void {
  for (const [what, times] of tally) {
    const known = sum.get(what) ?? { times: 0, schedules: 0 }
    sum.set(what, { times: known.times + times, schedules: known.schedules + 1 })
  }
}
