import { describe, expect, it } from 'vitest'
import { devicePart, formatCaseNo, formatNumber, parseCaseNo, parseNumber } from '../../src/domain/case/case-no'
import { missingFields } from '../../src/domain/case/fields'
import { KINDS, KIND_IDS, isKindId, kindTree } from '../../src/domain/case/kinds'
import { CHANNELS, FREIGHT_PAYERS, LIABLE_PARTIES, PLATFORMS, REMEDIES, isIdOf } from '../../src/domain/case/lists'
import { reasonsFor } from '../../src/domain/case/reasons'
import { EVIDENCE_SLOTS } from '../../src/domain/case/slots'
import { STATUSES, explainRefusal, isStatus, replan, transition } from '../../src/domain/case/status'
import { nextStep, noFacts, stepStates, type Playbook, type PlaybookFacts } from '../../src/domain/playbook/playbook'

const STABLE_KINDS =
  'tracking-inquiry shipment-chase refund-before-shipment change-order change-address out-of-stock presale return-inspection return-refund exchange refund-only quality changed-mind wrong-item missing-item extra-item short-pack damaged lost signed-not-received stalled problem-parcel out-of-area redirect refused goodwill refund-after-completion complaint unidentified-return repair review ebay-return ebay-not-received ebay-unpaid ebay-cancel ebay-feedback application reissue'

describe('C1: the kind tree', () => {
  it('C1: has exactly the stable ids, each in one group', () => {
    expect([...KIND_IDS].sort()).toEqual(STABLE_KINDS.split(' ').sort())
    expect(kindTree().flatMap((group) => group.kinds).sort()).toEqual([...KIND_IDS].sort())
    expect(kindTree().every((group) => group.kinds.length > 0)).toBe(true)
  })

  it('C1: names are complete, different, and the short one fits a dense row', () => {
    for (const field of ['zh', 'en', 'shortZh'] as const) expect(new Set(KIND_IDS.map((id) => KINDS[id][field])).size, field).toBe(KIND_IDS.length)
    for (const id of KIND_IDS) expect([...KINDS[id].shortZh].length, id).toBeLessThanOrEqual(3)
  })

  it('C1: text from outside is checked against own names only', () => {
    expect(isKindId('damaged')).toBe(true)
    expect([isKindId('constructor'), isStatus('toString'), isIdOf(PLATFORMS, '__proto__')]).toEqual([false, false, false])
  })
})

it('C2: every list has both languages', () => {
  for (const list of [PLATFORMS, CHANNELS, LIABLE_PARTIES, FREIGHT_PAYERS, REMEDIES, EVIDENCE_SLOTS, STATUSES]) {
    for (const [id, label] of Object.entries(list)) expect([label.zh.trim(), label.en.trim()].every((text) => text !== ''), id).toBe(true)
  }
})

it('C12: reasons of the kind come before those for every kind', () => {
  const all = [
    { id: 'other', zh: '其他', en: 'Other', kinds: [] },
    { id: 'size', zh: '尺码', en: 'Size', kinds: ['exchange' as const] },
    { id: 'price', zh: '价格', en: 'Price', kinds: ['goodwill' as const] },
  ]
  expect(reasonsFor(all, 'exchange').map((reason) => reason.id)).toEqual(['size', 'other'])
})

describe('C3: transitions', () => {
  const fresh = { kind: 'return-refund', status: 'new' } as const

  it('C3: leaving new asks for the first fields of the kind, resolving for all of them', () => {
    expect(transition(fresh, 'working', {})).toEqual({ ok: false, reasons: [{ code: 'missing-field', field: 'orderNo' }] })
    expect(transition(fresh, 'working', { orderNo: '1' })).toMatchObject({ ok: true, status: 'working' })
    const result = transition({ ...fresh, status: 'working' }, 'resolved', { orderNo: '1', remedy: 'return-refund' })
    expect(result).toEqual({ ok: false, reasons: [{ code: 'missing-field', field: 'reason' }, { code: 'missing-field', field: 'freightPayer' }] })
  })

  it('C2: waiting needs a next action and its time, and names both at once', () => {
    const state = { kind: 'damaged', status: 'working' } as const
    expect(transition(state, 'waiting-buyer', { nextAction: ' ' })).toEqual({ ok: false, reasons: [{ code: 'next-action-required' }, { code: 'next-action-time-required' }] })
    expect(transition(state, 'waiting-buyer', { nextAction: '催照片', nextActionAt: 5 })).toEqual({ ok: true, status: 'waiting-buyer', nextAction: '催照片', nextActionAt: 5 })
  })

  it('C3: closing what was never resolved needs a reason; a resolved case closes freely', () => {
    expect(transition({ kind: 'damaged', status: 'working' }, 'closed', {})).toEqual({ ok: false, reasons: [{ code: 'missing-field', field: 'closeReason' }] })
    expect(transition({ kind: 'damaged', status: 'resolved' }, 'closed', {})).toEqual({ ok: true, status: 'closed', nextAction: null, nextActionAt: null })
  })

  it('C3: a next step on a case that is over is refused, in words; an open one keeps what is not given', () => {
    const present = { nextAction: '催照片', nextActionAt: 5 }
    expect(replan('waiting-buyer', present, { nextActionAt: 9 })).toEqual({ ok: true, status: 'waiting-buyer', nextAction: '催照片', nextActionAt: 9 })
    for (const status of ['closed', 'resolved'] as const) {
      for (const given of [{ nextAction: '再问问' }, { nextActionAt: 9 }]) {
        const refused = replan(status, { nextAction: null, nextActionAt: null }, given)
        if (refused.ok) throw new Error('expected a refusal')
        expect(refused.reasons).toEqual([{ code: 'over', status }])
        expect(refused.reasons.map(explainRefusal)).toEqual([{ zh: expect.stringContaining('先重新打开'), en: expect.stringContaining('reopen it first') }])
      }
      expect(replan(status, { nextAction: null, nextActionAt: null }, { nextAction: ' ' })).toMatchObject({ ok: true, nextAction: null })
    }
  })

  it('C3: a refusal is put in words', () => {
    const result = transition({ kind: 'damaged', status: 'closed' }, 'working', {})
    if (result.ok) throw new Error('expected a refusal')
    expect(result.reasons.map(explainRefusal)).toEqual([{ zh: expect.stringContaining('已关闭'), en: expect.stringContaining('"Closed"') }])
  })

  it('C1: a buyer or an order is enough where either will do; blanks are nothing, zero is an amount', () => {
    expect(missingFields(['buyerOrOrder'], { orderNo: '  ' })).toEqual(['buyerOrOrder'])
    expect(missingFields(['buyerOrOrder'], { buyerNick: 'x' })).toEqual([])
    expect(missingFields(['amountCents', 'waybill'], { amountCents: 0, waybills: [] })).toEqual(['waybill'])
  })
})

