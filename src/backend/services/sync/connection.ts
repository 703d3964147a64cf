import { storeSettingsSchema, type StoreSettings } from '../../../contract/sync-store'
import { AppError } from '../../../domain/errors'
import * as masters from '../../repositories/masters'
import { openStore } from '../../sync/open-store'
import { StoreError } from '../../sync/store'
import type { OpenStore } from '../../sync/store-context'
import { toAppError } from '../failures'
import type { Actor, Kernel } from '../kernel'
import type { Link } from './link'
import { openLink } from './vault'

/** Where the store is and how to sign in, sealed by the keychain; and where it is alone, for the screens (S6). */
const SETTINGS = 'sync-store'
const PLACE = 'sync-store-place'

export const openStoreOf = (kernel: Kernel, settings: StoreSettings): OpenStore => openStore(settings, { owner: kernel.deviceId, policy: kernel.resources.policy.stores, now: kernel.now })

/** A store's fault in the user's words (R2); everything else as it is. */
export const storeFailure = (error: unknown): AppError => (error instanceof StoreError ? new AppError('STORE_FAILED', { fault: error.fault }, { cause: error }) : toAppError(error))

function wordsOf(settings: StoreSettings): string {
  if (settings.kind === 'folder') return settings.path
  return settings.kind === 'webdav' ? settings.url : [settings.endpoint, settings.bucket, settings.prefix].filter((part) => part !== '').join('/')
}

/** @throws AppError when the keychain refuses */
export async function writeSettings(kernel: Kernel, actor: Actor, settings: StoreSettings): Promise<void> {
  const sealed = await kernel.secrets.seal(JSON.stringify(settings))
  kernel.write(actor, { name: 'sync.store', detail: { kind: settings.kind } }, (tx) => {
    masters.putMeta(tx, SETTINGS, sealed)
    masters.putMeta(tx, PLACE, JSON.stringify({ kind: settings.kind, place: wordsOf(settings) }))
  })
}

/** @throws AppError SYNC_OFF, SECRET_LOST */
export async function readSettings(kernel: Kernel): Promise<StoreSettings> {
  const sealed = masters.readMeta(kernel.read, SETTINGS) ?? ''
  if (sealed === '') throw new AppError('SYNC_OFF')
  return storeSettingsSchema.parse(JSON.parse(await kernel.secrets.open(sealed)))
}

export function placeOf(kernel: Kernel): { kind: StoreSettings['kind']; place: string } {
  const text = masters.readMeta(kernel.read, PLACE)
  return text === null ? { kind: 'folder', place: '' } : (JSON.parse(text) as { kind: StoreSettings['kind']; place: string })
}

/** Works with the vault over a connection of its own. @throws AppError SYNC_OFF, SECRET_LOST, STORE_FAILED and what `work` throws */
export async function connected<R>(kernel: Kernel, work: (link: Link) => Promise<R>): Promise<R> {
  const store = openStoreOf(kernel, await readSettings(kernel))
  try {
    return await work(await openLink(kernel, store))
  } catch (error) {
    throw storeFailure(error)
  } finally {
    await store.close()
  }
}
