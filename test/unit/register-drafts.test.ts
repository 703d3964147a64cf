import { describe, expect, it } from 'vitest'
import type { CaseDetail } from '../../src/contract/cases'
import type { ImportPreview } from '../../src/contract/imports'
import type { ReconcileExplanation, StatementLine } from '../../src/contract/reconcile'
import type { Claim } from '../../src/contract/registers'
import { changesOf, demandStates, draftOf, draftOfClaim, reasonForKind, waybillChoices, writingOf } from '../../src/renderer/features/claims/claim-draft'
import { fieldOrder, likelyShop, proposedColumns, stillMissing, withColumn } from '../../src/renderer/features/imports/import-plan'
import { alignOpen } from '../../src/renderer/features/reconcile/align'
import { differingParts, equationsOf, pairUp } from '../../src/renderer/features/reconcile/pairs'
import { linesFromCase, quantityOf, sidesOf } from '../../src/renderer/features/wrong-shipments/entry-draft'

const order = {
  number: 'T1',
  paidCents: 8900,
  waybills: [{ waybill: 'SF1', courierId: 'sf', courierName: '顺丰' }, { waybill: 'YT2', courierId: 'yto', courierName: '圆通' }],
  items: [{ title: '红杯', sku: 'R', quantity: 2, unitCents: 4450 }],
}
const found = { id: 'c1', kind: 'damaged', orderNo: 'T1', amountCents: null, waybills: [{ waybill: 'SF1', courierId: null, courierName: null }], order } as unknown as CaseDetail

describe('claim form (L1, L2)', () => {
  it('L1: takes waybill, courier, reason, order and amount from the case', () => {
    expect(draftOf(found, 5)).toMatchObject({ caseId: 'c1', waybill: 'SF1', courierId: 'sf', reason: 'damaged', orderNo: 'T1', goodsCents: 8900, freightCents: 0, filedOn: 5 })
    expect(waybillChoices(found).map((one) => one.waybill)).toEqual(['SF1', 'YT2'])
  })
  it('L1: guesses no reason where a kind could mean several', () => {
    expect(reasonForKind('quality')).toBeNull()
    expect(reasonForKind('signed-not-received')).toBe('false-delivery')
    expect(draftOf(null, 5)).toMatchObject({ waybill: '', courierId: null, reason: null, goodsCents: null })
  })
  it('L1: goods and their basis come from the order; the form of a claim changes nothing by itself', () => {
    expect(draftOf(found, 5)).toMatchObject({ basis: 'price', products: [{ title: '红杯', sku: 'R', quantity: '2' }] })
    const claim = {
      id: 'k', claimNo: 'L-1', counterparty: 'courier', counterpartyName: null, courierId: 'sf', waybill: 'SF1', aliases: ['SF2'], caseId: 'c1', orderNo: 'T1', reason: 'damaged', goodsCents: 100, freightCents: 0, otherCents: 0, declaredCents: null,
      currency: 'CNY', basis: 'cost', paymentRoute: null, voucher: null, products: [{ title: '红杯', sku: 'R', quantity: 2 }], demandsMet: ['photos'], workOrderNo: null, branch: null, monthlyAccount: '1', note: null, filedOn: '2026-10-08', status: 'filed',
    } as unknown as Claim
    const record = { claim, aliases: [{ waybill: 'SF2', kind: 'return' }] }
    const draft = draftOfClaim(record, 5)
    expect(changesOf(record, draft, '2026-10-08')).toBeNull()
    expect(changesOf(record, { ...draft, note: '补充', demandsMet: [] }, '2026-10-08')).toEqual({ patch: { note: '补充', demandsMet: [] }, asksWhy: false })
    expect(changesOf(record, { ...draft, goodsCents: 90 }, '2026-10-09')).toEqual({ patch: { goodsCents: 90, filedOn: '2026-10-09' }, asksWhy: true })
    expect(changesOf({ ...record, claim: { ...claim, status: 'draft', filedOn: null } }, { ...draft, goodsCents: 90 }, '2026-10-09')).toEqual({ patch: { goodsCents: 90 }, asksWhy: false })
    expect(changesOf(record, { ...draft, aliases: [{ id: 1, waybill: 'SF2', kind: 'child' }] }, '2026-10-08')).toEqual({ patch: { aliasKinds: { SF2: 'child' } }, asksWhy: false })
    expect(writingOf({ ...draft, counterparty: 'supplier', counterpartyName: ' 甲 ', products: [{ id: 1, title: ' ', sku: '', quantity: '1' }, { id: 2, title: '碟', sku: '', quantity: '３' }] }, 'CNY')).toMatchObject({ courierId: null, counterpartyName: '甲', products: [{ title: '碟', sku: null, quantity: 3 }] })
  })
  it('L2: a demand is met by a photo in one of its slots, and unknown without a case', () => {
    expect(demandStates(['photos', 'weight'], [{ slot: 'inner-goods' }, { slot: null }])).toEqual([{ demand: 'photos', met: true }, { demand: 'weight', met: false }])
    expect(demandStates(['photos'], null)).toEqual([{ demand: 'photos', met: null }])
  })
})

