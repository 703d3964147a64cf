import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ClaimPatch } from '../../src/contract/claim-log'
import type { ErrorCode } from '../../src/domain/errors'
import type { AppError } from '../../src/domain/errors'
import { synced } from '../../src/backend/db/synced-tables'
import { claimRecord, claimSums, claimTerms, fileClaim, mergeClaim, updateClaim } from '../../src/backend/services/claim-log'
import { createClaim, getClaim, listClaims, setClaimStatus, type NewClaim } from '../../src/backend/services/claims'
import { getCase } from '../../src/backend/services/case-read'
import { createCase } from '../../src/backend/services/case-write'
import { askCouriers, confirmAnswers, readDesk } from '../../src/backend/services/courier-desk'
import { runReconcile } from '../../src/backend/services/reconcile'
import { foundFolder, START, type TestFolder } from '../support/kernel'
import { addOrder } from '../support/money-case'
import { addLine, countRows } from '../support/reconcile-month'

const DAY = 86_400_000
const WAYBILL = 'SF1390027745711'
let test: TestFolder
beforeEach(async () => {
  test = await foundFolder()
})
afterEach(() => test.open.close())

const code = (expected: ErrorCode) => expect.objectContaining({ name: 'AppError', code: expected }) as unknown as AppError
const write = (over: Partial<NewClaim> = {}): NewClaim => ({ courierId: 'sf', counterparty: 'courier', waybill: WAYBILL, aliases: [], reason: 'damaged', goodsCents: 6000, freightCents: 490, otherCents: 0, ...over })
const create = (over: Partial<NewClaim> = {}) => createClaim(test.kernel, test.actor, write(over))
const update = (id: string, patch: ClaimPatch, why: string | null = null) => updateClaim(test.kernel, test.actor, { id, patch, why })
const history = (id: string): string[] => claimRecord(test.kernel, id).events.map(({ type }) => type)

function closeMonth(month: string): void {
  test.kernel.write(test.actor, { name: 'test.close' }, (tx) =>
    tx.insert(synced.monthClosing, {
      id: `${month}-1`, month, revision: 1, closedAt: tx.now, closedBy: tx.actorId, summary: {}, snapshot: '', workbookFile: null, workbookSha256: null, documentFile: null, documentSha256: null,
      reopenedAt: null, reopenedBy: null, reopenReason: null,
    }),
  )
}

