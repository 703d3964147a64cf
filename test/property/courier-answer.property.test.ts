import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grantedCents, readAnswers } from '../../src/domain/courier-desk/answer'
import { halfWidth } from '../../src/domain/import/text'

const NOW = Date.parse('2026-11-25T10:00:00+08:00')
const read = (text: string) => readAnswers(text, { couriers: [], timeZone: 'Asia/Shanghai', now: NOW, asked: [] })
const waybill = fc.integer({ min: 0, max: 9_999_999_999_999 }).map((n) => `YT${String(n).padStart(13, '0')}`)
const cents = fc.integer({ min: 1, max: 999_999 })
const yuan = (amount: number): string => (amount / 100).toFixed(2)

describe('P11: reading couriers’ answers', () => {
  it('P11: amounts, parcels and order come out as they were written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.record({ waybill, goods: cents, freight: cents }), { minLength: 1, maxLength: 8, selector: (one) => one.waybill }), (parcels) => {
        const { answers, unread } = read(parcels.map((one) => `${one.waybill} 认赔${yuan(one.goods)} 运费${yuan(one.freight)}`).join('\n'))
        expect(answers.map((one) => [one.waybill, one.granted && grantedCents(one.granted), one.unread.length])).toEqual(parcels.map((one) => [one.waybill, one.goods + one.freight, 0]))
        expect(unread).toEqual([])
      }),
    )
  })

  it('P11: any text: every parcel, reason, place and leftover stands in it; a number is only taken with its word', () => {
    const word = fc.constantFrom('认赔', '拒赔', '运费', '已找到', '明天派送', '最后扫描', '在途', '包装不合格', '\n', ' ', '，', '12', '54.9', '11-24 18:20', 'found', 'rejected:', '没找到', 'YT1234567890123', 'SF1234567890123', '杭州')
    const text = fc.oneof(fc.string(), fc.array(fc.oneof(word, fc.string({ maxLength: 6 })), { maxLength: 20 }).map((parts) => parts.join(' ')))
    fc.assert(
      fc.property(text, (pasted) => {
        const plain = halfWidth(pasted)
        const { answers, unread } = read(pasted)
        // A number that was taken out of the middle of a line leaves a gap: the words around it are the text's own.
        const standsIn = (value: string): void => {
          for (const one of value.split(/\s+/)) expect(plain).toContain(one)
        }
        for (const line of unread) standsIn(line)
        for (const one of answers) {
          expect(plain).toContain(one.waybill)
          for (const line of one.said.split('\n')) expect(plain).toContain(line)
          if (one.rejected?.reason) standsIn(one.rejected.reason)
          for (const line of one.unread) standsIn(line)
          if (one.lastScan?.place) standsIn(one.lastScan.place)
          if (one.granted !== null) expect(one.said).toMatch(/赔|理赔|运费|邮费|快递费|货款|货值|合计|总|共|accept|grant|pay|compensat|freight|shipping|total/i)
          if (one.rejected !== null) expect(one.said).toMatch(/拒|不|reject|declin|refus|无法/i)
          if (one.redeliverAt !== null) expect(one.said).toMatch(/派|送|投递|deliver/i)
          expect(one.granted === null || one.rejected === null).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('P11: reading is stable: the lines of an answer read alone say the same', () => {
    fc.assert(
      fc.property(waybill, fc.constantFrom('认赔54.9 运费7', '拒赔 包装不合格', '已找到 明天派送', '在途 最后扫描 11-24 18:20 杭州', '没找到'), (number, words) => {
        const [first] = read(`${number} ${words}`).answers
        expect(read(first?.said ?? '').answers).toEqual([first])
      }),
    )
  })
})
