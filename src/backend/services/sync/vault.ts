import { AppError } from '../../../domain/errors'
import { deviceOf, streamOf } from '../../../domain/sync/vector'
import * as masters from '../../repositories/masters'
import * as repo from '../../repositories/sync'
import { checkCode, makeDeviceKey } from '../../sync/keys'
import { readRequest, requestName, type RequestFile } from '../../sync/request-file'
import { createSeal, newCipher, openCipher, type Seal } from '../../sync/seal'
import { isStoreError, type FileStore } from '../../sync/store'
import { encodeVault, readVault, vaultName, type VaultFile } from '../../sync/vault-file'
import type { Actor, Kernel } from '../kernel'
import { SYSTEM } from '../setup'
import { startEpoch } from './epoch'
import { clearHalfFounded, noteTried } from './half-founded'
import { comesFromElsewhere, noteLeft, takeAlong } from './left'
import { PRIVATE_KEY, putCut, putVaultRecord, readVaultRecord, UNFINISHED, type Link, type VaultRecord } from './link'
import { sortListing, type Listing } from './listing'
import { leaveNameToOther, takeNewName } from './new-name'
import { isOfRights, putAdmission, putOnce, putRequest } from './own-files'
import { publishBase } from './snapshot'

const CIPHER_KEY = 'sync-cipher-key'

export type DeviceRights = 'full' | 'work'

/** Whether founding or joining still has to put its files into the store; `ask`: a copy on another machine, whose rows are known and which is not. */
export const isUnfinished = (kernel: Kernel): 'found' | 'join' | 'ask' | null => {
  const text = masters.readMeta(kernel.read, UNFINISHED)
  return text === 'found' || text === 'join' || text === 'ask' ? text : null
}

/** The key of a device that has none of its own yet. */
async function makeOwnKey(kernel: Kernel, vault: VaultRecord): Promise<VaultRecord> {
  const { publicKey, privateKey } = makeDeviceKey()
  const sealed = await kernel.secrets.seal(privateKey)
  const own = { ...vault, publicKey }
  kernel.write(SYSTEM, { name: 'sync.key', subject: kernel.deviceId }, (tx) => {
    masters.putMeta(tx, PRIVATE_KEY, sealed)
    putVaultRecord(tx, own)
  })
  return own
}

/** The way to the vault over an open store. @throws AppError SYNC_OFF, SECRET_LOST */
export async function openLink(kernel: Kernel, store: FileStore): Promise<Link> {
  const known = readVaultRecord(kernel.read)
  if (known === null) throw new AppError('SYNC_OFF')
  const isKeyless = isUnfinished(kernel) === 'ask' && (masters.readMeta(kernel.read, PRIVATE_KEY) ?? '') === ''
  const vault = isKeyless ? await makeOwnKey(kernel, known) : known
  const key = masters.readMeta(kernel.read, PRIVATE_KEY) ?? ''
  const cipher = masters.readMeta(kernel.read, CIPHER_KEY) ?? ''
  const seal = vault.cipher === null ? null : createSeal(Buffer.from(await kernel.secrets.open(cipher), 'base64'))
  return { vault, store, seal, privateKey: await kernel.secrets.open(key) }
}

interface Entered {
  readonly record: VaultRecord
  readonly privateKey: string
  readonly cipherKey: Buffer | null
}

