import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCase } from '../../src/backend/services/case-read'
import { createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { createClaim, getClaim, setClaimStatus } from '../../src/backend/services/claims'
import { exportTable } from '../../src/backend/services/exports'
import { createWrongShipment } from '../../src/backend/services/wrong-shipments'
import { buildFileWorker } from '../faults/support/file-worker'
import { madeFile, withImportDesk, type ImportDesk } from '../support/import-desk'

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('register-imports')
})
afterAll(() => worker.remove())

const desk = (work: (desk: ImportDesk) => Promise<void>) => () => withImportDesk(worker.entry, work)
const code = (value: string) => expect.objectContaining({ code: value })
const reasons = (rows: readonly { row: number; reason: string }[]): string[] => rows.map(({ row, reason }) => `${row} ${reason}`)
const at = (text: string): number => Date.parse(`${text}+08:00`)
const changes = ({ rows }: ImportDesk): number => (rows<{ n: number }>('SELECT count(*) AS n FROM change_log')[0]?.n ?? 0)

const CLAIM_HEADER = ['日期', '快递公司', '运单号', '理赔原因', '理赔金额', '工单号', '状态', '认赔金额', '售后单号', '登记编号', '快递回复']
const claimRow = (values: Partial<Record<string, string>>): string[] => CLAIM_HEADER.map((name) => ({ 日期: '2026-11-02', 快递公司: '圆通', 运单号: 'YT8804411992031', 理赔原因: '破损', 理赔金额: '54.90', ...values })[name] ?? '')
const CASE_HEADER = ['登记时间', '订单号', '买家', '运单号', '售后类型', '问题描述', '状态', '下一步', '下一步时间', '处理方式', '售后单号', '处理结果', '完成时间']
const caseRow = (values: Partial<Record<string, string>>): string[] => CASE_HEADER.map((name) => ({ 登记时间: '2026-11-19 10:00', 订单号: '2849105533670499001', 售后类型: '破损', ...values })[name] ?? '')

