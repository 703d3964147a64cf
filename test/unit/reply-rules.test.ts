import { describe, expect, it } from 'vitest'
import { replyLanguage } from '../../src/domain/reply/language'
import { refusedMove } from '../../src/domain/reply/move'

describe('T1: the language of a reply', () => {
  it('T1: follows the buyer’s platform, and where that says nothing the money of the shop', () => {
    expect(['taobao', 'jd', 'pinduoduo', 'alibaba'].map((platform) => replyLanguage(platform, 'CNY'))).toEqual(['zh', 'zh', 'zh', 'zh'])
    expect(['ebay', 'shopify', 'amazon'].map((platform) => replyLanguage(platform, 'CNY'))).toEqual(['en', 'en', 'en'])
    expect(['CNY', 'TWD', 'USD', 'EUR'].map((currency) => replyLanguage('other', currency))).toEqual(['zh', 'zh', 'en', 'en'])
  })
})

describe('T4: whether a reply may set a status', () => {
  const found = { kind: 'damaged', status: 'new', buyerNick: null, orderNo: null, waybills: [] }
  it('T4: a field that is missing is named before anything is copied', () => {
    expect(refusedMove(found, 'waiting-buyer', '等照片', 1)).toContainEqual({ code: 'missing-field', field: 'orderNo' })
    expect(refusedMove({ ...found, buyerNick: 'a', waybills: ['SF1'], orderNo: '1', summary: 's' }, 'waiting-buyer', '等照片', 1)).toEqual([])
  })
  it('T4: an illegal move is refused; the same waiting status again only sets its time', () => {
    expect(refusedMove({ ...found, status: 'closed' }, 'waiting-buyer', '等', 1)).toMatchObject([{ code: 'illegal-transition' }])
    expect(refusedMove({ ...found, status: 'waiting-buyer' }, 'waiting-buyer', '等', 1)).toEqual([])
    expect(refusedMove({ ...found, kind: 'of-a-newer-version' }, 'waiting-buyer', '等', 1)).toEqual([])
  })
})
