import { describe, expect, it } from 'vitest'
import { KIND_WORDS } from '../../src/domain/intake/kind-words'
import { parseChat, waitingSince } from '../../src/domain/intake/chat'
import { analyseIntake, suggestKinds } from '../../src/domain/intake/intake'
import { findNumbers } from '../../src/domain/intake/numbers'

const at = (text: string): number => Date.parse(text)

describe('C11: numbers in pasted text', () => {
  const orders = (text: string): string[] => findNumbers(text).orders.map((order) => `${order.value} ${order.platforms.join('/')}`)

  it.each([
    ['我的订单3401234567890123456什么时候发', '3401234567890123456 taobao/tmall/alibaba/douyin'],
    ['订单号：240915-123456789012345', '240915-123456789012345 pinduoduo'],
    ['order 12-12345-67890 not here', '12-12345-67890 ebay'],
    ['Amazon 112-1234567-7654321', '112-1234567-7654321 amazon'],
    ['Where is #1001?', '#1001 shopify'],
  ])('C11: finds the order in %s', (text, order) => expect(orders(text)).toEqual([order]))

  it('C11: an order number named as such counts whatever its shape', () => {
    expect(findNumbers('订单号是 AB20261121X').orders).toEqual([{ value: 'AB20261121X', platforms: [], sure: true }])
    expect(findNumbers('order number: 88201').orders).toEqual([])
    expect(findNumbers('order number: 882019').orders.map((order) => order.value)).toEqual(['882019'])
  })

  it('C11: twelve bare digits may be a JD order or a waybill: both are offered, neither is sure', () => {
    const found = findNumbers('288812345678 到哪了')
    expect(found.orders).toEqual([{ value: '288812345678', platforms: ['jd'], sure: false }])
    expect(found.waybills).toMatchObject([{ value: '288812345678', sure: false }])
    expect(findNumbers('288812345678 到哪了', { knownPlatforms: ['taobao'] }).orders).toEqual([])
  })

  it.each([
    ['SF1234567890123', 'sf'],
    ['yt1234567890123', 'yto'],
    ['JT5212345678901', 'jt'],
    ['75312345678901', 'zto'],
    ['773123456789012', 'sto'],
    ['461234567890123', 'yunda'],
    ['JDVA12345678901', 'jd'],
    ['1Z999AA10123456784', 'ups'],
    ['9400111899223197428490', 'usps'],
  ])('C11: knows the courier of %s by its shape', (waybill, courier) => {
    expect(findNumbers(`快递${waybill}没动`).waybills).toEqual([{ value: waybill.toUpperCase(), couriers: [courier], sure: true }])
  })

  it('C11: a waybill named as such counts, and couriers of the policy are asked for loose shapes', () => {
    const couriers = [{ id: 'local', waybillShapes: ['\\d{10}'] }]
    expect(findNumbers('运单号 1234567890', { couriers }).waybills).toEqual([{ value: '1234567890', couriers: ['local'], sure: true }])
    expect(findNumbers('tracking number: LX123456789DE').waybills).toEqual([{ value: 'LX123456789DE', couriers: [], sure: true }])
  })

  it('C11: phones are not waybills, and numbers in links are nothing', () => {
    expect(findNumbers('电话138 1234 5678，备用 +86 13912345678-1234')).toEqual({ orders: [], waybills: [], phones: ['13812345678', '13912345678-1234'], amounts: [] })
    expect(findNumbers('https://item.example.com/item.htm?id=678912345678')).toEqual({ orders: [], waybills: [], phones: [], amounts: [] })
  })

  it('C11: a number inside a longer one is not found', () => {
    expect(findNumbers('A13812345678B 12345678901234567890123')).toEqual({ orders: [], waybills: [], phones: [], amounts: [] })
  })

  it.each([
    ['赔我50元', 5000, 'CNY'],
    ['一共¥1,234.50', 123450, 'CNY'],
    ['89块5', 8950, 'CNY'],
    ['I paid $12.9', 1290, 'USD'],
    ['20 dollars', 2000, 'USD'],
    ['£3.05 please', 305, 'GBP'],
  ])('C11: reads the amount in %s to the cent', (text, cents, currency) => {
    expect(findNumbers(text).amounts).toMatchObject([{ cents, currency }])
  })
})