describe('the claim log from a spreadsheet (L1, L4)', () => {
  it('L1: a GBK log with a title, everyday words and a total comes in with the dates of the sheet; faults are listed with a remedy', desk(async (test) => {
    const done = await test.take('claims', madeFile('own-claims.csv'))
    expect(done).toMatchObject({ encoding: 'gb18030', inserted: 3, updated: 0, unchanged: 0, rows: 5 })
    expect(reasons(done.rejected)).toEqual(['6 waybill-damaged', '7 choice-unknown'])
    for (const row of done.rejected) expect(row.remedyZh.length * row.remedyEn.length).toBeGreaterThan(0)
    const claims = test.rows('SELECT courier_id, waybill, reason, goods_cents, freight_cents, amount_cents, status, granted_cents, work_order_no, filed_on, created_at, answer FROM claim ORDER BY filed_on')
    expect(claims).toEqual([
      { courier_id: 'yto', waybill: 'YT8804411992031', reason: 'damaged', goods_cents: 5490, freight_cents: 0, amount_cents: 5490, status: 'granted', granted_cents: 5490, work_order_no: 'GD20261008001', filed_on: '2026-10-08', created_at: at('2026-10-08T00:00:00'), answer: '同意赔付54.9' },
      { courier_id: 'zto', waybill: '75360218846311', reason: 'lost', goods_cents: 11800, freight_cents: 800, amount_cents: 12600, status: 'filed', granted_cents: null, work_order_no: null, filed_on: '2026-10-09', created_at: at('2026-10-09T00:00:00'), answer: null },
      { courier_id: 'sf', waybill: 'SF1390027745518', reason: 'false-delivery', goods_cents: 129900, freight_cents: 0, amount_cents: 129900, status: 'credited', granted_cents: 129900, work_order_no: null, filed_on: '2026-10-12', created_at: at('2026-10-12T00:00:00'), answer: null },
    ])
    const before = changes(test)
    expect(await test.take('claims', madeFile('own-claims.csv'))).toMatchObject({ inserted: 0, updated: 0, unchanged: 3 })
    expect(changes(test)).toBe(before)
  }))

  it('L4: a claim registered by hand with the same amount is the same claim and moves forward only; another amount is a justified duplicate', desk(async (test) => {
    const byHand = createClaim(test.kernel, test.actor, { courierId: 'yto', counterparty: 'courier', waybill: 'YT8804411992031', aliases: [], reason: 'damaged', goodsCents: 5490, freightCents: 0, otherCents: 0 })
    const first = await test.take('claims', test.sheet('a.csv', [CLAIM_HEADER, claimRow({ 运单号: 'yt8804411992031', 状态: '认赔', 认赔金额: '50', 工单号: 'GD900100200', 快递回复: '认赔50' }), claimRow({ 理赔金额: '30' })]))
    expect(first).toMatchObject({ inserted: 1, updated: 1 })
    expect(reasons(first.warnings)).toEqual(['3 claim-duplicate'])
    expect(getClaim(test.kernel, byHand.id)).toMatchObject({ status: 'granted', grantedCents: 5000, workOrderNo: 'GD900100200', answer: '认赔50', amountCents: 5490 })
    expect(test.rows('SELECT duplicate_reason FROM claim WHERE amount_cents = 3000')).toEqual([{ duplicate_reason: `a.csv #3: ${byHand.claimNo}` }])
    // What the app decided since then is not taken back by an older sheet, and what is not legal is told.
    setClaimStatus(test.kernel, test.actor, byHand.id, { status: 'withdrawn' })
    expect(await test.take('claims', test.sheet('a-again.csv', [CLAIM_HEADER, claimRow({ 运单号: 'yt8804411992031', 状态: '认赔', 认赔金额: '50', 工单号: 'GD900100200', 快递回复: '认赔50' })]))).toMatchObject({ updated: 0, unchanged: 1 })
    const later = await test.take('claims', test.sheet('b.csv', [CLAIM_HEADER, claimRow({ 状态: '受理', 快递回复: '再核实' })]))
    expect(reasons(later.warnings)).toEqual(['2 status-not-legal'])
    expect(getClaim(test.kernel, byHand.id)).toMatchObject({ status: 'withdrawn', answer: '再核实' })
  }))

  it('L1: how it is paid, the voucher, what the goods are valued at and who is asked come from the sheet; what a later sheet says is in the history', desk(async (test) => {
    const head = ['运单号', '理赔原因', '理赔金额', '索赔对象', '索赔对象名称', '赔付方式', '凭证号', '货值依据']
    const sheet = test.sheet('paid.csv', [head, ['YT8804411993001', '丢件', '80', '供应商', '甲厂', '对公转账', 'P-771', '成本价'], ['YT8804411993002', '破损', '30', '', '', '抵运费', '', '']])
    expect(await test.take('claims', sheet)).toMatchObject({ inserted: 2, warnings: [] })
    const stored = test.rows('SELECT counterparty, counterparty_name, payment_route, voucher, basis FROM claim ORDER BY waybill')
    expect(stored).toEqual([
      { counterparty: 'supplier', counterparty_name: '甲厂', payment_route: 'transfer', voucher: 'P-771', basis: 'cost' },
      { counterparty: 'courier', counterparty_name: null, payment_route: 'offset', voucher: null, basis: null },
    ])
    const { id } = test.rows("SELECT id FROM claim WHERE waybill = 'YT8804411993002'")[0] as { id: string }
    await test.take('claims', test.sheet('later.csv', [[...head, '状态', '快递回复'], ['YT8804411993002', '破损', '30', '', '', '', 'P-9', '', '认赔', '同意']]))
    expect(getClaim(test.kernel, id)).toMatchObject({ voucher: 'P-9', paymentRoute: 'offset', status: 'granted' })
    expect(test.rows('SELECT type, data FROM claim_event')).toEqual([{ type: 'answered', data: JSON.stringify({ from: 'filed', to: 'granted', grantedCents: 3000, answer: '同意', file: 'later.csv' }) }])
  }))

  it('L1: credit comes from statements only; a number of ours names its claim; an unknown courier and case are told', desk(async (test) => {
    const byHand = createClaim(test.kernel, test.actor, { courierId: 'yto', counterparty: 'courier', waybill: 'YT8804411992099', aliases: [], reason: 'lost', goodsCents: 1000, freightCents: 0, otherCents: 0 })
    const done = await test.take('claims', test.sheet('a.csv', [
      CLAIM_HEADER,
      claimRow({ 运单号: 'YT8804411992099', 理赔金额: '12.00', 登记编号: byHand.claimNo, 状态: '已到账' }),
      claimRow({ 快递公司: '', 运单号: 'QQ77001122', 售后单号: 'A-ZZZZ-00099' }),
      claimRow({ 运单号: 'YT8804411992100', 登记编号: 'L-ZZZZ-00001' }),
      claimRow({ 运单号: 'YT8804411992101', 登记编号: '20261105001' }),
    ]))
    expect(done).toMatchObject({ inserted: 3, updated: 1 })
    expect(reasons(done.warnings)).toEqual(['2 status-needs-statement', '3 courier-unknown', '3 case-unknown', '4 own-number-unknown'])
    expect(getClaim(test.kernel, byHand.id)).toMatchObject({ status: 'granted', amountCents: 1200, grantedCents: 1200 })
    expect(test.rows("SELECT work_order_no FROM claim WHERE waybill = 'YT8804411992101'")).toEqual([{ work_order_no: '20261105001' }])
    // The courier is told afterwards: it is still the same claim.
    expect(await test.take('claims', test.sheet('a2.csv', [CLAIM_HEADER, claimRow({ 快递公司: '', 运单号: 'QQ77001122' })]), { courierId: 'sto' })).toMatchObject({ inserted: 0, updated: 1 })
    expect(test.rows("SELECT courier_id FROM claim WHERE waybill = 'QQ77001122'")).toEqual([{ courier_id: 'sto' }])
  }))

  it('L1: a claim is linked to the case of its parcel, whichever of both came first, and two rows on one claim are told', desk(async (test) => {
    const known = createCase(test.kernel, test.actor, { kind: 'damaged', waybill: 'YT8804411992031' })
    const done = await test.take('claims', test.sheet('a.csv', [CLAIM_HEADER, claimRow({}), claimRow({ 快递回复: '已收到' }), claimRow({ 运单号: 'YT8804411992777' })]))
    expect(done).toMatchObject({ inserted: 2, updated: 1 })
    expect(reasons(done.warnings)).toEqual(['3 row-merged'])
    const shown = getCase(test.kernel, known.id)
    expect(shown.claims.map((claim) => claim.waybill)).toEqual(['YT8804411992031'])
    expect(shown.timeline.find((event) => event.type === 'claim-filed')?.at).toBe(at('2026-11-02T00:00:00'))
    expect(shown.clocks.find((clock) => clock.name === 'claim-window')?.metAt).not.toBeNull()
    await test.take('cases', test.sheet('c.csv', [CASE_HEADER, caseRow({ 运单号: 'YT8804411992777' })]))
    const [later] = test.rows<{ id: string; order_no: string }>("SELECT c.id, c.order_no FROM claim l JOIN cases c ON c.id = l.case_id WHERE l.waybill = 'YT8804411992777'")
    expect(later?.order_no).toBe('2849105533670499001')
    const linked = getCase(test.kernel, later?.id ?? '')
    expect(linked.timeline.map((event) => event.type)).toContain('claim-filed')
    expect(linked.clocks.find((clock) => clock.name === 'claim-window')).toMatchObject({ state: 'met' })
  }))
})