describe('wrong-shipment form (W1)', () => {
  it('W1: begins with the order sent as expected, and changed quantities name the error', () => {
    const lines = linesFromCase(found)
    expect(sidesOf(lines).diff.suggested).toBeNull()
    expect(sidesOf(lines.map((line) => ({ ...line, sent: '1' }))).diff.suggested).toBe('short-pack')
    expect(sidesOf([...lines.map((line) => ({ ...line, sent: '0' })), { id: 9, title: '蓝杯', sku: '', expected: '', sent: '２' }])).toMatchObject({
      sent: [{ title: '蓝杯', sku: null, quantity: 2 }],
      diff: { suggested: 'wrong' },
    })
  })
  it('W1: refuses what is no quantity', () => {
    expect([quantityOf('1.5'), quantityOf('-1'), quantityOf('100001'), quantityOf(' 3 '), quantityOf('')]).toEqual([null, null, null, 3, 0])
    expect(sidesOf([{ id: 1, title: 'a', sku: '', expected: 'x', sent: '1' }]).badQuantity).toBe(true)
  })
})

describe('import plan (O1, M1)', () => {
  const preview = (kind: ImportPreview['kind'], more: Partial<ImportPreview>): ImportPreview => ({
    file: 'a.csv', kind, fits: [], format: 'delimited', sheets: [], sampleLines: [], mappingNames: null, mappingNote: null, certainty: null, sign: null, dateOrder: 'ymd', encoding: 'utf-8', delimiter: ',', sheet: null, headerRow: 1, header: ['a', 'b'], sampleRows: [], mappingId: null, platform: null, courierId: null, columns: [], missingFields: [], ...more,
  })
  it('M1: a column means one thing: giving it to another field takes it from the first', () => {
    const columns = proposedColumns(preview('orders', { columns: [{ field: 'number', column: 0, confidence: 1 }, { field: 'number', column: 4, confidence: 1 }, { field: 'paid', column: 1, confidence: 0.7 }] }))
    expect(columns).toEqual({ number: 0, paid: 1 })
    const changed = withColumn(columns, 'goods', 0)
    expect(changed).toEqual({ paid: 1, goods: 0 })
    expect(stillMissing(preview('orders', { missingFields: ['number'] }), changed)).toEqual(['number'])
    expect(fieldOrder(preview('statement', {})).slice(0, 2)).toEqual(['waybill', 'amount'])
  })
  it('O1: a Tmall shop takes a Taobao export; of several shops on other platforms none is guessed', () => {
    const shop = (id: string, platform: string) => ({ id, name: id, platform, timeZone: 'Asia/Shanghai', currency: 'CNY' })
    expect(likelyShop([shop('a', 'jd'), shop('b', 'tmall')], 'taobao')).toBe('b')
    expect(likelyShop([shop('a', 'jd'), shop('b', 'tmall')], 'ebay')).toBeNull()
    expect(likelyShop([shop('a', 'jd')], null)).toBe('a')
  })
})

