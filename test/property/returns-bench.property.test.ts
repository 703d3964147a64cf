import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { devicePart, formatCaseNo } from '../../src/domain/case/case-no'
import { benchAfter, emptyBench, type BenchEvent, type BenchState } from '../../src/domain/returns/bench'
import { cardCode, checkCharacter, readCard } from '../../src/domain/returns/card'
import { lineFault, linesFor, withQuantity } from '../../src/domain/returns/lines'
import { namedTarget, scoreReturn, type ReturnTarget } from '../../src/domain/returns/match'
import { isAgain, readScan, splitScans, tidyCode } from '../../src/domain/returns/scan'

const NONE = { prefixes: [], suffixes: [] }
const code = fc.stringMatching(/^[A-Z0-9-]{4,24}$/).filter((text) => !/^-|-$/.test(text))
const caseNo = fc.tuple(fc.string(), fc.integer({ min: 1, max: 9_999_999 })).map(([device, n]) => formatCaseNo(devicePart(device), n))
const full = (text: string): string => [...text].map((one) => (one === ' ' ? '\u3000' : String.fromCharCode(one.charCodeAt(0) + 0xfee0))).join('')

describe('what a scanner types', () => {
  it('W6: width, case, blanks, control characters and the ending never change a code', () => {
    fc.assert(
      fc.property(code, fc.constantFrom('\r', '\n', '\r\n', '\t', ''), fc.boolean(), fc.boolean(), fc.constantFrom('', '\u0002', '\ufeff', '\u200b', ' '), (text, end, wide, small, noise) => {
        const typed = `${noise}${wide ? full(text) : small ? text.toLowerCase() : text}${noise}${end}`
        expect(splitScans(typed, NONE)).toEqual([text])
      }),
    )
  })

  it('W6: codes that came faster than the page looked are all there, in their order', () => {
    fc.assert(fc.property(fc.array(code, { maxLength: 20 }), fc.constantFrom('\r\n', '\t', '\n', '\r'), (codes, end) => { expect(splitScans(codes.map((one) => one + end).join(''), NONE)).toEqual(codes) }))
  })

  it('W6: what the scanner is set to send around a code is left out, but never the code itself', () => {
    fc.assert(
      fc.property(code, fc.stringMatching(/^[A-Z]{1,3}~$/), fc.stringMatching(/^~[A-Z]{1,3}$/), (text, prefix, suffix) => {
        const policy = { prefixes: [prefix.toLowerCase()], suffixes: [suffix] }
        expect(tidyCode(`${prefix}${text}${suffix}`, policy)).toBe(text)
        expect(tidyCode(text, policy)).toBe(text)
        expect(tidyCode(prefix, policy)).toBe(prefix)
      }),
    )
  })

  it('W6: a tidy code stays as it is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (raw) => { expect(tidyCode(tidyCode(raw, NONE), NONE)).toBe(tidyCode(raw, NONE)) }))
  })

  it('W6: the same code is asked about within the time of the policy and not after it', () => {
    fc.assert(fc.property(code, code, fc.nat(100_000), fc.nat(100_000), (one, other, at, later) => {
      const earlier = [{ code: one, at }]
      expect(isAgain(one, at + later, earlier, { againMs: 8000 })).toBe(later <= 8000)
      if (one !== other) expect(isAgain(other, at, earlier, { againMs: 8000 })).toBe(false)
    }))
  })
})

describe('the after-sales card', () => {
  it('W6: says its case and nothing else', () => {
    fc.assert(fc.property(caseNo, (no) => {
      expect(cardCode(no)).toBe(`RC${no.replaceAll('-', '')}${checkCharacter(`RC${no.replaceAll('-', '')}`)}`)
      expect(readScan(tidyCode(full(cardCode(no).toLowerCase()), NONE), { longest: 64 })).toMatchObject({ kind: 'card', caseNo: no })
    }))
  })

  it('W6: one character read wrongly never leads to another case', () => {
    fc.assert(fc.property(caseNo, fc.nat(), fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'), (no, at, wrong) => {
      const whole = cardCode(no)
      const place = at % whole.length
      if (whole[place] === wrong) return
      expect(readCard(`${whole.slice(0, place)}${wrong}${whole.slice(place + 1)}`).card).not.toBe('good')
    }))
  })

  it('W6: a waybill is no card', () => {
    fc.assert(fc.property(fc.stringMatching(/^(SF|YT|JD)\d{10,15}$/), (text) => { expect(readCard(text)).toEqual({ card: 'none' }) }))
  })
})

