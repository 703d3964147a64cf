import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrate, readMigrations } from '../../src/backend/db/migrate'
import { openDatabase, openWritable, type OpenDatabase } from '../../src/backend/db/open'
import { meta } from '../../src/backend/db/schema'
import { synced } from '../../src/backend/db/synced-tables'
import { createWriter, firstBrokenAudit, groupStamp, type Writer } from '../../src/backend/db/write'
import { MIGRATIONS, tempFolder } from '../support/folders'

const NOW = 1_790_000_000_000

function openFresh(clock: { now: number } = { now: NOW }): { db: OpenDatabase; writer: Writer } {
  const folder = tempFolder()
  const path = join(folder, 'workstation.sqlite')
  const first = openWritable(path)
  migrate(first, readMigrations(MIGRATIONS), { now: NOW, backupFolder: join(folder, 'backups') })
  first.close()
  const db = openDatabase(path)
  return { db, writer: createWriter(db, { deviceId: 'device-a', now: () => clock.now, random: (length) => 'r'.repeat(length) }) }
}

const shop = (id: string, name = '云间家居') => ({ id, name, platform: 'tmall', timeZone: 'Asia/Shanghai', currency: 'CNY', createdAt: NOW })
const changes = (db: OpenDatabase): { row_id: string; field_group: string; fields: string; hlc: string }[] =>
  db.readable.prepare<[], { row_id: string; field_group: string; fields: string; hlc: string }>('SELECT row_id, field_group, fields, hlc FROM change_log ORDER BY seq').all()

