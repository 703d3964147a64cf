import { z } from 'zod'
import { STORE_FAULTS } from '../domain/sync/store-fault'

const text = z.string().trim().min(1).max(1000)
const secret = z.string().min(1).max(1000)

/** Addresses are http(s) without a user or a query in them: credentials have fields of their own, which are kept in the keychain (S6). */
const addressSchema = text.regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i, 'not an address such as https://nas.example/dav/team')

/** The certificate (PEM) of a server or authority of one's own, trusted beside the usual ones; most NAS boxes sign theirs themselves. */
const certificate = z.string().max(100_000).regex(/-----BEGIN CERTIFICATE-----/).optional()

/** Where the team's shared store is and how to sign in there (S1). Credentials are in clear here and sealed wherever they are kept. */
export const storeSettingsSchema = z.lazy(() => z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), path: text }),
  z.strictObject({ kind: z.literal('webdav'), url: addressSchema, user: z.string().max(500), password: z.string().max(1000), certificate }),
  z.strictObject({
    kind: z.literal('s3'),
    endpoint: addressSchema,
    region: text.regex(/^[a-zA-Z0-9-]+$/).default('us-east-1'),
    bucket: text.regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,253}$/),
    /** Folder in the bucket, without a slash at either end; empty for the whole bucket. */
    prefix: z.string().max(200).regex(/^(?!\/)(?!.*\/$)/).default(''),
    accessKeyId: secret,
    secret,
    /** Bucket in the path (most servers of one's own) or in the host name (the large providers). */
    style: z.enum(['path', 'host']).default('path'),
    certificate,
  }),
]))
export type StoreSettings = z.output<typeof storeSettingsSchema>

/**
 * The steps of the connection test (S7), in order:
 * - `reach` the store is there: the folder exists, or somebody answers at that address and knows the folder or bucket
 * - `sign-in` user, password or key are accepted
 * - `list` it may be read
 * - `write` a probe file is stored, and refused a second time
 * - `read` it comes back as it was
 * - `find` it stands in the listing
 * - `remove` it is taken away
 * - `clock` the store's clock and this PC's agree
 */
export const STORE_CHECK_STEPS = ['reach', 'sign-in', 'list', 'write', 'read', 'find', 'remove', 'clock'] as const

export const storeCheckSchema = z.lazy(() => z.strictObject({
  /** Every step but the clock went well. */
  ok: z.boolean(),
  steps: z.array(z.strictObject({
    step: z.enum(STORE_CHECK_STEPS),
    /** `skipped`: a step before it failed, or (clock) the store tells no time. */
    result: z.enum(['ok', 'failed', 'skipped']),
    fault: z.enum(STORE_FAULTS).nullable(),
    /** A few words or a code for somebody who knows servers; never a secret. */
    detail: z.string().nullable(),
  })),
  /** The store's clock minus this PC's in milliseconds; null when unknown. */
  clockDifference: z.number().int().nullable(),
  /**
   * Whether two devices that write one new name at the same moment are told apart for certain; null when that was not
   * reached, or cannot be known (a folder may be a share or one that other software synchronises).
   */
  exclusive: z.boolean().nullable(),
  /** False when passwords and files cross the network unprotected (http). */
  encrypted: z.boolean(),
}))
export type StoreCheck = z.output<typeof storeCheckSchema>
export type StoreCheckStep = (typeof STORE_CHECK_STEPS)[number]
