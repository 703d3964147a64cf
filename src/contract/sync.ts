import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { JOIN_CLASHES, JOIN_COUNTS } from '../domain/sync/join'
import { DEVICE_RIGHTS, SYNC_STATES } from '../domain/sync/state'
import { idSchema, idempotencyKeySchema, procedure, timeSchema } from './common'
import { errorCodeSchema, errorDetailSchema } from './errors'
import { storeCheckSchema, storeSettingsSchema } from './sync-store'

/** Several PCs over one shared file store (S1-S7, docs/sync-format.md): set-up, status and devices. */

const count = z.number().int().min(0)
const deviceName = z.string().trim().min(1).max(60)
/** Six characters at least: what a team types by hand. Null: the store is not encrypted. */
const passphrase = z.string().min(6).max(200).nullable()
const key = { key: idempotencyKeySchema.nullish() }
/** Somebody with the right, by PIN, at the PC of somebody who has it not (R3). */
const approver = { approver: z.object({ staffId: idSchema, pin: z.string().max(20) }).nullish() }

/** Why something does not go on, in the closed set of error codes; the words with the remedy come from these. */
export const syncFaultSchema = z.object({ code: errorCodeSchema, detail: errorDetailSchema })
export type SyncFaultView = z.infer<typeof syncFaultSchema>

/** Where the store is, without its credentials. */
export const storePlaceSchema = z.object({ kind: z.enum(['folder', 'webdav', 's3']), /** path, address or bucket in words */ place: z.string() })
export type StorePlace = z.infer<typeof storePlaceSchema>

export const syncStatusSchema = z.object({
  /**
   * `off`: not set up; `asking`: waits to be admitted, reads meanwhile; `idle`: all is well until the next round; `running`: a round is under
   * way; `failing`: the last round did not get through and is tried again; `stopped`: it needs a person.
   */
  state: z.enum(SYNC_STATES),
  lastSyncAt: timeSchema.nullable(),
  nextAt: timeSchema.nullable(),
  waiting: z.object({ changes: count, segments: count, photosUp: count, photosDown: count }),
  fault: syncFaultSchema.nullable(),
  streams: z.array(
    z.object({
      /** Device id. */
      device: z.string(),
      name: z.string(),
      fault: syncFaultSchema.nullable(),
      /** Names of the devices whose segments it waits for. */
      waitingFor: z.array(z.string()),
    }),
  ),
  /** The store's clock minus this PC's in milliseconds; null when unknown. */
  clockAheadMs: z.number().int().nullable(),
  /** Changes that are kept until the app is updated. */
  raw: count,
  /** `total` is null while it is not known. */
  progress: z.object({ what: z.enum(['reading', 'writing', 'snapshot', 'photos']), done: count, total: count.nullable() }).nullable(),
})
export type SyncStatus = z.infer<typeof syncStatusSchema>

/** The vault that this device belongs to, or asks to belong to. */
export const vaultViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: timeSchema,
  /** Name of the PC that founded it. */
  founder: z.string(),
  /** Encrypted with a passphrase. */
  sealed: z.boolean(),
  store: storePlaceSchema,
})
export type VaultView = z.infer<typeof vaultViewSchema>

/** What the page of sharing shows first, and what the edge of the window shows always. */
export const syncOverviewSchema = z.object({
  status: syncStatusSchema,
  vault: vaultViewSchema.nullable(),
  device: z.object({
    id: z.string(),
    /** Four characters in the numbers that people say (C2). */
    part: z.string(),
    name: z.string().nullable(),
    rights: z.enum(DEVICE_RIGHTS).nullable(),
    /** PCs on which staff, rules and templates of the team may be changed, when that is not this one (S6); empty: here, too. */
    elsewhere: z.array(z.string()),
    /** Eight digits that a supervisor compares; null when it is admitted or not set up. */
    checkCode: z.string().nullable(),
  }),
  /** The system has a keychain for credentials and keys (S6). */
  secretsSafe: z.boolean(),
  /** What waits for a person. */
  conflicts: count,
  reviews: count,
  requests: count,
  /** Other PCs that were heard of lately, with who works there when they have a case open. */
  online: z.array(z.object({ deviceId: z.string(), name: z.string(), people: z.array(z.string()) })),
})
export type SyncOverview = z.infer<typeof syncOverviewSchema>

