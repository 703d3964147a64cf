import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ebayFileSchema } from '../../src/contract/desk-policies'
import { ebayGauge, gaugeDays, judge, type EbayCase } from '../../src/domain/gauge/ebay'

const policy = ebayFileSchema.parse(parse(readFileSync(fileURLToPath(new URL('../../resources/policies/ebay.yaml', import.meta.url)), 'utf8')))
const NOW = Date.parse('2026-11-25T00:00:00Z')
const found = (kind: string, reason: string | null = null, more: Partial<EbayCase> = {}): EbayCase => ({ kind, reason, openedAt: NOW - 1000, escalated: false, ...more })
const gauge = (cases: EbayCase[], orders: number) => ebayGauge(policy, { cases, orders, days: 90, now: NOW })

describe('P7: which cases count', () => {
  it('P7: today a return counts only once eBay has to decide it, and then in both ratios', () => {
    expect(judge(policy, found('ebay-return', 'not-as-described'))).toEqual({ defect: false, unresolved: false })
    expect(judge(policy, found('ebay-return', 'changed-mind', { escalated: true }))).toEqual({ defect: true, unresolved: true })
    expect(judge(policy, found('ebay-cancel', 'out-of-stock'))).toEqual({ defect: true, unresolved: false })
    expect(judge(policy, found('ebay-cancel', 'changed-mind'))).toEqual({ defect: false, unresolved: false })
    expect(judge(policy, found('ebay-unpaid', null, { escalated: true }))).toEqual({ defect: false, unresolved: false })
  })

  it('P7: rules are dated: the same return was a defect in 2015', () => {
    const then = { openedAt: Date.parse('2015-06-01T00:00:00Z') }
    expect(judge(policy, found('ebay-return', 'not-as-described', then)).defect).toBe(true)
    expect(judge(policy, found('ebay-feedback', null, then)).defect).toBe(true)
    expect(judge(policy, found('ebay-return', 'changed-mind', then)).defect).toBe(false)
  })
})

describe('P7: the gauge', () => {
  it('P7: shares are rounded up, turn amber near the limit and red above it', () => {
    const lost = (n: number) => Array.from({ length: n }, () => found('ebay-not-received', null, { escalated: true }))
    expect(gauge(lost(1), 1000).unresolved).toEqual({ count: 1, share: 10, limit: 30, tone: 'ok', left: 2 })
    expect(gauge(lost(3), 1000).unresolved).toMatchObject({ share: 30, tone: 'near', left: 0 })
    expect(gauge(lost(4), 1000).unresolved).toMatchObject({ share: 40, tone: 'over', left: 0 })
    expect(gauge(lost(1), 999).unresolved.share).toBe(11)
    expect(gauge(lost(4), 1000).defects).toMatchObject({ count: 4, limit: 200, tone: 'ok' })
  })

  it('P7: without orders there is no share, and any case is one too many', () => {
    expect(gauge([], 0).defects).toMatchObject({ share: null, tone: 'ok' })
    expect(gauge([found('ebay-cancel', 'out-of-stock')], 0).defects).toMatchObject({ share: null, tone: 'over' })
  })

  it('P7: many orders are judged over the short time, few over the long one', () => {
    expect([gaugeDays(policy, 400), gaugeDays(policy, 399)]).toEqual([90, 365])
  })
})
