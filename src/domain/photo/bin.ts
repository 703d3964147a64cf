import { ARCHIVE_FOLDER, BIN_FOLDER } from './archive-path'
import { safeSegment } from './safe-name'

const NAME_ROOM = { bytes: 100, units: 100 }
const MARK = 16
export const DAY_MS = 86_400_000

/** Whether an archived path lies in the bin. */
export const isInBin = (archivedAs: string): boolean => archivedAs.startsWith(`${ARCHIVE_FOLDER}/${BIN_FOLDER}/`)

/**
 * Where the file of a binned photo lies: told by its content and its place alone, so that a row needs no second path and the way back
 * is known. Two rows with the same answer hold the same bytes (A6). Relative to the data folder, forward slashes.
 */
export function binPathOf(sha256: string, archivedAs: string): string {
  const name = archivedAs.split('/').at(-1) ?? ''
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const extension = dot > 0 ? name.slice(dot) : ''
  return [ARCHIVE_FOLDER, BIN_FOLDER, `${safeSegment(stem, NAME_ROOM)}_${sha256.slice(0, MARK)}${extension}`].join('/')
}

/** Days kept of those on which the program ran: more than any bin needs. */
const DAYS_KEPT = 400
const dayOf = (at: number): number => Math.floor(at / DAY_MS)

/** The days on which the program was seen running, with today; numbers of days since 1970 (UTC), ascending. The same list when today is there. */
export function withDay(days: readonly number[], now: number): readonly number[] {
  return days.includes(dayOf(now)) ? days : [...days, dayOf(now)].sort((a, b) => a - b).slice(-DAYS_KEPT)
}

/**
 * On how many days the program was seen running after the day of binning, up to today. A PC whose clock jumps ahead by months has seen
 * one day, not months: its bin must not be emptied by that (A6).
 */
export const daysSeenSince = (days: readonly number[], binnedAt: number, now: number): number => days.filter((day) => day > dayOf(binnedAt) && day <= dayOf(now)).length

/** Whole days that are left before a binned photo goes for good; 0 on its last day or later. Times in epoch ms. */
export function daysLeft(binnedAt: number, now: number, days: number): number {
  return Math.max(0, Math.ceil((binnedAt + days * DAY_MS - now) / DAY_MS))
}
/** Whether its time in the bin is over. */
export const isOver = (binnedAt: number, now: number, days: number): boolean => now >= binnedAt + days * DAY_MS