describe('L1: the claim log', () => {
  it('L1: everything that is written of a claim comes back, and other numbers know what they are', () => {
    const claim = create({
      aliases: ['SF1390027745999', ' sf1390027745711 ', 'SF1390027746000'], aliasKinds: { SF1390027745999: 'return', SF1390027746000: 'child' }, declaredCents: 10_000, basis: 'cost', paymentRoute: 'offset', voucher: 'V-9',
      products: [{ title: '陶瓷杯', sku: 'CUP-01', quantity: 2 }], branch: '杭州余杭网点', monthlyAccount: '5710012345', demandsMet: ['value-proof'], workOrderNo: 'GD1', note: '外箱破',
    })
    expect(claim).toMatchObject({
      amountCents: 6490, declaredCents: 10_000, basis: 'cost', paymentRoute: 'offset', voucher: 'V-9', products: [{ title: '陶瓷杯', sku: 'CUP-01', quantity: 2 }], branch: '杭州余杭网点',
      monthlyAccount: '5710012345', demandsMet: ['value-proof'], slots: null, aliases: ['SF1390027745999', 'SF1390027746000'], filedOn: '2026-11-21', status: 'filed',
    })
    expect(claimRecord(test.kernel, claim.id).aliases).toEqual([{ waybill: 'SF1390027745999', kind: 'return' }, { waybill: 'SF1390027746000', kind: 'child' }])
    update(claim.id, { aliasKinds: { sf1390027745999: 'transferred' } })
    expect(claimRecord(test.kernel, claim.id).aliases[0]).toEqual({ waybill: 'SF1390027745999', kind: 'transferred' })
  })

  it('L1: a supplier, a warehouse, a platform or an insurer is claimed on by name; a courier only from the list', () => {
    for (const [at, counterparty] of ['supplier', 'warehouse', 'platform', 'insurer'].entries()) {
      const waybill = `YT880441199203${at}`
      expect(create({ counterparty, courierId: 'sf', counterpartyName: ' 云仓甲 ', waybill })).toMatchObject({ counterparty, counterpartyName: '云仓甲', courierId: null, windowEndsAt: null })
      expect(() => create({ counterparty, courierId: null, counterpartyName: ' ', waybill: `${waybill}9` })).toThrow(code('INVALID_INPUT'))
    }
    expect(() => create({ courierId: null })).toThrow(code('UNKNOWN_COURIER'))
    expect(() => create({ counterparty: 'somebody' })).toThrow(code('INVALID_INPUT'))
  })

  it('L1: a draft is filed later: no day, no clock met until then; its case hears of both', () => {
    addOrder(test, { number: '2026112188218821' })
    const { id: caseId } = createCase(test.kernel, test.actor, { kind: 'damaged', orderNo: '2026112188218821' })
    const clock = () => getCase(test.kernel, caseId).clocks.find(({ name }) => name === 'claim-window')
    const draft = create({ caseId, draft: true, waybill: 'SF2026112188218821' })
    expect(draft).toMatchObject({ status: 'draft', filedOn: null, slots: [] })
    expect(clock()?.metAt).toBeNull()
    update(draft.id, { goodsCents: 7000 })
    test.clock.now += DAY
    expect(fileClaim(test.kernel, test.actor, { id: draft.id, workOrderNo: 'GD-7' })).toMatchObject({ status: 'filed', filedOn: '2026-11-22', workOrderNo: 'GD-7', amountCents: 7490 })
    expect(clock()?.metAt).toBe(test.clock.now)
    expect(getCase(test.kernel, caseId).timeline.map(({ type }) => type)).toEqual(expect.arrayContaining(['claim-drafted', 'claim-filed']))
    expect(history(draft.id)).toEqual(['drafted', 'corrected', 'filed'])
    expect(() => fileClaim(test.kernel, test.actor, { id: draft.id })).toThrow(code('ILLEGAL_TRANSITION'))
  })

  it('L1: a correction of a filed claim has a reason and leaves what stood before; notes and ticks need none', () => {
    const claim = create()
    expect(() => update(claim.id, { goodsCents: 5000 })).toThrow(code('INVALID_INPUT'))
    expect(update(claim.id, { goodsCents: 5000 }, '成本价算错')).toMatchObject({ amountCents: 5490, balanceCents: 5490 })
    update(claim.id, { note: '等网点回' })
    update(claim.id, { demandsMet: ['certificate'] })
    update(claim.id, { note: '等网点回' })
    const { events } = claimRecord(test.kernel, claim.id)
    expect(events.map(({ type, byName }) => [type, byName])).toEqual([['filed', '张敏'], ['corrected', '张敏'], ['corrected', '张敏'], ['ticked', '张敏']])
    expect(events[1]?.data).toEqual({ why: '成本价算错', changes: [{ field: 'goodsCents', from: 6000, to: 5000 }, { field: 'amountCents', from: 6490, to: 5490 }] })
    expect(update(claim.id, { courierId: 'ane' }, '发错快递').windowEndsAt).toBe(START + 7 * DAY)
  })

  it('L1: an amount corrected under a credited claim changes its status with it', () => {
    const claim = create({ filedOn: '2026-10-08', workOrderNo: 'GD1' })
    addLine(test, WAYBILL, 6000)
    runReconcile(test.kernel, test.actor, { month: '2026-10' })
    expect(getClaim(test.kernel, claim.id)).toMatchObject({ creditedCents: 6000, status: 'part-credited' })
    expect(update(claim.id, { freightCents: 0 }, '运费不索')).toMatchObject({ status: 'credited', balanceCents: 0 })
    const { credits } = claimRecord(test.kernel, claim.id)
    expect(credits).toEqual([expect.objectContaining({ month: '2026-10', file: 'sf-2026-10.csv', row: 2, creditedCents: 6000 })])
    expect(credits[0]?.reasonZh).not.toBe('')
  })

  it('M5: in a closed month money, number, party and day of filing stay; answers and notes go on', () => {
    const claim = create({ filedOn: '2026-10-08' })
    const draft = create({ waybill: 'SF1390027745800', draft: true })
    const open = create({ waybill: 'SF1390027745802' })
    closeMonth('2026-10')
    test.clock.now += 1000
    const before = countRows(test, 'change_log')
    for (const patch of [{ goodsCents: 1 }, { waybill: 'SF1390027745712' }, { courierId: 'zto' }, { filedOn: '2026-11-02' }, { counterparty: 'supplier', counterpartyName: '甲' }]) expect(() => update(claim.id, patch, '改')).toThrow(code('MONTH_CLOSED'))
    expect(() => fileClaim(test.kernel, test.actor, { id: draft.id, filedOn: '2026-10-31' })).toThrow(code('MONTH_CLOSED'))
    expect(() => update(open.id, { filedOn: '2026-10-31' }, '日期')).toThrow(code('MONTH_CLOSED'))
    expect(countRows(test, 'change_log')).toBe(before)
    expect(update(claim.id, { note: '补充', voucher: 'V1', paymentRoute: 'transfer' })).toMatchObject({ note: '补充', voucher: 'V1', paymentRoute: 'transfer' })
    expect(setClaimStatus(test.kernel, test.actor, claim.id, { status: 'granted', grantedCents: 6000 })).toMatchObject({ status: 'granted' })
    // a late claim is in no closing: it is carried in the next month's books
    const late = create({ waybill: 'SF1390027745801', filedOn: '2026-10-30' })
    expect(update(late.id, { goodsCents: 100 }, '补登')).toMatchObject({ amountCents: 590 })
  })

  it('L1: arbitration, withdrawn, given up: money that is let go has its reason in the history', () => {
    const claim = create()
    setClaimStatus(test.kernel, test.actor, claim.id, { status: 'rejected', answer: '超时效' })
    setClaimStatus(test.kernel, test.actor, claim.id, { status: 'arbitration' })
    expect(() => setClaimStatus(test.kernel, test.actor, claim.id, { status: 'given-up' })).toThrow(code('INVALID_INPUT'))
    setClaimStatus(test.kernel, test.actor, claim.id, { status: 'given-up', why: '金额太小' })
    const { events } = claimRecord(test.kernel, claim.id)
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ amountCents: 6490 }), { from: 'filed', to: 'rejected', answer: '超时效' }, { from: 'rejected', to: 'arbitration' }, { from: 'arbitration', to: 'given-up', why: '金额太小' },
    ])
  })

  it('P11: a pasted answer lands on the claim and in its history, and so does the asking', () => {
    const claim = create()
    askCouriers(test.kernel, test.actor, { parcels: [{ caseId: null, claimId: claim.id, waybill: WAYBILL }], language: 'zh' })
    const [answer] = readDesk(test.kernel, `${WAYBILL} 认赔54.9 运费7`).answers
    expect(answer?.claims.map(({ id }) => id)).toEqual([claim.id])
    confirmAnswers(test.kernel, test.actor, {
      language: 'zh',
      answers: [{ waybill: WAYBILL, said: `${WAYBILL} 认赔54.9 运费7`, claimId: claim.id, caseId: null, verdict: 'granted', grantedCents: 6190, reason: null, found: false, redeliverAt: null, trace: null, lastScan: null }],
    })
    expect(getClaim(test.kernel, claim.id)).toMatchObject({ status: 'granted', grantedCents: 6190, answer: `${WAYBILL} 认赔54.9 运费7` })
    const { events } = claimRecord(test.kernel, claim.id)
    expect(events.map(({ type }) => type)).toEqual(['filed', 'chased', 'answered'])
    expect(events[2]?.data).toEqual({ from: 'filed', to: 'granted', grantedCents: 6190, answer: `${WAYBILL} 认赔54.9 运费7` })
    const other = create({ waybill: 'SF1390027745900' })
    const accepted = readDesk(test.kernel, 'SF1390027745900 已受理 工单号 GD20261121007').answers[0]
    expect(accepted).toMatchObject({ progress: 'accepted', workOrderNo: 'GD20261121007' })
    const confirm = (said: string, verdict: 'accepted' | 'arbitration' | 'none', workOrderNo: string | null) =>
      confirmAnswers(test.kernel, test.actor, { language: 'zh', answers: [{ waybill: other.waybill, said, claimId: other.id, caseId: null, verdict, workOrderNo, grantedCents: null, reason: null, found: false, redeliverAt: null, trace: null, lastScan: null }] })
    confirm('已受理 工单号 GD20261121007', 'accepted', 'GD20261121007')
    expect(getClaim(test.kernel, other.id)).toMatchObject({ status: 'accepted', workOrderNo: 'GD20261121007' })
    confirm('申诉中 工单号 GD9', 'arbitration', 'GD9')
    expect(getClaim(test.kernel, other.id)).toMatchObject({ status: 'arbitration', workOrderNo: 'GD20261121007', answer: '申诉中 工单号 GD9' })
    expect(history(other.id)).toEqual(['filed', 'answered', 'answered'])
    // what is promised is asked for by other words than what is not
    expect(askCouriers(test.kernel, test.actor, { parcels: [{ caseId: null, claimId: claim.id, waybill: WAYBILL }], language: 'zh' }).groups[0]?.text).toContain('何时入账')
  })

  it('L1: ageing, closing windows and sums follow the policy and the filter', () => {
    for (const [waybill, filedOn] of [['SF1390027745701', '2026-11-20'], ['SF1390027745702', '2026-10-20'], ['SF1390027745703', '2026-09-01'], ['SF1390027745704', '2026-07-01']] as const) create({ waybill, filedOn })
    const groups = claimTerms(test.kernel).ageingDays.length + 1
    const aged = Array.from({ length: groups }, (_, ageing) => listClaims(test.kernel, { ageing, limit: 10 }).rows.map(({ filedOn }) => filedOn))
    expect(aged).toEqual([['2026-11-20'], ['2026-10-20'], ['2026-09-01'], ['2026-07-01']])
    const settled = listClaims(test.kernel, { ageing: 3, limit: 10 }).rows[0]?.id ?? ''
    setClaimStatus(test.kernel, test.actor, settled, { status: 'withdrawn' })
    expect(listClaims(test.kernel, { ageing: 3, limit: 10 }).rows).toEqual([])
    const draft = create({ waybill: 'SF1390027745705', draft: true })
    expect(listClaims(test.kernel, { closing: true, limit: 10 }).rows).toEqual([])
    test.clock.now += 26 * DAY
    expect(listClaims(test.kernel, { closing: true, limit: 10 }).rows.map(({ id }) => id)).toEqual([draft.id])
    expect(claimSums(test.kernel, { status: 'open' })).toEqual([{ currency: 'CNY', claims: 3, amountCents: 19_470, grantedCents: 0, creditedCents: 0, balanceCents: 19_470 }])
  })
})

