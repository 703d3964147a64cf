import * as masters from '../../repositories/masters'
import { encodePresence, presenceName, readPresence, type PresenceFacts } from '../../sync/presence-file'
import { isStoreError } from '../../sync/store'
import type { Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import type { Link } from './link'
import type { Listing } from './listing'
import { lastToldAt, LAST_TOLD, localPresence, takePresence } from './presence'
import { senderOf } from './trust'

/** Tells others what is open here, at most as often as the policy says, and takes in what they say (docs/sync-format.md, section 11). */
export async function exchangePresence(kernel: Kernel, link: Link, listing: Listing): Promise<void> {
  await say(kernel, link, listing)
  await hearOthers(kernel, link, listing)
}

async function say(kernel: Kernel, link: Link, listing: Listing): Promise<void> {
  const { presenceEverySeconds } = kernel.resources.policy.sync
  const now = kernel.now()
  const last = lastToldAt(kernel)
  const facts = localPresence(kernel, now)
  if (facts === null || now - last < presenceEverySeconds * 1000) return
  const bytes = encodePresence(facts, { vault: link.vault.id, privateKey: link.privateKey, seal: link.seal })
  await link.store.replace(presenceName(kernel.deviceId, now), bytes)
  for (const { device, at } of listing.presence) if (device === kernel.deviceId && at !== now) await link.store.remove(presenceName(device, at))
  kernel.write(SYSTEM, { name: 'sync.presence', derived: true }, (tx) => masters.putMeta(tx, LAST_TOLD, String(now)))
}

/** Of each device the newest file, once. */
const heard = new WeakMap<Link, Map<string, number>>()

async function hearOthers(kernel: Kernel, link: Link, listing: Listing): Promise<void> {
  const known = heard.get(link) ?? new Map<string, number>()
  heard.set(link, known)
  const newest = new Map<string, number>()
  for (const { device, at } of listing.presence) if (device !== kernel.deviceId && at > (newest.get(device) ?? 0)) newest.set(device, at)
  const facts: PresenceFacts[] = []
  for (const [device, at] of newest) {
    const sender = senderOf(kernel, link, device)
    if (sender === null || sender.retiredAt !== null || at <= (known.get(device) ?? 0)) continue
    try {
      const read = readPresence(await link.store.read(presenceName(device, at)), { vault: link.vault.id, device, at, publicKey: sender.publicKey, seal: link.seal })
      // one that tore may still come whole, as long as it would say anything
      if (read.ok || read.fault !== 'torn' || at + kernel.resources.policy.sync.presenceLastsSeconds * 1000 < kernel.now()) known.set(device, at)
      if (read.ok) facts.push(read.presence)
    } catch (error) {
      // replaced by a newer one between listing and reading
      if (!isStoreError(error, 'missing')) throw error
    }
  }
  if (facts.length > 0) takePresence(kernel, facts)
}
