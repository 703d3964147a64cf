import { afterEach, describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import { createCase } from '../../src/backend/services/case-write'
import { publishSnapshot } from '../../src/backend/services/sync/snapshot'
import { enterVault, openLink } from '../../src/backend/services/sync/vault'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})

async function device(name: string, folder: string, options: { empty?: boolean } = {}): Promise<TeamDevice> {
  const made = await openDevice(name, folderStore(folder, name), { seed: devices.length + 1, ...options })
  devices.push(made)
  return made
}

/** All synced rows of a device, without what is its own. */
function rowsOf({ kernel }: TeamDevice): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.values(synced).map((table) => {
      const columns = ['id', 'hlc', 'deleted_at', ...table.columns.filter(({ group }) => group !== null).map(({ sqlName }) => sqlName)]
      return [table.name, kernel.db.readable.prepare(`SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM "${table.name}" ORDER BY id`).all()]
    }),
  )
}

describe('sync over a folder', { timeout: 120_000 }, () => {
  it('S1, S5: a case made on one PC arrives on another that joined with nothing', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const second = await device('李雷', folder, { empty: true })
    await gather(first, [second])
    const shop = first.kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM shop').get()
    const made = createCase(first.kernel, first.actor, { shopId: shop?.id ?? '', kind: 'damaged', buyerNick: '云间客_88' })
    await settle([first, second])
    expect(rowsOf(second)).toEqual(rowsOf(first))
    expect(JSON.stringify(rowsOf(second))).toContain(made.id)
  })

  it('S2: whoever begins with a snapshot knows what its devices had said they have, as those know who read their segments', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const second = await device('李雷', folder, { empty: true })
    await gather(first, [second])
    await settle([first, second])
    createCase(second.kernel, second.actor, { kind: 'damaged', buyerNick: '云间客_88' })
    await settle([first, second])
    const link = await openLink(first.kernel, first.store)
    expect(await publishSnapshot(first.kernel, link, () => first.round())).toBe(true)
    const third = await device('王芳', folder, { empty: true })
    await enterVault(third.kernel, third.actor, third.store, { vault: link.vault.id, deviceName: third.name, passphrase: null })
    await third.round()
    const told = ({ kernel }: TeamDevice): unknown => kernel.db.readable.prepare('SELECT seq, knows FROM sync_stream WHERE stream = ?').get(second.kernel.stream())
    expect(told(third)).toEqual(told(first))
    expect(JSON.stringify(told(third))).toContain(first.kernel.stream())
  })
})