describe('month end (M2, M3)', () => {
  const line = (id: string, matchStage: string | null = null): StatementLine => ({
    id, row: 1, file: 'f', courierId: 'sf', waybill: id, waybillRaw: null, waybillDamaged: false, amountCents: 5000, lineClass: 'claim-credit', memo: null, occurredOn: null, matchStage, claimNos: [],
  })
  const claim = (claimNo: string, filedOn: string): Claim => ({ id: claimNo, claimNo, waybill: claimNo, filedOn }) as Claim
  const words = { reasonZh: '因', reasonEn: 'why' }
  const match = (lineId: string, claimNo: string, differenceCents: number) => ({ claimNos: [claimNo], claimIds: [claimNo], lineIds: [lineId], statementRows: [1], stage: differenceCents === 0 ? 'exact' : 'short-over', creditedCents: 5000, differenceCents, ...words })
  const open = (claimNo: string, bucket: string, claimedCents = 9000) => ({ claimId: claimNo, claimNo, courierId: 'sf', filedOn: claimNo === 'E' ? '2026-09-01' : '2026-10-01', bucket, claimedCents, creditedCents: 0, ...words })
  const figures = { claimedCents: 20000, overPaidCents: 0, creditedCents: 10000, shortPaidCents: 1000, grantedNotCreditedCents: 4000, awaitingCents: 5000, rejectedCents: 0, withdrawnCents: 0, givenUpCents: 0, statementCents: 20000, claimLinesCents: 20000, chargesCents: 0, otherCents: 0, unexplainedCents: 10000 }
  const explained = {
    currency: 'CNY',
    result: {
      ...figures,
      matched: [match('l1', 'A', 0), match('l2', 'B', -1000)],
      review: [{ claimNos: ['C', 'D'], claimIds: ['C', 'D'], lineIds: ['l3'], statementRows: [3], stage: 'short-over', score: 80, candidates: [], ...words }],
    },
    unexplained: [{ lineId: 'l4', statementRow: 4, courierId: 'sf', waybill: 'l4', amountCents: 5000, inReview: false, ...words }],
    openClaims: [open('B', 'short-paid'), open('C', 'awaiting'), open('F', 'awaiting'), open('E', 'granted'), open('X', 'rejected')],
    invariantsBroken: [],
    counts: { matched: 2, review: 1, unexplained: 2, openClaims: 5 },
  } as unknown as ReconcileExplanation
  const sources = {
    explained,
    lines: [line('l1', 'exact'), line('l2'), line('l3'), line('l4')],
    charges: [line('l9')],
    claimById: new Map(['A', 'B', 'C', 'E', 'F'].map((no) => [no, claim(no, no === 'E' ? '2026-09-01' : '2026-10-01')])),
  }

  it('M2: puts what needs a person first, and no claim or line in two rows', () => {
    const pairs = pairUp(sources)
    expect(pairs.map((pair) => `${pair.kind} ${pair.claimNo ?? '-'} ${pair.line?.id ?? '-'}`)).toEqual(['review C l3', 'short B l2', 'unexplained - l4', 'waiting E -', 'waiting F -', 'matched A l1', 'charge - l9'])
    expect(new Set(pairs.map((pair) => pair.key)).size).toBe(pairs.length)
  })
  it('M4: open lines and claims stand aligned by amount and day, each once, and share a row where the amount is the same and the claim older', () => {
    const openLine = (id: string, restCents: number, occurredOn: string | null, courierId = 'sf') => ({ line: { id, courierId, occurredOn, row: Number(id.slice(1)) }, restCents })
    const openClaim = (claimNo: string, restCents: number, filedOn: string, courierId = 'sf') => ({ open: { claimNo, courierId, filedOn }, restCents })
    const rows = alignOpen(
      [openLine('l1', 500, '2026-10-20'), openLine('l2', -300, '2026-10-02'), openLine('l3', 500, '2026-10-05'), openLine('l4', 800, '2026-10-01'), openLine('l5', 500, null, 'zto')],
      [openClaim('A', 500, '2026-10-04'), openClaim('B', 500, '2026-10-10'), openClaim('C', 800, '2026-10-09'), openClaim('D', 650, '2026-10-01'), openClaim('E', 500, '2026-10-30', 'zto')],
    )
    expect(rows.map((row) => `${row.line?.line.id ?? '-'} ${row.claim?.open.claimNo ?? '-'}`)).toEqual(['l2 -', 'l3 A', 'l1 B', '- D', 'l4 -', '- C', 'l5 E'])
  })
  it('M4: what is left of a line in part assigned has a row of its own, with the rest as its amount', () => {
    const rest = { lineId: 'l2', statementRow: 2, courierId: 'sf', waybill: 'l2', amountCents: 1200, inReview: false, ...words }
    const pairs = pairUp({ ...sources, explained: { ...explained, unexplained: [...explained.unexplained, rest] } as ReconcileExplanation })
    expect(pairs.find((pair) => pair.kind === 'unexplained' && pair.line?.id === 'l2')).toMatchObject({ restCents: 1200, lineIds: ['l2'] })
    expect(new Set(pairs.map((pair) => pair.key)).size).toBe(pairs.length)
  })
  it('M3: works the invariants out again and says by how much one is off', () => {
    expect(equationsOf(explained).map((one) => one.offCents)).toEqual([0, 0, 0])
    const off = { ...explained, result: { ...explained.result, awaitingCents: 4999 } }
    expect(equationsOf(off).map((one) => one.offCents)).toEqual([1, 0, 0])
  })
  it('M2: shows which digits of two waybills differ', () => {
    expect(differingParts('SF1250', 'SF1260')).toEqual([
      [{ text: 'SF12', differs: false }, { text: '5', differs: true }, { text: '0', differs: false }],
      [{ text: 'SF12', differs: false }, { text: '6', differs: true }, { text: '0', differs: false }],
    ])
    expect(differingParts('SF1', 'SF1')).toBeNull()
    expect(differingParts('SF1', 'SF12')).toBeNull()
  })
})
