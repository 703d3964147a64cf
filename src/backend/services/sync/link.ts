import type { Vector } from '../../../domain/sync/vector'
import type { Kdf, Seal } from '../../sync/seal'
import type { FileStore } from '../../sync/store'
import type { ReadDb } from '../../db/open'
import type { WriteTx } from '../../db/write'
import * as masters from '../../repositories/masters'

/** The vault that this device belongs to, as it stands in `meta`. */
export interface VaultRecord {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly founder: { readonly device: string; readonly name: string; readonly part: string; readonly key: string }
  readonly cipher: Kdf | null
  /** What this device is called there. */
  readonly deviceName: string
  readonly publicKey: string
}

/** An open way to the vault's store: what a round works with. */
export interface Link {
  readonly vault: VaultRecord
  readonly store: FileStore
  readonly seal: Seal | null
  readonly privateKey: string
}

/** The secret of this device in `meta`, sealed by the system's keychain (S6). */
export const PRIVATE_KEY = 'sync-private-key'
/** A founding or joining that did not get to its end: the next round takes it up. */
export const UNFINISHED = 'sync-unfinished'
const VAULT = 'sync-vault'
const STREAM = 'sync-stream'
const CUT = 'sync-cut'
const SCHEMA = 'sync-schema'
const BASE = 'sync-known-base'
const MACHINE = 'machine'

export const readVaultRecord = (db: ReadDb): VaultRecord | null => {
  const text = masters.readMeta(db, VAULT)
  return text === null || text === '' ? null : (JSON.parse(text) as VaultRecord)
}
export const putVaultRecord = (tx: WriteTx, vault: VaultRecord | null): void => masters.putMeta(tx, VAULT, vault === null ? '' : JSON.stringify(vault))

/** The stream of this device now; its own id in the first epoch. */
export const readStream = (db: ReadDb, deviceId: string): string => masters.readMeta(db, STREAM) ?? deviceId
export const putStreamName = (tx: WriteTx, stream: string): void => masters.putMeta(tx, STREAM, stream)

/** The row of the change log up to which changes are cut into segments. */
export const readCut = (db: ReadDb): number => Number(masters.readMeta(db, CUT) ?? '0')
export const putCut = (tx: WriteTx, seq: number): void => masters.putMeta(tx, CUT, String(seq))

/** Migrations of the program that last tried what is kept raw. */
export const readTriedSchema = (db: ReadDb): number => Number(masters.readMeta(db, SCHEMA) ?? '0')
export const putTriedSchema = (tx: WriteTx, schema: number): void => masters.putMeta(tx, SCHEMA, String(schema))

/** What every change of the stream in use knows besides the notes in the log: streams that this device wrote before. */
export const readKnownBase = (kernel: { readonly read: ReadDb }): Vector => JSON.parse(masters.readMeta(kernel.read, BASE) ?? '{}') as Vector
export const putKnownBase = (tx: WriteTx, vector: Vector): void => masters.putMeta(tx, BASE, JSON.stringify(vector))

/** The mark of the machine on which this folder was last open; null: before there were marks. */
export const readMachine = (db: ReadDb): string | null => masters.readMeta(db, MACHINE)
export const putMachine = (tx: WriteTx, mark: string): void => masters.putMeta(tx, MACHINE, mark)