describe('the one writer (design, decisions 1 and 2; S3, R4)', () => {
  it('writes row, change log and audit entry together', () => {
    const { db, writer } = openFresh()
    const { touched } = writer.run('staff-1', { name: 'shop.create', subject: 's1' }, (tx) => tx.insert(synced.shop, shop('s1')))
    expect([...touched.tables]).toEqual(['shop'])
    expect(changes(db)).toHaveLength(1)
    expect(changes(db)[0]).toMatchObject({ row_id: 's1', field_group: '*' })
    expect(db.readable.prepare('SELECT actor_id, action, subject FROM audit').all()).toEqual([{ actor_id: 'staff-1', action: 'shop.create', subject: 's1' }])
    db.close()
  })

  it('leaves nothing of a write that throws: no row, no change, no audit, no clock', () => {
    const { db, writer } = openFresh()
    writer.run('staff-1', { name: 'shop.create' }, (tx) => tx.insert(synced.shop, shop('s1')))
    expect(() =>
      writer.run('staff-1', { name: 'shop.create' }, (tx) => {
        tx.insert(synced.shop, shop('s2'))
        throw new Error('changed my mind')
      }),
    ).toThrow('changed my mind')
    expect(db.readable.prepare('SELECT id FROM shop').all()).toEqual([{ id: 's1' }])
    expect(changes(db)).toHaveLength(1)
    expect(db.readable.prepare('SELECT count(*) AS n FROM audit').get()).toEqual({ n: 1 })
    db.close()
  })

  it('S3: a deletion is a stamped field that can be taken back, and saying it twice writes nothing', () => {
    const { db, writer } = openFresh()
    writer.run('staff-1', { name: 'shop.create' }, (tx) => tx.insert(synced.shop, shop('s1')))
    const did = writer.run('staff-1', { name: 'shop.toggle' }, (tx) => [
      tx.restore(synced.shop, 's1'), tx.softDelete(synced.shop, 's1'), tx.softDelete(synced.shop, 's1'), tx.restore(synced.shop, 's1'), tx.softDelete(synced.shop, 'no-such-row'),
    ]).result
    expect(did).toEqual([false, true, false, true, false])
    expect(changes(db).slice(1).map(({ field_group, fields }) => [field_group, JSON.parse(fields) as unknown])).toEqual([['deleted', { deleted_at: NOW }], ['deleted', { deleted_at: null }]])
    const row = db.readable.prepare<[], { hlc: string; deleted_at: number | null }>('SELECT hlc, deleted_at FROM shop').get()
    expect(row?.deleted_at).toBeNull()
    expect(groupStamp(row?.hlc ?? '{}', 'deleted')).toBe(changes(db).at(-1)?.hlc)
    db.close()
  })

  it('S3: stamps only the field group that changed, and logs that group whole, so that no merge mixes two edits', () => {
    const { db, writer } = openFresh()
    writer.run('staff-1', { name: 'buyer.create' }, (tx) => tx.insert(synced.buyer, { id: 'b1', platform: 'tmall', nick: '云间客_88', vipTier: null, difficult: false, createdAt: NOW }))
    writer.run('staff-1', { name: 'buyer.mark' }, (tx) => tx.update(synced.buyer, 'b1', { vipTier: 'silver', nick: '云间客_88' }))
    const [inserted, updated] = changes(db)
    expect(updated).toMatchObject({ row_id: 'b1', field_group: 'marks', fields: JSON.stringify({ vip_tier: 'silver', difficult: 0, marks: null, note: null }) })
    const { hlc } = db.readable.prepare<[], { hlc: string }>('SELECT hlc FROM buyer').get() ?? { hlc: '{}' }
    expect(groupStamp(hlc, 'marks')).toBe(updated?.hlc)
    expect(groupStamp(hlc, 'base')).toBe(inserted?.hlc)
    db.close()
  })

  it('S3: a value that stays the same is no change; a derived value is written but never shipped', () => {
    const { db, writer } = openFresh()
    const photo = { id: 'p', format: 'jpeg', bytes: 1, width: null, height: null, hasThumb: false, addedAt: NOW }
    expect(writer.run('s', { name: 'photo' }, (tx) => tx.put(synced.photo, photo)).result).toBe('inserted')
    expect(writer.run('s', { name: 'photo' }, (tx) => tx.put(synced.photo, photo)).result).toBe('unchanged')
    expect(writer.run('s', { name: 'photo' }, (tx) => tx.update(synced.photo, 'p', { hasThumb: true })).result).toBe(true)
    expect(changes(db)).toHaveLength(1)
    expect(db.readable.prepare('SELECT has_thumb FROM photo').get()).toEqual({ has_thumb: 1 })
    db.close()
  })

  it('S3: stamps never go back, also when the PC clock is set back and after a restart', () => {
    const clock = { now: NOW }
    const { db, writer } = openFresh(clock)
    writer.run('s', { name: 'shop' }, (tx) => tx.insert(synced.shop, shop('s1')))
    clock.now = NOW - 86_400_000
    writer.run('s', { name: 'shop' }, (tx) => tx.insert(synced.shop, shop('s2', '另一家')))
    const again = createWriter(db, { deviceId: 'device-a', now: () => NOW - 200_000_000, random: () => 'x' })
    again.run('s', { name: 'shop' }, (tx) => tx.insert(synced.shop, shop('s3', '第三家')))
    const stamps = changes(db).map((change) => change.hlc)
    expect([...stamps].sort()).toEqual(stamps)
    expect(new Set(stamps).size).toBe(3)
    db.close()
  })

  it('S3: deletion is a stamped field', () => {
    const { db, writer } = openFresh()
    writer.run('s', { name: 'shop' }, (tx) => tx.insert(synced.shop, shop('s1')))
    expect(writer.run('s', { name: 'shop.delete' }, (tx) => tx.softDelete(synced.shop, 's1')).result).toBe(true)
    expect(writer.run('s', { name: 'shop.delete' }, (tx) => tx.softDelete(synced.shop, 's1')).result).toBe(false)
    expect(db.readable.prepare('SELECT deleted_at FROM shop').get()).toEqual({ deleted_at: NOW })
    expect(changes(db).map((change) => change.field_group)).toEqual(['*', 'deleted'])
    db.close()
  })

  it('S3: which columns of a row differ is told by the bits of a whole number, so no table may have more of them', () => {
    expect(Math.max(...Object.values(synced).map(({ columns }) => columns.length))).toBeLessThanOrEqual(52)
  })

  it('a row of this PC is added once: one that is there stays as it is, and the change is told only when there is one', () => {
    const { db, writer } = openFresh()
    const first = writer.run('staff-1', { name: 'note' }, (tx) => tx.addLocal(meta, { key: 'k', value: 'first' }))
    const second = writer.run('staff-1', { name: 'note' }, (tx) => tx.addLocal(meta, { key: 'k', value: 'second' }))
    expect([first.result, second.result]).toEqual([true, false])
    expect([[...first.touched.tables], [...second.touched.tables]]).toEqual([['meta'], []])
    expect(db.readable.prepare("SELECT value FROM meta WHERE key = 'k'").get()).toEqual({ value: 'first' })
    db.close()
  })

  it('answers a retried call with the first answer and writes nothing', () => {
    const { db, writer } = openFresh()
    const call = () => writer.run('s', { name: 'shop.create', key: 'retry-key-1' }, (tx) => {
      const id = tx.newId()
      tx.insert(synced.shop, shop(id))
      return id
    })
    expect(call().result).toBe(call().result)
    expect(db.readable.prepare('SELECT count(*) AS n FROM shop').get()).toEqual({ n: 1 })
    db.close()
  })

  it('R4: the audit chain shows an entry that was changed or taken out', () => {
    const { db, writer } = openFresh()
    for (const id of ['s1', 's2', 's3']) writer.run('s', { name: 'shop.create', subject: id }, (tx) => tx.insert(synced.shop, shop(id, id)))
    expect(firstBrokenAudit(db)).toBeNull()
    db.writable.prepare("UPDATE audit SET subject = 'other' WHERE seq = 2").run()
    expect(firstBrokenAudit(db)).toBe(2)
    db.writable.prepare('DELETE FROM audit WHERE seq = 2').run()
    expect(firstBrokenAudit(db)).toBe(3)
    db.close()
  })

  it('cannot be gone around: the handle that reads belongs to a read-only connection', () => {
    const { db } = openFresh()
    expect(() => db.readable.exec("INSERT INTO meta VALUES ('a', 'b')")).toThrow(/readonly/)
    db.close()
  })
})
