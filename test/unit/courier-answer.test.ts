import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { courierPoliciesSchema } from '../../src/contract/courier-policy'
import { courierDeskFileSchema } from '../../src/contract/desk-policies'
import { grantedCents, readAnswers, type CourierAnswer } from '../../src/domain/courier-desk/answer'
import { demandLine, groupDemands } from '../../src/domain/courier-desk/demand'

const file = (name: string): unknown => parse(readFileSync(fileURLToPath(new URL(`../../resources/policies/${name}.yaml`, import.meta.url)), 'utf8'))
const couriers = courierPoliciesSchema.parse(file('couriers')).couriers
const policy = courierDeskFileSchema.parse(file('courier-desk'))
/** Wednesday 2026-11-25, 10:00 in Shanghai. */
const NOW = Date.parse('2026-11-25T10:00:00+08:00')
const read = (text: string, asked: string[] = []) => readAnswers(text, { couriers, timeZone: 'Asia/Shanghai', now: NOW, asked })
const one = (text: string): CourierAnswer => read(text).answers[0] ?? expect.fail('no answer was read')
const day = (text: string): number => Date.parse(`${text}+08:00`)

describe('P11: a courier’s answer', () => {
  it('P11: 认赔 with goods and freight', () => {
    const answer = one('SF1234567890123 认赔54.9 运费7')
    expect(answer).toMatchObject({ waybill: 'SF1234567890123', granted: { goodsCents: 5490, freightCents: 700, totalCents: null }, rejected: null, unread: [], contradicts: false })
    expect(grantedCents(answer.granted ?? expect.fail())).toBe(6190)
  })

  it.each([
    ['YT1234567890123 同意赔付 ¥120.00元，运费 8 元，共128', 12000, 800, 12800],
    ['运单 YT1234567890123 认赔：35块', 3500, null, null],
    ['YT1234567890123 accepted 54.90, freight 7', 5490, 700, null],
    ['YT1234567890123 认赔', null, null, null],
  ])('P11: %s', (text, goodsCents, freightCents, totalCents) => {
    expect(one(text).granted).toEqual({ goodsCents, freightCents, totalCents })
  })

  it('P11: a total that goods and freight do not make is shown as a contradiction', () => {
    expect(one('YT1234567890123 认赔50 运费7 共60').contradicts).toBe(true)
  })

  it.each([
    ['YT1234567890123 拒赔 包装不合格', '包装不合格'],
    ['YT1234567890123 不予理赔，原因：签收时未开箱验货', '签收时未开箱验货'],
    ['YT1234567890123 rejected: insufficient packaging', 'insufficient packaging'],
    ['YT1234567890123 不赔', null],
  ])('P11: %s', (text, reason) => {
    expect(one(text)).toMatchObject({ granted: null, rejected: { reason } })
  })

  it.each([
    ['YT1234567890123 已受理，工单号：GD20261108001', 'accepted', 'GD20261108001', []],
    ['YT1234567890123 工单 880411992031 申诉中', 'arbitration', '880411992031', []],
    ['YT1234567890123 under review, ticket no. AB-1029', 'arbitration', 'AB-1029', []],
    ['YT1234567890123 已受理', 'accepted', null, []],
    ['YT1234567890123 工单已建', null, null, ['工单已建']],
  ] as const)('P11: %s', (text, progress, workOrderNo, unread) => {
    const { answers } = read(text)
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({ waybill: 'YT1234567890123', progress, workOrderNo, granted: null, rejected: null, unread })
  })

  it('P11: a number of the courier’s own beside the verdict is no parcel and no amount', () => {
    expect(one('YT1234567890123 认赔54.9 运费7 理赔单号 773400001111')).toMatchObject({ granted: { goodsCents: 5490, freightCents: 700 }, workOrderNo: '773400001111', unread: [], contradicts: false })
    expect(one('YT1234567890123 申诉不通过')).toMatchObject({ rejected: { reason: null }, progress: null })
  })

  it('P11: found, and delivered again tomorrow', () => {
    expect(one('YT1234567890123 已找到 明天派送')).toMatchObject({ found: true, redeliverAt: day('2026-11-26T00:00:00'), granted: null, unread: [] })
    expect(one('YT1234567890123 周五下午安排再派')).toMatchObject({ redeliverAt: day('2026-11-27T00:00:00') })
    expect(one('YT1234567890123 没找到，还在查')).toMatchObject({ found: false, unread: ['没找到', '还在查'] })
  })

  it('P11: under way, with the last scan and its place', () => {
    expect(one('YT1234567890123 在途 派送中 最后扫描 11-24 18:20 杭州转运中心')).toMatchObject({
      trace: 'delivering', lastScan: { at: day('2026-11-24T18:20:00'), place: '杭州转运中心' }, redeliverAt: null, granted: null,
    })
  })

  it('P11: several parcels, with chat heads, answers on the next line, one answer for two', () => {
    const { answers, unread } = read(['早上好', '圆通小王 2026-11-25 09:40:12', 'YT1111111111111', '拒赔 内件无破损', '圆通小王 2026-11-25 09:41:00', 'YT2222222222222 YT3333333333333 都已找到', 'YT4444444444444 认赔20 YT5555555555555 拒赔 超时效'].join('\n'))
    expect(answers.map(({ waybill, found, granted, rejected }) => [waybill, found, granted?.goodsCents ?? null, rejected?.reason ?? null])).toEqual([
      ['YT1111111111111', false, null, '内件无破损'],
      ['YT2222222222222', true, null, null],
      ['YT3333333333333', true, null, null],
      ['YT4444444444444', false, 2000, null],
      ['YT5555555555555', false, null, '超时效'],
    ])
    expect(unread).toEqual(['早上好'])
  })

  it('P11: a waybill that was asked about is known whatever its shape, and its digits are no amount', () => {
    const { answers } = read('88123 认赔 12', ['88123'])
    expect(answers).toMatchObject([{ waybill: '88123', granted: { goodsCents: 1200 } }])
  })

  it('P11: granted and rejected at once is shown as a contradiction, never chosen', () => {
    expect(one('YT1234567890123 拒赔 但认赔10').contradicts || one('YT1234567890123 认赔10\n拒赔').contradicts).toBe(true)
  })
})

describe('P11: the demand', () => {
  it('P11: one line a parcel by its kind, another when there is a new contact', () => {
    expect(demandLine(policy, { kind: 'lost', waybill: 'SF1' }, 'zh')).toMatch(/^SF1 疑似丢件/)
    expect(demandLine(policy, { kind: 'presale', waybill: 'SF1' }, 'en')).toBe('SF1 please check and answer')
    expect(demandLine(policy, { kind: 'problem-parcel', waybill: 'SF1', contact: '张三 $& 13800138000' }, 'zh')).toBe('SF1 新联系方式：张三 $& 13800138000，请按此派送')
  })

  it('P11: many parcels make one text for each courier and branch', () => {
    const parcel = (waybill: string, courierName: string, branch: string | null) => ({ kind: 'stalled', waybill, courierName, branch })
    const groups = groupDemands(policy, [parcel('A1', '圆通', null), parcel('B1', '中通', '余杭'), parcel('A2', '圆通', null), parcel('A1', '圆通', null)], 'zh')
    expect(groups.map(({ courierName, branch, count }) => [courierName, branch, count])).toEqual([['圆通', null, 2], ['中通', '余杭', 1]])
    expect(groups[0]?.text.split('\n').map((line) => line.slice(0, 2))).toEqual(['A1', 'A2'])
  })
})
