import { setTimeout as delay } from 'node:timers/promises'
import type { StoresPolicy } from '../../contract/store-policy'
import type { StoreSettings } from '../../contract/sync-store'
import { nodeDisk, type Disk } from './disk'
import { openFolderStore } from './folder-store'
import { createHttpClient } from './http-client'
import { createS3Client } from './s3-client'
import { openS3Store } from './s3-store'
import { storeLimits, type OpenStore, type StoreContext } from './store-context'
import { createDavClient } from './webdav-client'
import { openWebdavStore } from './webdav-store'

export interface OpenStoreOptions {
  /** This device's id; marks its unfinished files, so that it finds them again and no other device takes them for its own. */
  readonly owner: string
  readonly policy: StoresPolicy
  readonly wait?: (ms: number) => Promise<void>
  readonly now?: () => number
  /** Only for tests that make a disk fail. */
  readonly disk?: Disk
}

/**
 * Opens the team's shared store (S1). Nothing is asked of it yet: whether it is there shows on the first call, or by `checkStore`.
 * `settings` hold credentials in clear; they are sealed wherever they are kept (S6) and go into no message or log.
 */
export function openStore(settings: StoreSettings, options: OpenStoreOptions): OpenStore {
  const policy = storeLimits(options.policy)
  const now = options.now ?? Date.now
  const context: StoreContext = { owner: options.owner, policy, now, wait: options.wait ?? ((ms) => delay(ms)) }
  if (settings.kind === 'folder') return openFolderStore(settings.path, options.disk ?? nodeDisk, context)
  const http = createHttpClient(policy, now, settings.certificate)
  return settings.kind === 'webdav'
    ? openWebdavStore(createDavClient(settings, http), http, context)
    : openS3Store(createS3Client(settings, http), http, context)
}
