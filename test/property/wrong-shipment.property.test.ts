import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignFollowUps, proposeFollowUps, type FollowUp, type Proposal } from '../../src/domain/wrong-shipment/follow-ups'
import { statisticsOf, STATISTIC_IDS, type CountedEntry } from '../../src/domain/wrong-shipment/statistics'
import { allowedGrams, compareWeights, fitOf, gramsText, parseWeight, WEIGHT_SOURCES, type Measured, type WeighedLine } from '../../src/domain/wrong-shipment/weight'
import { SHIPMENT_ERRORS, SHIPMENT_FIXES, type ShipmentLine } from '../../src/domain/wrong-shipment/wrong-shipment'

const grams = fc.integer({ min: 0, max: 60_000 })
const tolerance = fc.record({ grams: fc.integer({ min: 0, max: 500 }), percent: fc.double({ min: 0, max: 20, noNaN: true }) })
const weighed: fc.Arbitrary<WeighedLine> = fc.record({ title: fc.constantFrom('杯', '碗', '盘'), sku: fc.constantFrom('A', 'B', null), quantity: fc.integer({ min: 0, max: 5 }), unitGrams: fc.option(fc.integer({ min: 1, max: 900 })), packagingGrams: fc.option(fc.integer({ min: 0, max: 90 })) })
const measured: fc.Arbitrary<Measured | null> = fc.option(fc.record({ grams, boxed: fc.boolean() }))
const line: fc.Arbitrary<ShipmentLine> = fc.record({ title: fc.constantFrom('红杯', '蓝杯', '围巾'), sku: fc.constantFrom('R', 'B', null), quantity: fc.integer({ min: 0, max: 4 }) })

describe('weights (W4)', () => {
  it('W4: nearer never fits less, wider never fits less, and the edge itself fits', () => {
    fc.assert(
      fc.property(grams, grams, tolerance, fc.integer({ min: 0, max: 300 }), (measuredGrams, theory, allowed, wider) => {
        const { fits, allowedGrams: edge } = fitOf(measuredGrams, theory, allowed)
        const nearer = Math.round((measuredGrams + theory) / 2)
        if (fits) {
          expect(fitOf(nearer, theory, allowed).fits).toBe(true)
          expect(fitOf(measuredGrams, theory, { grams: allowed.grams + wider, percent: allowed.percent }).fits).toBe(true)
        }
        expect([fitOf(theory + edge, theory, allowed).fits, fitOf(theory + edge + 1, theory, allowed).fits, fitOf(theory - edge, theory, allowed).fits, fitOf(theory - edge - 1, theory, allowed).fits]).toEqual([true, false, true, false])
        expect(allowedGrams(theory, allowed)).toBeGreaterThanOrEqual(allowed.grams)
      }),
    )
  })

  it('W4: the verdict is that of every scale that tells anything, in whatever order lines stand; missing scales change nothing', () => {
    const facts = fc.record({ expected: fc.array(weighed, { maxLength: 4 }), sent: fc.array(weighed, { maxLength: 4 }), warehouse: measured, courier: measured, buyer: measured, boxGrams: fc.integer({ min: 0, max: 400 }) })
    fc.assert(
      fc.property(facts, tolerance, ({ expected, sent, warehouse, courier, buyer, boxGrams }, allowed) => {
        const policy = { tolerance: { warehouse: allowed, courier: allowed, buyer: allowed } }
        const all = { warehouse, courier, buyer }
        const found = compareWeights({ expected, sent, measured: all, boxGrams }, policy)
        expect(found.sources.map(({ source }) => source)).toEqual(WEIGHT_SOURCES.filter((source) => all[source] !== null))
        const telling = new Set(found.sources.map(({ verdict }) => verdict).filter((verdict) => verdict !== 'unclear'))
        expect(found.verdict).toBe(telling.size === 1 ? [...telling][0] : 'unclear')
        expect(compareWeights({ expected: [...expected].reverse(), sent: [...sent].reverse(), measured: all, boxGrams }, policy).verdict).toBe(found.verdict)
        // what is expected and what was sent change places, and so does the verdict
        const swapped = { expected: 'sent', sent: 'expected', neither: 'neither', unclear: 'unclear' } as const
        expect(compareWeights({ expected: sent, sent: expected, measured: all, boxGrams }, policy).verdict).toBe(swapped[found.verdict])
      }),
    )
  })

  it('W4: what is written in grams or kilograms is read back', () => {
    fc.assert(
      fc.property(grams, (value) => {
        expect([parseWeight(String(value)), parseWeight(gramsText(value)), parseWeight(`${value / 1000}kg`), parseWeight(`${Math.floor(value / 1000)}千克${value % 1000}克`)]).toEqual([value, value, value, value])
      }),
    )
    fc.assert(fc.property(fc.string({ maxLength: 12 }), (text) => {
      const value = parseWeight(text)
      expect(value === null || (Number.isSafeInteger(value) && value >= 0)).toBe(true)
    }))
  })
})

