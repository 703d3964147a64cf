import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centsToDecimal, formatMoney, MAX_CENTS, sumCents } from '../../src/domain/money/money'

const cents = fc.integer({ min: -MAX_CENTS, max: MAX_CENTS })

describe('Decision 7: properties of money', () => {
  it('Decision 7: no cent is lost on the way to text', () => {
    fc.assert(
      fc.property(cents, fc.constantFrom('CNY', 'USD', 'JPY', 'XYZ'), fc.constantFrom('zh' as const, 'en' as const), (value, currency, locale) => {
        expect(BigInt(centsToDecimal(value).replace('.', ''))).toBe(BigInt(value))
        const digits = formatMoney(value, currency, locale).replace(/[^\d.-]/g, '')
        const [whole = '', fraction = '00'] = digits.split('.')
        expect(BigInt(whole + fraction)).toBe(BigInt(value))
      }),
      { numRuns: 500 },
    )
  })

  it('M3: a sum is exact or refused', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 8 }), (values) => {
        const exact = values.reduce((sum, value) => sum + BigInt(value), 0n)
        try {
          expect(BigInt(sumCents(values))).toBe(exact)
        } catch (error) {
          if (!(error instanceof RangeError)) throw error
          // Refused: some running total really left the exact range.
          let running = 0n
          const left = values.some((value) => {
            running += BigInt(value)
            return running > BigInt(Number.MAX_SAFE_INTEGER) || running < -BigInt(Number.MAX_SAFE_INTEGER)
          })
          expect(left).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
