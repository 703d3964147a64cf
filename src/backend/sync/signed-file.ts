import { createHash } from 'node:crypto'
import { isSignedBy, signWith } from './keys'

/**
 * The envelope of every file of sync: a line of JSON, a line with its signature, and, for some, a body whose hash the first line holds
 * (docs/sync-format.md, section 4).
 */
export interface SignedFile {
  /** The JSON of line 1, of whatever shape. */
  readonly facts: unknown
  /** SHA-256 of line 1, hex. */
  readonly head: string
  /** What follows line 2. */
  readonly body: Buffer
}

export type SignedFault = 'torn' | 'signature' | 'format'
export type SignedResult = { readonly ok: true; readonly file: SignedFile } | { readonly ok: false; readonly fault: SignedFault }

const NEWLINE = 0x0a
const NOTHING = Buffer.alloc(0)

/** SHA-256 as hex. */
export const sha256Of = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Puts a file together. `facts` becomes line 1 as `JSON.stringify` writes it; answers the hash of that line too. */
export function encodeSigned(facts: object, privateKey: string, body: Uint8Array = NOTHING): { bytes: Buffer; head: string } {
  const line = Buffer.from(JSON.stringify(facts))
  return { bytes: Buffer.concat([line, Buffer.from(`\n${signWith(privateKey, line)}\n`), body]), head: sha256Of(line) }
}

/**
 * Takes a file apart. `torn`: it ends before line 2 does; `signature`: line 1 is not signed by the key; `format`: it is, and is no JSON.
 * `publicKey` may follow from the JSON itself (a founder, a request): such a file says only that its writer has the key that it names.
 */
export function readSigned(bytes: Uint8Array, publicKey: string | ((facts: unknown) => string | null)): SignedResult {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = file.indexOf(NEWLINE)
  const second = first < 0 ? -1 : file.indexOf(NEWLINE, first + 1)
  if (second < 0) return { ok: false, fault: 'torn' }
  const line = file.subarray(0, first)
  const signature = file.toString('latin1', first + 1, second)
  if (typeof publicKey === 'string' && !isSignedBy(publicKey, line, signature)) return { ok: false, fault: 'signature' }
  const facts = jsonOf(line.toString('utf8'))
  if (facts === undefined) return { ok: false, fault: 'format' }
  if (typeof publicKey !== 'string') {
    const own = publicKey(facts)
    if (own === null) return { ok: false, fault: 'format' }
    if (!isSignedBy(own, line, signature)) return { ok: false, fault: 'signature' }
  }
  return { ok: true, file: { facts, head: sha256Of(line), body: file.subarray(second + 1) } }
}

/**
 * What the seal of a body is bound to: line 1 without `body`, as JSON writes it. Reading JSON keeps the order of the keys, so that writer and
 * reader get the same bytes.
 */
export function sealedWith(header: unknown): Uint8Array {
  const { body: _body, ...facts } = header as { body?: unknown }
  return Buffer.from(JSON.stringify(facts))
}

/** The value of a JSON text; undefined, which no JSON means, when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
