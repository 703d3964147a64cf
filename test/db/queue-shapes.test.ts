import { describe, expect, it } from 'vitest'
import { CASE_VIEWS } from '../../src/contract/cases'
import { rawRows } from '../../src/backend/db/open'
import { queueSql } from '../../src/backend/repositories/cases'
import { listCases, queueQuery } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { createShop } from '../../src/backend/services/masters'
import { foundFolder } from '../support/kernel'

describe('X2: the statement of a queue page is built once per shape', () => {
  it('is the one the query builder would build, with the same values, for every view, filter and page', async () => {
    const { kernel, actor, open, clock } = await foundFolder()
    for (const round of [1, 2]) {
      clock.now += 60_000
      for (const view of CASE_VIEWS) {
        for (const kind of [null, 'lost', 'damaged']) {
          for (const shopId of [null, `shop-${round}`]) {
            for (const cursor of [null, `17900000000${round}:id-${round}`]) {
              const query = queueQuery(kernel, { ...actor, staffId: `staff-${round}` }, { view, kind, shopId, cursor, limit: 50 + round })
              expect(query.shape).not.toBeNull()
              expect(queueSql(kernel.read, query)).toEqual(queueSql(kernel.read, { ...query, shape: null }))
            }
          }
        }
      }
    }
    open.close()
  })

  it('rows carry the name of their shop as it is now, and booleans as booleans', async () => {
    const { kernel, actor, open } = await foundFolder()
    createCase(kernel, actor, { kind: 'lost', buyerNick: 'a' })
    const [before] = listCases(kernel, actor, { view: 'all', limit: 10 }).rows
    expect(before).toMatchObject({ shopName: '云间家居旗舰店', vip: false, kind: 'lost' })
    const shop = createShop(kernel, actor, { name: '新店', platform: 'jd' })
    createCase(kernel, actor, { kind: 'damaged', shopId: shop.id })
    expect(listCases(kernel, actor, { view: 'all', limit: 10 }).rows.map((row) => row.shopName).sort()).toEqual(['云间家居旗舰店', '新店'].sort())
    open.close()
  })

  it('raw rows refuse a statement that writes, on either connection', async () => {
    const { kernel, open } = await foundFolder()
    for (const db of [kernel.db.read, kernel.db.readInWrite]) expect(() => rawRows(db, { sql: 'DELETE FROM cases', params: [] })).toThrow('rawRows only reads')
    open.close()
  })
})
