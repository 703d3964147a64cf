import type { JoinPreview, SyncStatus } from '../../../contract/sync'
import type { StoreCheck, StoreSettings } from '../../../contract/sync-store'
import { AppError } from '../../../domain/errors'
import type { DeviceRights } from '../../../domain/sync/state'
import type { Actor, Kernel } from '../kernel'

/**
 * The engine of sync as its screens see it (docs/sync-format.md): founding, joining, leaving, admitting, rounds and how they fare. In this
 * version nothing can be set up: every state is "off", and what would need a vault is refused with SYNC_OFF.
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

/** The vault that this device belongs to, or asks to belong to. `settings` without credentials. */
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

const OFF: SyncStatus = {
  state: 'off',
  lastSyncAt: null,
  nextAt: null,
  waiting: { changes: 0, segments: 0, photosUp: 0, photosDown: 0 },
  fault: null,
  streams: [],
  clockAheadMs: null,
  raw: 0,
  progress: null,
}

const notSetUp = (): Promise<never> => Promise.reject(new AppError('SYNC_OFF'))

/** Tries a store step by step, also while nothing is set up (S7). */
export const checkStore = (_kernel: Kernel, _settings: StoreSettings): Promise<StoreCheck> => notSetUp()

/** Founds a vault (S5). @throws AppError SYNC_ON, STORE_IN_USE, STORE_FAILED */
export const createVault = (_kernel: Kernel, _actor: Actor, _input: CreateVault): Promise<void> => notSetUp()

/** What joining would do; writes nothing. @throws AppError SYNC_ON, STORE_EMPTY, STORE_FAILED, PASSPHRASE_WRONG */
export const previewJoin = (_kernel: Kernel, _input: { readonly settings: StoreSettings; readonly passphrase: string | null }): Promise<JoinPreview> => notSetUp()

/** Joins and asks to be admitted. @throws AppError SYNC_ON, STORE_EMPTY, STORE_OTHER_VAULT, STORE_FAILED, PASSPHRASE_WRONG, DEVICE_PART_TAKEN */
export const joinVault = (_kernel: Kernel, _actor: Actor, _input: JoinVault): Promise<void> => notSetUp()

/** This device goes on alone. @throws AppError SYNC_OFF */
export const leaveVault = (_kernel: Kernel, _actor: Actor): Promise<void> => notSetUp()

/** Another way to the same vault. @throws AppError SYNC_OFF, STORE_MISSING, STORE_OTHER_VAULT, STORE_FAILED */
export const changeStore = (_kernel: Kernel, _actor: Actor, _input: { readonly settings: StoreSettings }): Promise<void> => notSetUp()

/** Who asks to be admitted, as the last listing showed it. Empty while nothing is shared. */
export const requests = (_kernel: Kernel): readonly AdmissionRequest[] => []

/** @throws AppError SYNC_OFF, NOT_FOUND, CHECK_CODE_WRONG, DEVICE_PART_TAKEN, DEVICE_MAY_NOT */
export const admitDevice = (_kernel: Kernel, _actor: Actor, _input: { readonly deviceId: string; readonly checkCode: string; readonly rights: DeviceRights }): Promise<void> => notSetUp()

/** @throws AppError SYNC_OFF, NOT_FOUND, DEVICE_MAY_NOT */
export const retireDevice = (_kernel: Kernel, _actor: Actor, _input: { readonly deviceId: string }): Promise<void> => notSetUp()

/** @throws AppError SYNC_OFF, NOT_FOUND, DEVICE_MAY_NOT */
export const renameDevice = (_kernel: Kernel, _actor: Actor, _input: { readonly deviceId: string; readonly name: string }): Promise<void> => notSetUp()

/** Begins a round, or lets the running one go on; does not wait for it. @throws AppError SYNC_OFF */
export const syncNow = (_kernel: Kernel): Promise<void> => notSetUp()

/** How sync fares. Reads memory and a few rows: called often. */
export const status = (_kernel: Kernel): SyncStatus => OFF

/** Null while nothing is set up. */
export const vault = (_kernel: Kernel): VaultFacts | null => null

/** Calls the listener whenever `status`, `vault` or `requests` may answer otherwise; call the result to stop. */
export const onStatus = (_kernel: Kernel, _listener: () => void): (() => void) => () => undefined
