import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import { createCase } from '../../src/backend/services/case-write'
import { found } from '../../src/backend/services/setup'
import { syncRound } from '../../src/backend/services/sync/engine'
import { isAdmitted } from '../../src/backend/services/sync/own-files'
import { finish, foundVault, openLink } from '../../src/backend/services/sync/vault'
import { createRandom } from '../../src/domain/demo/random'
import { ROOT, tempFolder } from '../support/folders'
import { noFiles, START } from '../support/kernel'
import { createShare, createSimStore } from './simulator/store'

const open = (dataDir: string, machine: string, purpose: 'create' | 'open' = 'open'): OpenFolder => openFolder({ dataDir, purpose, resourcesDir: ROOT, files: noFiles, now: () => START, machine })
const lone = { name: '张敏', role: 'supervisor' } as const
const letters = (length: number): string => 'a'.repeat(length)

describe('a data folder on another machine', () => {
  it('S5: a copy of a folder of a team becomes a device of its own, which asks to be admitted', async () => {
    const dataDir = join(tempFolder(), 'data')
    const share = createShare()
    const store = createSimStore(share, { random: createRandom(1), weather: { failing: 0, lying: 0 }, isOffline: false, refusesWrites: null, shows: 'store', count: () => undefined, onCall: () => undefined })
    const first = open(dataDir, 'desk', 'create')
    const { staff } = await found(first.kernel, { shop: { name: '云间家居', platform: 'tmall' }, staff: { name: '张敏' } })
    const actor = { ...lone, staffId: staff.id }
    await foundVault(first.kernel, actor, store, { vaultName: '云间家居', deviceName: '前台', passphrase: null, random: letters })
    const unsent = createCase(first.kernel, actor, { kind: 'damaged', buyerNick: '云间客' })
    const { deviceId, devicePart } = first.kernel
    first.close()
    const copyDir = join(tempFolder(), 'data')
    cpSync(dataDir, copyDir, { recursive: true })

    const same = open(dataDir, 'desk')
    expect(same.kernel.deviceId).toBe(deviceId)
    expect(isAdmitted(same.kernel)).toBe(true)
    const copy = open(copyDir, 'laptop')
    expect(copy.kernel.deviceId).not.toBe(deviceId)
    expect(copy.kernel.stream()).toBe(copy.kernel.deviceId)
    expect(copy.kernel.devicePart).not.toBe(devicePart)
    expect(isAdmitted(copy.kernel)).toBe(false)
    const stamp = copy.kernel.db.readable.prepare<[string], { hlc: string }>('SELECT hlc FROM cases WHERE id = ?').get(unsent.id)
    expect(stamp?.hlc).toContain(copy.kernel.deviceId)

    const link = await openLink(copy.kernel, store)
    await finish(copy.kernel, link)
    await syncRound(copy.kernel, link)
    expect([...share.files.keys()]).toContain(`sync/requests/${copy.kernel.deviceId}.json`)
    const { deviceId: kept } = copy.kernel
    copy.close()
    const again = open(copyDir, 'laptop')
    expect(again.kernel.deviceId).toBe(kept)
    again.close()
    same.close()
  })

  it('S5: a folder that belongs to no team keeps its name when it moves', () => {
    const dataDir = join(tempFolder(), 'data')
    const first = open(dataDir, 'desk', 'create')
    const { deviceId } = first.kernel
    first.close()
    const moved = open(dataDir, 'laptop')
    expect(moved.kernel.deviceId).toBe(deviceId)
    moved.close()
  })
})
