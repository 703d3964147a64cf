import type { DeviceRequest, JoinPreview, SyncDevice, SyncOverview, VaultView } from '../../../contract/sync'
import type { StoreCheck, StoreSettings } from '../../../contract/sync-store'
import { AppError } from '../../../domain/errors'
import { mayDo } from '../../../domain/identity/roles'
import { parseHlc } from '../../../domain/sync/hlc'
import type { DeviceRights } from '../../../domain/sync/state'
import * as repo from '../../repositories/sync-devices'
import { verifiedApprover } from '../approver'
import type { Actor, Kernel } from '../kernel'
import { conflictCounts } from './conflicts'
import { namesElsewhere } from './own-rights'
import { heardLately, onPresence, takenNow } from './presence'
import * as runner from './runner'

/** What the page of sharing asks for (S5-S7): the engine's facts joined with what this PC knows of the others. */

const millisOf = (stamp: string): number | null => parseHlc(stamp)?.millis ?? null

interface Approver {
  readonly approver?: { readonly staffId: string; readonly pin: string } | null | undefined
}

/** Who admits and retires devices: somebody with the right, or one of them by PIN at this PC (R3). @throws AppError FORBIDDEN, APPROVAL_REQUIRED, PIN_WRONG */
function managerOf(kernel: Kernel, actor: Actor, { approver }: Approver): Actor | Promise<Actor> {
  if (mayDo(actor.role, 'sync.manage')) return actor
  if (approver == null) throw new AppError('APPROVAL_REQUIRED', { right: 'sync.manage' })
  return verifiedApprover(kernel, approver, 'sync.manage')
}

function vaultView(facts: runner.VaultFacts): VaultView {
  return { id: facts.id, name: facts.name, createdAt: facts.createdAt, founder: facts.founderName, sealed: facts.sealed, store: { kind: facts.storeKind, place: facts.storePlace } }
}

/** Streams of each device. */
function streamsByDevice(kernel: Kernel): Map<string, repo.StreamRow[]> {
  const found = new Map<string, repo.StreamRow[]>()
  for (const stream of repo.listStreams(kernel.read)) found.set(stream.deviceId, [...(found.get(stream.deviceId) ?? []), stream])
  return found
}

const lastSeen = (streams: readonly repo.StreamRow[]): number | null => streams.map(({ lastHlc }) => millisOf(lastHlc)).reduce<number | null>((last, at) => (at === null ? last : Math.max(last ?? at, at)), null)

/** Other PCs that were heard of within the time that presence holds, with the people who have a case open there. */
function onlineNow(kernel: Kernel, devices: readonly repo.DeviceRow[]): SyncOverview['online'] {
  const heard = heardLately(kernel)
  const streams = streamsByDevice(kernel)
  const since = kernel.now() - kernel.resources.policy.sync.presenceLastsSeconds * 1000
  const taken = takenNow(kernel)
  return devices
    .filter(({ id, retiredAt }) => id !== kernel.deviceId && retiredAt === null && (heard.has(id) || (lastSeen(streams.get(id) ?? []) ?? 0) > since))
    .map(({ id, name }) => ({ deviceId: id, name, people: [...new Set(taken.filter(({ deviceId }) => deviceId === id).map(({ staffName }) => staffName))] }))
}

/** What the page shows first, and what the edge of the window shows always. Reads memory and a few rows. */
export function overview(kernel: Kernel): SyncOverview {
  const state = runner.status(kernel)
  const vault = runner.vault(kernel)
  const off = state.state === 'off'
  const devices = off ? [] : repo.listDevices(kernel.read)
  const own = devices.find(({ id }) => id === kernel.deviceId)
  return {
    status: state,
    vault: vault === null ? null : vaultView(vault),
    device: {
      id: kernel.deviceId,
      part: kernel.devicePart,
      name: own?.name ?? vault?.deviceName ?? null,
      rights: own === undefined ? null : (own.rights as DeviceRights),
      elsewhere: namesElsewhere(kernel.read, kernel.stream()),
      checkCode: vault?.checkCode ?? null,
    },
    secretsSafe: kernel.secrets.isSafe,
    ...conflictCounts(kernel),
    requests: off ? 0 : runner.requests(kernel).length,
    online: off ? [] : onlineNow(kernel, devices),
  }
}

/** Tables whose changes the overview shows. */
const SHOWN: ReadonlySet<string> = new Set(['sync_device', 'sync_stream', 'sync_head', 'sync_review', 'sync_outbox', 'sync_photo', 'sync_raw'])

