import type { JoinPreview, SyncStatus } from '../../../contract/sync'
import type { StoreCheck, StoreSettings } from '../../../contract/sync-store'
import { AppError } from '../../../domain/errors'
import type { DeviceRights } from '../../../domain/sync/state'
import * as repo from '../../repositories/sync'
import { checkStore as tryStore } from '../../sync/check-store'
import { checkCode } from '../../sync/keys'
import type { OpenStore } from '../../sync/store-context'
import { randomMark } from '../../sync/store-names'
import type { Actor, Kernel } from '../kernel'
import { readVaultRecord } from './link'
import { previewOf } from './preview'
import { connected, openStoreOf, placeOf, readSettings, storeFailure, writeSettings } from './connection'
import { forgetRunning, onRunning, requestsSeen, runNow, runningState, runWithin, startRunning, stopRunning } from './running'
import { statusOf } from './status'
import { isAdmitted } from './own-files'
import { admit, enterVault, forget, foundVault, lookAtVault, rename, requireFullRights, retire } from './vault'

/**
 * The engine of sync as its screens see it (docs/sync-format.md): founding, joining, leaving, admitting, rounds and how they fare.
 */

export interface CreateVault {
  readonly settings: StoreSettings
  readonly vaultName: string
  readonly deviceName: string
  /** Null: the store is not encrypted. */
  readonly passphrase: string | null
}
export interface JoinVault {
  readonly settings: StoreSettings
  readonly deviceName: string
  readonly passphrase: string | null
  /** The vault that the preview showed: another one there now is STORE_OTHER_VAULT. */
  readonly vault: string
}

/** The vault that this device belongs to, or asks to belong to. */
export interface VaultFacts {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly founderId: string
  readonly founderName: string
  readonly sealed: boolean
  readonly storeKind: StoreSettings['kind']
  /** Path, address or bucket. */
  readonly storePlace: string
  /** This device's name in the vault. */
  readonly deviceName: string
  /** Eight digits to be compared; null once it is admitted. */
  readonly checkCode: string | null
}

/** A device that asks to be admitted. */
export interface AdmissionRequest {
  readonly deviceId: string
  readonly name: string
  readonly part: string
  readonly askedAt: number
  readonly partTaken: boolean
  /** Not signed by the key that it names, or not readable. */
  readonly damaged: boolean
}

/** Works with a store that is closed afterwards; its faults become words. @throws AppError STORE_FAILED */
async function withStore<R>(kernel: Kernel, settings: StoreSettings, work: (store: OpenStore) => Promise<R>): Promise<R> {
  const store = openStoreOf(kernel, settings)
  try {
    return await work(store)
  } catch (error) {
    throw storeFailure(error)
  } finally {
    await store.close()
  }
}

/** Tries a store step by step, also while nothing is set up (S7). */
export const checkStore = (kernel: Kernel, settings: StoreSettings): Promise<StoreCheck> => tryStore(settings, { owner: kernel.deviceId, policy: kernel.resources.policy.stores, now: kernel.now })

/** Founds a vault (S5). @throws AppError SYNC_ON, STORE_IN_USE, STORE_HALF_FOUNDED, STORE_FAILED */
export async function createVault(kernel: Kernel, actor: Actor, { settings, vaultName, deviceName, passphrase }: CreateVault): Promise<void> {
  if (readVaultRecord(kernel.read) !== null) throw new AppError('SYNC_ON')
  await writeSettings(kernel, actor, settings)
  await withStore(kernel, settings, (store) => foundVault(kernel, actor, store, { vaultName, deviceName, passphrase, random: randomId }))
  startRunning(kernel)
}

/** A vault's id is public, and made once: 16 characters `[0-9a-z]`. */
const randomId = (length: number): string => (randomMark() + randomMark() + randomMark()).toLowerCase().replaceAll(/[^0-9a-z]/g, '').padEnd(length, '0').slice(0, length)

/** What joining would do; writes nothing. @throws AppError SYNC_ON, STORE_EMPTY, STORE_FAILED, PASSPHRASE_WRONG */
export async function previewJoin(kernel: Kernel, { settings, passphrase }: { readonly settings: StoreSettings; readonly passphrase: string | null }): Promise<JoinPreview> {
  if (readVaultRecord(kernel.read) !== null) throw new AppError('SYNC_ON')
  return withStore(kernel, settings, (store) => previewOf(kernel, store, passphrase))
}

