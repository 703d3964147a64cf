import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { synced } from '../../src/backend/db/synced-tables'
import type { WriteTx } from '../../src/backend/db/write'
import { countConflicts } from '../../src/backend/repositories/sync-conflicts'
import { createCase } from '../../src/backend/services/case-write'
import { applyVersions, retryRaw } from '../../src/backend/services/sync/apply'
import { readVaultRecord } from '../../src/backend/services/sync/link'
import { completeFiles } from '../../src/backend/services/sync/own-files'
import { removePurged } from '../../src/backend/services/sync/photo-gone'
import { keepRaw, rawLine, rawOnce, rawRefused } from '../../src/backend/services/sync/raw'
import { runningState } from '../../src/backend/services/sync/running'
import { statusOf } from '../../src/backend/services/sync/status'
import { enterVault, openLink, retire } from '../../src/backend/services/sync/vault'
import { formatHlc } from '../../src/domain/sync/hlc'
import { tempFolder } from '../support/folders'
import { START } from '../support/kernel'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'
import { asOldProgram, makeOld } from './simulator/old-program'

/** What is mended by itself: torn small files, what was kept raw, photos that nobody needs any more. */
const devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})
const all = (device: TeamDevice, sql: string): unknown[] => device.kernel.db.readable.prepare(sql).all()
const write = <R>(device: TeamDevice, work: (tx: WriteTx) => R): R => {
  device.clock.now += 1_000
  return device.kernel.write(device.actor, { name: 'test' }, work)
}
async function team(names: readonly string[], root: string): Promise<TeamDevice[]> {
  for (const [at, name] of names.entries()) devices.push(await openDevice(name, folderStore(root, name), { seed: at + 1, empty: at > 0 }))
  return [...devices]
}
async function roundWithFiles(device: TeamDevice): Promise<void> {
  const { listing } = await device.round()
  await completeFiles(device.kernel, await openLink(device.kernel, device.store), listing)
}
const OTHER = 'zzzzzzzzzzzzzzzz'
const stamp = (counter: number): string => formatHlc({ millis: START + 60_000, counter }, OTHER)