describe('the bench', () => {
  const event: fc.Arbitrary<BenchEvent<string>> = fc.oneof(
    { weight: 3, arbitrary: fc.array(fc.nat(999).map(String), { minLength: 1, maxLength: 3 }).map((codes) => ({ type: 'scanned' as const, codes })) },
    { weight: 3, arbitrary: fc.boolean().map((again) => ({ type: 'next' as const, again })) },
    { weight: 6, arbitrary: fc.constantFrom<BenchEvent<string>>({ type: 'yes' }, { type: 'found', found: 'x' }, { type: 'look-failed' }, { type: 'save' }, { type: 'saved' }, { type: 'save-failed' }, { type: 'aside' }) },
  )

  it('W6: no scan is lost: each is filed, put aside, on the table or waiting, in the order it came', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const scanned: string[] = []
        const over: string[] = []
        let state: BenchState<string> = emptyBench()
        for (const one of events) {
          if (one.type === 'scanned') scanned.push(...one.codes)
          const before = state
          state = benchAfter(state, one)
          if (state.stage.at === 'free' && before.stage.at !== 'free') over.push(before.stage.code)
        }
        expect([...over, ...(state.stage.at === 'free' ? [] : [state.stage.code]), ...state.waiting]).toEqual(scanned)
      }),
    )
  })

  it('W6: a parcel leaves the table only when it was saved or put aside', () => {
    fc.assert(fc.property(event, (one) => {
      const state: BenchState<string> = { waiting: ['b'], stage: { at: 'saving', code: 'a', found: 'x' } }
      const after = benchAfter(state, one)
      expect(after.stage.at === 'free').toBe(one.type === 'saved')
    }))
  })
})

describe('results and quantities', () => {
  const line = fc.record({ title: fc.constant('针织衫'), sku: fc.constant(null), expected: fc.nat(9), received: fc.nat(9) })
  it('W6: what a result implies never contradicts it', () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 5 }), (lines) => { expect(lineFault('empty', linesFor('empty', lines))).toBeNull() }))
  })
  it('W6: short without a missing piece, and sellable without a piece, are noticed', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const all = lines.map((one) => ({ ...one, received: one.expected + 1 }))
      expect(lineFault('short', all)).toBe('short-of-nothing')
      expect(lineFault('sellable', all)).toBeNull()
      expect(lineFault('sellable', all.map((one) => ({ ...one, received: 0 })))).toBe('nothing-came')
    }))
  })
  it('W6: a quantity never leaves 0 to 9999 and touches its own line alone', () => {
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.nat(4), fc.integer({ min: -20_000, max: 20_000 }), (lines, at, change) => {
      const after = withQuantity(lines, at, 'received', change)
      after.forEach((one, index) => expect(one.received).toBe(index === at ? Math.min(9999, Math.max(0, lines[index]!.received + change)) : lines[index]!.received))
    }))
  })
})

describe('matching', () => {
  const points = { card: 100, entry: 100, waybill: 100, order: 90, 'case-waybill': 70, 'waybill-tail': 40, 'order-tail': 35, sku: 25, buyer: 30, awaited: 10 }
  const policy = { points, tail: 6, atLeast: 25, atMost: 8 }
  const number = fc.stringMatching(/^\d{8,12}$/)
  const target: fc.Arbitrary<ReturnTarget> = fc.record({
    id: fc.uuid(), caseNo: fc.option(caseNo, { nil: null }), entryNo: fc.constant(null), orderNo: fc.option(number, { nil: null }), returnWaybills: fc.array(number, { maxLength: 2 }), waybills: fc.array(number, { maxLength: 2 }),
    skus: fc.array(fc.constantFrom('YJ-1', 'YJ-2'), { maxLength: 2 }), buyer: fc.option(fc.constantFrom('甲', '乙'), { nil: null }), awaited: fc.boolean(),
  })
  const clue = fc.record({ caseNo: fc.constant(null), codes: fc.array(number, { maxLength: 2 }), skus: fc.array(fc.constantFrom('YJ-1', 'YJ-3'), { maxLength: 1 }), buyer: fc.option(fc.constantFrom('甲', '丙'), { nil: null }) })

  it('W6: what is offered has a reason of its own, likeliest first, never more than the policy allows', () => {
    fc.assert(fc.property(clue, fc.array(target, { maxLength: 12 }), (known, targets) => {
      const found = scoreReturn(known, targets, policy)
      expect(found.length).toBeLessThanOrEqual(8)
      for (const { reasons, score } of found) {
        expect(reasons.filter((reason) => reason !== 'awaited').length).toBeGreaterThan(0)
        expect(score).toBe(reasons.reduce((sum, reason) => sum + points[reason], 0))
      }
      expect(found.map(({ score }) => score)).toEqual([...found.map(({ score }) => score)].sort((a, b) => b - a))
    }))
  })

  it('W6: a number that two of them have names neither', () => {
    fc.assert(fc.property(target, target, number, (one, other, waybill) => {
      const known = { caseNo: null, codes: [waybill], skus: [], buyer: null }
      expect(namedTarget(scoreReturn(known, [{ ...one, returnWaybills: [waybill] }, { ...other, returnWaybills: [waybill] }], policy))).toBeNull()
      expect(namedTarget(scoreReturn(known, [{ ...one, returnWaybills: [waybill] }], policy))?.id).toBe(one.id)
    }))
  })

  it('W6: a SKU, a buyer or a torn label alone names nothing: a person chooses', () => {
    fc.assert(fc.property(target, (one) => {
      const far = { ...one, returnWaybills: ['SF9999123456'], waybills: [], orderNo: null, skus: ['YJ-9'], buyer: '甲' }
      for (const known of [{ codes: ['XX123456'], skus: [], buyer: null }, { codes: [], skus: ['YJ-9'], buyer: null }, { codes: [], skus: [], buyer: '甲' }]) {
        const found = scoreReturn({ caseNo: null, ...known }, [far], policy)
        expect(found).toHaveLength(1)
        expect(namedTarget(found)).toBeNull()
      }
    }))
  })
})