describe('the after-sales document (C1–C5)', () => {
  it('C2, C4: a workbook comes in with its days; what is over starts no clock, what is open runs from the day of the sheet', desk(async (test) => {
    await test.orders(madeFile('taobao-2017.csv'))
    const done = await test.take('cases', madeFile('own-cases.xlsx'))
    expect(done).toMatchObject({ inserted: 4, rows: 6 })
    expect(reasons(done.rejected)).toEqual(['8 id-damaged', '9 field-missing'])
    expect(reasons(done.warnings)).toEqual(['5 next-action-missing'])
    const ids = test.rows<{ id: string; order_no: string }>('SELECT id, order_no FROM cases ORDER BY opened_at')
    const [closed, missing, waiting, chase] = ids.map(({ id }) => getCase(test.kernel, id))
    expect(closed).toMatchObject({ kind: 'damaged', status: 'resolved', openedAt: at('2026-10-20T09:30:00'), buyerNick: '小鹿爱喝茶', remedy: 'refund-full', agreedCents: 11800, liableParty: 'courier', assigneeName: '张敏', clocks: [], nextDueAt: null })
    expect(closed?.timeline.filter((event) => event.type === 'note').map((event) => event.text)).toEqual(['已退全款'])
    expect(closed?.order?.number).toBe('2849105533670421875')
    expect(missing).toMatchObject({ kind: 'missing-item', status: 'resolved', remedy: 'reissue', clocks: [] })
    expect(chase).toMatchObject({ kind: 'signed-not-received', status: 'working' })
    expect(waiting).toMatchObject({ kind: 'shipment-chase', status: 'working', assigneeName: '张敏' })
    const solve = waiting?.clocks.find((clock) => clock.name === 'solve')
    expect(solve).toMatchObject({ startedAt: at('2026-11-20T00:00:00'), dueAt: at('2026-11-22T00:00:00'), state: 'running' })
    // Whoever wrote it down had read the message: nothing rings for the first answer.
    for (const one of [chase, waiting]) expect(one?.clocks.find((clock) => clock.name === 'first-response')).toMatchObject({ state: 'met' })
    const before = changes(test)
    expect(await test.take('cases', madeFile('own-cases.xlsx'))).toMatchObject({ inserted: 0, updated: 0, unchanged: 4 })
    expect(changes(test)).toBe(before)
  }))

  it('C3: a later sheet moves a case along the legal steps; what the app decided meanwhile stays, and no description is lost', desk(async (test) => {
    await test.take('cases', test.sheet('a.csv', [CASE_HEADER, caseRow({ 问题描述: '箱子破了', 状态: '待跟进' })]))
    const [{ id } = { id: '' }] = test.rows<{ id: string }>('SELECT id FROM cases')
    setStatus(test.kernel, test.actor, id, { status: 'waiting-buyer', nextAction: '等照片', nextActionAt: at('2026-11-22T10:00:00') })
    expect(await test.take('cases', test.sheet('a.csv', [CASE_HEADER, caseRow({ 问题描述: '箱子破了', 状态: '待跟进' })]))).toMatchObject({ unchanged: 1 })
    expect(getCase(test.kernel, id).status).toBe('waiting-buyer')
    const second = await test.take('cases', test.sheet('b.csv', [CASE_HEADER, caseRow({ 问题描述: '玻璃碎了两块', 状态: '已处理', 处理方式: '补发', 完成时间: '2026-11-20 18:00' })]))
    expect(second).toMatchObject({ inserted: 0, updated: 1, warnings: [] })
    const shown = getCase(test.kernel, id)
    expect(shown).toMatchObject({ status: 'resolved', remedy: 'reissue', summary: '箱子破了', nextDueAt: null })
    expect(shown.timeline.filter((event) => event.type === 'note').map((event) => event.text)).toEqual(['玻璃碎了两块'])
    const third = await test.take('cases', test.sheet('c.csv', [CASE_HEADER, caseRow({ 问题描述: '箱子破了', 状态: '等买家' })]))
    expect(reasons(third.warnings)).toEqual(['2 status-not-legal'])
    expect(getCase(test.kernel, id).status).toBe('resolved')
  }))

  it('C2: a number of ours names its case and keeps its gates; the sheet’s own number is its identity', desk(async (test) => {
    const known = createCase(test.kernel, test.actor, { kind: 'quality', buyerNick: '云间客' })
    const first = await test.take('cases', test.sheet('a.csv', [
      CASE_HEADER,
      caseRow({ 售后单号: known.caseNo.toLowerCase(), 售后类型: '质量', 买家: '云间客', 订单号: '', 状态: '已处理', 问题描述: '开线' }),
      caseRow({ 售后单号: 'SH20261119001', 订单号: '', 买家: '阿木', 售后类型: '换货' }),
    ]))
    expect(first).toMatchObject({ inserted: 1, updated: 1 })
    expect(reasons(first.warnings)).toEqual(['2 status-needs-fields'])
    expect(getCase(test.kernel, known.id)).toMatchObject({ status: 'new', summary: '开线' })
    const second = await test.take('cases', test.sheet('b.csv', [CASE_HEADER, caseRow({ 登记时间: '2026-11-20', 售后单号: 'SH20261119001', 订单号: '', 买家: '阿木', 售后类型: '维修' })]))
    expect(second).toMatchObject({ inserted: 0, updated: 1 })
    expect(test.rows('SELECT kind FROM cases ORDER BY case_no')).toEqual([{ kind: 'quality' }, { kind: 'repair' }])
  }))

  it('C4: a case that waits for the buyer with its next step is paused and not overdue, however old', desk(async (test) => {
    await test.take('cases', test.sheet('a.csv', [CASE_HEADER, caseRow({ 登记时间: '2026-10-01 10:00', 售后类型: '换货', 状态: '等买家', 下一步: '等退货单号', 下一步时间: '2026-11-25 10:00' })]))
    const [{ id } = { id: '' }] = test.rows<{ id: string }>('SELECT id FROM cases')
    const shown = getCase(test.kernel, id)
    expect(shown).toMatchObject({ status: 'waiting-buyer', nextAction: '等退货单号', nextDueAt: at('2026-11-25T10:00:00'), nextClock: 'next-action' })
    expect(shown.clocks.find((clock) => clock.name === 'solve')).toMatchObject({ state: 'paused', dueAt: null })
  }))
})

