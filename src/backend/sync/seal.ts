import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import type { Kdf } from '../../contract/sync-files'
import { AppError } from '../../domain/errors'
import { openSealedFile, sealFileWith } from './sealed-file'

export type { Kdf } from '../../contract/sync-files'

/** Cost of scrypt for a new vault (policy `sync.scrypt`): about 128 · n · r bytes of memory. */
export interface ScryptCost {
  readonly n: number
  readonly r: number
  readonly p: number
}

/** Seals with the team's passphrase (S6; docs/sync-format.md, sections 3, 4 and 9). */
export interface Seal {
  /** Seals bytes and binds them to `aad`, which is not in them. `nonce`: base64; `bytes` end with the tag. */
  seal(plain: Uint8Array, aad: Uint8Array): { bytes: Uint8Array; nonce: string }
  /** The plain bytes; null when they were not sealed by this key with this `aad`, or were changed. */
  open(bytes: Uint8Array, nonce: string, aad: Uint8Array): Uint8Array | null
  /** Name of a sealed photo, 64 hex characters: says nothing about the photo to who has no key. `sha256`: hex of the plain bytes. */
  nameOf(sha256: string): string
  /** Seals a file that nobody writes; the same file always gives the same bytes. @throws AppError FILE_DAMAGED when it changed meanwhile, FILE_EXISTS when `to` is there */
  sealFile(from: string, to: string): Promise<void>
  /** @throws AppError FILE_DAMAGED when it is not sealed by this key, was cut short, put in another order or changed: then `to` is not there; FILE_EXISTS when `to` is there already */
  openFile(from: string, to: string): Promise<void>
}

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SALT_BYTES = 16
const NOTHING = Buffer.alloc(0)
/** What `check` holds, sealed. */
const CHECK_WORD = Buffer.from('the passphrase is right')

/** A key of its own for each use, so that what is sealed for one can never pass for another. */
const derived = (key: Uint8Array, use: string): Buffer => Buffer.from(hkdfSync('sha256', key, NOTHING, `sync ${use}`, KEY_BYTES))

function sealBytes(key: Uint8Array, plain: Uint8Array, aad: Uint8Array): { bytes: Buffer; nonce: Buffer } {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(aad)
  return { bytes: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]), nonce }
}

function openBytes(key: Uint8Array, sealed: Uint8Array, nonce: Uint8Array, aad: Uint8Array): Buffer | null {
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return null
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad).setAuthTag(sealed.subarray(end))
  const plain = decipher.update(sealed.subarray(0, end))
  try {
    return Buffer.concat([plain, decipher.final()])
  } catch {
    // final() fails for one reason alone: the tag does not fit.
    return null
  }
}

/** What a person typed on any keyboard as one text: the same letters give the same key. */
const typed = (passphrase: string): string => passphrase.normalize('NFKC').trim()

function keyOf(passphrase: string, salt: Uint8Array, { n, r, p }: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Node's own limit is below what the default cost needs; some more for its bookkeeping.
    scrypt(typed(passphrase), salt, KEY_BYTES, { N: n, r, p, maxmem: 128 * r * (n + p + 8) + 1_048_576 }, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

/** For a new vault: how its key follows from the passphrase, and the key. */
export async function newCipher(passphrase: string, cost: ScryptCost): Promise<{ kdf: Kdf; key: Buffer }> {
  const salt = randomBytes(SALT_BYTES)
  const key = await keyOf(passphrase, salt, cost)
  const { bytes, nonce } = sealBytes(derived(key, 'check'), CHECK_WORD, NOTHING)
  return { kdf: { kdf: 'scrypt', salt: salt.toString('base64'), n: cost.n, r: cost.r, p: cost.p, check: Buffer.concat([nonce, bytes]).toString('base64') }, key }
}

/** The key of a vault. @throws AppError PASSPHRASE_WRONG */
export async function openCipher(passphrase: string, kdf: Kdf): Promise<Buffer> {
  const key = await keyOf(passphrase, Buffer.from(kdf.salt, 'base64'), kdf)
  const check = Buffer.from(kdf.check, 'base64')
  const word = openBytes(derived(key, 'check'), check.subarray(NONCE_BYTES), check.subarray(0, NONCE_BYTES), NOTHING)
  if (word === null || !word.equals(CHECK_WORD)) throw new AppError('PASSPHRASE_WRONG')
  return key
}

/** What seals with the key of {@link newCipher} or {@link openCipher}. */
export function createSeal(key: Uint8Array): Seal {
  const texts = derived(key, 'segment')
  const photos = derived(key, 'photo')
  const names = derived(key, 'photo name')
  return {
    seal(plain, aad) {
      const { bytes, nonce } = sealBytes(texts, plain, aad)
      return { bytes, nonce: nonce.toString('base64') }
    },
    open: (bytes, nonce, aad) => openBytes(texts, bytes, Buffer.from(nonce, 'base64'), aad),
    nameOf: (sha256) => createHmac('sha256', names).update(sha256).digest('hex'),
    sealFile: (from, to) => sealFileWith(photos, from, to),
    openFile: (from, to) => openSealedFile(photos, from, to),
  }
}