describe('what a store or an older version left half', { timeout: 120_000 }, () => {
  it('S3: a PC that only read so far stamps its first change after what it read, also when its clock was set back and the app started anew', async () => {
    const [first, second] = await team(['张敏', '李雷'], tempFolder())
    if (first === undefined || second === undefined) throw new Error('there are two')
    await gather(first, [second])
    const { id } = createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    await settle([first, second])
    // as it is on a PC whose own rows went out with its base
    second.kernel.db.writable.prepare("DELETE FROM change_log WHERE table_name <> ''").run()
    second.clock.now -= 48 * 3_600_000
    second.reopen()
    write(second, (tx) => tx.update(synced.cases, id, { summary: '杯口有缺' }))
    const [row] = all(second, `SELECT hlc FROM cases WHERE id = '${id}'`) as { hlc: string }[]
    const stamps = JSON.parse(row?.hlc ?? '{}') as Record<string, string>
    expect((stamps['what'] ?? '') > (stamps['*'] ?? '~')).toBe(true)
  })

  it('S2, S6: a torn admission and a torn request are completed by the PC that wrote them, and whole ones cost nothing', async () => {
    const root = tempFolder()
    const [first, second, third] = await team(['one', 'two', 'three'], root)
    if (first === undefined || second === undefined || third === undefined) throw new Error('three are expected')
    await gather(first, [second])
    await settle([first, second])
    const admission = join(root, 'sync/admissions', `${second.kernel.deviceId}.json`)
    const whole = readFileSync(admission)
    truncateSync(admission, 40)
    await roundWithFiles(first)
    expect(readFileSync(admission).equals(whole)).toBe(true)
    // torn after the name of its writer: nobody else would write the same
    truncateSync(admission, whole.length - 20)
    await roundWithFiles(second)
    expect(readFileSync(admission)).toHaveLength(whole.length - 20)
    await roundWithFiles(first)
    expect(readFileSync(admission).equals(whole)).toBe(true)

    await enterVault(third.kernel, third.actor, third.store, { vault: readVaultRecord(first.kernel.read)?.id ?? '', deviceName: 'three', passphrase: null })
    const request = join(root, 'sync/requests', `${third.kernel.deviceId}.json`)
    const { length } = readFileSync(request)
    truncateSync(request, 30)
    await roundWithFiles(third)
    expect(readFileSync(request)).toHaveLength(length)
  })

  it('S5, S6: a row of a snapshot that was kept raw comes once, and comes back with all its stamps and heads', async () => {
    const [device] = await team(['one'], tempFolder())
    if (device === undefined) throw new Error('one is expected')
    await gather(device, [])
    const { id } = createCase(device.kernel, device.actor, { kind: 'damaged', buyerNick: '云间客' })
    const [{ fields }] = all(device, `SELECT fields FROM change_log WHERE row_id = '${id}' AND field_group = '*'`) as [{ fields: string }]
    const columns = { ...(JSON.parse(fields) as Record<string, string | number | null>), memo: '晚些的' }
    const memo = { flag: null, memo: '晚些的' }
    const refused = {
      version: { stamp: stamp(1), table: 'cases', row: 'case-of-others', group: '*', fields: columns, by: null }, reason: 'table' as const, detail: 'cases',
      whole: { stamps: { '*': stamp(1), memo: stamp(3) }, heads: [{ group: 'memo', stamp: stamp(3), fields: memo, by: 's1' }, { group: 'memo', stamp: stamp(2), fields: { flag: 2, memo: '早些的' }, by: 's2' }] },
    }
    const keep = (): void => {
      // as when a snapshot is applied from its beginning again: what is raw is read anew
      const rows = device.kernel.db.readable.prepare<[], { id: number; hlc: string; table_name: string; row_id: string; field_group: string; fields: string; actor_id: string | null; knows: string; reason: string; detail: string | null; at: number }>('SELECT * FROM sync_raw').all()
      const once = rawOnce(rows.map(({ table_name: tableName, row_id: rowId, field_group: fieldGroup, actor_id: actorId, ...row }) => ({ ...row, tableName, rowId, fieldGroup, actorId })), {})
      write(device, (tx) => once.add(tx, refused, {}))
    }
    keep()
    keep()
    expect(all(device, 'SELECT * FROM sync_raw')).toHaveLength(1)
    // it goes on in a snapshot of this device as it came
    const [raw] = all(device, 'SELECT * FROM sync_raw') as [Record<string, string | number | null>]
    expect(rawRefused(rawLine(raw))).toEqual({ ...refused, detail: '' })
    expect(await retryRaw(device.kernel)).toBe(1)
    expect(all(device, "SELECT hlc, memo FROM cases WHERE id = 'case-of-others'")).toEqual([{ hlc: JSON.stringify(refused.whole.stamps), memo: '晚些的' }])
    expect(all(device, "SELECT hlc FROM sync_head WHERE row_id = 'case-of-others' ORDER BY hlc")).toEqual([{ hlc: stamp(2) }, { hlc: stamp(3) }])
    expect(all(device, 'SELECT * FROM sync_raw')).toEqual([])
  })

  it('S6: an edit by a version that does not know a column carries its value on, to the others and into what is kept raw', async () => {
    const [first, second] = await team(['one', 'two'], tempFolder())
    if (first === undefined || second === undefined) throw new Error('two are expected')
    await gather(first, [second])
    const { id } = createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: '云间客' })
    await settle([first, second])
    await applyVersions(first.kernel, 'a newer version', [{ version: { stamp: stamp(1), table: 'cases', row: id, group: 'memo', fields: { flag: 1, memo: '新版写的', mood: '着急' }, by: null }, knows: { [first.kernel.stream()]: stamp(0) }, forbidden: null }], { stands: () => 0, reached: () => undefined })
    write(first, (tx) => tx.update(synced.cases, id, { memo: '旧版改的' }))
    write(first, (tx) => tx.update(synced.cases, id, { memo: '旧版再改的' }))
    const logged = all(first, `SELECT fields FROM change_log WHERE row_id = '${id}' AND field_group = 'memo' ORDER BY seq`) as { fields: string }[]
    expect(logged.map(({ fields }) => JSON.parse(fields) as unknown)).toEqual([{ flag: 1, memo: '旧版改的', mood: '着急' }, { flag: 1, memo: '旧版再改的', mood: '着急' }])
    await settle([first, second])
    for (const device of [first, second]) {
      const [row] = all(device, `SELECT json_extract(hlc, '$.memo') AS stamp, memo FROM cases WHERE id = '${id}'`) as [{ stamp: string; memo: string }]
      expect(row.memo).toBe('旧版再改的')
      // waits under the stamp of the value: an update fills it in
      expect(all(device, `SELECT fields, field_group FROM sync_raw WHERE hlc = '${row.stamp}' AND reason = 'column'`)).toEqual([{ fields: JSON.stringify({ mood: '着急' }), field_group: 'memo' }])
    }
  })

  it('S6: a value that lay raw is filled in by an update, also beside a head that came meanwhile and in a folder that a schedule made old twice', async () => {
    const [device] = await team(['one'], tempFolder())
    if (device === undefined) throw new Error('one is expected')
    await gather(device, [])
    const { id } = createCase(device.kernel, device.actor, { kind: 'damaged', buyerNick: '云间客' })
    write(device, (tx) => tx.update(synced.cases, id, { memo: '这边写的', flag: 2 }))
    makeOld(device.kernel)
    const other = { stamp: stamp(1), table: 'cases', row: id, group: 'memo', fields: { flag: 5, memo: '那边写的' }, by: null }
    write(device, (tx) => {
      for (const refused of asOldProgram(tx, () => undefined).sync.merge(other, { knows: {}, derived: () => ({}) }).refused) keepRaw(tx, refused, {})
    })
    makeOld(device.kernel)
    expect(await retryRaw(device.kernel)).toBe(2)
    const heads = all(device, `SELECT fields FROM sync_head WHERE row_id = '${id}' AND field_group = 'memo' ORDER BY hlc`) as { fields: string }[]
    expect(heads.map(({ fields }) => JSON.parse(fields) as unknown)).toEqual([{ flag: 2, memo: '这边写的' }, { flag: 5, memo: '那边写的' }])
    expect(all(device, `SELECT flag, memo FROM cases WHERE id = '${id}'`)).toEqual([{ flag: 5, memo: '那边写的' }])
    // a third PC decides likewise and did not know of it: of equal values nobody is asked
    const after = (stream: string): string => formatHlc({ millis: START + 120_000, counter: 0 }, stream)
    write(device, (tx) => tx.sync.merge({ ...other, stamp: after('yyyyyyyyyyyyyyyy') }, { knows: { [device.kernel.stream()]: after(device.kernel.stream()) }, derived: () => ({}) }))
    expect(all(device, 'SELECT * FROM sync_head')).toHaveLength(2)
    expect(countConflicts(device.kernel.read)).toBe(0)
    expect(all(device, 'SELECT * FROM sync_raw')).toEqual([])
  })

  it('R7, S4: a photo that was removed for good leaves the store when every PC that counts knows it, and not while another case shows it', async () => {
    const root = tempFolder()
    const [first, second, third] = await team(['one', 'two', 'three'], root)
    if (first === undefined || second === undefined || third === undefined) throw new Error('three are expected')
    await gather(first, [second, third])
    await settle([first, second, third])
    const sha = 'a'.repeat(64)
    const storedAs = `photos/2026-11/one~${sha.slice(0, 8)}.jpg`
    const file = join(root, storedAs)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'picture')
    const link = (name: string) => ({ id: name, photoId: sha, archivedAs: `${name}.jpg`, originalName: null, buyerNick: null, orderNo: null, addedAt: 1, addedBy: 's', caseId: null, slot: null, originalAt: null, source: null, derivedFrom: null, note: null, binnedAt: null, binnedBy: null, binReason: null })
    write(first, (tx) => {
      tx.insert(synced.photo, { id: sha, format: 'jpeg', bytes: 7, width: null, height: null, hasThumb: false, addedAt: 1, looks: null, words: null, storedAs })
      tx.insert(synced.photoLink, link('l1'))
      tx.insert(synced.photoLink, link('l2'))
    })
    await settle([first, second, third])
    const purge = (device: TeamDevice, id: string): void => {
      write(device, (tx) => {
        tx.update(synced.photoLink, id, { binnedAt: 5, binnedBy: 's', binReason: 'duplicate' })
        tx.softDelete(synced.photoLink, id)
      })
    }
    // each says what it knows with the next thing it writes
    const everybodySpeaks = async (who: readonly TeamDevice[]): Promise<void> => {
      await settle(devices)
      for (const device of who) createCase(device.kernel, device.actor, { kind: 'damaged', buyerNick: '云间客' })
      await settle(devices)
    }
    const tries = async (): Promise<number[]> => Promise.all([first, second, third].map((device) => removePurged(device.kernel, device)))
    purge(second, 'l1')
    await everybodySpeaks([first, second, third])
    expect(await tries()).toEqual([0, 0, 0])
    purge(first, 'l2')
    await everybodySpeaks([first, second])
    // the third has not said that it knows: it may have filed it elsewhere
    expect(await tries()).toEqual([0, 0, 0])
    expect(existsSync(file)).toBe(true)
    retire(first.kernel, first.actor, third.kernel.deviceId)
    await settle([first, second])
    expect(await tries()).toEqual([1, 0, 0])
    expect(existsSync(file)).toBe(false)
    await settle([first, second])
    for (const device of [first, second]) expect(all(device, 'SELECT stored_as FROM photo')).toEqual([{ stored_as: null }])
    expect(await tries()).toEqual([0, 0, 0])
  })

  it('S5, S7: a PC that was retired says so, and not that it waits to be admitted', async () => {
    const [first, second] = await team(['张敏', '李雷'], tempFolder())
    if (first === undefined || second === undefined) throw new Error('there are two')
    await gather(first, [second])
    await settle(devices)
    const state = (): string => statusOf(second.kernel, runningState(second.kernel)).state
    expect(state()).toBe('idle')
    retire(first.kernel, first.actor, second.kernel.deviceId)
    await settle(devices)
    expect(state()).toBe('retired')
  })
})