describe('the wrong-shipment register (W1, W2)', () => {
  it('W1: a GBK register comes in with its goods, days and fixes', desk(async (test) => {
    const done = await test.take('wrong-shipments', madeFile('own-wrong-shipments.csv'))
    expect(done).toMatchObject({ inserted: 3, rows: 4 })
    expect(reasons(done.rejected)).toEqual(['5 field-missing'])
    expect(test.rows('SELECT error, expected, sent, packed_by, fix, cost_cents, goods_back, state, created_at FROM wrong_shipment ORDER BY created_at, error DESC')).toEqual([
      { error: 'wrong', expected: '[{"title":"羊羔绒外套 米白 L","sku":null,"quantity":1}]', sent: '[{"title":"羊羔绒外套 黑色 L","sku":null,"quantity":1}]', packed_by: '李工', fix: 'exchange', cost_cents: 1650, goods_back: 0, state: 'verified', created_at: at('2026-11-02T00:00:00') },
      { error: 'missing', expected: '[{"title":"收纳盒 大号","sku":null,"quantity":3}]', sent: '[{"title":"收纳盒 大号","sku":null,"quantity":2}]', packed_by: '李工', fix: 'reissue', cost_cents: 800, goods_back: 0, state: 'submitted', created_at: at('2026-11-03T00:00:00') },
      { error: 'extra', expected: '[]', sent: '[{"title":"保温杯 500ml","sku":null,"quantity":2}]', packed_by: '王工', fix: 'keep', cost_cents: 0, goods_back: 0, state: 'submitted', created_at: at('2026-11-03T00:00:00') },
    ])
    expect(await test.take('wrong-shipments', madeFile('own-wrong-shipments.csv'))).toMatchObject({ inserted: 0, updated: 0, unchanged: 3 })
  }))

  it('W2: an agent’s import verifies nothing; one who may verify does; an edit by a later sheet voids it', desk(async (test) => {
    const agent = await test.hire('小李', 'agent')
    const header = ['日期', '订单号', '错误类型', '商品', '核对', '打包人', '登记号']
    const row = ['2026-11-05', '2849105533670499002', '漏发', '杯盖', '已核对', '李工', '']
    const first = await test.take('wrong-shipments', test.sheet('a.csv', [header, row]), { as: agent })
    expect(reasons(first.warnings)).toEqual(['2 not-verified'])
    const state = () => test.rows('SELECT state, verified_by FROM wrong_shipment WHERE order_no = ?', '2849105533670499002')
    expect(state()).toEqual([{ state: 'submitted', verified_by: null }])
    await test.take('wrong-shipments', test.sheet('b.csv', [header, row.with(5, '王工')]))
    expect(state()).toEqual([{ state: 'verified', verified_by: test.actor.staffId }])
    await test.take('wrong-shipments', test.sheet('c.csv', [header, row.with(5, '赵工').with(4, '')]))
    expect(state()).toEqual([{ state: 'submitted', verified_by: null }])
    const byHand = createWrongShipment(test.kernel, test.actor, { error: 'wrong', orderNo: '1', expected: [{ title: 'A', quantity: 1 }], sent: [], costCents: 0, goodsBack: false })
    await test.take('wrong-shipments', test.sheet('d.csv', [header, ['2026-11-05', '1', '错发', 'A', '', '李工', byHand.entryNo]]))
    expect(test.rows('SELECT packed_by FROM wrong_shipment WHERE entry_no = ?', byHand.entryNo)).toEqual([{ packed_by: '李工' }])
  }))
})

