import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statusFromCredit } from '../../src/domain/claim/amounts'
import { canTransition, CLAIM_STATUSES } from '../../src/domain/claim/status'
import { waybillKey } from '../../src/domain/courier/waybill'

const state = fc.record({
  status: fc.constantFrom(...CLAIM_STATUSES),
  amountCents: fc.integer({ min: 1, max: 1_000_000 }),
  grantedCents: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: null }),
  creditedCents: fc.integer({ min: 0, max: 2_000_000 }),
})

describe('L1: properties of a claim', () => {
  it('L1: the status that money implies is stable and reached by legal steps only', () => {
    fc.assert(
      fc.property(state, fc.boolean(), (claim, clawedBack) => {
        const creditedCents = clawedBack ? 0 : claim.creditedCents
        const facts = { ...claim, creditedCents, touchedByCredit: clawedBack || creditedCents > 0 }
        const status = statusFromCredit(facts)
        expect(statusFromCredit({ ...facts, status })).toBe(status)
        if (status !== claim.status) expect(canTransition(claim.status, status), `${claim.status} to ${status}`).toBe(true)
        if (status === 'credited') expect(creditedCents).toBeGreaterThanOrEqual(claim.amountCents)
        if (creditedCents >= claim.amountCents && claim.status !== 'draft') expect(status).toBe('credited')
      }),
      { numRuns: 500 },
    )
  })

  it('M2: the comparing key of a waybill does not depend on width, case, blanks or quotes, and is its own key', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 10, maxLength: 15 })
    const spelling = fc.constantFrom<(text: string) => string>(
      (text) => text.toLowerCase(),
      (text) => ` ${text} `,
      (text) => `'${text}`,
      (text) => `="${text}"`,
      (text) => `\t${text}`,
      (text) => text.replace(/(.{4})/g, '$1 '),
      (text) => Array.from(text, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join(''),
    )
    fc.assert(
      fc.property(fc.constantFrom('SF', 'YT', 'JDV', ''), digits, spelling, (letters, number, spell) => {
        const plain = `${letters}${number}`
        const key = waybillKey(plain, ['SF'])
        expect(waybillKey(spell(plain), ['SF'])).toBe(key)
        expect(waybillKey(key, ['SF'])).toBe(key)
      }),
      { numRuns: 500 },
    )
  })
})