/** Writes down, in one transaction, that this device belongs to a vault and where its stream begins. */
async function enter(kernel: Kernel, actor: Actor, how: 'found' | 'join', { record, privateKey, cipherKey }: Entered, also: (tx: Parameters<Parameters<Kernel['write']>[2]>[0]) => void): Promise<void> {
  const sealedKey = await kernel.secrets.seal(privateKey)
  const sealedCipher = cipherKey === null ? '' : await kernel.secrets.seal(cipherKey.toString('base64'))
  kernel.write(actor, { name: how === 'found' ? 'sync.create' : 'sync.join', subject: record.id }, (tx) => {
    putVaultRecord(tx, record)
    masters.putMeta(tx, PRIVATE_KEY, sealedKey)
    masters.putMeta(tx, CIPHER_KEY, sealedCipher)
    masters.putMeta(tx, UNFINISHED, how)
    also(tx)
    takeAlong(tx, record.id, kernel.stream())
    tx.sync.know(repo.vectorOf(tx.db), '')
    // What is here now goes out as the base; the log is shipped from here on.
    putCut(tx, repo.lastSeq(tx.db))
    const stream = kernel.stream()
    const last = repo.lastLocalHlc(tx.db)
    // what was written under an earlier name keeps its stamps, and the base brings it
    repo.putStream(tx, { stream, deviceId: kernel.deviceId, seq: 0, head: '', line: 0, lastHlc: streamOf(last) === stream ? last : '', knows: '{}', fault: null, faultSince: null })
  })
}

/** Whether a store holds anything of a device. */
const knowsDevice = (listing: Listing, founder: string, device: string): boolean =>
  device === founder || listing.requests.has(device) || listing.admissions.has(device) || [...listing.streams.keys(), ...listing.snapshots.map(({ stream }) => stream)].some((stream) => deviceOf(stream) === device)

/** The vault's file in a store. @throws AppError STORE_EMPTY (none), STORE_OTHER_VAULT (not the expected one), FILE_DAMAGED */
export async function lookAtVault(store: FileStore, expected: string | null): Promise<VaultFile> {
  const { vaults } = sortListing(await store.list('sync/'))
  const id = expected === null ? vaults[0] : vaults.find((one) => one === expected)
  if (id === undefined) throw new AppError(vaults.length === 0 ? 'STORE_EMPTY' : 'STORE_OTHER_VAULT')
  const read = readVault(await store.read(vaultName(id)), id)
  if (!read.ok) throw new AppError('FILE_DAMAGED', { file: vaultName(id) })
  return read.vault
}

/** The key that a passphrase gives for a vault; null for a vault without one. @throws AppError PASSPHRASE_WRONG */
export async function cipherOf(vault: VaultFile, passphrase: string | null): Promise<Buffer | null> {
  if (vault.cipher === null) return null
  if (passphrase === null) throw new AppError('PASSPHRASE_WRONG')
  return openCipher(passphrase, vault.cipher)
}

export const sealFor = (key: Buffer | null): Seal | null => (key === null ? null : createSeal(key))

export interface Founding {
  readonly vaultName: string
  readonly deviceName: string
  readonly passphrase: string | null
  /** Random characters `[0-9a-z]`, for the vault's id. */
  readonly random: (length: number) => string
}

/** Founds a vault in a store that holds none, or one whose founding was cut off (S5). @throws AppError SYNC_ON, STORE_IN_USE, STORE_HALF_FOUNDED; StoreError */
export async function foundVault(kernel: Kernel, actor: Actor, store: FileStore, input: Founding): Promise<void> {
  if (readVaultRecord(kernel.read) !== null) throw new AppError('SYNC_ON')
  await clearHalfFounded(kernel, store, sortListing(await store.list('sync/')))
  const { publicKey, privateKey } = makeDeviceKey()
  const cipher = input.passphrase === null ? null : await newCipher(input.passphrase, kernel.resources.policy.sync.scrypt)
  const now = kernel.now()
  const id = input.random(16)
  // before anything is said of this device: numbers follow the stream
  if (comesFromElsewhere(kernel.read, id)) startEpoch(kernel, null)
  const record: VaultRecord = {
    id, name: input.vaultName, createdAt: now, founder: { device: kernel.deviceId, name: input.deviceName, part: kernel.devicePart, key: publicKey },
    cipher: cipher?.kdf ?? null, deviceName: input.deviceName, publicKey,
  }
  await enter(kernel, actor, 'found', { record, privateKey, cipherKey: cipher?.key ?? null }, (tx) => {
    repo.putDevice(tx, { id: kernel.deviceId, name: input.deviceName, part: kernel.devicePart, publicKey, rights: 'full', admittedAt: now, admittedBy: actor.staffId, retiredAt: null, retiredBy: null })
  })
  try {
    await finish(kernel, await openLink(kernel, store))
  } catch (error) {
    forget(kernel, actor)
    throw error
  }
}

