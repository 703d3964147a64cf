import { describe, expect, it } from 'vitest'
import { afterRefusal, alignFollowUps, proposeFollowUps, readFollowUps, suspectItems, whyWords, type FollowUp, type FollowUpFacts, type Proposal } from '../../src/domain/wrong-shipment/follow-ups'
import { groupsOf, itemsOf, splitCents, statisticsOf, weekOf } from '../../src/domain/wrong-shipment/statistics'
import { drawnKeys, statisticsViews } from '../../src/domain/wrong-shipment/statistics-views'
import { mayVerify } from '../../src/domain/wrong-shipment/wrong-shipment'

const suspect = { errors: ['wrong', 'missing', 'short-pack'], entries: 2, days: 30 } as const
const red = { title: '红杯', sku: 'RED', quantity: 2 }
const blue = { title: '蓝杯', sku: 'BLUE', quantity: 2 }
const facts = (change: Partial<FollowUpFacts> = {}): FollowUpFacts => ({ error: 'wrong', fix: null, goodsBack: false, expected: [red], sent: [blue], suspects: [], ...change })
const kinds = (change: Partial<FollowUpFacts>): string[] => proposeFollowUps(facts(change), suspect).map(({ kind, why }) => `${kind} ${why}`)

describe('follow-ups (W3)', () => {
  it('W3: every fix leaves what it promises; nothing is fetched from a buyer who has too little', () => {
    expect(kinds({ fix: 'reissue' })).toEqual(['reissue fix-reissue'])
    expect(kinds({ fix: 'exchange' })).toEqual(['reissue fix-exchange', 'goods-back fix-return'])
    expect(kinds({ fix: 'return' })).toEqual(['goods-back fix-return'])
    expect(kinds({ fix: 'pickup' })).toEqual(['pickup fix-pickup'])
    for (const fix of ['refund', 'price-difference', 'keep', null] as const) expect(kinds({ fix })).toEqual([])
    expect(kinds({ fix: 'exchange', goodsBack: true })).toEqual(['reissue fix-exchange'])
    expect(kinds({ fix: 'return', sent: [] })).toEqual([])
  })

  it('W3: the stock is suspect once an item went wrong so often; a miscopied label says nothing about it', () => {
    const suspects = [{ sku: 'RED', title: '红杯', count: 2 }, { sku: 'BLUE', title: '蓝杯', count: 1 }]
    expect(proposeFollowUps(facts({ suspects }), suspect)).toEqual([{ kind: 'delist', why: 'stock-suspect', count: 2, sku: 'RED', title: '红杯' }])
    expect(kinds({ error: 'wrong-copy', suspects })).toEqual([])
    expect(suspectItems([red, { title: '赠品', quantity: 1 }], [blue])).toEqual([{ sku: 'RED', title: '红杯' }, { sku: 'BLUE', title: '蓝杯' }])
    expect(whyWords({ why: 'stock-suspect', count: 3 }, 'zh')).toContain('3 次')
  })

  it('W3: a buyer who admits it and will not: asked, then picked up, then a complaint', () => {
    expect([afterRefusal('goods-back'), afterRefusal('pickup'), afterRefusal('complaint'), afterRefusal('reissue')]).toEqual(['pickup', 'complaint', null, null])
  })

  it('W3: after a correction the rule opens what is missing and takes back only what it opened itself', () => {
    let made = 0
    const open = (proposal: Proposal): FollowUp => ({ ...proposal, id: `f${++made}`, dueAt: 10, assigneeId: null, state: 'open', openedAt: 1, closedAt: null, closedBy: null, reason: null, link: null })
    const first = alignFollowUps([], proposeFollowUps(facts({ fix: 'exchange' }), suspect), 1, open)
    expect(first.map(({ kind }) => kind)).toEqual(['reissue', 'goods-back'])
    const byHand: FollowUp = { ...open({ kind: 'complaint', why: 'by-hand', count: null, sku: null, title: null }) }
    const second = alignFollowUps([...first, byHand], proposeFollowUps(facts({ fix: 'refund' }), suspect), 5, open)
    expect(second.map(({ kind, state, closedBy }) => [kind, state, closedBy])).toEqual([['reissue', 'dropped', null], ['goods-back', 'dropped', null], ['complaint', 'open', null]])
    // proposed again, it is opened again; what a person dropped is not
    const third = alignFollowUps(second.map((one) => (one.kind === 'goods-back' ? { ...one, closedBy: 'staff' } : one)), proposeFollowUps(facts({ fix: 'exchange' }), suspect), 6, open)
    expect(third.filter(({ state }) => state === 'open').map(({ kind }) => kind)).toEqual(['complaint', 'reissue'])
    expect(readFollowUps(JSON.parse(JSON.stringify(third)) as Record<string, unknown>[])).toEqual(third)
    expect(readFollowUps([{ id: 'x', kind: 'dance', state: 'open', dueAt: 1, openedAt: 1 }, { id: 'y', kind: 'pickup', state: 'open', dueAt: 'soon', openedAt: 1 }])).toEqual([])
  })

  it('W2: whoever corrected an entry does not verify it either', () => {
    expect(mayVerify({ submittedBy: 'a', correctedBy: 'b' }, 'b', 3)).toBe(false)
    expect(mayVerify({ submittedBy: 'a', correctedBy: 'b' }, 'c', 3)).toBe(true)
    expect(mayVerify({ submittedBy: 'a', correctedBy: 'a' }, 'a', 1)).toBe(true)
  })
})

