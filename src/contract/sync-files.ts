import { z } from 'zod'
import { timeSchema } from './common'

/** Shapes of what lies in a shared store (docs/sync-format.md). Everything here was written by another PC and is read as such. */

/** A device, also a vault. */
export const DEVICE_ID = /^[0-9a-z]{16}$/
/** `<device>` in its first epoch, `<device>.<epoch>` later. */
export const STREAM = /^[0-9a-z]{16}(\.([2-9]|[1-9]\d{1,8}))?$/
/** `<ms>-<counter>-<stream>`; the first 15 characters are the clock. */
export const STAMP = /^[0-9a-z]{9}-[0-9a-z]{4}-([0-9a-z]{16}(?:\.(?:[2-9]|[1-9]\d{1,8}))?)$/
const SHA256 = /^[0-9a-f]{64}$/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Ceilings of the format, far above what the policy cuts: beyond them a file is not read. */
const MOST_BYTES = 64 * 1024 * 1024
const MOST_CHANGES = 100_000
const MOST_STREAMS = 10_000
const MOST_SEQ = 99_999_999
/** scrypt may take at most so much memory on a reader's PC, whatever a vault file says. */
const MOST_SCRYPT_BYTES = 512 * 1024 * 1024

/** What every file begins with. A number above this is a newer version's. */
export const SYNC_FORMAT = 1

const deviceId = z.string().regex(DEVICE_ID)
const stream = z.string().regex(STREAM)
const sha256 = z.string().regex(SHA256)
const base64 = z.string().max(4096).regex(BASE64)
const seq = z.int().min(1).max(MOST_SEQ)
const count = (most: number): z.ZodType<number> => z.int().min(0).max(most)
const name = z.string().min(1).max(200)
const part = z.string().regex(/^[0-9A-Z]{4}$/)

/** Whether this is a vector: streams with a stamp of their own each. */
export function isVector(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return entries.length <= MOST_STREAMS && entries.every(([of, stamp]) => typeof stamp === 'string' && STAMP.exec(stamp)?.[1] === of)
}
const vector = z.custom<Record<string, string>>(isVector)

/** A body as it lies in the file: its bytes and their hash, the bytes of its text, and the nonce of the seal (null: not sealed). */
const body = z.object({ bytes: count(MOST_BYTES), sha256, plain: count(MOST_BYTES), nonce: base64.nullable() })
export type PackedFacts = z.infer<typeof body>

const first = z.literal(SYNC_FORMAT)

/** Section 4. `knows` is without the stream itself; `schema`: migrations of the writer; `audit`: the end of its audit chain (0 and '' before the first entry). */
export const segmentHeaderSchema = z.lazy(() =>
  z.object({
    kind: z.literal('segment'),
    format: first,
    schema: z.int().min(1),
    vault: deviceId,
    device: deviceId,
    stream,
    epoch: z.int().min(1),
    seq,
    prev: z.union([z.literal(''), sha256]),
    madeAt: timeSchema,
    changes: count(MOST_CHANGES),
    first: z.union([z.literal(''), z.string().regex(STAMP)]),
    last: z.union([z.literal(''), z.string().regex(STAMP)]),
    knows: vector,
    audit: z.object({ seq: z.int().min(0), hash: z.union([z.literal(''), sha256]) }),
    body,
  }),
)
export type SegmentHeader = z.infer<typeof segmentHeaderSchema>

/** How the key follows from the passphrase (section 3). */
const kdf = z
  .object({ kdf: z.literal('scrypt'), salt: base64, n: z.int().min(2), r: z.int().min(1).max(64), p: z.int().min(1).max(16), check: base64 })
  .refine(({ n, r }) => Number.isInteger(Math.log2(n)) && 128 * n * r <= MOST_SCRYPT_BYTES)
export type Kdf = z.infer<typeof kdf>

/** Section 3: founded once. `key` is the founder's public key. */
export const vaultFileSchema = z.lazy(() =>
  z.object({
    kind: z.literal('vault'),
    format: first,
    vault: deviceId,
    name,
    createdAt: timeSchema,
    founder: z.object({ device: deviceId, name, part, key: base64 }),
    cipher: kdf.nullable(),
  }),
)
export type VaultFile = z.infer<typeof vaultFileSchema>

/** Section 3: a device asks to be admitted. */
export const requestFileSchema = z.lazy(() =>
  z.object({ kind: z.literal('request'), format: first, vault: deviceId, device: deviceId, name, part, publicKey: base64, madeAt: timeSchema, schema: z.int().min(1) }),
)
export type RequestFile = z.infer<typeof requestFileSchema>

/** Section 3: a device was admitted. `by`: the device on which a supervisor did it, which signs. */
export const admissionFileSchema = z.lazy(() =>
  z.object({ kind: z.literal('admission'), format: first, vault: deviceId, device: deviceId, name, part, publicKey: base64, rights: z.enum(['full', 'work']), admittedAt: timeSchema, by: deviceId }),
)
export type AdmissionFile = z.infer<typeof admissionFileSchema>

/** Section 11. The header says when; the body says who and what, so that a passphrase covers it. */
export const presenceHeaderSchema = z.lazy(() => z.object({ kind: z.literal('presence'), format: first, vault: deviceId, device: deviceId, at: timeSchema, until: timeSchema, body }))
export const presenceBodySchema = z.lazy(() =>
  z.object({
    staff: z.object({ id: z.string().min(1).max(200), name: z.string().max(200) }),
    cases: z.array(z.object({ caseId: z.string().min(1).max(200), doing: z.enum(['looking', 'answering']), since: timeSchema })).max(200),
  }),
)
/** Who looks at what on a PC (section 11). */
export type PresenceFacts = { device: string; at: number; until: number } & z.infer<typeof presenceBodySchema>

const snapshotPart = body.extend({ rows: z.int().min(0) })
export type SnapshotPart = z.infer<typeof snapshotPart>

/** Section 8. `seq`: last segment of the writer that it holds (0: none); `positions`: likewise of every stream, with the SHA-256 of that segment's first line. */
export const snapshotManifestSchema = z.lazy(() =>
  z.object({
    kind: z.literal('snapshot'),
    format: first,
    schema: z.int().min(1),
    vault: deviceId,
    device: deviceId,
    stream,
    seq: count(MOST_SEQ),
    madeAt: timeSchema,
    covers: vector,
    positions: z.record(stream, z.object({ seq: count(MOST_SEQ), prev: z.union([z.literal(''), sha256]) })),
    parts: z.array(snapshotPart).max(9999),
  }),
)
export type SnapshotManifest = z.infer<typeof snapshotManifestSchema>