/** Joins a vault and asks to be admitted (S5). @throws AppError SYNC_ON, STORE_EMPTY, STORE_OTHER_VAULT, PASSPHRASE_WRONG; StoreError */
export async function enterVault(kernel: Kernel, actor: Actor, store: FileStore, input: { readonly vault: string; readonly deviceName: string; readonly passphrase: string | null }): Promise<void> {
  if (readVaultRecord(kernel.read) !== null) throw new AppError('SYNC_ON')
  const vault = await lookAtVault(store, input.vault)
  const cipherKey = await cipherOf(vault, input.passphrase)
  if (knowsDevice(sortListing(await store.list('sync/')), vault.founder.device, kernel.deviceId)) takeNewName(kernel)
  else if (comesFromElsewhere(kernel.read, vault.vault)) startEpoch(kernel, null)
  const { publicKey, privateKey } = makeDeviceKey()
  const { vault: id, name, createdAt, founder, cipher } = vault
  const record: VaultRecord = { id, name, createdAt, founder, cipher, deviceName: input.deviceName, publicKey }
  await enter(kernel, actor, 'join', { record, privateKey, cipherKey }, () => undefined)
  try {
    await finish(kernel, await openLink(kernel, store))
  } catch (error) {
    forget(kernel, actor)
    throw error
  }
}

/** Puts the files of founding or joining into the store; done again after a kill it changes nothing. */
export async function finish(kernel: Kernel, link: Link): Promise<void> {
  const how = isUnfinished(kernel)
  if (how === null) return
  const { vault, store } = link
  const hasRows = masters.listStaff(kernel.read).length > 0
  if (how === 'found' || (how === 'join' && hasRows)) await publishBase(kernel, link)
  if (how === 'found') {
    const { id, name, createdAt, founder, cipher } = vault
    const bytes = encodeVault({ vault: id, name, createdAt, founder: { ...founder }, cipher }, link.privateKey)
    // Looked at once more: somebody may have founded one meanwhile.
    const { vaults } = sortListing(await store.list('sync/'))
    if (vaults.some((one) => one !== id)) throw new AppError('STORE_IN_USE')
    await putOnce(link, vaultName(id), bytes)
  } else if (!(await putRequest(kernel, link))) return askAsAnother(kernel, link, how)
  kernel.write(SYSTEM, { name: 'sync.entered', subject: vault.id }, (tx) => masters.putMeta(tx, UNFINISHED, ''))
}

/**
 * This device asks under a new name, since another folder asks under its own. While it joins, the base under the former name is one that nobody
 * can read: it begins anew, with all its work. A kill in between leaves it out of the team, as a joining that failed.
 */
async function askAsAnother(kernel: Kernel, link: Link, how: 'join' | 'ask'): Promise<void> {
  if (how === 'join') {
    const { vault, privateKey } = link
    const place = masters.readMeta(kernel.read, 'sync-store') ?? ''
    const cipherKey = vault.cipher === null ? null : Buffer.from(await kernel.secrets.open(masters.readMeta(kernel.read, CIPHER_KEY) ?? ''), 'base64')
    forget(kernel, SYSTEM)
    takeNewName(kernel)
    await enter(kernel, SYSTEM, 'join', { record: vault, privateKey, cipherKey }, (tx) => masters.putMeta(tx, 'sync-store', place))
  } else leaveNameToOther(kernel)
  return finish(kernel, link)
}

