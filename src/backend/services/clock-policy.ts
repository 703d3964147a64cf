import { policyFor, type ClockPolicy } from '../../domain/clock/policy'
import type { ReadDb } from '../db/open'
import * as masters from '../repositories/masters'
import type { Kernel } from './kernel'

/** Policies of shops by the policy they come from: a replaced policy is another key, and goes with its last reader. */
const resolved = new WeakMap<ClockPolicy, Map<string, ClockPolicy>>()

/**
 * The clock policy of a case's own shop: common, platform, shop, calendar (C4). Every service that moves clocks asks here, at the
 * time of use, since the policy in force and the shop's calendar may change while the app runs.
 */
export function clockPolicyOf(kernel: Kernel, db: ReadDb, owner: { readonly shopId: string; readonly platform: string }): ClockPolicy {
  const shop = masters.findShop(db, owner.shopId)
  return resolvePolicy(kernel.resources.policy.clocks, { platform: owner.platform, shop: shop?.name ?? '', calendar: shop?.calendar ?? null })
}

/** As `policyFor`, remembered: a page of an import asks for the same few shops a thousand times. */
export function resolvePolicy(policy: ClockPolicy, terms: { readonly platform: string; readonly shop: string; readonly calendar: string | null }): ClockPolicy {
  let known = resolved.get(policy)
  if (known === undefined) resolved.set(policy, (known = new Map()))
  const key = JSON.stringify([terms.platform, terms.shop, terms.calendar])
  let found = known.get(key)
  if (found === undefined) known.set(key, (found = policyFor(policy, terms)))
  return found
}
