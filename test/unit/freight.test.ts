import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadResources } from '../../src/backend/resources'
import { freightFileSchema } from '../../src/contract/money-policies'
import { decideFreight, type LegAnswer } from '../../src/domain/freight/decide'
import { freightPolicyOf, type FreightFacts } from '../../src/domain/freight/facts'
import { cheapestFirst, parcelWeight, rateFor, ratePrice } from '../../src/domain/freight/rate'
import { TABLE } from '../../src/domain/freight/table'
import { ROOT } from '../support/folders'

const policy = freightFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/freight.yaml'), 'utf8')))
const plain: FreightFacts = {
  cause: 'changed-mind', remedy: 'return-refund', promised: false, insurance: 'none', limitTold: true, service: 'ordinary', warned: true, freeShipping: true,
  outboundCents: 800, returnCents: 1200, reshipCents: 900, cheapestFirstCents: 700,
}
const leg = (facts: Partial<FreightFacts>, name: LegAnswer['leg'], own = policy): LegAnswer => {
  const found = decideFreight({ ...plain, ...facts }, own).find((one) => one.leg === name)
  if (found === undefined) throw new Error(`no leg ${name}`)
  return found
}

/** Facts, the row that decides the return leg, and who pays: every row of the table that can decide one. */
const RETURN: readonly (readonly [string, Partial<FreightFacts>, string, 'seller' | 'buyer'])[] = [
  ['a quality defect', { cause: 'quality-defect' }, 'quality-defect', 'seller'],
  ['a defect found in use', { cause: 'defect-in-use' }, 'defect-in-use', 'seller'],
  ['sent wrong', { cause: 'sent-wrong' }, 'sent-wrong', 'seller'],
  ['not as described', { cause: 'not-as-described' }, 'not-as-described', 'seller'],
  ['damaged in transit', { cause: 'in-transit' }, 'in-transit', 'seller'],
  ['a promise made', { promised: true }, 'promised', 'seller'],
  ['a promise made, and then SF', { promised: true, service: 'costly', warned: false }, 'promised', 'seller'],
  ['not warned about SF', { service: 'costly', warned: false }, 'unwarned', 'seller'],
  ['not warned about freight collect', { service: 'collect', warned: false }, 'unwarned', 'seller'],
  ['warned about SF', { service: 'costly', warned: true }, 'changed-mind', 'buyer'],
  ['insurance voided by the buyer', { insurance: 'voided-by-buyer' }, 'voided', 'buyer'],
  ['insurance voided, the limit never told', { insurance: 'voided-by-buyer', limitTold: false }, 'voided', 'buyer'],
  ['insurance voided, but the fault is ours', { insurance: 'voided-by-buyer', cause: 'quality-defect' }, 'quality-defect', 'seller'],
  ['insured, the limit never told', { insurance: 'covers', limitTold: false }, 'limit-not-told', 'seller'],
  ['insured, the limit told', { insurance: 'covers' }, 'changed-mind', 'buyer'],
  ['own damage', { cause: 'own-damage' }, 'own-damage', 'buyer'],
  ['changed mind', {}, 'changed-mind', 'buyer'],
  ['refused without cause', { cause: 'refused-without-cause', remedy: 'refused' }, 'refused-without-cause', 'buyer'],
  ['refused: no service to be warned about, nothing insured', { cause: 'refused-without-cause', remedy: 'refused', service: 'costly', warned: false, insurance: 'covers', limitTold: false }, 'refused-without-cause', 'buyer'],
]

describe('C8: who bears the return freight', () => {
  it.each(RETURN)('%s', (_name, facts, rule, payer) => {
    expect(leg(facts, 'return')).toMatchObject({ rule, payer })
  })

  it('a policy may let the voided insurance weigh more than our fault, but never more than a promise', () => {
    const own = { ...policy, voidedBeatsFault: true }
    expect(leg({ insurance: 'voided-by-buyer', cause: 'quality-defect' }, 'return', own)).toMatchObject({ rule: 'voided-by-policy', payer: 'buyer' })
    expect(leg({ insurance: 'voided-by-buyer', cause: 'quality-defect', promised: true }, 'return', own)).toMatchObject({ payer: 'seller' })
  })

  it('insurance pays the cheapest first weight, the rest follows the rule', () => {
    expect(leg({ insurance: 'covers' }, 'return')).toMatchObject({ insuranceCents: 700, payerCents: 500, payer: 'buyer' })
    expect(leg({ insurance: 'covers', limitTold: false }, 'return')).toMatchObject({ insuranceCents: 700, payerCents: 500, payer: 'seller' })
    expect(leg({ insurance: 'covers', returnCents: 600 }, 'return')).toMatchObject({ insuranceCents: 600, payerCents: 0, repays: null })
    expect(leg({ insurance: 'covers', cheapestFirstCents: null }, 'return')).toMatchObject({ insuranceCents: 0, payerCents: 1200 })
  })
})

