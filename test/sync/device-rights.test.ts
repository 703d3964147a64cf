import { afterEach, describe, expect, it } from 'vitest'
import { createShop, createStaff, setPin } from '../../src/backend/services/masters'
import { createCase } from '../../src/backend/services/case-write'
import { insertVersion } from '../../src/backend/repositories/policy-versions'
import { putTeamTemplate, removeTeamTemplate, type TemplateContent } from '../../src/backend/repositories/templates'
import { updateDevice } from '../../src/backend/repositories/sync'
import { overview } from '../../src/backend/services/sync/desk'
import { readVaultRecord } from '../../src/backend/services/sync/link'
import { admit, enterVault, forget, openLink } from '../../src/backend/services/sync/vault'
import { checkCode } from '../../src/backend/sync/keys'
import type { WriteTx } from '../../src/backend/db/write'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

/** What a PC that is for daily work may not write is refused on that PC itself (docs/sync-format.md, section 3). */
const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})
const all = (device: TeamDevice, sql: string): unknown[] => device.kernel.db.readable.prepare(sql).all()
const write = <R>(device: TeamDevice, work: (tx: WriteTx) => R): R => {
  device.clock.now += 1_000
  return device.kernel.write(device.actor, { name: 'test' }, work)
}
const template = (id: string, ownerId: string | null): TemplateContent => ({ id, ownerId, group: 'g', titleZh: id, titleEn: id, bodyZh: '您好', bodyEn: 'Hello', kinds: [], step: null, tags: [], baseId: null, hidden: null, platforms: null, actions: null, imageId: null })
const MAY_NOT = expect.objectContaining({ code: 'DEVICE_MAY_NOT', detail: { who: ['张敏'] } }) as unknown

async function pair(): Promise<[TeamDevice, TeamDevice]> {
  const folder = tempFolder()
  const first = await openDevice('张敏', folderStore(folder, 'first'), { seed: 1 })
  const second = await openDevice('李雷', folderStore(folder, 'second'), { seed: 2, empty: true })
  devices.push(first, second)
  return [first, second]
}

describe('S6: a PC that is for daily work', { timeout: 120_000 }, () => {
  it('S6: is refused at once when it changes staff, rules, devices or templates of the team, by words that name where it can be done', async () => {
    const [first, second] = await pair()
    await gather(first, [second], null, 'work')
    await settle([first, second])
    const { staffId } = second.actor
    await expect(createStaff(second.kernel, second.actor, { name: '王芳', role: 'agent' })).rejects.toEqual(MAY_NOT)
    await expect(setPin(second.kernel, second.actor, { staffId, pin: '246810' })).rejects.toEqual(MAY_NOT)
    const refused = (work: (tx: WriteTx) => void): void => {
      let thrown: unknown = null
      try {
        write(second, work)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toEqual(MAY_NOT)
    }
    refused((tx) => insertVersion(tx, { document: 'policy:sync', version: 1, body: 'version: 1', note: null }))
    refused((tx) => updateDevice(tx, second.kernel.deviceId, { rights: 'full' }))
    refused((tx) => putTeamTemplate(tx, template('team:a', null)))
    refused((tx) => tx.sync.resolve('staff', staffId, 'role', { role: 'supervisor', active: 1 }))
    expect(overview(second.kernel).device.elsewhere).toEqual(['张敏'])
    expect(overview(first.kernel).device.elsewhere).toEqual([])

    // daily work goes on, the own templates too, and what others write is merged
    const { id } = createCase(second.kernel, second.actor, { kind: 'damaged', buyerNick: '云间客' })
    write(second, (tx) => putTeamTemplate(tx, template('mine:a', staffId)))
    write(first, (tx) => putTeamTemplate(tx, template('team:b', null)))
    await createStaff(first.kernel, first.actor, { name: '赵强', role: 'agent' })
    await settle([first, second])
    refused((tx) => void removeTeamTemplate(tx, 'team:b'))
    refused((tx) => putTeamTemplate(tx, { ...template('mine:a', staffId), ownerId: null }))
    for (const device of [first, second]) {
      expect(all(device, 'SELECT name FROM staff ORDER BY name')).toEqual([{ name: '张敏' }, { name: '赵强' }])
      expect(all(device, `SELECT id FROM cases WHERE id = '${id}'`)).toHaveLength(1)
      expect(all(device, 'SELECT id FROM team_template WHERE deleted_at IS NULL ORDER BY id')).toEqual([{ id: 'mine:a' }, { id: 'team:b' }])
      expect(all(device, 'SELECT * FROM sync_raw')).toEqual([])
    }
  })

  it('S6: waits for its rights while it asks to be admitted, and has them all again when it leaves the team', async () => {
    const [first, second] = await pair()
    await gather(first, [])
    await createStaff(second.kernel, { ...first.actor }, { name: '李雷', role: 'supervisor' })
    await enterVault(second.kernel, second.actor, second.store, { vault: readVaultRecord(first.kernel.read)?.id ?? '', deviceName: '李雷', passphrase: null })
    await expect(createStaff(second.kernel, second.actor, { name: '王芳', role: 'agent' })).rejects.toEqual(MAY_NOT)
    expect(createShop(second.kernel, second.actor, { name: '另一家店', platform: 'tmall' }).name).toBe('另一家店')
    await admit(first.kernel, await openLink(first.kernel, first.store), first.actor, { deviceId: second.kernel.deviceId, checkCode: checkCode(readVaultRecord(second.kernel.read)?.publicKey ?? ''), rights: 'full' })
    await settle([first, second])
    await createStaff(second.kernel, second.actor, { name: '王芳', role: 'agent' })
    write(first, (tx) => updateDevice(tx, second.kernel.deviceId, { rights: 'work' }))
    await settle([first, second])
    await expect(createStaff(second.kernel, second.actor, { name: '赵强', role: 'agent' })).rejects.toEqual(MAY_NOT)
    forget(second.kernel, second.actor)
    expect((await createStaff(second.kernel, second.actor, { name: '赵强', role: 'agent' })).name).toBe('赵强')
  })
})
