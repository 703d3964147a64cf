import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { wrongShipmentsFileSchema } from '../../src/contract/wrong-shipment-policy'
import { compareWeights, gramsText, parseWeight, theoryOf, type WeighedLine } from '../../src/domain/wrong-shipment/weight'
import { sourceSentence, weightReasons } from '../../src/domain/wrong-shipment/weight-words'
import { compareShipment, NO_WEIGHTS, readWeights } from '../../src/domain/wrong-shipment/weights'
import { ROOT } from '../support/folders'

const policy = wrongShipmentsFileSchema.parse(parse(readFileSync(join(ROOT, 'resources/policies/wrong-shipments.yaml'), 'utf8')))
const cup = (quantity: number): WeighedLine => ({ title: '陶瓷杯', sku: 'CUP', quantity, unitGrams: 380, packagingGrams: 40 })
const scarf = (quantity: number): WeighedLine => ({ title: '围巾', sku: 'SCARF', quantity, unitGrams: 150, packagingGrams: 10 })
const foreign: WeighedLine = { title: '别家的货', sku: null, quantity: 1, unitGrams: null, packagingGrams: null }
const compare = (measured: Parameters<typeof compareWeights>[0]['measured'], expected = [cup(2)], sent = [cup(1)]) => compareWeights({ expected, sent, measured, boxGrams: 120 }, policy.weights)
const boxed = (grams: number) => ({ grams, boxed: true })

describe('weight comparison (W4)', () => {
  it('W4: goods weigh with their packaging; one unknown weight leaves the whole unknown and is named', () => {
    expect(theoryOf([cup(2), scarf(1)])).toEqual({ goodsGrams: 1000, unknown: [] })
    expect(theoryOf([])).toEqual({ goodsGrams: 0, unknown: [] })
    expect(theoryOf([cup(1), foreign])).toEqual({ goodsGrams: null, unknown: ['别家的货'] })
    expect(theoryOf([{ ...foreign, quantity: 0 }]).goodsGrams).toBe(0)
  })

  it('W4: the four verdicts, each with its figures in both languages', () => {
    const expected = compare({ warehouse: boxed(970) })
    expect(expected).toMatchObject({ verdict: 'expected', reason: 'agree', sources: [{ source: 'warehouse', expected: { theoryGrams: 960, offGrams: 10, fits: true }, sent: { theoryGrams: 540, fits: false } }] })
    expect(compare({ courier: boxed(550) })).toMatchObject({ verdict: 'sent' })
    expect(compare({ courier: boxed(750) })).toMatchObject({ verdict: 'neither' })
    expect(compare({})).toMatchObject({ verdict: 'unclear', reason: 'nothing-weighed' })
    expect(weightReasons(expected, 'zh')).toEqual(['凡能区分的称重都指向这一结论。', '仓库称重 970 g：与应发 960 g 差 +10 g，在允差 ±20 g 内；与实发 540 g 差 +430 g，超出允差 ±20 g'])
    expect(weightReasons(expected, 'en')[1]).toBe('Warehouse 970 g: +10 g off expected 960 g, within ±20 g; +430 g off sent 540 g, beyond ±20 g')
  })

  it('W4: scales that disagree tell nothing; a parcel that left whole points at transport', () => {
    expect(compare({ warehouse: boxed(960), courier: boxed(965), buyer: boxed(540) })).toMatchObject({ verdict: 'unclear', reason: 'after-dispatch' })
    expect(compare({ warehouse: boxed(540), buyer: boxed(960) })).toMatchObject({ verdict: 'unclear', reason: 'contradict' })
    // one that cannot tell the two apart does not count
    const close = compare({ warehouse: boxed(1000), buyer: boxed(960) }, [cup(2)], [cup(2), { ...scarf(1), unitGrams: 30, packagingGrams: 5 }])
    expect(close.sources.map(({ verdict, reason }) => [verdict, reason])).toEqual([['sent', 'fits-one'], ['unclear', 'too-close']])
    expect(close.verdict).toBe('sent')
    expect(sourceSentence(close.sources[1] ?? expect.fail(), 'zh')).toContain('分不出')
  })

  it('W4: with goods of unknown weight what is known may still fit; what is off then tells nothing', () => {
    expect(compare({ warehouse: boxed(960) }, [cup(2)], [foreign])).toMatchObject({ verdict: 'expected', sources: [{ reason: 'other-unknown' }] })
    expect(compare({ warehouse: boxed(500) }, [cup(2)], [foreign])).toMatchObject({ verdict: 'unclear', reason: 'nothing-told', sources: [{ reason: 'other-unknown-off' }] })
    expect(compare({ warehouse: boxed(500) }, [foreign], [foreign])).toMatchObject({ sources: [{ reason: 'no-theory' }] })
    expect(weightReasons(compare({ warehouse: boxed(500) }, [cup(2)], [foreign]), 'zh').at(-1)).toBe('资料里缺单件重量：别家的货')
  })

  it('W4: a buyer may weigh the goods without the carton', () => {
    expect(compare({ buyer: { grams: 840, boxed: false } })).toMatchObject({ verdict: 'expected', sources: [{ expected: { theoryGrams: 840 } }] })
    expect(compareShipment({ ...NO_WEIGHTS, buyerGrams: 420, buyerBoxed: false, boxGrams: 300 }, [cup(2)], [cup(1)], policy.weights)).toMatchObject({ verdict: 'sent', boxGrams: 300 })
    expect(compareShipment({ ...NO_WEIGHTS, warehouseGrams: 960 }, [cup(2)], [cup(1)], policy.weights)).toMatchObject({ verdict: 'expected', boxGrams: 120 })
  })

  it('W4: weights are read as people write them; what is unclear is not guessed', () => {
    const read = ['350', '350g', '350 克', '1.25kg', '1.25 KG', '１．２５公斤', '2斤3两', '1,250 g', '1 kg 50 g', '0.5斤', '1.5lb'].map(parseWeight)
    expect(read).toEqual([350, 350, 350, 1250, 1250, 1250, 1150, 1250, 1050, 250, 680])
    expect(['', '1.25', 'abc', '-5 g', '5 stone', '1,25 kg', '1 kg 50', '12 34', 'kg'].map(parseWeight)).toEqual([null, null, null, null, null, null, null, null, null])
    expect([gramsText(1250), gramsText(-30), gramsText(0)]).toEqual(['1,250 g', '−30 g', '0 g'])
  })

  it('W4: stored weights of another version lose what does not belong there', () => {
    expect(readWeights({ warehouseGrams: 970, courierGrams: 'x', buyerGrams: -1, buyerBoxed: false, other: 1 })).toEqual({ ...NO_WEIGHTS, warehouseGrams: 970, buyerBoxed: false })
    expect(readWeights(null)).toEqual(NO_WEIGHTS)
  })
})

describe('the policy file', () => {
  it('W4: refuses a source without a tolerance and a tolerance without sense', () => {
    const file = parse(readFileSync(join(ROOT, 'resources/policies/wrong-shipments.yaml'), 'utf8')) as { weights: { tolerance: Record<string, unknown> } }
    const { courier: _courier, ...rest } = file.weights.tolerance
    expect(wrongShipmentsFileSchema.safeParse({ ...file, weights: { ...file.weights, tolerance: rest } }).success).toBe(false)
    expect(wrongShipmentsFileSchema.safeParse({ ...file, weights: { ...file.weights, tolerance: { ...file.weights.tolerance, buyer: { grams: -1, percent: 5 } } } }).success).toBe(false)
  })
})
