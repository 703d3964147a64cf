import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { devicePart, formatNumber, parseNumber } from '../../src/domain/case/case-no'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { missingFields, type CaseFieldValues } from '../../src/domain/case/fields'
import { STATUS_IDS, TRANSITIONS, isWaiting, requiredFields, transition, type Status, type TransitionFacts } from '../../src/domain/case/status'

const text = fc.option(fc.constantFrom('', ' ', 'x'), { nil: null })
const facts: fc.Arbitrary<TransitionFacts> = fc.record({
  buyerId: text,
  orderNo: text,
  waybills: fc.array(fc.constant('SF1'), { maxLength: 1 }),
  reason: text,
  remedy: text,
  liableParty: text,
  freightPayer: text,
  amountCents: fc.option(fc.nat(), { nil: null }),
  closeReason: text,
  nextAction: text,
  nextActionAt: fc.option(fc.oneof(fc.integer(), fc.constant(Number.NaN)), { nil: null }),
})
const kind = fc.constantFrom(...KIND_IDS)
const status = fc.constantFrom<Status>(...STATUS_IDS)

describe('C3: the transition table', () => {
  it('C3: no sequence of attempts leaves the table, waits without a next action, or reaches a status without its fields', () => {
    fc.assert(
      fc.property(kind, fc.array(fc.tuple(status, facts), { maxLength: 30 }), (ofKind, attempts) => {
        let at: Status = 'new'
        for (const [to, values] of attempts) {
          const result = transition({ kind: ofKind, status: at }, to, values)
          const lacks = missingFields(requiredFields(ofKind, at, to), values as CaseFieldValues)
          if (!result.ok) {
            expect(result.reasons.length).toBeGreaterThan(0)
            continue
          }
          expect(TRANSITIONS[at]).toContain(to)
          expect(lacks).toEqual([])
          expect(result.status).toBe(to)
          if (isWaiting(to)) {
            expect(result.nextAction?.trim()).toBeTruthy()
            expect(Number.isFinite(result.nextActionAt)).toBe(true)
          }
          if (to === 'resolved' || to === 'closed') expect([result.nextAction, result.nextActionAt]).toEqual([null, null])
          at = result.status
        }
      }),
    )
  })

  it('C3: with every fact given, exactly the table is allowed', () => {
    const all: TransitionFacts = { buyerId: 'b', orderNo: 'o', waybills: ['w'], summary: 's', reason: 'r', remedy: 'm', liableParty: 'l', freightPayer: 'f', amountCents: 0, closeReason: 'c', nextAction: 'n', nextActionAt: 1 }
    fc.assert(
      fc.property(kind, status, status, (ofKind, from, to) => {
        expect(transition({ kind: ofKind, status: from }, to, all).ok).toBe(TRANSITIONS[from].includes(to))
      }),
    )
  })

  it('C3: every status can be reached from new, and none is a dead end', () => {
    const reached = new Set<Status>(['new'])
    for (const from of reached) TRANSITIONS[from].forEach((to) => reached.add(to))
    expect([...reached].sort()).toEqual([...STATUS_IDS].sort())
    expect(STATUS_IDS.filter((from) => TRANSITIONS[from].length === 0)).toEqual([])
    expect(STATUS_IDS.filter((from) => TRANSITIONS[from].includes(from))).toEqual([])
  })
})

it('C2: a number is read back as it was written, in any case and without hyphens', () => {
  fc.assert(
    fc.property(fc.constantFrom('A' as const, 'L' as const, 'W' as const), fc.string(), fc.integer({ min: 1, max: 999_999_999 }), (prefix, device, n) => {
      const part = devicePart(device)
      const written = formatNumber(prefix, part, n)
      expect(part).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}$/)
      for (const text of [written, written.toLowerCase(), written.replaceAll('-', '')]) expect(parseNumber(text)).toEqual({ prefix, devicePart: part, n })
    }),
  )
})