/** Joins and asks to be admitted. @throws AppError SYNC_ON, STORE_EMPTY, STORE_OTHER_VAULT, STORE_FAILED, PASSPHRASE_WRONG, DEVICE_PART_TAKEN */
export async function joinVault(kernel: Kernel, actor: Actor, { settings, deviceName, passphrase, vault: id }: JoinVault): Promise<void> {
  if (readVaultRecord(kernel.read) !== null) throw new AppError('SYNC_ON')
  await writeSettings(kernel, actor, settings)
  await withStore(kernel, settings, (store) => enterVault(kernel, actor, store, { vault: id, deviceName, passphrase }))
  startRunning(kernel)
}

/** This device goes on alone. @throws AppError SYNC_OFF */
export async function leaveVault(kernel: Kernel, actor: Actor): Promise<void> {
  if (readVaultRecord(kernel.read) === null) throw new AppError('SYNC_OFF')
  await stopRunning(kernel)
  forget(kernel, actor)
  forgetRunning(kernel)
}

/** Another way to the same vault. @throws AppError SYNC_OFF, STORE_EMPTY, STORE_OTHER_VAULT, STORE_FAILED */
export async function changeStore(kernel: Kernel, actor: Actor, { settings }: { readonly settings: StoreSettings }): Promise<void> {
  const record = readVaultRecord(kernel.read)
  if (record === null) throw new AppError('SYNC_OFF')
  await withStore(kernel, settings, (store) => lookAtVault(store, record.id))
  await stopRunning(kernel)
  await writeSettings(kernel, actor, settings)
  startRunning(kernel)
}

/** Which others ask to be admitted, as the last listing showed it. Empty while nothing is shared. */
export function requests(kernel: Kernel): readonly AdmissionRequest[] {
  const devices = repo.listDevices(kernel.read)
  const known = new Set(devices.map(({ id }) => id))
  return requestsSeen(kernel)
    .filter(({ deviceId }) => deviceId !== kernel.deviceId && !known.has(deviceId))
    .map((one) => ({ ...one, partTaken: devices.some(({ part }) => part === one.part) }))
}

/** @throws AppError SYNC_OFF, NOT_FOUND, CHECK_CODE_WRONG, DEVICE_PART_TAKEN, DEVICE_MAY_NOT, STORE_FAILED */
export async function admitDevice(kernel: Kernel, actor: Actor, input: { readonly deviceId: string; readonly checkCode: string; readonly rights: DeviceRights }): Promise<void> {
  requireFullRights(kernel)
  await connected(kernel, (link) => admit(kernel, link, actor, input))
  runNow(kernel)
}

/** @throws AppError SYNC_OFF, NOT_FOUND, DEVICE_MAY_NOT */
export async function retireDevice(kernel: Kernel, actor: Actor, { deviceId }: { readonly deviceId: string }): Promise<void> {
  if (readVaultRecord(kernel.read) === null) throw new AppError('SYNC_OFF')
  retire(kernel, actor, deviceId)
  runNow(kernel)
  return Promise.resolve()
}

/** @throws AppError SYNC_OFF, NOT_FOUND, DEVICE_MAY_NOT */
export function renameDevice(kernel: Kernel, actor: Actor, { deviceId, name }: { readonly deviceId: string; readonly name: string }): Promise<void> {
  if (readVaultRecord(kernel.read) === null) return Promise.reject(new AppError('SYNC_OFF'))
  rename(kernel, actor, deviceId, name)
  runNow(kernel)
  return Promise.resolve()
}

/** Begins a round, or lets the running one go on; does not wait for it. @throws AppError SYNC_OFF */
export function syncNow(kernel: Kernel): Promise<void> {
  if (readVaultRecord(kernel.read) === null) return Promise.reject(new AppError('SYNC_OFF'))
  runNow(kernel)
  return Promise.resolve()
}

/** How sync fares. Reads memory and a few rows: called often. */
export const status = (kernel: Kernel): SyncStatus => statusOf(kernel, runningState(kernel))

/** Null while nothing is set up. */
export function vault(kernel: Kernel): VaultFacts | null {
  const record = readVaultRecord(kernel.read)
  if (record === null) return null
  const { kind, place } = placeOf(kernel)
  return {
    id: record.id, name: record.name, createdAt: record.createdAt, founderId: record.founder.device, founderName: record.founder.name, sealed: record.cipher !== null, storeKind: kind, storePlace: place,
    deviceName: record.deviceName, checkCode: isAdmitted(kernel) ? null : checkCode(record.publicKey).replaceAll(/\D/g, ''),
  }
}

/** Calls the listener whenever `status`, `vault` or `requests` may answer otherwise; call the result to stop. */
export const onStatus = (kernel: Kernel, listener: () => void): (() => void) => onRunning(kernel, listener)

export { readSettings, runWithin }
