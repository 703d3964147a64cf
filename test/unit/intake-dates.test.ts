import { describe, expect, it } from 'vitest'
import { findDates, type DateOptions } from '../../src/domain/intake/date-words'

/** Wednesday 2026-11-25, 10:00 in Shanghai. */
const BASE = Date.parse('2026-11-25T10:00:00+08:00')
const back: DateOptions = { timeZone: 'Asia/Shanghai', base: BASE, looks: 'back' }
const shown = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const read = (text: string, options = back) => findDates(text, options).map((one) => `${one.text} = ${shown(one.at)}${one.sure ? '' : ' ?'}${one.meaning === null ? '' : ` ${one.meaning}`}`)

describe('C11: date words', () => {
  it.each([
    ['今天收到', ['今天 = 2026-11-25 00:00 signed']],
    ['昨天下午三点说发货的', ['昨天下午三点 = 2026-11-24 15:00 promised']],
    ['前天拍的，今天还没发', ['前天 = 2026-11-23 00:00 bought', '今天 = 2026-11-25 00:00']],
    ['周五下单', ['周五 = 2026-11-20 00:00 ? bought']],
    ['上周三就寄出了', ['上周三 = 2026-11-18 00:00 shipped']],
    ['3号买的', ['3号 = 2026-11-03 00:00 ? bought']],
    ['11.20 付款', ['11.20 = 2026-11-20 00:00 ? bought']],
    ['11-24 18:20 到杭州', ['11-24 18:20 = 2026-11-24 18:20']],
    ['12月30日买的', ['12月30日 = 2025-12-30 00:00 bought']],
    ['昨晚十点半签收', ['昨晚十点半 = 2026-11-24 22:30 signed']],
    ['2026年11月3日 9:05', ['2026年11月3日 9:05 = 2026-11-03 09:05']],
    ['it arrived yesterday at 3pm', ['yesterday at 3pm = 2026-11-24 15:00 signed']],
    ['you promised to ship it last Friday', ['last Friday = 2026-11-20 00:00 promised']],
    ['I ordered on Nov 20', ['Nov 20 = 2026-11-20 00:00 bought']],
    ['paid 3rd of November 2026', ['3rd of November 2026 = 2026-11-03 00:00 bought']],
  ])('C11: %s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it('C11: what looks like a date but is money, a size, a count or a version is none', () => {
    for (const text of ['退我11.20元', '¥11.20', '11.20块', '3号线', '5号楼', '31.12.5', '13.45', '2.30kg', '99-100', '我的尺码 44', '1-2件', '25点', 'may I ask', 'sunny']) expect(read(text), text).toEqual([])
  })

  it('P11: a courier’s bare weekday and day look ahead', () => {
    expect(read('周五派送', { ...back, looks: 'ahead' })).toEqual(['周五 = 2026-11-27 00:00 ?'])
    expect(read('3号再派', { ...back, looks: 'ahead' })).toEqual(['3号 = 2026-12-03 00:00 ?'])
  })

  it('C11: days are the shop’s: the same message, another zone, another today', () => {
    const late = Date.parse('2026-11-25T23:30:00Z')
    const inZone = (timeZone: string): string => new Date(findDates('today', { timeZone, base: late, looks: 'back' })[0]?.at ?? 0).toISOString()
    expect([inZone('Asia/Shanghai'), inZone('America/New_York')]).toEqual(['2026-11-25T16:00:00.000Z', '2026-11-25T05:00:00.000Z'])
  })
})
