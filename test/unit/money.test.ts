import { describe, expect, it } from 'vitest'
import { addCents, centsToDecimal, formatMoney, isCents, MAX_CENTS, MoneyOverflowError, sumCents } from '../../src/domain/money/money'

describe('Decision 7: money is integer cents', () => {
  it.each([
    [123_456_789, 'CNY', '¥1,234,567.89'],
    [-5, 'CNY', '-¥0.05'],
    [0, 'CNY', '¥0.00'],
    [100_000, 'CNY', '¥1,000.00'],
    [99_999, 'USD', '$999.99'],
    [120_000, 'JPY', 'JP¥1,200'],
    [120_050, 'JPY', 'JP¥1,200.50'],
    [1_234, 'BRL', 'BRL 12.34'],
    [MAX_CENTS, 'CNY', '¥100,000,000,000.00'],
  ])('Decision 7: %i %s reads %s', (cents, currency, text) => {
    expect(formatMoney(cents, currency)).toBe(text)
  })

  it('Decision 7: exact decimals for files', () => {
    expect([0, 5, -5, 100, -12_345].map(centsToDecimal)).toEqual(['0.00', '0.05', '-0.05', '1.00', '-123.45'])
  })

  it('M3: a sum that is no longer exact is refused, not rounded', () => {
    expect(sumCents([1, 2, -3, 4])).toBe(4)
    expect(() => addCents(Number.MAX_SAFE_INTEGER, 1)).toThrow(MoneyOverflowError)
    expect(() => sumCents([0.5])).toThrow(MoneyOverflowError)
  })

  it('Decision 7: what counts as cents', () => {
    expect([0, -1, MAX_CENTS].map(isCents)).toEqual([true, true, true])
    expect([0.1, MAX_CENTS + 1, Number.NaN, '1', null].map(isCents)).toEqual([false, false, false, false, false])
  })
})
