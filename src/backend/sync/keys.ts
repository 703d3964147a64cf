import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'

/** Keys of a device (S6; docs/sync-format.md, section 3): Ed25519, as base64 of SPKI and PKCS8. */
export interface DeviceKey {
  readonly publicKey: string
  /** Secret: kept sealed by the system's keychain where there is one. */
  readonly privateKey: string
}

/** A new pair for a device. */
export function makeDeviceKey(): DeviceKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  }
}

/** Signature of bytes, base64. Throws when the private key is none. */
export function signWith(privateKey: string, bytes: Uint8Array): string {
  return sign(null, bytes, createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })).toString('base64')
}

/** Base64 in the one spelling that a writer gives; null otherwise, so that no two texts mean the same bytes. */
export function bytesOfBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}

function publicKeyOf(publicKey: string): KeyObject | null {
  const bytes = bytesOfBase64(publicKey)
  if (bytes === null) return null
  try {
    const key = createPublicKey({ key: bytes, format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    // Text from another PC that is no key: nothing can be signed by it.
    return null
  }
}

/** Whether the key signed exactly these bytes. Never throws: text that is no key or no signature signed nothing. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  const key = publicKeyOf(publicKey)
  const signed = bytesOfBase64(signature)
  return key !== null && signed !== null && verify(null, bytes, key, signed)
}

/** Eight digits that two people compare before a device is admitted, as '1234 5678'. */
export function checkCode(publicKey: string): string {
  const hash = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest()
  const digits = (hash.readBigUInt64BE() % 100_000_000n).toString().padStart(8, '0')
  return `${digits.slice(0, 4)} ${digits.slice(4)}`
}
