import { gunzipSync, gzipSync } from 'node:zlib'
import type { PackedFacts } from '../../contract/sync-files'
import type { Seal } from './seal'
import { sha256Of } from './signed-file'

/** `torn`: other bytes than the facts say; `sealed`: passphrase missing, wrong, or not used where the vault has one; `content`: not what was announced. */
export type PackedFault = 'torn' | 'sealed' | 'content'
export type Unpacked = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: PackedFault }

/** Text as it lies in a file: gzip, then sealed when the vault has a passphrase. `aad`: what the seal is bound to. */
export function pack(text: string, seal: Seal | null, aad: Uint8Array): { bytes: Uint8Array; facts: PackedFacts } {
  const plain = Buffer.from(text)
  const zipped = gzipSync(plain)
  const { bytes, nonce } = seal === null ? { bytes: zipped, nonce: null } : seal.seal(zipped, aad)
  return { bytes, facts: { bytes: bytes.length, sha256: sha256Of(bytes), plain: plain.length, nonce } }
}

/** The text of a packed body. Never more memory than the signed facts announce, and never a text that they do not fit. */
export function unpack(bytes: Uint8Array, facts: PackedFacts, seal: Seal | null, aad: Uint8Array): Unpacked {
  if (bytes.length !== facts.bytes || sha256Of(bytes) !== facts.sha256) return { ok: false, fault: 'torn' }
  // In a vault with a passphrase nothing is read that anybody could have read.
  if ((facts.nonce === null) !== (seal === null)) return { ok: false, fault: 'sealed' }
  const zipped = seal === null || facts.nonce === null ? bytes : seal.open(bytes, facts.nonce, aad)
  if (zipped === null) return { ok: false, fault: 'sealed' }
  const plain = unzipped(zipped, facts.plain)
  const text = plain === null ? null : textOf(plain)
  return text === null ? { ok: false, fault: 'content' } : { ok: true, text }
}

function unzipped(zipped: Uint8Array, length: number): Buffer | null {
  try {
    // zlib refuses a limit of 0; an empty text is found by its length below.
    const plain = gunzipSync(zipped, { maxOutputLength: Math.max(1, length) })
    return plain.length === length ? plain : null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('Z_') || code === 'ERR_BUFFER_TOO_LARGE') return null
    throw error
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
