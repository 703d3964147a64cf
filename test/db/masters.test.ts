import { describe, expect, it } from 'vitest'
import { readAreas, areasText, problemOf, type FormField } from '../../src/renderer/features/masters/form'
import { listBuyers, listSkus, removeSku, saveBuyer, saveSku } from '../../src/backend/services/master-lists'
import { listCourierMasters, saveCourier, updateShopMaster, updateStaffMember } from '../../src/backend/services/master-records'
import { courierPolicies, createStaff } from '../../src/backend/services/masters'
import { foundFolder, type TestFolder } from '../support/kernel'

const code = (value: string) => expect.objectContaining({ code: value })
const sku = (n: number, more: object = {}) => ({ code: `BT-${String(n).padStart(4, '0')}`, title: `保温杯 ${n}`, spec: null, barcode: null, supplier: null, weightGrams: 350, packagingGrams: null, costCents: 2150, priceCents: null, note: null, ...more })

async function withFolder(work: (test: TestFolder) => void | Promise<void>): Promise<void> {
  const test = await foundFolder()
  try {
    await work(test)
  } finally {
    test.open.close()
  }
}

describe('masters (O2)', () => {
  it('O2: a changed alias, window or area of a courier takes effect at once, everywhere that looks', async () => {
    await withFolder(({ kernel, actor }) => {
      const zto = listCourierMasters(kernel).find((one) => one.id === 'zto')
      if (!zto) throw new Error('no zto')
      const before = courierPolicies(kernel)
      expect(courierPolicies(kernel)).toBe(before)
      const saved = saveCourier(kernel, actor, { ...zto, aliases: ['中通', '仓里的中通'], claimWindowDays: 45, areas: [{ kind: 'out-of-area', area: '墨脱县', fromDay: null, toDay: null }] })
      expect(saved).toMatchObject({ claimWindowDays: 45, areas: [{ area: '墨脱县' }] })
      const after = courierPolicies(kernel).find((one) => one.id === 'zto')
      expect(after).toMatchObject({ aliases: ['中通', '仓里的中通'], claimWindowDays: 45 })
      expect(after?.waybillShapes.length).toBeGreaterThan(0)
      expect(saveCourier(kernel, actor, { ...saved, areas: [] }).areas).toEqual([])
      // what went comes back as the same row
      expect(saveCourier(kernel, actor, { ...saved }).areas).toHaveLength(1)
      expect(kernel.db.readable.prepare('SELECT count(*) AS n FROM courier_area').get()).toEqual({ n: 1 })
      expect(() => saveCourier(kernel, actor, { ...saved, id: null, nameZh: '顺丰', nameEn: 'X', aliases: [] })).toThrow(code('NAME_TAKEN'))
      expect(() => saveCourier(kernel, actor, { ...saved, id: 'none', nameZh: '无名', nameEn: 'No name', aliases: [] })).toThrow(code('NOT_FOUND'))
    })
  })

  it('O2: a shop keeps its platform; an unknown zone and a taken name are refused', async () => {
    await withFolder(({ kernel, actor }) => {
      const [shop] = kernel.db.readable.prepare('SELECT id FROM shop').all() as { id: string }[]
      const fields = { id: shop?.id ?? '', name: '云间家居', timeZone: 'Asia/Tokyo', currency: 'CNY', returnName: '仓库', returnPhone: '', returnAddress: '杭州', note: null }
      expect(updateShopMaster(kernel, actor, fields)).toMatchObject({ platform: 'tmall', timeZone: 'Asia/Tokyo', returnName: '仓库', returnPhone: null })
      expect(() => updateShopMaster(kernel, actor, { ...fields, timeZone: 'Moon/Base' })).toThrow(code('INVALID_INPUT'))
      expect(() => updateShopMaster(kernel, actor, { ...fields, id: 'none', name: '别的名字' })).toThrow(code('UNKNOWN_SHOP'))
    })
  })

  it('O2: SKUs come page by page in the order of their codes, are found by code, barcode or title, and come back when saved again', async () => {
    await withFolder(({ kernel, actor }) => {
      for (let n = 0; n < 25; n += 1) saveSku(kernel, actor, sku(n, n === 7 ? { barcode: '6901234567890', title: '围巾' } : {}))
      const pages: string[] = []
      for (let cursor: string | null = null; ; ) {
        const page: ReturnType<typeof listSkus> = listSkus(kernel, { cursor, limit: 10 })
        pages.push(...page.rows.map((row) => row.code))
        cursor = page.nextCursor
        if (cursor === null) break
      }
      expect(pages).toEqual(Array.from({ length: 25 }, (_, n) => sku(n).code))
      expect(listSkus(kernel, { search: 'BT-001', limit: 100 }).rows).toHaveLength(10)
      expect(listSkus(kernel, { search: '69012', limit: 100 }).rows.map((row) => row.code)).toEqual(['BT-0007'])
      expect(listSkus(kernel, { search: '围', limit: 100 }).rows.map((row) => row.code)).toEqual(['BT-0007'])
      removeSku(kernel, actor, 'sku:BT-0007')
      expect(listSkus(kernel, { search: '围', limit: 100 }).rows).toEqual([])
      expect(() => removeSku(kernel, actor, 'sku:BT-0007')).toThrow(code('NOT_FOUND'))
      saveSku(kernel, actor, sku(7, { title: '围巾' }))
      expect(listSkus(kernel, { search: '围', limit: 100 }).rows).toHaveLength(1)
    })
  })

  it('O2: buyers come page by page by nick, one nick on two platforms being two', async () => {
    await withFolder(({ kernel, actor }) => {
      for (const [platform, nick] of [['tmall', '阿紫'], ['taobao', '阿紫'], ['jd', '小鹿'], ['tmall', '小羊']] as const) saveBuyer(kernel, actor, { platform, nick, vipTier: '', difficult: nick === '小羊', marks: [], note: '' })
      const first = listBuyers(kernel, { limit: 2 })
      const second = listBuyers(kernel, { limit: 2, cursor: first.nextCursor })
      expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual(['tmall:小羊', 'jd:小鹿', 'taobao:阿紫', 'tmall:阿紫'])
      expect(second.nextCursor).toBeNull()
      expect(listBuyers(kernel, { search: '小', limit: 10 }).rows.map((row) => row.nick)).toEqual(['小羊', '小鹿'])
      expect(saveBuyer(kernel, actor, { platform: 'jd', nick: '小鹿', vipTier: '金卡', difficult: false, marks: ['常客'], note: '' })).toMatchObject({ vipTier: '金卡', marks: ['常客'], note: null })
      expect(() => saveBuyer(kernel, actor, { platform: 'moon', nick: 'x', vipTier: null, difficult: false, marks: [], note: null })).toThrow(code('INVALID_INPUT'))
    })
  })

  it('R3: the last active supervisor is neither demoted nor retired; a second one makes it possible', async () => {
    await withFolder(async ({ kernel, actor }) => {
      const me = { id: actor.staffId, name: '张敏', staffNo: '0001' }
      expect(() => updateStaffMember(kernel, actor, { ...me, role: 'agent', active: true })).toThrow(code('LAST_SUPERVISOR'))
      expect(() => updateStaffMember(kernel, actor, { ...me, role: 'supervisor', active: false })).toThrow(code('LAST_SUPERVISOR'))
      const other = await createStaff(kernel, actor, { name: '李雷', role: 'supervisor' })
      expect(updateStaffMember(kernel, actor, { ...me, role: 'agent', active: true })).toMatchObject({ role: 'agent', staffNo: '0001' })
      expect(() => updateStaffMember(kernel, actor, { id: other.id, name: '张敏', role: 'supervisor', staffNo: null, active: true })).toThrow(code('NAME_TAKEN'))
      expect(() => updateStaffMember(kernel, actor, { id: 'none', name: 'x', role: 'supervisor', staffNo: null, active: true })).toThrow(code('UNKNOWN_STAFF'))
    })
  })

  it('X2: pages of SKUs and buyers are read off an index', async () => {
    await withFolder(({ kernel }) => {
      const plan = (sql: string, ...binds: string[]): string => (kernel.db.readable.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...binds) as { detail: string }[]).map((row) => row.detail).join(' | ')
      expect(plan('SELECT * FROM sku WHERE deleted_at IS NULL AND code > ? ORDER BY code LIMIT 101', 'A')).toMatch(/SEARCH sku USING INDEX sku_code/)
      expect(plan("SELECT * FROM buyer WHERE (nick, platform) > (?, ?) ORDER BY nick, platform LIMIT 101", 'A', 'b')).toMatch(/SEARCH buyer USING INDEX buyer_nick/)
      expect(plan('SELECT * FROM buyer WHERE nick >= ? AND nick < ? ORDER BY nick, platform LIMIT 101', 'A', 'B')).toMatch(/SEARCH buyer USING INDEX buyer_nick/)
    })
  })
})

