import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import type { Kernel } from '../../src/backend/services/kernel'
import { createCase } from '../../src/backend/services/case-write'
import { found } from '../../src/backend/services/setup'
import { syncRound } from '../../src/backend/services/sync/engine'
import { readVaultRecord } from '../../src/backend/services/sync/link'
import { completeFiles, isAdmitted } from '../../src/backend/services/sync/own-files'
import { admit, finish, foundVault, openLink } from '../../src/backend/services/sync/vault'
import { checkCode } from '../../src/backend/sync/keys'
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

  it.each([
    ['finds its request there and takes another name', false],
    ['takes another name when the team admits the other one, whose request lies over its own', true],
  ])('S5: the second of two images of one disk, which cannot tell their machines apart, %s', async (_what, isLate) => {
    const dataDir = join(tempFolder(), 'data')
    const share = createShare()
    const store = createSimStore(share, { random: createRandom(1), weather: { failing: 0, lying: 0 }, isOffline: false, refusesWrites: null, shows: 'store', count: () => undefined, onCall: () => undefined })
    const first = open(dataDir, 'desk', 'create')
    const { staff } = await found(first.kernel, { shop: { name: '云间家居', platform: 'tmall' }, staff: { name: '张敏' } })
    const actor = { ...lone, staffId: staff.id }
    await foundVault(first.kernel, actor, store, { vaultName: '云间家居', deviceName: '前台', passphrase: null, random: letters })
    const imageDir = join(tempFolder(), 'data')
    cpSync(dataDir, imageDir, { recursive: true })
    // the image was opened once before it was given to two machines with one mark
    open(imageDir, 'image').close()
    const images = [1, 2].map(() => {
      const dir = join(tempFolder(), 'data')
      cpSync(imageDir, dir, { recursive: true })
      return open(dir, 'image')
    })
    const round = async (kernel: Kernel): Promise<void> => {
      const link = await openLink(kernel, store)
      await finish(kernel, link)
      await completeFiles(kernel, link, (await syncRound(kernel, link)).listing)
    }
    const [one, two] = images.map(({ kernel }) => kernel)
    if (one === undefined || two === undefined) throw new Error('there are two')
    expect(one.deviceId).toBe(two.deviceId)
    const shared = one.deviceId
    const made = await openLink(two, store)
    await finish(one, await openLink(one, store))
    const name = `sync/requests/${shared}.json`
    const asked = share.files.get(name)
    if (asked === undefined) throw new Error('it asked')
    if (isLate) share.files.delete(name)
    await finish(two, made)
    share.files.set(name, asked)
    await admit(first.kernel, await openLink(first.kernel, store), actor, { deviceId: shared, checkCode: checkCode(readVaultRecord(one.read)?.publicKey ?? ''), rights: 'full' })
    await syncRound(first.kernel, await openLink(first.kernel, store))
    for (const kernel of [one, two]) for (let n = 0; n < 2; n += 1) await round(kernel)
    expect(isAdmitted(one)).toBe(true)
    expect(two.deviceId).not.toBe(shared)
    expect([...share.files.keys()]).toContain(`sync/requests/${two.deviceId}.json`)
    await admit(first.kernel, await openLink(first.kernel, store), actor, { deviceId: two.deviceId, checkCode: checkCode(readVaultRecord(two.read)?.publicKey ?? ''), rights: 'full' })
    await syncRound(first.kernel, await openLink(first.kernel, store))
    await round(two)
    expect(isAdmitted(two)).toBe(true)
    for (const folder of [...images, first]) folder.close()
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
