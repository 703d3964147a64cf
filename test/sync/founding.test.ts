import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { readVaultRecord } from '../../src/backend/services/sync/link'
import { forget } from '../../src/backend/services/sync/vault'
import { StoreError, type FileStore } from '../../src/backend/sync/store'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

/** A founding that is cut off (S5): the folder can be used all the same, and nothing of another team is ever touched. */
const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})
async function device(name: string, folder: string, empty = false): Promise<TeamDevice> {
  const made = await openDevice(name, folderStore(folder, name), { seed: devices.length + 1, empty })
  devices.push(made)
  return made
}
const isVault = (name: string): boolean => name.startsWith('sync/vault-')
/** A store that keeps so much of the vault's file, and does not answer. */
const cuttingOff = (store: FileStore, keep: (bytes: Uint8Array) => Uint8Array): FileStore => ({
  ...store,
  putNew: async (name, bytes) => {
    if (!isVault(name)) return store.putNew(name, bytes)
    await store.putNew(name, keep(bytes))
    throw new StoreError('timeout', 'simulated')
  },
})
const vaultsIn = (folder: string): string[] => readdirSync(join(folder, 'sync')).filter((name) => name.startsWith('vault-'))
const code = (value: string): unknown => expect.objectContaining({ code: value })
const MINUTE = 60_000

describe('a founding that was cut off', { timeout: 120_000 }, () => {
  it.each([
    ['tore', (bytes: Uint8Array) => bytes.subarray(0, 40)],
    ['was whole, and the answer was lost', (bytes: Uint8Array) => bytes],
  ])('S5: is begun anew by the PC that tried, whose file of the vault %s', async (_what, keep) => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    const made = createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    const { store } = first
    first.store = cuttingOff(store, keep)
    await expect(gather(first, [])).rejects.toThrow('simulated')
    expect(readVaultRecord(first.kernel.read)).toBeNull()
    expect(vaultsIn(folder)).toHaveLength(1)
    first.store = store
    const second = await device('李雷', folder, true)
    await gather(first, [second])
    expect(vaultsIn(folder)).toEqual([`vault-${readVaultRecord(first.kernel.read)?.id ?? ''}.json`])
    await settle([first, second])
    expect(second.kernel.db.readable.prepare('SELECT count(*) FROM cases WHERE id = ?').pluck().get(made.id)).toBe(1)
  })

  it('S5: leaves another PC waiting while it may still come whole; then that PC creates', async () => {
    const folder = tempFolder()
    const lost = await device('张敏', folder)
    lost.store = cuttingOff(lost.store, (bytes) => bytes.subarray(0, 40))
    await expect(gather(lost, [])).rejects.toThrow('simulated')
    const other = await device('李雷', folder)
    await expect(gather(other, [])).rejects.toEqual(code('STORE_HALF_FOUNDED'))
    other.clock.now += 9 * MINUTE
    await expect(gather(other, [])).rejects.toEqual(code('STORE_HALF_FOUNDED'))
    const [torn] = vaultsIn(folder)
    // it grows: somebody writes it
    writeFileSync(join(folder, 'sync', torn ?? ''), readFileSync(join(folder, 'sync', torn ?? '')).subarray(0, 20))
    other.clock.now += 9 * MINUTE
    await expect(gather(other, [])).rejects.toEqual(code('STORE_HALF_FOUNDED'))
    other.clock.now += 10 * MINUTE
    await gather(other, [])
    expect(vaultsIn(folder)).toEqual([`vault-${readVaultRecord(other.kernel.read)?.id ?? ''}.json`])
    await settle([other])
  })

  it('S2, S5: a vault that is whole, or beside which anything of a team lies, is never taken away', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    await gather(first, [])
    const other = await device('李雷', folder)
    await expect(gather(other, [])).rejects.toEqual(code('STORE_IN_USE'))
    createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    await first.round()
    const [name] = vaultsIn(folder)
    const whole = readFileSync(join(folder, 'sync', name ?? ''))
    // as it looks while the store shows a beginning of it
    writeFileSync(join(folder, 'sync', name ?? ''), whole.subarray(0, 40))
    for (let times = 0; times < 2; times += 1) {
      await expect(gather(other, [])).rejects.toEqual(code('STORE_IN_USE'))
      other.clock.now += 20 * MINUTE
    }
    expect(vaultsIn(folder)).toEqual([name])
  })

  it('S5: a PC that had founded and left does not take its team’s vault for a try of its own', async () => {
    const folder = tempFolder()
    const first = await device('张敏', folder)
    await gather(first, [])
    forget(first.kernel, first.actor)
    await expect(gather(first, [])).rejects.toEqual(code('STORE_IN_USE'))
    expect(vaultsIn(folder)).toHaveLength(1)
  })
})