/** Calls the listener when `overview` may answer otherwise; call the result to stop. */
export function onOverview(kernel: Kernel, listener: () => void): () => void {
  const stops = [
    runner.onStatus(kernel, listener),
    onPresence(kernel, listener),
    // a decision writes the record and no table of sync: with conflicts open any change may be one
    kernel.onChange(({ tables }) => {
      if ([...tables].some((table) => SHOWN.has(table)) || conflictCounts(kernel).conflicts > 0) listener()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Every PC of the team with what is known of it, and those who ask to be admitted. */
export function listDevices(kernel: Kernel): { devices: SyncDevice[]; requests: DeviceRequest[] } {
  const vault = runner.vault(kernel)
  if (vault === null) return { devices: [], requests: [] }
  const streams = streamsByDevice(kernel)
  const segments = repo.listSegments(kernel.read)
  const ours = (streams.get(kernel.deviceId) ?? []).map(({ stream }) => stream)
  const devices = repo.listDevices(kernel.read).map((row): SyncDevice => {
    const theirs = streams.get(row.id) ?? []
    const vectors = theirs.map(({ knows }) => JSON.parse(knows) as Record<string, string>)
    const known = ours.flatMap((stream) => vectors.map((vector) => vector[stream] ?? '').filter((stamp) => stamp !== '').sort().at(-1) ?? [])
    const hasOursUntil = known.map(millisOf).reduce<number | null>((last, at) => (at === null ? last : Math.max(last ?? at, at)), null)
    const own = row.id === kernel.deviceId
    return {
      id: row.id,
      name: row.name,
      part: row.part,
      rights: row.rights as DeviceRights,
      own,
      founder: row.id === vault.founderId,
      admittedAt: row.admittedAt,
      admittedBy: kernel.staffName(row.admittedBy),
      retiredAt: row.retiredAt,
      retiredBy: row.retiredBy === null ? null : kernel.staffName(row.retiredBy),
      lastSeenAt: own ? kernel.now() : lastSeen(theirs),
      hasOursUntil: own ? null : hasOursUntil,
      behind: own || vectors.length === 0 ? null : segments.filter(({ stream, lastHlc }) => lastHlc > (vectors.map((vector) => vector[stream] ?? '').sort().at(-1) ?? '')).reduce((sum, { changes }) => sum + changes, 0),
    }
  })
  return { devices, requests: runner.requests(kernel).map((one) => ({ ...one })) }
}

/** Tries a store step by step (S7). */
export const checkStore = (kernel: Kernel, settings: StoreSettings): Promise<StoreCheck> => runner.checkStore(kernel, settings)

/** @throws AppError SYNC_ON, STORE_IN_USE, STORE_HALF_FOUNDED, STORE_FAILED */
export async function create(kernel: Kernel, actor: Actor, input: runner.CreateVault): Promise<SyncOverview> {
  await runner.createVault(kernel, actor, input)
  return overview(kernel)
}

/** Writes nothing. @throws AppError SYNC_ON, STORE_EMPTY, STORE_FAILED, PASSPHRASE_WRONG */
export const preview = (kernel: Kernel, input: { readonly settings: StoreSettings; readonly passphrase: string | null }): Promise<JoinPreview> => runner.previewJoin(kernel, input)

/** @throws AppError SYNC_ON, STORE_EMPTY, STORE_OTHER_VAULT, STORE_FAILED, PASSPHRASE_WRONG, DEVICE_PART_TAKEN */
export async function join(kernel: Kernel, actor: Actor, input: runner.JoinVault): Promise<SyncOverview> {
  await runner.joinVault(kernel, actor, input)
  return overview(kernel)
}

/** @throws AppError SYNC_OFF */
export async function leave(kernel: Kernel, actor: Actor): Promise<SyncOverview> {
  await runner.leaveVault(kernel, actor)
  return overview(kernel)
}

/** @throws AppError SYNC_OFF, STORE_MISSING, STORE_OTHER_VAULT, STORE_FAILED */
export async function changeStore(kernel: Kernel, actor: Actor, input: { readonly settings: StoreSettings }): Promise<SyncOverview> {
  await runner.changeStore(kernel, actor, input)
  return overview(kernel)
}

/** @throws AppError SYNC_OFF */
export async function syncNow(kernel: Kernel): Promise<SyncOverview> {
  await runner.syncNow(kernel)
  return overview(kernel)
}

/** @throws AppError SYNC_OFF, NOT_FOUND, CHECK_CODE_WRONG, DEVICE_PART_TAKEN, DEVICE_MAY_NOT, APPROVAL_REQUIRED, PIN_WRONG, PIN_LOCKED */
export async function admit(kernel: Kernel, actor: Actor, input: Approver & { readonly deviceId: string; readonly checkCode: string; readonly rights: DeviceRights }): Promise<SyncOverview> {
  const { deviceId, checkCode, rights } = input
  await runner.admitDevice(kernel, await managerOf(kernel, actor, input), { deviceId, checkCode, rights })
  return overview(kernel)
}

/** @throws AppError SYNC_OFF, NOT_FOUND, DEVICE_MAY_NOT, APPROVAL_REQUIRED, PIN_WRONG, PIN_LOCKED */
export async function retire(kernel: Kernel, actor: Actor, input: Approver & { readonly deviceId: string }): Promise<SyncOverview> {
  await runner.retireDevice(kernel, await managerOf(kernel, actor, input), { deviceId: input.deviceId })
  return overview(kernel)
}

/** @throws AppError SYNC_OFF, NOT_FOUND, DEVICE_MAY_NOT */
export async function rename(kernel: Kernel, actor: Actor, input: { readonly deviceId: string; readonly name: string }): Promise<SyncOverview> {
  await runner.renameDevice(kernel, actor, { deviceId: input.deviceId, name: input.name })
  return overview(kernel)
}