describe('forms of the masters', () => {
  it('O2: areas are read line by line, with no, one or two days', () => {
    expect(readAreas('疫区 2026-11-01 2026-12-31\n\n岛上\n山里 2026-12-31')).toEqual([
      { kind: 'suspended', area: '疫区', fromDay: '2026-11-01', toDay: '2026-12-31' }, { kind: 'suspended', area: '岛上', fromDay: null, toDay: null }, { kind: 'suspended', area: '山里', fromDay: null, toDay: '2026-12-31' },
    ])
    expect(readAreas('岛上\n2026-11-01')).toEqual({ line: 2 })
    expect(readAreas('岛上 2026/11/01')).toEqual({ line: 1 })
    expect(readAreas('岛上 2026-12-31 2026-11-01')).toEqual({ line: 1 })
    const areas = readAreas('疫区 2026-11-01 2026-12-31\n岛上')
    if (!Array.isArray(areas)) throw new Error('areas')
    expect(readAreas(areasText(areas))).toEqual(areas)
  })

  it('O2: what is wrong with a field is told by its kind', () => {
    const field = (kind: FormField['kind'], required = false): FormField => ({ key: 'x', kind, label: 'x', required })
    const problem = (kind: FormField['kind'], text: string, required = false): unknown => problemOf(field(kind, required), { x: text })
    expect([problem('text', '', true), problem('text', ''), problem('count', '四十'), problem('count', '45')]).toEqual(['required', null, 'badNumber', null])
    expect([problem('grams', '很重'), problem('grams', '0.35kg'), problem('money', 'x'), problem('money', '21.5'), problem('money', '-1')]).toEqual(['badWeight', null, 'badMoney', null, 'badMoney'])
    expect([problem('pin', '12'), problem('pin', '1357'), problem('areas', '2026-11-01')]).toEqual(['pinBad', null, { line: 1, what: 'badArea' }])
  })
})
