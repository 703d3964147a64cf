import { admissionName, readAdmission } from '../../sync/admission-file'
import { isStoreError } from '../../sync/store'
import * as repo from '../../repositories/sync'
import type { Kernel } from '../kernel'
import type { Link } from './link'
import type { Listing } from './listing'

/** A device whose files are read. */
export interface Sender {
  readonly publicKey: string
  readonly rights: string
  readonly retiredAt: number | null
}

/** What is known of a device before its row has come: by the admission that another admitted device signed. */
const admitted = new WeakMap<Link, Map<string, Sender>>()

/** The admitted device of this id: by its row, the founder by the vault file, else by an admission that was read. Null: not admitted. */
export function senderOf(kernel: Kernel, link: Link, device: string): Sender | null {
  const row = repo.findDevice(kernel.read, device)
  if (row !== undefined) return row
  if (device === link.vault.founder.device) return { publicKey: link.vault.founder.key, rights: 'full', retiredAt: null }
  return admitted.get(link)?.get(device) ?? null
}

/**
 * Reads the admissions of devices whose rows are not here yet: a new device has no row at all and must know whose snapshot it may trust. Each is
 * signed by a device with full rights, back to the founder (docs/sync-format.md, section 3).
 */
export async function readAdmissions(kernel: Kernel, link: Link, listing: Listing): Promise<void> {
  const known = admitted.get(link) ?? new Map<string, Sender>()
  admitted.set(link, known)
  let waiting = [...listing.admissions.keys()].filter((device) => senderOf(kernel, link, device) === null)
  for (let moved = true; moved && waiting.length > 0; ) {
    moved = false
    const left: string[] = []
    for (const device of waiting) {
      let bytes: Uint8Array
      try {
        bytes = await link.store.read(admissionName(device))
      } catch (error) {
        if (!isStoreError(error, 'missing')) throw error
        continue
      }
      const read = readAdmission(bytes, { vault: link.vault.id, device }, (by) => {
        const sender = senderOf(kernel, link, by)
        return sender?.rights === 'full' ? sender.publicKey : null
      })
      if (read.ok) {
        known.set(device, { publicKey: read.admission.publicKey, rights: read.admission.rights, retiredAt: null })
        moved = true
      } else if (read.fault === 'unknown') left.push(device)
    }
    waiting = left
  }
}