describe('what an imported wrong shipment leaves to be done (W3)', () => {
  it('W3: a recent entry opens what one by hand would open, a correction realigns it, an old one is history', desk(async (test) => {
    const header = ['日期', '订单号', '错误类型', '应发', '实发', '处理方式', '打包人', '登记号']
    const recent = ['2026-11-19', '2849105533670499002', '错发', '外套 米白', '外套 黑', '换货', '李工', '']
    const old = ['2026-08-01', '2849105533670499003', '漏发', '杯盖', '', '补发', '李工', '']
    expect(await test.take('wrong-shipments', test.sheet('a.csv', [header, recent, old]))).toMatchObject({ inserted: 2 })
    const followUps = (orderNo: string) => {
      const [row] = test.rows<{ follow_ups: string | null }>('SELECT follow_ups FROM wrong_shipment WHERE order_no = ?', orderNo)
      return (JSON.parse(row?.follow_ups ?? '[]') as { kind: string; why: string; state: string; assigneeId: string; closedBy: string | null }[]).map(({ kind, why, state, assigneeId }) => `${kind} ${why} ${state} ${assigneeId === test.actor.staffId ? 'mine' : assigneeId}`)
    }
    expect(followUps('2849105533670499002')).toEqual(['reissue fix-exchange open mine', 'goods-back fix-return open mine'])
    expect(followUps('2849105533670499003')).toEqual([])
    const byHand = createWrongShipment(test.kernel, test.actor, { error: 'wrong', orderNo: '7', expected: [{ title: '外套 米白', quantity: 1 }], sent: [{ title: '外套 黑', quantity: 1 }], fix: 'exchange', costCents: 0, goodsBack: false })
    expect(followUps('7')).toEqual(followUps('2849105533670499002'))
    // the sheet that says the buyer keeps it takes back what the rule opened; read again it changes nothing
    const [entry] = test.rows<{ entry_no: string }>('SELECT entry_no FROM wrong_shipment WHERE order_no = ?', '2849105533670499002')
    const kept = [header, recent.with(5, '送给买家').with(7, entry?.entry_no ?? '')]
    expect(await test.take('wrong-shipments', test.sheet('b.csv', kept))).toMatchObject({ updated: 1 })
    expect(followUps('2849105533670499002')).toEqual(['reissue fix-exchange dropped mine', 'goods-back fix-return dropped mine'])
    expect(byHand.entryNo).not.toBe(entry?.entry_no)
  }))
})

