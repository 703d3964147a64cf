import { describe, expect, it } from 'vitest'
import { parseDate, zoneOffset } from '../../src/domain/import/dates'
import { cleanId, detectDamagedId, looksLikeWaybill, normaliseWaybill, splitWaybills } from '../../src/domain/import/ids'
import { parseMoney } from '../../src/domain/import/money'
import { combineStatus, orderStatusFromText } from '../../src/domain/import/status'
import { cleanCell, normaliseHeader } from '../../src/domain/import/text'

const cents = (text: string, decimal?: 'auto' | 'dot' | 'comma'): number | null => {
  const result = parseMoney(text, decimal)
  return result.ok ? result.cents : null
}

describe('amounts', () => {
  it.each([
    ['0', 0], ['12', 1200], ['12.5', 1250], ['12.05', 1205], ['-54.90', -5490], ['1,234.50', 123450], ['1,234', 123400],
    ['12,345,678.90', 1234567890], ['（30.00）', -3000], ['(1,200)', -120000], ['54.90-', -5490], ['－8.40', -840], ['−8.40', -840],
    ['¥66', 6600], ['￥ 66.00', 6600], ['66元', 6600], ['１２８．５０', 12850], ['$90.00', 9000], ['AU $3,000.00', 300000], ['-$5.00', -500],
    ['$-5.00', -500], ['EUR 90,00', 9000], ['1 234,50 €', 123450], ['1\u00a0234,50 €', 123450], ['1\u202f234,50\u00a0€', 123450], ['AU $3,000.00', 300000], ['1.324,50', 132450], ['.5', 50], ['5.', 500], ['+7', 700], ['1E-05', 0],
    ['1.5E+3', 150000], ['0.3825', 38], ['0.385', 39], ['-0.385', -39], ['54.900000000000006', 5490], ['-0.00', 0],
  ])('M1: reads %s as %d cents', (text, expected) => expect(cents(text)).toBe(expected))

  it.each(['', '-', '壹佰元', '12a', '1.2.3', '1,23,4', '--5', '12%', '2026-10-01', '131.77(已退款89.84)', 'NaN', 'Infinity', '1E+30'])(
    'M1: refuses %j instead of guessing', (text) => expect(cents(text)).toBeNull(),
  )

  it('M1: takes a decimal comma where the mapping says so', () => {
    expect(cents('1.234', 'comma')).toBe(123400)
    expect(cents('1,234', 'comma')).toBe(123)
    expect(cents('1,234', 'dot')).toBe(123400)
    expect(cents('90,00', 'dot')).toBeNull()
  })

  it('O1: tells the currency that stands beside the amount', () => {
    const code = (text: string): unknown => {
      const result = parseMoney(text)
      return result.ok ? result.currency : 'refused'
    }
    expect(['¥5', 'AU $5', 'US $5', '£5', '5 €', '5'].map(code)).toEqual(['CNY', 'AUD', 'USD', 'GBP', 'EUR', null])
  })
})

describe('dates', () => {
  const zone = zoneOffset('Asia/Shanghai')
  const at = (text: string, order?: 'mdy' | 'dmy'): string | null => {
    const result = parseDate(text, zone, order)
    return result.ok ? new Date(result.at).toISOString() : null
  }

  it.each([
    ['2026-10-03 09:15:27', '2026-10-03T01:15:27.000Z'], ['2026/10/3 9:05', '2026-10-03T01:05:00.000Z'], ['2026.10.03', '2026-10-02T16:00:00.000Z'],
    ['2026年10月3日 9时5分', '2026-10-03T01:05:00.000Z'], ['20261003', '2026-10-02T16:00:00.000Z'], ['20261003091527', '2026-10-03T01:15:27.000Z'],
    ['2026-10-03T09:15:27Z', '2026-10-03T09:15:27.000Z'], ['2025-01-15 17:41:00 -0500', '2025-01-15T22:41:00.000Z'],
    ['2026-10-03T09:15:27.123+02:00', '2026-10-03T07:15:27.000Z'], ['Sep-18-26', '2026-09-17T16:00:00.000Z'], ['26-May-26', '2026-05-25T16:00:00.000Z'],
    ['05-oct.-26', '2026-10-04T16:00:00.000Z'], ['October 5, 2026', '2026-10-04T16:00:00.000Z'], ['２０２６-１０-０３', '2026-10-02T16:00:00.000Z'],
    ['2026-10-03(周六)', '2026-10-02T16:00:00.000Z'], ['2026/10/3 下午3:04', '2026-10-03T07:04:00.000Z'], ['2026-10-03 12:30:00 AM', '2026-10-02T16:30:00.000Z'],
    ['46298.5', '2026-10-03T04:00:00.000Z'],
  ])('O1: reads %s', (text, expected) => expect(at(text)).toBe(expected))

  it('O1: follows the mapping for 11/05/2026 but not against the calendar', () => {
    expect(at('11/05/2026', 'mdy')).toBe('2026-11-04T16:00:00.000Z')
    expect(at('11/05/2026', 'dmy')).toBe('2026-05-10T16:00:00.000Z')
    expect(at('25/12/2026', 'mdy')).toBe('2026-12-24T16:00:00.000Z')
  })

  it.each(['', '昨天', '2026-02-30', '2026-13-01', '0000-00-00 00:00:00', '12', '2026-10-03 25:00', '1800-01-01', '99999'])(
    'O1: refuses %j', (text) => expect(at(text)).toBeNull(),
  )

  it('O1: knows daylight saving of the shop’s zone', () => {
    const berlin = zoneOffset('Europe/Berlin')
    const hour = (text: string): number => {
      const result = parseDate(text, berlin)
      return result.ok ? new Date(result.at).getUTCHours() : -1
    }
    expect([hour('2026-10-25 01:30'), hour('2026-10-25 12:00'), hour('2026-07-01 12:00')]).toEqual([23, 11, 10])
  })
})