describe('statistics (W5)', () => {
  const entry = (change: object = {}) => ({ createdAt: Date.UTC(2026, 10, 25, 3), error: 'wrong', packedBy: '小李', costCents: 1001, expected: [red], sent: [blue], ...change })

  it('W5: weeks begin on Monday in the zone of the shop', () => {
    expect(weekOf('Asia/Shanghai', Date.UTC(2026, 10, 25, 3))).toBe('2026-11-23')
    expect(weekOf('Asia/Shanghai', Date.UTC(2026, 10, 22, 16))).toBe('2026-11-23')
    expect(weekOf('Asia/Shanghai', Date.UTC(2026, 10, 22, 15, 59))).toBe('2026-11-16')
  })

  it('W5: the cost of an entry about two items is parted among them to the cent', () => {
    expect(splitCents(1001, 2)).toEqual([501, 500])
    expect(groupsOf(entry(), 'Asia/Shanghai').filter(({ by }) => by === 'sku').map(({ key, pieces, costCents }) => [key, pieces, costCents])).toEqual([['RED', 2, 501], ['BLUE', 2, 500]])
    expect(itemsOf({ expected: [red], sent: [red] })).toEqual([{ key: 'RED', title: '红杯', pieces: 0 }])
    expect(itemsOf({ expected: [], sent: [] })).toEqual([{ key: '', title: '', pieces: 0 }])
  })

  it('W5: tables name everything, charts draw the most, and what nobody filled in has its own row', () => {
    const statistics = statisticsOf([entry(), entry({ packedBy: null, error: 'missing', sent: [], costCents: 0 }), entry({ packedBy: ' 小李 ', costCents: 500 })], 'Asia/Shanghai')
    expect(statistics).toMatchObject({ entries: 3, costCents: 1501, pieces: 10 })
    expect(statistics.by.packer.map(({ key, entries, costCents }) => [key, entries, costCents])).toEqual([['小李', 2, 1501], ['', 1, 0]])
    const [packer, sku] = statisticsViews(statistics, { locale: 'zh', currency: 'CNY', measure: 'cost', bars: 1 })
    expect(packer?.rows.map(({ values }) => values[0])).toEqual(['小李', '未填'])
    expect(packer?.chart).toMatchObject({ categories: ['小李'], unit: 'money', series: [{ values: [1501] }] })
    expect(packer?.total).toEqual(['合计', 3, 10, 1501, 500, 1])
    expect(sku?.rows.map(({ values }) => [values[0], values[1], values[2]])).toEqual([['RED', '红杯', 3], ['BLUE', '蓝杯', 2]])
    expect(drawnKeys('packer', statistics, { measure: 'entries', bars: 2 })).toEqual(['小李', ''])
  })
})