describe('what was exported comes back (C10)', () => {
  it.each(['zh', 'en'] as const)('cases, claims and wrong shipments of ours are told by their numbers and change nothing (%s)', (locale) => withImportDesk(worker.entry, async (test) => {
    const made = createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: '云间客_88', orderNo: '2849105533670499001', waybill: 'YT8804411992031', note: '碎了，打 13912345678 联系' })
    updateCase(test.kernel, test.actor, made.id, { remedy: 'reissue', reason: 'damaged-in-transit', memo: '补发 13912345678', liableParty: 'courier', amountCents: 1250 })
    setStatus(test.kernel, test.actor, made.id, { status: 'waiting-courier', nextAction: '等 13912345678 回电', nextActionAt: at('2026-11-22T10:00:00') })
    createClaim(test.kernel, test.actor, { courierId: 'yto', counterparty: 'courier', waybill: 'YT8804411992031', aliases: ['YT8804411992032'], caseId: made.id, reason: 'damaged', goodsCents: 5490, freightCents: 700, otherCents: 0, note: '问 13912345678' })
    createWrongShipment(test.kernel, test.actor, { caseId: made.id, error: 'wrong', expected: [{ title: '外套,米白', sku: 'WT-1', quantity: 2 }], sent: [{ title: '外套,黑', quantity: 1 }], fix: 'exchange', costCents: 800, goodsBack: true, note: '问 13912345678' })
    const before = [test.rows('SELECT * FROM cases'), test.rows('SELECT * FROM claim'), test.rows('SELECT * FROM wrong_shipment')]
    for (const what of ['cases', 'claims', 'wrong-shipments'] as const) {
      for (const ext of ['xlsx', 'csv']) {
        const path = join(test.dataDir, `${what}.${ext}`)
        await exportTable(test.kernel, test.actor, { what, path, locale })
        expect(await test.take(what, path), `${what}.${ext}`).toMatchObject({ rows: 1, inserted: 0, updated: 0, unchanged: 1, rejected: [], warnings: [] })
      }
    }
    const stamp = { hlc: '', updated_at: 0 }
    const plain = (tables: typeof before): unknown => tables.map((rows) => rows.map((row) => ({ ...row, ...stamp })))
    expect(plain([test.rows('SELECT * FROM cases'), test.rows('SELECT * FROM claim'), test.rows('SELECT * FROM wrong_shipment')])).toEqual(plain(before))
  }))
})

