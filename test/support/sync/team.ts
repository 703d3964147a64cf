import { openFolder, type OpenFolder } from '../../../src/backend/open-folder'
import type { Actor, Kernel } from '../../../src/backend/services/kernel'
import { found, SYSTEM } from '../../../src/backend/services/setup'
import { listStaff } from '../../../src/backend/services/masters'
import { syncRound, type RoundReport } from '../../../src/backend/services/sync/engine'
import { admit, enterVault, finish, foundVault, openLink } from '../../../src/backend/services/sync/vault'
import type { DeviceRights } from '../../../src/domain/sync/state'
import { readVaultRecord } from '../../../src/backend/services/sync/link'
import { checkCode } from '../../../src/backend/sync/keys'
import type { FileStore } from '../../../src/backend/sync/store'
import { ROOT, tempFolder } from '../folders'
import { noFiles, START } from '../kernel'

/** A PC of a team in a test: a real data folder with a clock and ids of its own. */
export interface TeamDevice {
  readonly name: string
  readonly dataDir: string
  readonly clock: { now: number }
  open: OpenFolder
  readonly kernel: Kernel
  readonly actor: Actor
  store: FileStore
  /** Closes and opens the data folder again, as an end of the app and a start do. */
  reopen(): void
  round(): Promise<RoundReport>
}

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Repeatable ids that differ between devices and from call to call. */
function randomOf(seed: number): (length: number) => string {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  return (length) => {
    let text = ''
    for (let at = 0; at < length; at += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      text += LETTERS.charAt((state >>> 8) % 36)
    }
    return text
  }
}

/** Opens a data folder; `empty`: nobody works in it yet, as on a PC that joins a team. */
export async function openDevice(name: string, store: FileStore, options: { seed: number; empty?: boolean; dataDir?: string; purpose?: 'create' | 'open'; clock?: { now: number } }): Promise<TeamDevice> {
  const clock = options.clock ?? { now: START }
  const random = randomOf(options.seed)
  const dataDir = options.dataDir ?? tempFolder()
  const open = (purpose: 'create' | 'open'): OpenFolder => openFolder({ dataDir, purpose, resourcesDir: ROOT, files: noFiles, now: () => clock.now, random })
  const device: TeamDevice = {
    name, dataDir, clock, store,
    open: open(options.purpose ?? 'create'),
    get kernel() {
      return device.open.kernel
    },
    get actor() {
      const [staff] = listStaff(device.open.kernel)
      return staff === undefined ? SYSTEM : { staffId: staff.id, name: staff.name, role: staff.role }
    },
    reopen() {
      device.open.close()
      device.open = open('open')
    },
    async round() {
      const link = await openLink(device.kernel, device.store)
      await finish(device.kernel, link)
      return syncRound(device.kernel, link)
    },
  }
  if (options.empty !== true && options.purpose !== 'open') await found(device.kernel, { shop: { name: `${name}的店`, platform: 'tmall' }, staff: { name } })
  return device
}

let vaults = 0

/** Founds a vault on the first device and brings the others in, admitted. */
export async function gather(first: TeamDevice, others: readonly TeamDevice[], passphrase: string | null = null, rights: DeviceRights = 'full'): Promise<void> {
  vaults += 1
  const random = randomOf(9_000 + vaults)
  await foundVault(first.kernel, first.actor, first.store, { vaultName: '云间家居', deviceName: first.name, passphrase, random })
  for (const device of others) {
    await enterVault(device.kernel, device.actor, device.store, { vault: readVaultRecord(first.kernel.read)?.id ?? '', deviceName: device.name, passphrase })
    const record = readVaultRecord(device.kernel.read)
    await admit(first.kernel, await openLink(first.kernel, first.store), first.actor, { deviceId: device.kernel.deviceId, checkCode: checkCode(record?.publicKey ?? ''), rights })
  }
}

/** Rounds on every device until nobody sends or reads anything. @throws Error when they do not come to rest */
export async function settle(devices: readonly TeamDevice[], most = 20): Promise<void> {
  for (let turn = 0; turn < most; turn += 1) {
    let moved = 0
    for (const device of devices) {
      const { sent, applied } = await device.round()
      moved += sent + applied
    }
    if (moved === 0) return
  }
  throw new Error('the devices do not come to rest')
}
