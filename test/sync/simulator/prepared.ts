import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../../../src/domain/demo/random'
import type { FileHost } from '../../../src/backend/file-process/host'
import { openFolder } from '../../../src/backend/open-folder'
import { createCase } from '../../../src/backend/services/case-write'
import { readVaultRecord } from '../../../src/backend/services/sync/link'
import { admit, enterVault, foundVault, openLink } from '../../../src/backend/services/sync/vault'
import { found } from '../../../src/backend/services/setup'
import { checkCode } from '../../../src/backend/sync/keys'
import { lettersOf, openSimDevice, ROOT, type SimDevice } from './device'
import { createShare, type Share } from './store'

/** 2026-11-21 10:00 in Shanghai. */
export const START = Date.UTC(2026, 10, 21, 2, 0, 0)
export const PASSPHRASE = '云间家居的口令'

/** Folders that every schedule begins with, made once: founding and migrating takes longer than a whole schedule. */
export interface Prepared {
  readonly folder: string
  /** A team of so many devices that came to rest. */
  team(size: number, sealed: boolean): Promise<{ folders: readonly string[]; files: ReadonlyMap<string, Uint8Array> }>
  /** A data folder that belongs to no team yet: nothing in it, or with work of its own. */
  fresh(name: string, hasWork: boolean): Promise<string>
  remove(): void
}

const noFiles = new Proxy({} as FileHost, {
  get(_target, name) {
    throw new Error(`the simulator has no file process, but ${String(name)} was used`)
  },
})

export function prepare(): Prepared {
  // Memory where there is some to be had: a schedule's worth of syncing to disk would take longer than the schedule.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'workstation-sim-'))
  const fresh = new Map<string, string>()
  const teams = new Map<string, Promise<{ folders: string[]; files: Map<string, Uint8Array> }>>()

  async function makeFresh(name: string, hasWork: boolean): Promise<string> {
    const key = `${name}-${hasWork ? 'own' : 'empty'}`
    const known = fresh.get(key)
    if (known !== undefined) return known
    const dataDir = join(folder, 'fresh', key)
    const open = openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files: noFiles, now: () => START, random: lettersOf(createRandom(0, key)), machine: name })
    if (hasWork) {
      const { staff } = await found(open.kernel, { shop: { name: `${name}的店`, platform: 'tmall' }, staff: { name } })
      createCase(open.kernel, { staffId: staff.id, name: staff.name, role: staff.role }, { kind: 'damaged', buyerNick: '云间客', note: name })
    }
    open.close()
    fresh.set(key, dataDir)
    return dataDir
  }

  async function makeTeam(size: number, sealed: boolean): Promise<{ folders: string[]; files: Map<string, Uint8Array> }> {
    const share: Share = createShare()
    const devices: SimDevice[] = []
    let now = START
    for (let at = 0; at < size; at += 1) {
      const name = NAMES[at] ?? `PC${at}`
      const dataDir = join(folder, 'team', `${size}-${sealed ? 'sealed' : 'open'}-${at}`)
      cpSync(await makeFresh(name, at === 0), dataDir, { recursive: true })
      devices.push(openSimDevice({ name, dataDir, share, seed: 0, time: () => now, weather: { failing: 0, lying: 0 } }))
    }
    const [first, ...others] = devices
    if (first === undefined) throw new Error('a team has a device at least')
    await foundVault(first.kernel, first.actor, first.store, { vaultName: '云间家居', deviceName: first.name, passphrase: sealed ? PASSPHRASE : null, random: lettersOf(createRandom(size, 'vault')) })
    for (const device of others) {
      await enterVault(device.kernel, device.actor, device.store, { vault: readVaultRecord(first.kernel.read)?.id ?? '', deviceName: device.name, passphrase: sealed ? PASSPHRASE : null })
      await admit(first.kernel, await openLink(first.kernel, first.store), first.actor, { deviceId: device.kernel.deviceId, checkCode: checkCode(readVaultRecord(device.kernel.read)?.publicKey ?? ''), rights: 'full' })
    }
    for (let moved = 1; moved > 0; ) {
      moved = 0
      now += 60_000
      for (const device of devices) {
        const { sent, applied } = await device.round()
        moved += sent + applied
      }
    }
    for (const device of devices) device.close()
    return { folders: devices.map(({ dataDir }) => dataDir), files: share.files }
  }

  return {
    folder,
    team(size, sealed) {
      const key = `${size}-${String(sealed)}`
      const known = teams.get(key) ?? makeTeam(size, sealed)
      teams.set(key, known)
      return known
    },
    fresh: makeFresh,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const NAMES = ['张敏', '李雷', '王芳', '赵强', '钱进', '孙丽'] as const
