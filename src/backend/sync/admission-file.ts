import { admissionFileSchema, SYNC_FORMAT, type AdmissionFile } from '../../contract/sync-files'
import { encodeSigned, readSigned, type SignedFault } from './signed-file'

export type { AdmissionFile } from '../../contract/sync-files'
export { admissionName } from './names'

/** `unknown`: signed by a device that is not known (yet) to have the right. */
export type AdmissionRead = { readonly ok: true; readonly admission: AdmissionFile } | { readonly ok: false; readonly fault: SignedFault | 'vault' | 'name' | 'unknown' }

/** A supervisor admitted a device (S6; docs/sync-format.md, section 3): signed by the device on which that was done. */
export function encodeAdmission(facts: Omit<AdmissionFile, 'kind' | 'format'>, privateKey: string): Uint8Array {
  const { vault, device, name, part, publicKey, rights, admittedAt, by } = facts
  return encodeSigned(admissionFileSchema.parse({ kind: 'admission', format: SYNC_FORMAT, vault, device, name, part, publicKey, rights, admittedAt, by }), privateKey).bytes
}

/** Reads the admission of a device. `keyOf`: the key of a device that may admit, or null. */
export function readAdmission(bytes: Uint8Array, { vault, device }: { vault: string; device: string }, keyOf: (device: string) => string | null): AdmissionRead {
  let isUnknown = false
  const read = readSigned(bytes, (facts) => {
    const parsed = admissionFileSchema.safeParse(facts)
    const key = parsed.success ? keyOf(parsed.data.by) : null
    isUnknown = parsed.success && key === null
    return key
  })
  if (!read.ok) return { ok: false, fault: isUnknown ? 'unknown' : read.fault }
  const file = admissionFileSchema.safeParse(read.file.facts)
  if (!file.success || read.file.body.length > 0) return { ok: false, fault: 'format' }
  if (file.data.vault !== vault) return { ok: false, fault: 'vault' }
  return file.data.device === device ? { ok: true, admission: file.data } : { ok: false, fault: 'name' }
}
