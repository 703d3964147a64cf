import { afterEach, describe, expect, it } from 'vitest'
import { syncedTable } from '../../src/backend/db/merge'
import { synced } from '../../src/backend/db/synced-tables'
import { openStore } from '../../src/backend/sync/open-store'
import type { FileStore } from '../../src/backend/sync/store'
import { createCase } from '../../src/backend/services/case-write'
import { tempFolder } from '../support/folders'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})

async function device(name: string, folder: string, options: { empty?: boolean } = {}): Promise<TeamDevice> {
  const made = await openDevice(name, storeOn(folder, name), { seed: devices.length + 1, ...options })
  devices.push(made)
  return made
}
function storeOn(folder: string, owner: string): FileStore {
  const kernel = devices[0]
  void kernel
  return openStore({ kind: 'folder', path: folder }, { owner, policy: STORES })
}
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { storesFileSchema } from '../../src/contract/store-policy'
import { join } from 'node:path'
import { ROOT } from '../support/folders'
const STORES = storesFileSchema.parse(parse(readFileSync(join(ROOT, 'resources', 'policies', 'stores.yaml'), 'utf8')))

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
    const made = createCase(first.kernel, first.actor, { shopId: shop?.id ?? '', platform: 'tmall', kind: 'damaged', buyerNick: '云间客_88', summary: '杯子碎了' } as never)
    await settle([first, second])
    expect(syncedTable('cases')).toBeDefined()
    expect(rowsOf(second)).toEqual(rowsOf(first))
    expect(JSON.stringify(rowsOf(second))).toContain((made as { id: string }).id)
  })
})
