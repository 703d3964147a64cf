import { extensionOf } from './formats'
import type { HotRules } from './ways'

/** A file of a hot folder as one look saw it. */
export interface HotSight {
  readonly name: string
  readonly bytes: number
  /** Time of its last change, epoch ms. */
  readonly changedAt: number
}

/** What is remembered of a file that is not judged yet. */
export interface HotPending extends Omit<HotSight, 'name'> {
  /** Looks in a row that saw it so, this one included. */
  readonly looks: number
  /** How often taking it was refused for a passing reason. */
  readonly tries: number
}

/** `ready`: whole, to be taken now; all others are left where they are until they change. */
export type HotVerdict = 'other-kind' | 'unfinished' | 'waiting' | 'ready'

/**
 * Whether a name is one that a program gives to what it still writes: `photo.jpg.crdownload`, `.part` in front or behind, Office's and
 * browsers' hidden helpers.
 */
export function isUnfinishedName(name: string, unfinished: readonly string[]): boolean {
  const lower = name.toLowerCase()
  if (lower.startsWith('.') || lower.startsWith('~')) return true
  return unfinished.some((ending) => lower.endsWith(`.${ending}`))
}

/** Whether a program still writes `name` under another name beside it, as Firefox does: `a.jpg` of no bytes and `a.jpg.part`. */
function hasUnfinishedTwin(name: string, siblings: ReadonlySet<string>, unfinished: readonly string[]): boolean {
  return unfinished.some((ending) => siblings.has(`${name}.${ending}`.toLowerCase()))
}

/**
 * Judges one file at one look (A2): by its name, by what lies beside it, and by whether looks in a row saw the same size and time. A file
 * that could not be taken waits twice as many looks each time. `siblings`: names of its folder in small letters.
 */
export function judgeHotFile(
  seen: HotSight,
  before: HotPending | undefined,
  siblings: ReadonlySet<string>,
  extensions: ReadonlySet<string>,
  rules: Pick<HotRules, 'unfinished' | 'stableLooks'>,
): { readonly verdict: HotVerdict; readonly pending: HotPending | null } {
  if (isUnfinishedName(seen.name, rules.unfinished)) return { verdict: 'unfinished', pending: null }
  if (!extensions.has(extensionOf(seen.name))) return { verdict: 'other-kind', pending: null }
  const same = before !== undefined && before.bytes === seen.bytes && before.changedAt === seen.changedAt
  const pending: HotPending = { bytes: seen.bytes, changedAt: seen.changedAt, looks: same ? before.looks + 1 : 1, tries: same ? before.tries : 0 }
  if (seen.bytes === 0 || hasUnfinishedTwin(seen.name, siblings, rules.unfinished)) return { verdict: 'unfinished', pending: { ...pending, looks: 0 } }
  return { verdict: pending.looks >= rules.stableLooks * 2 ** pending.tries ? 'ready' : 'waiting', pending }
}

/** Reasons that may pass by themselves: the file is tried again before it is listed as refused. */
const PASSING: ReadonlySet<string> = new Set(['not-readable', 'still-changing', 'reader-crashed', 'too-slow'])

export const mayPass = (reason: string): boolean => PASSING.has(reason)
