import { requestFileSchema, SYNC_FORMAT, type RequestFile } from '../../contract/sync-files'
import { encodeSigned, readSigned, type SignedFault } from './signed-file'

export type { RequestFile } from '../../contract/sync-files'
export { requestName } from './names'

export type RequestRead = { readonly ok: true; readonly request: RequestFile } | { readonly ok: false; readonly fault: SignedFault | 'vault' | 'name' }

/** A device asks to be admitted (S6; docs/sync-format.md, section 3), signed by the key that it asks for. */
export function encodeRequest(facts: Omit<RequestFile, 'kind' | 'format'>, privateKey: string): Uint8Array {
  const { vault, device, name, part, publicKey, madeAt, schema } = facts
  return encodeSigned(requestFileSchema.parse({ kind: 'request', format: SYNC_FORMAT, vault, device, name, part, publicKey, madeAt, schema }), privateKey).bytes
}

/** Reads the request of a device. The signature says that its writer has the key; whose it is, people find out by the check code. */
export function readRequest(bytes: Uint8Array, { vault, device }: { vault: string; device: string }): RequestRead {
  const read = readSigned(bytes, (facts) => {
    const parsed = requestFileSchema.safeParse(facts)
    return parsed.success ? parsed.data.publicKey : null
  })
  if (!read.ok) return read
  const file = requestFileSchema.safeParse(read.file.facts)
  if (!file.success || read.file.body.length > 0) return { ok: false, fault: 'format' }
  if (file.data.vault !== vault) return { ok: false, fault: 'vault' }
  return file.data.device === device ? { ok: true, request: file.data } : { ok: false, fault: 'name' }
}