describe('C2: case numbers', () => {
  it('C2: are short, carry the device and the counter', () => {
    expect(formatCaseNo('7F3K', 42)).toBe('A-7F3K-00042')
    expect(formatNumber('L', '7F3K', 123456)).toBe('L-7F3K-123456')
    expect(() => formatCaseNo('7F3K', 0)).toThrow(RangeError)
  })

  it.each(['a-7f3k-42', 'A7F3K00042', ' A 7F3K 00042 ', 'Ａ－７Ｆ３Ｋ－０００４２', 'A-7F3K-OOO42', 'A—7F3K—00042'])('C2: %s is read as people write it', (text) => {
    expect(parseCaseNo(text)).toEqual({ prefix: 'A', devicePart: '7F3K', n: 42 })
  })

  it('C2: other things are no case numbers', () => {
    for (const text of ['', 'A-7F3-00042', 'L-7F3K-00042', 'A-7F3K-', 'A-7F3K-00000', 'A-7FUK-00001', '3401234567890123456']) expect(parseCaseNo(text), text).toBeNull()
    expect(parseNumber('l-7f3k-1')).toEqual({ prefix: 'L', devicePart: '7F3K', n: 1 })
  })

  it('C2: the device part is stable and spreads', () => {
    expect(devicePart('device-1')).toBe(devicePart('device-1'))
    const parts = new Set(Array.from({ length: 1000 }, (_, n) => devicePart(`device-${n}`)))
    expect(parts.size).toBeGreaterThan(990)
  })
})

describe('P1: the next step', () => {
  const plain = { hint: null, ask: null, action: null, requires: [], timers: [], promise: null, tasks: [], warnings: [], suggest: null } as const
  const playbook: Playbook = {
    kind: 'damaged',
    warnings: [],
    memo: [],
    steps: [
      { ...plain, id: 'ask', titleZh: '问', titleEn: 'Ask', templateIds: ['t1'], slots: ['outer-box'], when: null, doneWhen: { any: [{ slot: 'outer-box' }, { copied: true }] } },
      { ...plain, id: 'pull', titleZh: '拦', titleEn: 'Pull', templateIds: [], slots: [], when: { fact: 'shipped' }, doneWhen: { fact: 'intercepted' } },
      { ...plain, id: 'end', titleZh: '完', titleEn: 'End', templateIds: ['t2'], slots: [], when: null, doneWhen: { all: [{ not: { status: ['waiting-buyer'] } }, { fact: 'refunded' }] } },
    ],
  }
  const facts = (more: Partial<PlaybookFacts> = {}): PlaybookFacts => ({ ...noFacts(0), ...more })
  const next = (more: Partial<PlaybookFacts>): string | null => nextStep(playbook, facts(more))?.step.id ?? null

  it('P1: is the first one that applies and is not done', () => {
    expect(next({})).toBe('ask')
    expect(next({ slots: ['outer-box'] })).toBe('end')
    expect(next({ copiedTemplates: ['t1'] })).toBe('end')
    expect(next({ copiedTemplates: ['t2'] })).toBe('ask')
    expect(next({ ticked: ['ask'], facts: ['shipped'] })).toBe('pull')
  })

  it('P1: counts only steps that apply', () => {
    expect(nextStep(playbook, facts({ ticked: ['ask'] }))).toMatchObject({ index: 1, count: 2 })
    expect(stepStates(playbook, facts({ facts: ['shipped'] })).map((state) => state.step.id)).toEqual(['ask', 'pull', 'end'])
  })

  it('P1: there is none when all is done or the case is over', () => {
    expect(next({ ticked: ['ask'], facts: ['refunded'] })).toBeNull()
    expect(next({ ticked: ['ask'], facts: ['refunded'], status: 'waiting-buyer' })).toBe('end')
    expect(next({ status: 'resolved' })).toBeNull()
  })
})