describe('L4: one parcel, two claims', () => {
  it('L4: the other number of a claim is the same parcel, with or without the courier’s letters', () => {
    const claim = create({ aliases: ['SF1390027745999'] })
    for (const waybill of ['SF1390027745999', '1390027745999', WAYBILL.toLowerCase(), '1390027745711']) expect(() => create({ waybill })).toThrow(code('DUPLICATE_CLAIM'))
    expect(() => create({ waybill: 'SF1390027740000', aliases: [WAYBILL] })).toThrow(code('DUPLICATE_CLAIM'))
    const second = create({ waybill: '1390027745999', duplicateReason: '一票两件' })
    expect(claimRecord(test.kernel, second.id).others).toEqual([{ id: claim.id, claimNo: claim.claimNo, status: 'filed', kind: 'open' }])
    expect(claimRecord(test.kernel, second.id).events[0]?.data).toMatchObject({ duplicateReason: '一票两件' })
  })

  it('L1: two parties paying for one parcel is a warning', () => {
    create()
    try {
      create({ counterparty: 'insurer', courierId: null, counterpartyName: '平安' })
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'DUPLICATE_CLAIM', detail: { kind: 'other-party' } })
    }
  })

  it('L4: a second writing is merged: what is new is added, amounts as chosen, both cases know, nothing is lost', () => {
    const cases = ['damaged', 'missing-item'].map((kind) => createCase(test.kernel, test.actor, { kind, waybill: WAYBILL }).id)
    const claim = create({ caseId: cases[0] ?? '', note: '外箱破', products: [{ title: '杯', quantity: 1 }], demandsMet: ['photos'], workOrderNo: 'GD1' })
    const from = write({ caseId: cases[1] ?? '', aliases: ['SF1390027745999'], goodsCents: 2000, freightCents: 0, note: '少一件', products: [{ title: '杯', quantity: 2 }, { title: '碟', quantity: 1 }], demandsMet: ['weight'], workOrderNo: 'GD2', voucher: 'V2' })
    const merged = mergeClaim(test.kernel, test.actor, { into: claim.id, amounts: 'add', from })
    expect(merged).toMatchObject({
      goodsCents: 8000, freightCents: 490, amountCents: 8490, aliases: ['SF1390027745999'], note: '外箱破\n少一件\nGD2', workOrderNo: 'GD1', voucher: 'V2', demandsMet: ['photos', 'weight'],
      products: [{ title: '杯', sku: null, quantity: 2 }, { title: '碟', sku: null, quantity: 1 }],
    })
    expect(countRows(test, 'claim')).toBe(1)
    expect(history(claim.id)).toEqual(['filed', 'merged'])
    expect(getCase(test.kernel, cases[1] ?? '').timeline.map(({ type }) => type)).toContain('claim-merged')
    expect(mergeClaim(test.kernel, test.actor, { into: claim.id, amounts: 'keep', from })).toMatchObject({ amountCents: 8490 })
    expect(mergeClaim(test.kernel, test.actor, { into: claim.id, amounts: 'replace', from })).toMatchObject({ amountCents: 2000 })
  })

  it('L4: nothing is merged into another parcel, another party or a claim that has ended', () => {
    const claim = create()
    const into = (over: Partial<NewClaim>) => () => mergeClaim(test.kernel, test.actor, { into: claim.id, amounts: 'keep', from: write(over) })
    expect(into({ waybill: 'SF1390027740001' })).toThrow(code('INVALID_INPUT'))
    expect(into({ counterparty: 'supplier', courierId: null, counterpartyName: '甲' })).toThrow(code('INVALID_INPUT'))
    setClaimStatus(test.kernel, test.actor, claim.id, { status: 'withdrawn' })
    expect(into({})).toThrow(code('INVALID_INPUT'))
  })
})