/** What joining would do (S5): nothing is written for it. */
export const joinPreviewSchema = z.object({
  vault: z.object({ id: z.string(), name: z.string(), createdAt: timeSchema, founder: z.string(), sealed: z.boolean() }),
  devices: z.array(z.object({ name: z.string(), lastSeenAt: timeSchema.nullable(), retired: z.boolean() })),
  counts: z.array(
    z.object({
      what: z.enum(JOIN_COUNTS),
      /** Rows on this PC alone, in the store alone, in both alike, in both but not alike (those become conflicts or follow the later clock). */
      ours: count,
      theirs: count,
      both: count,
      differ: count,
    }),
  ),
  /** What would not fit together: `part` refuses the joining; the others are told. */
  clashes: z.array(z.object({ kind: z.enum(JOIN_CLASHES), names: z.array(z.string()) })),
  /** What has to come; bytes are null where the store does not tell. */
  coming: z.object({ files: count, bytes: count.nullable(), changes: count, photos: count }),
  /** What would go into the store from here. */
  going: z.object({ changes: count, photos: count }),
})
export type JoinPreview = z.infer<typeof joinPreviewSchema>

export const syncDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  part: z.string(),
  rights: z.enum(DEVICE_RIGHTS),
  own: z.boolean(),
  founder: z.boolean(),
  admittedAt: timeSchema,
  admittedBy: z.string().nullable(),
  retiredAt: timeSchema.nullable(),
  retiredBy: z.string().nullable(),
  /** Time of its last change that was read here; null: none yet. */
  lastSeenAt: timeSchema.nullable(),
  /** Up to when it has this PC's changes; null: nothing is known. */
  hasOursUntil: timeSchema.nullable(),
  /** Changes of this PC that it has not got yet, as far as is known. */
  behind: count.nullable(),
})
export type SyncDevice = z.infer<typeof syncDeviceSchema>

export const deviceRequestSchema = z.object({
  deviceId: z.string(),
  name: z.string(),
  part: z.string(),
  askedAt: timeSchema,
  /** Another device has this part: it cannot be admitted. */
  partTaken: z.boolean(),
  /** Not signed by the key it names, or not readable: it must not be admitted. */
  damaged: z.boolean(),
})
export type DeviceRequest = z.infer<typeof deviceRequestSchema>

export const syncContract = {
  overview: procedure.output(syncOverviewSchema),
  /** The overview now, and again whenever it changes. */
  watch: procedure.output(eventIterator(syncOverviewSchema)),
  /** Tries a store step by step (S7). Writes one probe file and takes it away. */
  check: procedure.input(z.object({ settings: storeSettingsSchema })).output(storeCheckSchema),
  /** Founds a vault in an empty place (S5). */
  create: procedure.input(z.object({ settings: storeSettingsSchema, vaultName: z.string().trim().min(1).max(60), deviceName, passphrase, ...key })).output(syncOverviewSchema),
  /** What joining would do; writes nothing. A vault with a passphrase answers PASSPHRASE_WRONG without the right one. */
  preview: procedure.input(z.object({ settings: storeSettingsSchema, passphrase })).output(joinPreviewSchema),
  join: procedure.input(z.object({ settings: storeSettingsSchema, deviceName, passphrase, /** the vault that the preview showed */ vault: z.string(), ...key })).output(syncOverviewSchema),
  /** This PC goes on alone with all it has. */
  leave: procedure.input(z.object({ ...key })).output(syncOverviewSchema),
  /** Another way to the same vault: a moved share, a new password. */
  changeStore: procedure.input(z.object({ settings: storeSettingsSchema, ...key })).output(syncOverviewSchema),
  /** Begins a round now; answers at once. */
  now: procedure.output(syncOverviewSchema),
  devices: procedure.output(z.object({ devices: z.array(syncDeviceSchema), requests: z.array(deviceRequestSchema) })),
  admit: procedure.input(z.object({ deviceId: idSchema, checkCode: z.string().regex(/^\d{8}$/), rights: z.enum(DEVICE_RIGHTS), ...approver, ...key })).output(syncOverviewSchema),
  retire: procedure.input(z.object({ deviceId: idSchema, ...approver, ...key })).output(syncOverviewSchema),
  rename: procedure.input(z.object({ deviceId: idSchema, name: deviceName, ...key })).output(syncOverviewSchema),
}
