import { shallowRef } from 'vue'

/**
 * The zone in which this page shows and takes times of day (design, decision 7): the shop's, of several shops the first; the machine's until
 * a shop is known. The session sets it; this folder knows only what a zone can do.
 */
export interface PageZone {
  /** IANA name; undefined: the machine's. */
  readonly name: string | undefined
  /** Milliseconds by which its clocks are ahead of UTC at an instant. */
  readonly offsetAt: (at: number) => number
  /** The instant of a wall-clock time that is given as if it were UTC milliseconds. */
  readonly instantOf: (wall: number) => number
}

const MINUTE = 60_000
export const MACHINE_ZONE: PageZone = {
  name: undefined,
  offsetAt: (at) => -new Date(at).getTimezoneOffset() * MINUTE,
  instantOf: (wall) => {
    const time = new Date(wall)
    return new Date(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()).getTime()
  },
}
export const pageZone = shallowRef<PageZone>(MACHINE_ZONE)

/** An instant as a picker of the browser writes it: "2026-11-21T10:21". */
export const wallText = (at: number): string => new Date(at + pageZone.value.offsetAt(at)).toISOString().slice(0, 16)

/** What a picker holds, a day or a day with its time, as an instant; a day alone is its midnight. null: not a time. */
export function instantOfText(text: string): number | null {
  const wall = Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`)
  return Number.isNaN(wall) ? null : pageZone.value.instantOf(wall)
}
