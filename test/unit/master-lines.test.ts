import { describe, expect, it } from 'vitest'
import { flagsProblem, legendText, ratesProblem, ratesText, readLegend, readRates } from '../../src/renderer/features/masters/lines'

describe('O2, C7: a rate card as lines of text', () => {
  const text = '浙江 1kg 8 1kg 2\n* 500g 12.50 500g 3.50\n西藏 3kg 60'
  it('is read and written without loss', () => {
    const rates = readRates(text)
    expect(rates).toEqual([
      { area: '浙江', firstGrams: 1000, firstCents: 800, stepGrams: 1000, stepCents: 200 },
      { area: '*', firstGrams: 500, firstCents: 1250, stepGrams: 500, stepCents: 350 },
      { area: '西藏', firstGrams: 3000, firstCents: 6000, stepGrams: 0, stepCents: 0 },
    ])
    expect(readRates(ratesText(rates))).toEqual(rates)
    expect(ratesProblem(text)).toBeNull()
  })
  it.each([['浙江 1kg'], ['浙江 1kg 8 1kg'], ['浙江 一公斤 8 1kg 2'], ['浙江 1kg -8 1kg 2'], ['浙江 0g 8 1kg 2'], ['浙江 1kg 8.123 1kg 2']])('%s is pointed at', (line) => {
    expect(ratesProblem(`* 1kg 8 1kg 2\n\n${line}`)).toEqual({ line: 3, what: 'badRate' })
  })
  it('an area stands once', () => {
    expect(ratesProblem('浙江 1kg 8 1kg 2\n浙江 1kg 9 1kg 2')).toEqual({ line: 2, what: 'badRate' })
  })
})

describe('C6: a flag legend as lines of text', () => {
  it('is read and written without loss', () => {
    const legend = readLegend('4 售后中\n1：改单\n10 加急 特办')
    expect(legend).toEqual({ 1: '改单', 4: '售后中', 10: '加急 特办' })
    expect(legendText(legend)).toBe('1 改单\n4 售后中\n10 加急 特办')
    expect(flagsProblem(legendText(legend))).toBeNull()
  })
  it.each([['11 新旗'], ['红 改单'], ['1'], ['1 改单\n1 再来']])('%s is pointed at', (text) => {
    expect(flagsProblem(text)?.what).toBe('badFlag')
  })
})
