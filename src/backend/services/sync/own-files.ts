import { devicePart } from '../../../domain/case/case-no'
import { deviceOf, streamOf } from '../../../domain/sync/vector'
import { stampIn } from '../../db/stamps'
import * as repo from '../../repositories/sync'
import { admissionName, encodeAdmission, readAdmission } from '../../sync/admission-file'
import { encodeRequest, readRequest, requestName } from '../../sync/request-file'
import type { Kernel } from '../kernel'
import { readVaultRecord, type Link } from './link'
import type { Listing } from './listing'
import { leaveNameToOther } from './new-name'
import { senderOf } from './trust'

/** Small files of this device in the store, which it completes when an upload tore (docs/sync-format.md, section 3). */

/** Whether an upload tore: what is there is a beginning of what was written. */
export const begins = (whole: Uint8Array, beginning: Uint8Array): boolean => beginning.length < whole.length && Buffer.compare(whole.subarray(0, beginning.length), beginning) === 0

/** Stores a file that this device writes once, always the same bytes; a torn one is replaced. */
export async function putOnce(link: Link, name: string, bytes: Uint8Array): Promise<void> {
  if ((await link.store.putNew(name, bytes)) === 'exists' && begins(bytes, await link.store.read(name))) await link.store.replace(name, bytes)
}

function requestBytes(kernel: Kernel, { vault, privateKey }: Link): Uint8Array {
  return encodeRequest({ vault: vault.id, device: kernel.deviceId, name: vault.deviceName, part: devicePart(kernel.stream()), publicKey: vault.publicKey, madeAt: kernel.now(), schema: kernel.schemaVersion }, privateKey)
}

/** Asks to be admitted; false when another folder asks under this name with a key of its own. @throws StoreError */
export async function putRequest(kernel: Kernel, link: Link): Promise<boolean> {
  const bytes = requestBytes(kernel, link)
  const name = requestName(kernel.deviceId)
  if ((await link.store.putNew(name, bytes)) === 'stored') return true
  const there = readRequest(await link.store.read(name), { vault: link.vault.id, device: kernel.deviceId })
  if (there.ok && there.request.publicKey !== link.vault.publicKey) return false
  await link.store.replace(name, bytes)
  return true
}

/** Whether this device is admitted. */
export const isAdmitted = (kernel: Kernel): boolean => {
  const row = repo.findDevice(kernel.read, kernel.deviceId)
  return row !== undefined && row.retiredAt === null && row.publicKey === readVaultRecord(kernel.read)?.publicKey
}

/** A request that is not in the listing, or is not whole there, is put again while this device waits to be admitted. */
async function keepAsking(kernel: Kernel, link: Link, listing: Listing): Promise<void> {
  const row = repo.findDevice(kernel.read, kernel.deviceId)
  if (row === undefined) {
    if (listing.requests.get(kernel.deviceId) !== requestBytes(kernel, link).length && !(await putRequest(kernel, link))) leaveNameToOther(kernel)
  } else if (row.publicKey !== link.vault.publicKey) leaveNameToOther(kernel)
}

type Admitted = repo.DeviceRow & { readonly rights: 'full' | 'work' }

function admissionBytes(kernel: Kernel, link: Link, { id, name, part, publicKey, rights, admittedAt }: Admitted): Uint8Array {
  return encodeAdmission({ vault: link.vault.id, device: id, name, part, publicKey, rights, admittedAt, by: kernel.deviceId }, link.privateKey)
}

/** The signed admission of a device that is a row already; one that is whole there stays. */
export async function putAdmission(kernel: Kernel, link: Link, row: Admitted): Promise<void> {
  const bytes = admissionBytes(kernel, link, row)
  const name = admissionName(row.id)
  if ((await link.store.putNew(name, bytes)) === 'stored') return
  const there = await link.store.read(name)
  const read = readAdmission(there, { vault: link.vault.id, device: row.id }, (by) => senderOf(kernel, link, by)?.publicKey ?? null)
  if (read.ok || read.fault !== 'torn') return
  // its writer, or whoever would write the same
  if (begins(bytes, there) || deviceOf(streamOf(stampIn(JSON.parse(row.hlc) as Record<string, string>, 'admission'))) === kernel.deviceId) await link.store.replace(name, bytes)
}

export const isOfRights = (row: repo.DeviceRow): row is Admitted => row.rights === 'full' || row.rights === 'work'

/** Sizes of admissions that were looked at: a device that was renamed since has one of another length. */
const lookedAt = new WeakMap<Link, Map<string, number>>()

/** Admissions that did not get into the store whole when they were given (it was away): a device with full rights puts them there. */
async function completeAdmissions(kernel: Kernel, link: Link, { admissions }: Listing): Promise<void> {
  if (repo.findDevice(kernel.read, kernel.deviceId)?.rights !== 'full') return
  const known = lookedAt.get(link) ?? new Map<string, number>()
  lookedAt.set(link, known)
  for (const row of repo.listDevices(kernel.read)) {
    if (row.id === link.vault.founder.device || !isOfRights(row)) continue
    const listed = admissions.get(row.id)
    if (listed !== undefined && (known.get(row.id) === listed || listed === admissionBytes(kernel, link, row).length)) continue
    await putAdmission(kernel, link, row)
    if (listed !== undefined) known.set(row.id, listed)
  }
}

/** After a round: what of this device's own small files is not whole in the store. Costs nothing while the listing shows all of them whole. */
export async function completeFiles(kernel: Kernel, link: Link, listing: Listing): Promise<void> {
  if (isAdmitted(kernel)) await completeAdmissions(kernel, link, listing)
  else await keepAsking(kernel, link, listing)
}