describe('follow-ups (W3)', () => {
  const factsOf = fc.record({ error: fc.constantFrom(...SHIPMENT_ERRORS), fix: fc.option(fc.constantFrom(...SHIPMENT_FIXES)), goodsBack: fc.boolean(), expected: fc.array(line, { maxLength: 3 }), sent: fc.array(line, { maxLength: 3 }), suspects: fc.array(fc.record({ sku: fc.constantFrom('R', 'B'), title: fc.constant('杯'), count: fc.integer({ min: 1, max: 4 }) }), { maxLength: 2 }) })
  const suspect = { errors: ['wrong', 'missing'], entries: 2, days: 30 } as const

  it('W3: goods that are back or were kept are not fetched, and aligning twice changes nothing more', () => {
    let made = 0
    const open = (proposal: Proposal): FollowUp => ({ ...proposal, id: String(++made), dueAt: 1, assigneeId: null, state: 'open', openedAt: 0, closedAt: null, closedBy: null, reason: null, link: null })
    fc.assert(
      fc.property(factsOf, factsOf, (before, after) => {
        const proposals = proposeFollowUps(after, suspect)
        if (after.goodsBack || after.fix === 'keep') expect(proposals.some(({ kind }) => kind === 'goods-back' || kind === 'pickup')).toBe(false)
        const aligned = alignFollowUps(alignFollowUps([], proposeFollowUps(before, suspect), 1, open), proposals, 2, open)
        expect(alignFollowUps(aligned, proposals, 3, open)).toEqual(aligned)
        const wanted = new Set(proposals.map(({ kind, sku }) => `${kind} ${sku ?? ''}`))
        expect(new Set(aligned.filter(({ state }) => state === 'open').map(({ kind, sku }) => `${kind} ${sku ?? ''}`))).toEqual(wanted)
      }),
    )
  })
})

describe('statistics (W5)', () => {
  const counted: fc.Arbitrary<CountedEntry> = fc.record({ createdAt: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }), error: fc.constantFrom(...SHIPMENT_ERRORS), packedBy: fc.constantFrom('甲', '乙', null), costCents: fc.integer({ min: 0, max: 100_000 }), expected: fc.array(line, { maxLength: 3 }), sent: fc.array(line, { maxLength: 3 }) })

  it('W5: every table adds up to the naive sum, to the cent, in any order', () => {
    fc.assert(
      fc.property(fc.array(counted, { maxLength: 25 }), (entries) => {
        const found = statisticsOf(entries, 'Asia/Shanghai')
        const cost = entries.reduce((sum, { costCents }) => sum + costCents, 0)
        expect([found.entries, found.costCents]).toEqual([entries.length, cost])
        for (const by of STATISTIC_IDS) {
          expect(found.by[by].reduce((sum, { costCents }) => sum + costCents, 0)).toBe(cost)
          if (by !== 'sku') expect(found.by[by].reduce((sum, group) => sum + group.entries, 0)).toBe(entries.length)
        }
        const naive = new Map<string, number>()
        for (const { packedBy, costCents } of entries) naive.set(packedBy ?? '', (naive.get(packedBy ?? '') ?? 0) + costCents)
        expect(new Map(found.by.packer.map(({ key, costCents }) => [key, costCents]))).toEqual(naive)
        expect(statisticsOf([...entries].reverse(), 'Asia/Shanghai').by.week).toEqual(found.by.week)
      }),
    )
  })
})
