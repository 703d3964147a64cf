import { SYNC_FORMAT, vaultFileSchema, type VaultFile } from '../../contract/sync-files'
import { encodeSigned, readSigned, type SignedFault } from './signed-file'

export type { VaultFile } from '../../contract/sync-files'
export { vaultIdOf, vaultName } from './names'

export type VaultRead = { readonly ok: true; readonly vault: VaultFile } | { readonly ok: false; readonly fault: SignedFault | 'vault' }

/** The file that founds a vault (S2; docs/sync-format.md, section 3), signed by its founder. */
export function encodeVault(facts: Omit<VaultFile, 'kind' | 'format'>, privateKey: string): Uint8Array {
  const { vault, name, createdAt, founder, cipher } = facts
  return encodeSigned(vaultFileSchema.parse({ kind: 'vault', format: SYNC_FORMAT, vault, name, createdAt, founder, cipher }), privateKey).bytes
}

/**
 * Reads it under the name of a vault. That it is whole and its founder's own is all that a signature by a key in the same file can say;
 * who keeps the store for the team is known from the check code and from rows.
 */
export function readVault(bytes: Uint8Array, vault: string): VaultRead {
  const read = readSigned(bytes, (facts) => {
    const parsed = vaultFileSchema.safeParse(facts)
    return parsed.success ? parsed.data.founder.key : null
  })
  if (!read.ok) return read
  const file = vaultFileSchema.safeParse(read.file.facts)
  if (!file.success || read.file.body.length > 0) return { ok: false, fault: 'format' }
  return file.data.vault === vault ? { ok: true, vault: file.data } : { ok: false, fault: 'vault' }
}
