import { join } from 'node:path'
import { storesFileSchema, type StoresPolicy } from '../../../src/contract/store-policy'
import { openStore } from '../../../src/backend/sync/open-store'
import type { Disk } from '../../../src/backend/sync/disk'
import type { StoreSettings } from '../../../src/contract/sync-store'
import type { OpenStore } from '../../../src/backend/sync/store-context'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { ROOT } from '../folders'

/** Parts of 64 kB, so that small files have several. */
export const PART = 64 * 1024

/** The shipped policy with small parts. */
export const POLICY: StoresPolicy = { ...storesFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/stores.yaml'), 'utf8'))), partMegabytes: PART, busy: [1, 2, 5] }

/** A policy that gives up after a moment. */
export const IMPATIENT: StoresPolicy = { ...POLICY, connect: 300, silence: 300, claim: { wait: 500, stale: 600_000 } }

export function openTestStore(settings: StoreSettings, owner = 'device-a', more: { readonly policy?: StoresPolicy; readonly disk?: Disk } = {}): OpenStore {
  return openStore(settings, { owner, policy: more.policy ?? POLICY, ...(more.disk ? { disk: more.disk } : {}) })
}
