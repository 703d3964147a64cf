import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { qrModules, qrPicture } from '../../src/backend/reports/qr-picture'
import { warehouseFileSchema } from '../../src/contract/warehouse-policy'
import { readAnswer } from '../../src/domain/warehouse/erp-answer'
import { erpRows, templatesFor } from '../../src/domain/warehouse/erp-rows'
import { ROOT } from '../support/folders'

const source = readFileSync(join(ROOT, 'resources/policies/warehouse.yaml'), 'utf8')
const policy = warehouseFileSchema.parse(parse(source))

describe('templates of the warehouse program', () => {
  const task = { facts: { 'task-no': 'WT-7F3K-00001', kind: '补发', 'order-no': '2849105533670421876', receiver: '李*' }, goods: [{ title: '针织衫', sku: 'YJ-2201', quantity: 2 }, { title: '赠品', sku: null, quantity: 1 }] }
  const template = (id: string) => policy.templates.find((one) => one.id === id)!

  it('W6: a template by goods has a row per line, one by task has one; fixed texts stand in every row', () => {
    const rows = erpRows(template('hand-order'), task)
    expect(rows).toHaveLength(2)
    const at = (header: string): number => template('hand-order').columns.findIndex((column) => column.header === header)
    expect(rows.map((row) => [row[at('商家编码')], row[at('货品名称')], row[at('数量')], row[at('订单类别')], row[at('原始单号')], row[at('手机')]])).toEqual([['YJ-2201', '针织衫', 2, '补发', 'WT-7F3K-00001', null], [null, '赠品', 1, '补发', 'WT-7F3K-00001', null]])
    expect(erpRows(template('plain'), task)).toEqual([['WT-7F3K-00001', '补发', '2849105533670421876', null, null, '针织衫 [YJ-2201] ×2；赠品 ×1', 3, null, null, null, null]])
  })

  it('W6: a task without goods has a row all the same', () => {
    expect(erpRows(template('hand-order'), { ...task, goods: [] })).toHaveLength(1)
  })

  it('W6: only templates that take every kind are offered', () => {
    expect(templatesFor(policy.templates, ['reissue']).map(({ id }) => id)).toEqual(['plain', 'hand-order', 'after-sales-order'])
    expect(templatesFor(policy.templates, ['reissue', 'intercept']).map(({ id }) => id)).toEqual(['plain', 'after-sales-order'])
  })

  it('W6: a column with neither fact nor text, or with both, is a mistake of the file', () => {
    for (const column of ['{ header: 备注 }', '{ header: 备注, from: note, text: x }']) {
      expect(warehouseFileSchema.safeParse(parse(source.replace('- { header: 批次, from: batch }', `- ${column}`))).success).toBe(false)
    }
  })
})

describe('what the warehouse program answers', () => {
  it('W6: headings are known by the words of the policy, in any order and width', () => {
    const { headed, lines } = readAnswer('快递单号\t原始单号\t状 态\t备注\nSF1234567890147\tWT-7F3K-00001\t已发货\t\n\tWT-7F3K-00002\t缺货\t无库存\n\tWT-7F3K-00003\t处理中\t\n', policy.answer)
    expect(headed).toBe(true)
    expect(lines).toEqual([
      { line: 2, taskNo: 'WT-7F3K-00001', orderNo: null, waybill: 'SF1234567890147', outcome: 'done', reason: null },
      { line: 3, taskNo: 'WT-7F3K-00002', orderNo: null, waybill: null, outcome: 'refused', reason: '无库存' },
      { line: 4, taskNo: 'WT-7F3K-00003', orderNo: null, waybill: null, outcome: 'taken', reason: null },
    ])
  })

  it('W6: without headings cells are told by what they look like; CSV with quotes and ="…" as well', () => {
    expect(readAnswer('"WT-7F3K-00001",="YT7788990011223"\nwt7f3k00002，拦截失败\n谢谢', policy.answer)).toEqual({
      headed: false,
      lines: [
        { line: 1, taskNo: 'WT-7F3K-00001', orderNo: null, waybill: 'YT7788990011223', outcome: 'done', reason: null },
        { line: 2, taskNo: 'WT-7F3K-00002', orderNo: null, waybill: null, outcome: 'refused', reason: '拦截失败' },
      ],
    })
  })

  it('W6: "not done" is not done', () => {
    expect(readAnswer('任务号,结果\nWT-7F3K-00001,未成功\nWT-7F3K-00002,完成', policy.answer).lines.map(({ outcome }) => outcome)).toEqual(['refused', 'done'])
  })
})

describe('the QR of a card', () => {
  it('W6: is a black and white PNG with its quiet zone, whole pixels per module', () => {
    const modules = qrModules('RCA7F3K00042X')
    expect(modules.slice(0, 4).flat().some(Boolean)).toBe(false)
    const png = Buffer.from(qrPicture('RCA7F3K00042X', 4).split(',')[1]!, 'base64')
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
    const side = png.readUInt32BE(16)
    expect(side).toBe(modules.length * 4)
    const length = png.readUInt32BE(33)
    const raw = inflateSync(png.subarray(41, 41 + length))
    const stride = Math.ceil(side / 8) + 1
    const black = (x: number, y: number): boolean => (raw[y * stride + 1 + (x >> 3)]! & (0x80 >> (x & 7))) === 0
    for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) if (black(x, y) !== modules[y >> 2]![x >> 2]) throw new Error(`pixel ${x}, ${y}`)
  })
})
