import type { PresenceView } from '../../../contract/presence'
import type { PresenceFacts } from '../../../contract/sync-files'
import { hear, ownCases, takenCases, type Doing, type Heard, type SaidHere, type TakenCase } from '../../../domain/sync/presence'
import type { Actor, Kernel } from '../kernel'
import { deviceNames } from './conflicts'
import * as masters from '../../repositories/masters'
import { runWithin, status } from './runner'

/**
 * Presence (S7, docs/sync-format.md section 11): what the pages of this PC say about the case they have open, and what other PCs said. All in
 * memory: it is true for some seconds and is worth nothing after a start.
 */

interface Known {
  /** By page: each says its own. */
  readonly said: Map<object, SaidHere>
  heard: ReadonlyMap<string, Heard>
  /** Who said something here last, and until when others are told that nothing is open here any more, epoch ms. */
  last: { readonly staff: PresenceFacts['staff']; readonly tellUntil: number } | null
  readonly listeners: Set<() => void>
}
const knownOf = new WeakMap<Kernel, Known>()

function known(kernel: Kernel): Known {
  let found = knownOf.get(kernel)
  if (found === undefined) {
    found = { said: new Map(), heard: new Map(), last: null, listeners: new Set() }
    knownOf.set(kernel, found)
  }
  return found
}

const lastsMs = (kernel: Kernel): number => kernel.resources.policy.sync.presenceLastsSeconds * 1000

/** The time of this device's last file: its name, to be taken away when the next one is there. */
export const LAST_TOLD = 'sync-presence'
/** When others were last told, epoch ms; 0: never. */
export const lastToldAt = (kernel: Kernel): number => Number(masters.readMeta(kernel.read, LAST_TOLD) ?? '0')

/** Several PCs share: what is open here is worth telling. */
export const presenceOn = (kernel: Kernel): boolean => status(kernel).state !== 'off'

/**
 * A page says what it has open; it says it again every `againMs`, and what is not said again expires. `page`: what tells two pages apart.
 * Answers whether anybody is told.
 */
export function sayPresence(kernel: Kernel, actor: Actor, page: object, { caseId, doing }: { readonly caseId: string | null; readonly doing: Doing }): { on: boolean } {
  const { said } = known(kernel)
  if (!presenceOn(kernel)) {
    said.clear()
    return { on: false }
  }
  const now = kernel.now()
  for (const [other, { until }] of said) if (until <= now) said.delete(other)
  const before = said.get(page)
  const until = now + lastsMs(kernel)
  if (said.delete(page) || caseId !== null) known(kernel).last = { staff: { id: actor.staffId, name: actor.name }, tellUntil: until }
  // others see it with their next round: this one does not wait for its own (section 11)
  if (caseId !== null && (before?.caseId !== caseId || before.doing !== doing)) {
    const { afterChangeMs, presenceEverySeconds } = kernel.resources.policy.sync
    runWithin(kernel, Math.max(afterChangeMs, lastToldAt(kernel) + presenceEverySeconds * 1000 - now))
  }
  if (caseId !== null) said.set(page, { caseId, staffId: actor.staffId, staffName: actor.name, doing, since: before?.caseId === caseId ? before.since : now, until })
  return { on: true }
}

/** What this device has to tell now; null: nothing, also nothing to take back. */
export function localPresence(kernel: Kernel, now: number): PresenceFacts | null {
  const { said, last } = known(kernel)
  if (last === null || last.tellUntil <= now) return null
  // at one PC sits one person: what somebody else left open there before is theirs no more
  const cases = ownCases([...said.values()].filter(({ staffId }) => staffId === last.staff.id), now)
  const until = Math.max(last.tellUntil, ...cases.map((one) => one.until))
  return { device: kernel.deviceId, at: now, until, staff: last.staff, cases: cases.map(({ caseId, doing, since }) => ({ caseId, doing, since })) }
}

/** What other devices said, as their files in the store have it. Files of devices that are not admitted are left out by the caller. */
export function takePresence(kernel: Kernel, facts: readonly PresenceFacts[]): void {
  const state = known(kernel)
  const before = state.heard
  const told = facts.map(({ device, at, until, staff, cases }) => ({ deviceId: device, saidAt: at, cases: cases.map(({ caseId, doing }) => ({ caseId, doing, staffId: staff.id, staffName: staff.name, until })) }))
  state.heard = hear(before, told, kernel.deviceId, kernel.now())
  const news = [...state.heard].some(([device, { saidAt }]) => before.get(device)?.saidAt !== saidAt)
  if (news) for (const listener of state.listeners) listener()
}

/** Cases that others have open now. */
export const takenNow = (kernel: Kernel): TakenCase[] => (presenceOn(kernel) ? takenCases(known(kernel).heard, lastsMs(kernel), kernel.now()) : [])

/** Devices that said something within the time that it holds. */
export function heardLately(kernel: Kernel): ReadonlySet<string> {
  const since = kernel.now() - lastsMs(kernel)
  return new Set([...known(kernel).heard.values()].filter(({ heardAt }) => heardAt > since).map(({ deviceId }) => deviceId))
}

/** What a page shows. */
export function presenceView(kernel: Kernel): PresenceView {
  const names = deviceNames(kernel)
  return {
    on: presenceOn(kernel),
    againMs: kernel.resources.policy.sync.presenceEverySeconds * 1000,
    cases: takenNow(kernel).map((one) => ({ ...one, deviceName: names.get(one.deviceId) ?? one.deviceId })),
  }
}

/** Calls the listener when others said something new; call the result to stop. */
export function onPresence(kernel: Kernel, listener: () => void): () => void {
  const { listeners } = known(kernel)
  listeners.add(listener)
  return () => listeners.delete(listener)
}