describe('rights of imports (R3)', () => {
  it('an agent may import the registers but not masters, the warehouse no claims', desk(async (test) => {
    const agent = await test.hire('小李', 'agent')
    const warehouse = await test.hire('老周', 'warehouse')
    const claims = test.sheet('a.csv', [CLAIM_HEADER, claimRow({})])
    expect((await test.take('cases', test.sheet('c.csv', [CASE_HEADER, caseRow({})]), { as: agent })).inserted).toBe(1)
    expect((await test.take('claims', claims, { as: agent })).inserted).toBe(1)
    await expect(test.take('claims', claims, { as: warehouse })).rejects.toThrow(code('FORBIDDEN'))
    await expect(test.take('skus', claims, { as: agent })).rejects.toThrow(code('FORBIDDEN'))
    expect(test.rows("SELECT kind FROM import_batch ORDER BY kind")).toEqual([{ kind: 'cases' }, { kind: 'claims' }])
  }))

  it('O1: all or nothing takes nothing of a sheet with a rejected row, and says which', desk(async (test) => {
    await expect(test.take('claims', madeFile('own-claims.csv'), { allOrNothing: true })).rejects.toThrow(code('ROWS_REJECTED'))
    expect(test.rows('SELECT * FROM claim')).toEqual([])
  }))
})
