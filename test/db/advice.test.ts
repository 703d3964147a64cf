import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { caseFigures, freightAdvice, memoAdvice } from '../../src/backend/services/advice'
import { createCase, updateCase } from '../../src/backend/services/case-write'
import { listCourierMasters, listShopMasters, saveCourier, updateShopMaster } from '../../src/backend/services/master-records'
import { askPayout } from '../../src/backend/services/payouts'
import { fit } from '../../src/domain/memo/fit'
import { addRates, moneyCase } from '../support/money-case'
import { foundFolder, type TestFolder } from '../support/kernel'

const code = (value: string) => expect.objectContaining({ code: value })

let test: TestFolder
beforeEach(async () => {
  test = await foundFolder()
})
afterEach(() => test.open.close())

const shop = () => {
  const found = listShopMasters(test.kernel)[0]
  if (found === undefined) throw new Error('no shop')
  return found
}
const withLegend = (flagLegend: Record<string, string> | null) => {
  const { platform: _platform, ...fields } = shop()
  return updateShopMaster(test.kernel, test.actor, { ...fields, flagLegend })
}

describe('C8: the freight aid takes its facts from the case', () => {
  it('cause, free postage and freights are filled in; answers overrule them', () => {
    addRates(test)
    const id = moneyCase(test, { number: '1001' })
    const { facts, legs } = freightAdvice(test.kernel, { caseId: id, answers: {} })
    expect(facts).toMatchObject({ cause: 'quality-defect', remedy: 'return-refund', freeShipping: true, outboundCents: 1400, returnCents: 1400, cheapestFirstCents: 1200 })
    expect(legs.map(({ leg, payer, rule }) => [leg, payer, rule])).toEqual([['outbound', 'seller', 'quality-defect'], ['return', 'seller', 'quality-defect']])
    const asked = freightAdvice(test.kernel, { caseId: id, answers: { cause: 'changed-mind', insurance: 'covers', returnCents: 2000 } })
    expect(asked.legs[1]).toMatchObject({ payer: 'buyer', insuranceCents: 1200, payerCents: 800, templateId: 'freight-buyer-pays' })
  })

  it('a postage that the buyer paid is known from the order', () => {
    const id = moneyCase(test, { number: '1001', postageCents: 1000 })
    expect(freightAdvice(test.kernel, { caseId: id, answers: {} }).facts).toMatchObject({ freeShipping: false, outboundCents: 1000, returnCents: null })
  })

  it('C9, P4: figures for the calculators come from order, SKU list and rate card', () => {
    addRates(test)
    const id = moneyCase(test, { number: '1001' })
    expect(caseFigures(test.kernel, id)).toMatchObject({ paidCents: 8900, items: [{ title: '手工陶瓷杯', quantity: 2, unitCents: 4450, costCents: 1500 }], parcel: { cents: 1400 }, topUpUnitCents: 100, sellerPaysReturn: true })
    const bare = createCase(test.kernel, test.actor, { kind: 'changed-mind', buyerNick: 'a' })
    expect(caseFigures(test.kernel, bare.id)).toMatchObject({ paidCents: null, items: [], parcel: { cents: null }, sellerPaysReturn: false })
  })
})

describe('C6: the memo', () => {
  it('is written from the case’s own facts, within the platform’s limit', () => {
    const id = moneyCase(test, { number: '1001' })
    updateCase(test.kernel, test.actor, id, { reason: 'quality-defect' })
    askPayout(test.kernel, test.actor, { caseId: id, type: 'compensation', amountCents: 500, issue: '裂纹', minorStain: false })
    const memo = memoAdvice(test.kernel, test.actor, { caseId: id, kind: 'quality', language: 'zh' })
    expect(memo).toMatchObject({ kind: 'quality', text: '质量：质量问题 CUP-01 补偿¥5.00 张敏 11-21 10:00', flag: 4, missing: [], limit: { max: 1000, unit: 'gb18030' } })
    expect(fit(memo.text, memo.limit).fits).toBe(true)
    const change = memoAdvice(test.kernel, test.actor, { caseId: id, kind: 'change', language: 'zh' })
    expect(change).toMatchObject({ flag: 1, missing: ['staffNo'] })
  })

  it('the flag legend is the shop’s own, and refused where the platform cannot hold it', () => {
    const id = moneyCase(test, { number: '1001' })
    expect(withLegend({ 1: '改单改址', 4: '售后' }).flagLegend).toEqual({ 1: '改单改址', 4: '售后' })
    expect(memoAdvice(test.kernel, test.actor, { caseId: id, language: 'zh' }).legend).toEqual({ 1: '改单改址', 4: '售后' })
    expect(() => withLegend({ 1: '这个标签实在太长' })).toThrow(code('INVALID_INPUT'))
    // a form that does not know of it leaves it alone
    const { platform: _platform, flagLegend: _legend, ...fields } = shop()
    expect(updateShopMaster(test.kernel, test.actor, fields).flagLegend).toEqual({ 1: '改单改址', 4: '售后' })
    expect(withLegend({}).flagLegend).toBeNull()
  })
})

describe('O2, C7: the rate card on the courier', () => {
  it('is stored with the courier, and left alone by whoever does not name it', () => {
    addRates(test)
    const sf = listCourierMasters(test.kernel).find((one) => one.id === 'sf')
    if (sf === undefined) throw new Error('no sf')
    expect(sf.rates.map((rate) => [rate.area, rate.firstCents])).toEqual([['*', 1800], ['浙江', 1200]])
    const { rates: _rates, ...rest } = sf
    expect(saveCourier(test.kernel, test.actor, rest).rates).toHaveLength(2)
    expect(saveCourier(test.kernel, test.actor, { ...rest, rates: [] }).rates).toEqual([])
    addRates(test)
    expect(listCourierMasters(test.kernel).find((one) => one.id === 'sf')?.rates).toHaveLength(2)
  })
})