describe('C11: chat lines', () => {
  it('C11: reads a 千牛 head, its time in the zone of the shop, and lines that follow', () => {
    const { lines } = parseChat('云间客_88 (2026-11-21 10:21:33):\n箱子破了\n怎么办')
    expect(lines).toEqual([{ nick: '云间客_88', at: at('2026-11-21T10:21:33+08:00'), text: '箱子破了\n怎么办', ours: false }])
  })

  it.each([
    ['[2026-11-21 10:21] tb_happy: where is it', 'tb_happy', '2026-11-21T10:21:00+08:00'],
    ['小鱼 2026/11/21 10:21:33', '小鱼', '2026-11-21T10:21:33+08:00'],
    ['2026年11月21日 10:21 小鱼', '小鱼', '2026-11-21T10:21:00+08:00'],
    ['jane-doe (Nov 21, 2026 10:21 AM): hello', 'jane-doe', '2026-11-21T10:21:00+08:00'],
  ])('C11: reads the head %s', (text, nick, time) => {
    expect(parseChat(text).lines).toMatchObject([{ nick, at: at(time) }])
  })

  it('C11: a time without a date belongs to today, after midnight to yesterday; without "now" it stays unknown', () => {
    const now = at('2026-11-22T00:30:00+08:00')
    expect(parseChat('小鱼 (23:50:10): 在吗', { now }).lines[0]?.at).toBe(at('2026-11-21T23:50:10+08:00'))
    expect(parseChat('小鱼 (00:20): 在吗', { now }).lines[0]?.at).toBe(at('2026-11-22T00:20:00+08:00'))
    expect(parseChat('小鱼 (00:20): 在吗').lines[0]?.at).toBeNull()
    expect(parseChat('小鱼 (12-30 10:00): 在吗', { now: at('2027-01-02T00:00:00Z') }).lines[0]?.at).toBe(at('2026-12-30T10:00:00+08:00'))
  })

  it('C4: the buyer waits since the first message after our last answer', () => {
    const chat = ['小鱼 (2026-11-21 10:00:00): 在吗', '店铺:小张 (2026-11-21 10:01:00): 在的', '小鱼 (2026-11-21 10:05:00): 破了', '小鱼 (2026-11-21 10:06:00): 快点'].join('\n')
    const { lines } = parseChat(chat)
    expect(lines.map((line) => line.ours)).toEqual([false, true, false, false])
    expect(waitingSince(lines)?.at).toBe(at('2026-11-21T10:05:00+08:00'))
  })

  it('C11: ordinary sentences with a time in them are not heads', () => {
    expect(parseChat('我 10:30 打过电话，没人接\nratio 3:15').lines).toEqual([])
  })
})

describe('C11: suggested kinds', () => {
  const first = (text: string): string | undefined => suggestKinds(text)[0]?.kind

  it.each([
    ['怎么还没发货啊', 'shipment-chase'],
    ['快递显示已签收，我没收到', 'signed-not-received'],
    ['箱子破损，里面的杯子碎了', 'damaged'],
    ['少了一包，漏发了吧', 'missing-item'],
    ['发错货了，颜色不对', 'wrong-item'],
    ['物流三天不更新，一直停在杭州', 'stalled'],
    ['不想要了，七天无理由', 'changed-mind'],
    ['我要投诉，找12315', 'complaint'],
    ['能改地址吗', 'change-address'],
    ['it says delivered but I never received it', 'signed-not-received'],
    ['The vase arrived shattered and the box was crushed', 'damaged'],
    ['I want to cancel my order', 'refund-before-shipment'],
    ['One cup is missing', 'missing-item'],
    ['You sent the wrong item', 'wrong-item'],
    ['The zip is defective, poor quality', 'quality'],
  ])('C11: %s', (text, kind) => expect(first(text)).toBe(kind))

  it('C11: names the words that spoke for a kind', () => {
    expect(suggestKinds('箱子破损了')[0]).toMatchObject({ kind: 'damaged', words: ['破损', '箱子破'] })
  })

  it('C11: a denied trouble is none', () => {
    expect(suggestKinds('包裹没有破损').map((kind) => kind.kind)).not.toContain('damaged')
    expect(suggestKinds('it is not damaged').map((kind) => kind.kind)).not.toContain('damaged')
  })

  it('C11: nothing is guessed without a word', () => expect(suggestKinds('你好')).toEqual([]))

  it('C11: words of our own side do not count', () => {
    const result = analyseIntake('店铺:小张 (2026-11-21 10:00:00): 是破损了吗\n小鱼 (2026-11-21 10:01:00): 不是，是少了一件')
    expect(result.kinds.map((kind) => kind.kind)).toEqual(['missing-item'])
    expect(result.buyerNicks).toEqual(['小鱼'])
  })

  it('P7: an eBay order brings the eBay kind first', () => {
    expect(analyseIntake('12-12345-67890 never received').kinds[0]?.kind).toBe('ebay-not-received')
  })

  it('C11: every word in the table is lower case and leads to its own kind', () => {
    for (const [kind, words] of Object.entries(KIND_WORDS)) {
      for (const word of words) {
        expect(word).toBe(word.toLowerCase())
        expect(suggestKinds(word).map((suggestion) => suggestion.kind), word).toContain(kind)
      }
    }
  })
})

it('C11: one pasted message gives order, waybill, buyer, time and kind at once', () => {
  const result = analyseIntake('云间客_88 (2026-11-21 10:21:33):\n订单3401234567890123456 快递SF1234567890123 箱子破损，赔我50元 电话13812345678')
  expect(result).toMatchObject({
    orders: [{ value: '3401234567890123456' }],
    waybills: [{ value: 'SF1234567890123' }],
    phones: ['13812345678'],
    amounts: [{ cents: 5000, currency: 'CNY' }],
    buyerNicks: ['云间客_88'],
    messageAt: at('2026-11-21T10:21:33+08:00'),
  })
  expect(result.kinds[0]?.kind).toBe('damaged')
})