describe('C8: outbound and reship, who advances, who repays, when and how', () => {
  it('free postage is not taken back unless the policy says so', () => {
    expect(leg({}, 'outbound')).toMatchObject({ payer: 'seller', rule: 'postage-included', repays: null })
    expect(leg({}, 'outbound', { ...policy, deductFreeShipping: true })).toMatchObject({ payer: 'buyer', rule: 'postage-deducted', repays: { by: 'buyer', way: 'from-refund', when: 'with-refund' } })
    expect(policy.deductFreeShipping).toBe(false)
  })

  it('postage that the buyer paid comes back with the refund when the fault is ours, and stays otherwise', () => {
    expect(leg({ freeShipping: false, cause: 'sent-wrong' }, 'outbound')).toMatchObject({ advances: 'buyer', payer: 'seller', repays: { by: 'seller', way: 'transfer', when: 'with-refund' } })
    expect(leg({ freeShipping: false }, 'outbound')).toMatchObject({ advances: 'buyer', payer: 'buyer', repays: null })
  })

  it('the buyer lays out a return and gets it back after inspection; a collect or refused parcel is ours to lay out', () => {
    expect(leg({ cause: 'quality-defect' }, 'return')).toMatchObject({ advances: 'buyer', repays: { by: 'seller', way: 'transfer', when: 'after-inspection' } })
    expect(leg({ service: 'collect' }, 'return')).toMatchObject({ advances: 'seller', repays: { by: 'buyer', way: 'top-up-link', when: 'after-agreement' } })
    expect(leg({ cause: 'refused-without-cause', remedy: 'refused' }, 'return')).toMatchObject({ advances: 'seller', repays: { by: 'buyer', way: 'top-up-link' } })
    expect(leg({}, 'return')).toMatchObject({ advances: 'buyer', payer: 'buyer', repays: null })
  })

  it('a second parcel is paid by top-up link before it leaves, when the buyer bears it', () => {
    expect(leg({ remedy: 'exchange' }, 'reship')).toMatchObject({ advances: 'seller', payer: 'buyer', repays: { by: 'buyer', way: 'top-up-link', when: 'before-reship' } })
    expect(leg({ remedy: 'reissue', cause: 'sent-wrong' }, 'reship')).toMatchObject({ payer: 'seller', repays: null })
    expect(decideFreight({ ...plain, remedy: 'reissue' }, policy).map((one) => one.leg)).toEqual(['outbound', 'reship'])
  })

  it('a shop’s own policy wins over the platform’s', () => {
    const own = { ...policy, platforms: { tmall: { deductFreeShipping: true } }, shops: { 甲店: { deductFreeShipping: false } } }
    expect(freightPolicyOf(own, 'tmall', '乙店').deductFreeShipping).toBe(true)
    expect(freightPolicyOf(own, 'tmall', '甲店').deductFreeShipping).toBe(false)
    expect(freightPolicyOf(own, 'jd', null).deductFreeShipping).toBe(false)
  })

  it('T1: every answer has words for the buyer that exist', () => {
    const ids = new Set(loadResources(join(ROOT, 'resources')).templates.map((one) => one.id))
    expect(Object.values(policy.say).filter((id) => !ids.has(id))).toEqual([])
    const rows = new Set([...TABLE.map((row) => row.id), 'seller', 'buyer'])
    expect(Object.keys(policy.say).filter((id) => !rows.has(id))).toEqual([])
    expect(leg({ service: 'costly', warned: false }, 'return').templateId).toBe('freight-not-warned')
    expect(leg({}, 'return').templateId).toBe('freight-buyer-pays')
  })
})

describe('O2, C7: the rate card', () => {
  const rates = [
    { area: '*', firstGrams: 1000, firstCents: 800, stepGrams: 1000, stepCents: 300 },
    { area: '浙江', firstGrams: 1000, firstCents: 500, stepGrams: 500, stepCents: 100 },
    { area: '浙江杭州', firstGrams: 3000, firstCents: 450, stepGrams: 1000, stepCents: 100 },
  ]
  it('the longest area in the address counts, masked or not', () => {
    expect(rateFor(rates, '浙江省杭州市西湖区文三路 1 号')?.area).toBe('浙江杭州')
    expect(rateFor(rates, '浙江省宁波***')?.area).toBe('浙江')
    expect(rateFor(rates, '青海省西宁市')?.area).toBe('*')
    expect(rateFor(rates, null)?.area).toBe('*')
    expect(rateFor(rates.slice(1), '青海省')).toBeNull()
    expect(cheapestFirst(rates)).toBe(450)
    expect(cheapestFirst([])).toBeNull()
  })
  it.each([
    [1, 500],
    [1000, 500],
    [1001, 600],
    [1500, 600],
    [1501, 700],
  ])('%i g cost %i cents: a step that is begun is paid', (grams, cents) => {
    expect(ratePrice({ area: '浙江', firstGrams: 1000, firstCents: 500, stepGrams: 500, stepCents: 100 }, grams)).toBe(cents)
  })
  it('weighs goods with their packaging; what is not known stands in and is told', () => {
    expect(parcelWeight([{ quantity: 2, weightGrams: 350, packagingGrams: 50 }], 500)).toEqual({ grams: 800, exact: true })
    expect(parcelWeight([{ quantity: 2, weightGrams: 350, packagingGrams: null }, { quantity: 1, weightGrams: null, packagingGrams: null }], 500)).toEqual({ grams: 1200, exact: false })
    expect(parcelWeight([], 500)).toBeNull()
  })
})