/** This device goes on alone, with all its rows (S5): what belongs to the vault is forgotten. */
export function forget(kernel: Kernel, actor: Actor): void {
  kernel.write(actor, { name: 'sync.leave', subject: readVaultRecord(kernel.read)?.id ?? null }, (tx) => {
    const vault = readVaultRecord(tx.db)
    if (vault !== null && masters.readMeta(tx.db, UNFINISHED) === 'found') noteTried(tx, { vault: vault.id, device: kernel.deviceId })
    noteLeft(tx, kernel.stream())
    repo.forgetVault(tx)
    tx.sync.forgetTeam()
    putVaultRecord(tx, null)
    for (const key of [PRIVATE_KEY, CIPHER_KEY, UNFINISHED, 'sync-store']) masters.putMeta(tx, key, '')
  })
}

/** The request of a device; null when it is not there or not its own. */
export async function requestOf(link: Link, device: string): Promise<RequestFile | null> {
  try {
    const read = readRequest(await link.store.read(requestName(device)), { vault: link.vault.id, device })
    return read.ok ? read.request : null
  } catch (error) {
    if (isStoreError(error, 'missing')) return null
    throw error
  }
}

/** @throws AppError DEVICE_MAY_NOT when this device has no right to change who belongs to the team */
export function requireFullRights(kernel: Kernel): void {
  const own = repo.findDevice(kernel.read, kernel.deviceId)
  if (own?.rights !== 'full' || own.retiredAt !== null) throw new AppError('DEVICE_MAY_NOT')
}

/** Admits a device (S6). @throws AppError NOT_FOUND, CHECK_CODE_WRONG, DEVICE_PART_TAKEN, DEVICE_MAY_NOT; StoreError */
export async function admit(kernel: Kernel, link: Link, actor: Actor, input: { readonly deviceId: string; readonly checkCode: string; readonly rights: DeviceRights }): Promise<void> {
  requireFullRights(kernel)
  const request = await requestOf(link, input.deviceId)
  if (request === null) throw new AppError('NOT_FOUND', { what: 'device', id: input.deviceId })
  if (checkCode(request.publicKey).replaceAll(/\D/g, '') !== input.checkCode.replaceAll(/\D/g, '')) throw new AppError('CHECK_CODE_WRONG')
  if (repo.listDevices(kernel.read).some(({ part, id }) => part === request.part && id !== request.device)) throw new AppError('DEVICE_PART_TAKEN')
  const { device: id, name, part, publicKey } = request
  kernel.write(actor, { name: 'sync.admit', subject: id, detail: { rights: input.rights } }, (tx) => {
    repo.putDevice(tx, { id, name, part, publicKey, rights: input.rights, admittedAt: tx.now, admittedBy: actor.staffId, retiredAt: null, retiredBy: null })
  })
  const row = repo.findDevice(kernel.read, id)
  if (row !== undefined && isOfRights(row)) await putAdmission(kernel, link, row)
}

/** Takes a device out of the team (S5): what it wrote before stays. @throws AppError NOT_FOUND, DEVICE_MAY_NOT */
export function retire(kernel: Kernel, actor: Actor, deviceId: string): void {
  requireFullRights(kernel)
  const row = repo.findDevice(kernel.read, deviceId)
  if (row === undefined) throw new AppError('NOT_FOUND', { what: 'device', id: deviceId })
  kernel.write(actor, { name: 'sync.retire', subject: deviceId }, (tx) => repo.updateDevice(tx, deviceId, { retiredAt: tx.now, retiredBy: actor.staffId }))
}

/** @throws AppError NOT_FOUND, DEVICE_MAY_NOT */
export function rename(kernel: Kernel, actor: Actor, deviceId: string, name: string): void {
  requireFullRights(kernel)
  if (repo.findDevice(kernel.read, deviceId) === undefined) throw new AppError('NOT_FOUND', { what: 'device', id: deviceId })
  kernel.write(actor, { name: 'sync.rename', subject: deviceId }, (tx) => repo.updateDevice(tx, deviceId, { name }))
}