describe('ids', () => {
  it.each([
    ['1.23E+14', 'scientific'], ['7.53602E+13', 'scientific'], ['2e17', 'scientific'], ['１.２３Ｅ＋１４', 'scientific'], ["'1.23E+14", 'scientific'],
    ['753602188463110000', 'rounded'], ['123000000000000', 'rounded'], ['75360218846311000', 'rounded'], ['753602188463110000.0', 'rounded'],
    ['75360218846311', null], ['SF1390027745518', null], ['7536021884631100', null], ['261006-318845520193847', null], ['YT8804411992000', null],
    ['1E5', 'scientific'], ['', null], ['2849105533670421875', null], ['JDVE00000000', null],
  ])('M1: judges %s as %s', (text, expected) => expect(detectDamagedId(text)).toBe(expected))

  it('M1: keeps an id as text and strips only its dress', () => {
    expect(['="75360218846311"', "'75360218846311", '\t75360218846311 ', '75360218846311.0', 'No:75360218846311', '运单号：75360218846311', '-', ''].map(cleanId))
      .toEqual([...Array<string>(6).fill('75360218846311'), null, null])
    expect(cleanId('0012345')).toBe('0012345')
  })

  it('M2: normalises width, case and blanks of a waybill', () => {
    expect(['sf 1390 0277 45518', 'ＳＦ１３９００２７７４５５１８', ' "SF1390027745518"\u200b', '="sf1390027745518"'].map(normaliseWaybill))
      .toEqual(Array<string>(4).fill('SF1390027745518'))
    expect(normaliseWaybill('  ')).toBeNull()
  })

  it('O1: splits several waybills in one cell', () => {
    expect(splitWaybills('75360218846311,75360218846312；SF1390027745518、75360218846311')).toEqual(['75360218846311', '75360218846312', 'SF1390027745518'])
    expect(splitWaybills('No:75360218846311')).toEqual(['75360218846311'])
    expect(splitWaybills(' - ')).toEqual([])
  })

  it('M1: tells waybills from words, dates and amounts by shape', () => {
    expect(['75360218846311', 'YT8804411992031', 'JDVA123456789-1-1-'].every(looksLikeWaybill)).toBe(true)
    expect(['2026-10-03', '12.50', '顺丰标快', '138****0421', 'ABCDEFGHIJ'].some(looksLikeWaybill)).toBe(false)
  })
})

describe('cells and headers', () => {
  it.each([
    ['="123"', '123'], ['=""', ''], ["'139****0000", '139****0000'], ['\t69300\t', '69300'], ['\ufeff订单编号', '订单编号'], ['收货地址 ', '收货地址'],
    ["'s-Hertogenbosch，荷兰", "'s-Hertogenbosch，荷兰"], ['a\u0000b\u202ec', 'abc'], ['第一行\n第二行', '第一行\n第二行'], ['=1+1', '=1+1'], ['全角　空格', '全角　空格'],
  ])('M1: cleans %j', (raw, expected) => expect(cleanCell(raw)).toBe(expected))

  it('M1: compares headers without width, case and blanks', () => {
    expect(normaliseHeader(' 计费重量（KG） ')).toBe('计费重量(kg)')
    expect(normaliseHeader('Lineitem  Name')).toBe('lineitemname')
  })
})

describe('order statuses', () => {
  it.each([
    ['等待买家付款', 'unpaid'], ['买家已付款，等待卖家发货', 'paid'], ['卖家已发货，等待买家确认', 'shipped'], ['卖家部分发货', 'shipped'], ['交易成功', 'completed'],
    ['交易关闭', 'closed'], ['已发货，退款成功', 'refunded'], ['未发货，退款成功', 'refunded'], ['已发货，退款中', 'refunding'], ['已发货，待收货', 'shipped'], ['已收货', 'completed'],
    ['待发货', 'paid'], ['已取消', 'closed'], ['等待出库', 'paid'], ['等待确认收货', 'shipped'], ['完成', 'completed'], ['paid', 'paid'], ['pending', 'unpaid'],
    ['refunded', 'refunded'], ['partially_refunded', 'unknown'], ['voided', 'closed'], ['unfulfilled', 'paid'], ['fulfilled', 'shipped'], ['退款关闭，已发货', 'shipped'],
    ['无售后或售后取消', 'unknown'], ['没有申请退款', 'unknown'], ['买家已申请退款', 'refunding'], ['卖家已发货，没有申请退款', 'shipped'], ['Shipped', 'shipped'], ['哈哈', 'unknown'], ['', 'unknown'],
  ])('O1: %s means %s', (text, expected) => expect(orderStatusFromText(text)).toBe(expected))

  it('O1: a refund outranks shipment, shipment outranks payment', () => {
    expect(combineStatus(['paid', 'shipped'])).toBe('shipped')
    expect(combineStatus(['shipped', 'refunded'])).toBe('refunded')
    expect(combineStatus(['unknown'])).toBe('unknown')
    expect(orderStatusFromText('Hold', [{ text: 'hold', status: 'paid' }])).toBe('paid')
  })
})
