import { describe, expect, it } from 'vitest'
import { countViews, getCase, listCases } from '../../src/backend/services/case-read'
import { addNote, assignCase, createCase, setStatus, tickStep, updateCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { createClaim, setClaimStatus } from '../../src/backend/services/claims'
import { createStaff, verifyPin } from '../../src/backend/services/masters'
import { moveEntries } from '../../src/backend/services/register-entries'
import { templateFacts } from '../../src/backend/services/replies'
import { createWrongShipment } from '../../src/backend/services/wrong-shipments'
import { putOrder, putOrderWaybill } from '../../src/backend/repositories/orders'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { foundFolder, START, type TestFolder } from '../support/kernel'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const code = (value: string) => expect.objectContaining({ code: value })

function addOrder({ kernel, actor }: TestFolder, number = '2026112188218821'): void {
  const shopId = kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM shop').get()?.id ?? ''
  kernel.write(actor, { name: 'test.order' }, (tx) => {
    const id = `tmall:${shopId}:${number}`
    putOrder(tx, {
      id, platform: 'tmall', shopId, number, buyerId: null, buyerNick: '云间客_88', status: 'shipped', rawStatus: '卖家已发货', paidCents: 8900, goodsCents: 8900, postageCents: 0,
      refundCents: 0, currency: 'CNY', createdAt: START - 48 * HOUR, paidAt: START - 47 * HOUR, shippedAt: START - 40 * HOUR, receiverName: '李云', phone: '13912345678', address: '浙江省杭州市余杭区文一西路 1 号',
      buyerNote: null, sellerMemo: null, flag: null, items: [{ title: '手工陶瓷杯', sku: 'CUP-01', quantity: 2, unitCents: 4450 }], importedAt: tx.now,
    })
    putOrderWaybill(tx, { id: `${id}:SF1204880147`, orderId: id, courierId: 'sf', courierText: '顺丰速运', waybill: 'SF1204880147', waybillKey: 'SF1204880147' })
  })
}

describe('case services', () => {
  it('C1, C2, C4, C11: a case takes its facts from the order and starts its clocks', async () => {
    const test = await foundFolder()
    addOrder(test)
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', orderNo: '2026112188218821', note: '箱子压扁了，里面杯子碎了两个', messageAt: START - MINUTE })
    expect(made.caseNo).toMatch(/^A-[0-9A-HJKMNP-TV-Z]{4}-00001$/)
    expect(made).toMatchObject({ buyerNick: '云间客_88', orderNo: '2026112188218821', status: 'new', amountCents: 8900, liableParty: 'courier' })
    expect(made.waybills).toEqual([{ courierId: 'sf', courierName: '顺丰速运', waybill: 'SF1204880147' }])
    expect(made.order).toMatchObject({ receiverName: '李*', phone: '139****5678' })
    const clocks = Object.fromEntries(made.clocks.map((clock) => [clock.name, clock.dueAt]))
    expect(clocks['first-response']).toBe(START - MINUTE + 5 * MINUTE)
    expect(clocks['solve']).toBe(START + 48 * HOUR)
    expect(made.nextClock).toBe('first-response')
    expect(made.timeline.map((event) => event.type)).toEqual(['buyer-message', 'created'])
    expect(made.step).not.toBeNull()
    test.open.close()
  })

  it('C1: every kind can be chosen, and required fields never stand in the way of creation (section 14)', async () => {
    const test = await foundFolder()
    for (const kind of KIND_IDS) expect(createCase(test.kernel, test.actor, { kind }).kind).toBe(kind)
    expect(() => createCase(test.kernel, test.actor, { kind: 'no-such-kind' })).toThrow(code('UNKNOWN_KIND'))
    test.open.close()
  })

  it('C3, C2: transitions follow the table, waiting needs a next action with its time, and C4: clocks pause meanwhile', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'tracking-inquiry', buyerNick: 'hz_lin2020' })
    expect(() => setStatus(test.kernel, test.actor, id, { status: 'reopened' })).toThrow(code('ILLEGAL_TRANSITION'))
    expect(() => setStatus(test.kernel, test.actor, id, { status: 'waiting-buyer' })).toThrow(code('NEXT_ACTION_REQUIRED'))
    logReply(test.kernel, test.actor, id, { text: '您好，马上为您查。', edited: false })
    const waiting = setStatus(test.kernel, test.actor, id, { status: 'waiting-buyer', nextAction: '等买家回复地址', nextActionAt: START + 2 * HOUR })
    expect(waiting.clocks.find((clock) => clock.name === 'solve')).toMatchObject({ state: 'paused', dueAt: null })
    expect(waiting).toMatchObject({ nextClock: 'next-action', nextDueAt: START + 2 * HOUR, subline: '等买家回复地址' })
    test.clock.now += 10 * HOUR
    const working = setStatus(test.kernel, test.actor, id, { status: 'working' })
    expect(working.clocks.find((clock) => clock.name === 'solve')).toMatchObject({ state: 'running', dueAt: START + 58 * HOUR })
    test.open.close()
  })

  it('T3: a copied reply is logged, meets the first response and begins the work', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'tracking-inquiry', buyerNick: 'hz_lin2020' })
    test.clock.now += MINUTE
    expect(() => logReply(test.kernel, test.actor, id, { text: '您的运单 {{waybill}} …', edited: false })).toThrow(code('REPLY_HAS_OPEN_PLACEHOLDER'))
    const after = logReply(test.kernel, test.actor, id, { templateId: null, text: '您好，马上为您查。', edited: true, key: 'reply-key-1' })
    expect(after.clocks.find((clock) => clock.name === 'first-response')).toMatchObject({ state: 'met', metAt: START + MINUTE })
    expect(after.status).toBe('working')
    expect(after.timeline.filter((event) => event.type === 'reply-copied')).toHaveLength(1)
    const again = logReply(test.kernel, test.actor, id, { templateId: null, text: '您好，马上为您查。', edited: true, key: 'reply-key-1' })
    expect(again.timeline.filter((event) => event.type === 'reply-copied')).toHaveLength(1)
    test.open.close()
  })

  it('C5: edits and notes append, nothing is edited away', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: 'amy.w' })
    updateCase(test.kernel, test.actor, id, { remedy: 'refund', amountCents: 1500 })
    updateCase(test.kernel, test.actor, id, { amountCents: 1200 })
    const after = addNote(test.kernel, test.actor, id, '买家说杯口有裂纹')
    expect(after.timeline.filter((event) => event.type === 'edited').map((event) => event.data['changes'])).toEqual([
      [
        { field: 'remedy', from: null, to: 'refund' },
        { field: 'amountCents', from: null, to: 1500 },
      ],
      [{ field: 'amountCents', from: 1500, to: 1200 }],
    ])
    expect(after.timeline.at(-1)).toMatchObject({ type: 'note', text: '买家说杯口有裂纹', actorName: '张敏' })
    test.open.close()
  })

  it('P1: a step is done by hand and the next one comes', async () => {
    const test = await foundFolder()
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
    const first = made.step?.stepId ?? ''
    const after = tickStep(test.kernel, test.actor, made.id, first)
    expect(after.step?.stepId).not.toBe(first)
    expect(() => tickStep(test.kernel, test.actor, made.id, 'no-such-step')).toThrow(code('NOT_FOUND'))
    test.open.close()
  })

  it('C10: views page by keyset without losing or repeating a row', async () => {
    const test = await foundFolder()
    const ids: string[] = []
    for (let n = 0; n < 25; n += 1) {
      test.clock.now += n % 3 === 0 ? 0 : 1000
      ids.push(createCase(test.kernel, test.actor, { kind: 'tracking-inquiry', buyerNick: `buyer${n}` }).id)
    }
    for (const view of ['open', 'mine', 'all'] as const) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = listCases(test.kernel, test.actor, { view, cursor, limit: 4 })
        seen.push(...page.rows.map((row) => row.id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect([...seen].sort()).toEqual([...ids].sort())
    }
    assignCase(test.kernel, test.actor, ids[0] ?? '', null)
    expect(countViews(test.kernel, test.actor)).toMatchObject({ open: 25, mine: 24, unassigned: 1, waiting: 0 })
    test.open.close()
  })

  it('C10: search finds numbers, buyers and waybills by their beginning', async () => {
    const test = await foundFolder()
    addOrder(test)
    const { id, caseNo } = createCase(test.kernel, test.actor, { kind: 'lost', orderNo: '2026112188218821' })
    createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: 'somebody' })
    for (const search of [caseNo, caseNo.toLowerCase(), '20261121', '云间客', 'sf1204 8801']) {
      expect(listCases(test.kernel, test.actor, { view: 'all', search, limit: 10 }).rows.map((row) => row.id), search).toEqual([id])
    }
    expect(listCases(test.kernel, test.actor, { view: 'all', search: "x' OR 1=1 --", limit: 10 }).rows).toEqual([])
    test.open.close()
  })

  it('T1: an amount is only filled in once one was agreed for the case', async () => {
    const test = await foundFolder()
    addOrder(test)
    const { id } = createCase(test.kernel, test.actor, { kind: 'damaged', orderNo: '2026112188218821' })
    expect(templateFacts(test.kernel, test.actor, id, 'zh')).toMatchObject({ buyer: '云间客_88', waybill: 'SF1204880147', staff: '张敏', item: '手工陶瓷杯' })
    expect(templateFacts(test.kernel, test.actor, id, 'zh')).not.toHaveProperty('amount')
    updateCase(test.kernel, test.actor, id, { amountCents: 1500 })
    expect(templateFacts(test.kernel, test.actor, id, 'zh')['amount']).toBe('¥15.00')
    test.open.close()
  })

  it('L1, L4: a claim from a case; the same parcel twice is refused unless justified', async () => {
    const test = await foundFolder()
    addOrder(test)
    const { id } = createCase(test.kernel, test.actor, { kind: 'damaged', orderNo: '2026112188218821' })
    const input = { courierId: 'sf', counterparty: 'courier', waybill: 'SF1204880147', aliases: [], caseId: id, reason: 'damaged', goodsCents: 8900, freightCents: 680, otherCents: 0 }
    const claim = createClaim(test.kernel, test.actor, input)
    expect(claim).toMatchObject({ status: 'filed', amountCents: 9580, balanceCents: 9580, orderNo: '2026112188218821', filedOn: '2026-11-21' })
    expect(() => createClaim(test.kernel, test.actor, { ...input, waybill: 'sf 1204880147' })).toThrow(code('DUPLICATE_CLAIM'))
    expect(createClaim(test.kernel, test.actor, { ...input, duplicateReason: '同一运单两箱' }).claimNo).not.toBe(claim.claimNo)
    expect(() => createClaim(test.kernel, test.actor, { ...input, courierId: 'nobody' })).toThrow(code('UNKNOWN_COURIER'))
    expect(setClaimStatus(test.kernel, test.actor, claim.id, { status: 'granted', grantedCents: 8900 })).toMatchObject({ status: 'granted', grantedCents: 8900 })
    expect(() => setClaimStatus(test.kernel, test.actor, claim.id, { status: 'credited' })).toThrow(code('ILLEGAL_TRANSITION'))
    expect(getCase(test.kernel, id).timeline.map((event) => event.type)).toEqual(expect.arrayContaining(['claim-filed', 'claim-status']))
    test.open.close()
  })

  it('W1, W2: a wrong shipment waits for a second pair of hands', async () => {
    const test = await foundFolder()
    await createStaff(test.kernel, test.actor, { name: '李辅助', role: 'assistant' })
    const entry = createWrongShipment(test.kernel, test.actor, { error: 'missing', expected: [{ title: '陶瓷杯', quantity: 2 }], sent: [{ title: '陶瓷杯', quantity: 1 }], costCents: 0, goodsBack: false })
    expect(entry).toMatchObject({ state: 'submitted', submittedBy: '张敏' })
    const verify = (actor: typeof test.actor) => moveEntries(test.kernel, actor, { register: 'wrong-shipments', ids: [entry.id], move: 'verify', values: {} })
    expect(() => verify(test.actor)).toThrow(code('FORBIDDEN'))
    const assistant = test.kernel.db.readable.prepare<[], { id: string }>("SELECT id FROM staff WHERE role = 'assistant'").get()?.id ?? ''
    const other = await verifyPin(test.kernel, assistant, null)
    expect(verify(other)).toMatchObject([{ state: 'verified', values: { verifiedBy: assistant } }])
    test.open.close()
  })

  it('R3: wrong PINs are counted, lock the person out, and the right one clears them', async () => {
    const test = await foundFolder()
    const staff = await createStaff(test.kernel, test.actor, { name: '王客服', role: 'agent', pin: '2468' })
    await expect(verifyPin(test.kernel, staff.id, '1111')).rejects.toThrow(code('PIN_WRONG'))
    await expect(verifyPin(test.kernel, staff.id, '2468')).resolves.toMatchObject({ name: '王客服', role: 'agent' })
    for (let n = 0; n < 4; n += 1) await expect(verifyPin(test.kernel, staff.id, '1111')).rejects.toThrow(code('PIN_WRONG'))
    await expect(verifyPin(test.kernel, staff.id, '1111')).rejects.toThrow(code('PIN_LOCKED'))
    await expect(verifyPin(test.kernel, staff.id, '2468')).rejects.toThrow(code('PIN_LOCKED'))
    test.clock.now += 6 * MINUTE
    await expect(verifyPin(test.kernel, staff.id, '2468')).resolves.toMatchObject({ name: '王客服' })
    const stored = test.kernel.db.readable.prepare<[string], { pin_hash: string }>('SELECT pin_hash FROM staff WHERE id = ?').get(staff.id)
    expect(stored?.pin_hash).toMatch(/^scrypt\$/)
    test.open.close()
  })
})
