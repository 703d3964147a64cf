import { describe, expect, it } from 'vitest'
import { buildClosingDocument, buildLetter, hashText, type LetterFacts } from '../../src/backend/reports/closing-document'
import type { ClosingReport } from '../../src/backend/reports/closing-report'
import { buildClosingWorkbook, equationsOf } from '../../src/backend/reports/closing-workbook'
import { CLOSING_REPORT_WORDS } from '../../src/backend/reports/closing-words'
import type { PrintDocument, PrintTable } from '../../src/domain/print/document'
import { ageing } from '../../src/domain/reconcile/ageing'
import { disputesOf } from '../../src/domain/reconcile/disputes'
import { carryForward } from '../../src/domain/reconcile/month-closing'
import { claimOf, lineOf, run } from './reconcile-helpers'

const PRINTED = { by: '张敏', at: Date.UTC(2026, 10, 2, 2, 5, 40), auditHead: { seq: 42, hash: 'ab'.repeat(32) } }

function reportOf(count: number, locale: 'zh' | 'en' = 'zh'): ClosingReport {
  const claims = Array.from({ length: count }, (_, at) => claimOf({ id: `c${at}`, waybill: `W${String(at).padStart(9, '0')}`, filedOn: '2026-08-15' }))
  const result = run(claims, [lineOf(10_000, { id: 'a', waybill: 'W000000000' })])
  const limits = [30, 60]
  return {
    locale, shop: '云间家居旗舰店', timeZone: 'Asia/Shanghai', number: '2026-10-1', closedBy: '张敏', closedAt: PRINTED.at, result, claims: {}, lines: [], classes: [], carriedIn: null, agedOn: '2026-10-31',
    trail: [{ step: 'closed', revision: 1, by: '张敏', at: PRINTED.at, reason: null }], carried: carryForward(result), ageing: ageing(result.claimFigures, '2026-10-31', limits),
    ageingOf: (courierId) => ageing(result.claimFigures, '2026-10-31', limits, courierId), disputes: disputesOf(result), courierName: (id) => id.toUpperCase(),
  }
}

const tables = ({ blocks }: PrintDocument): PrintTable[] => blocks.flatMap((block) => (block.block === 'table' ? [block] : []))

describe('the printed report (M5)', () => {
  it('M5: both languages have every word, and none is left in the other', () => {
    const [zh, en] = [buildClosingDocument(reportOf(3), 'ff', PRINTED), buildClosingDocument(reportOf(3, 'en'), 'ff', PRINTED)]
    expect(JSON.stringify(en).replaceAll(/云间家居旗舰店|张敏/g, '')).not.toMatch(/\p{Script=Han}/u)
    expect(en.blocks.map(({ block }) => block)).toEqual(zh.blocks.map(({ block }) => block))
    expect(Object.values(CLOSING_REPORT_WORDS.en).join('')).not.toMatch(/\p{Script=Han}/u)
  })

  it('M5: a month with more carried claims than fit prints the largest, says how many are left, and its total is of all', () => {
    const document = buildClosingDocument(reportOf(100), 'ff', PRINTED)
    const carried = tables(document).find(({ rows }) => rows.length === 60)
    const report = reportOf(100)
    expect(carried?.total?.at(-1)).toBe(`¥${(report.carried.reduce((sum, { restCents }) => sum + restCents, 0) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`)
    expect(JSON.stringify(document)).toContain(`另有 ${report.carried.length - 60} 条`)
  })

  it('M5: charts without a figure are left out, and nothing carried is said', () => {
    const report = reportOf(0)
    const document = buildClosingDocument(report, 'ff', PRINTED)
    const kinds = document.blocks.flatMap((block) => (block.block === 'chart' ? [block.chart.title] : []))
    expect(kinds).toEqual(['按快递：差异'])
    expect(JSON.stringify(document)).toContain('没有结转')
  })

  it('M5, R4: the foot says who, when in the shop’s zone, and the head of the audit log', () => {
    expect(buildClosingDocument(reportOf(1), 'ff', PRINTED).foot).toBe(`张敏 · 2026-11-02 10:05 · 审计 #42 ${'ab'.repeat(32)}`)
    expect(buildClosingDocument(reportOf(1), 'ff', { ...PRINTED, auditHead: null }).foot).toBe('张敏 · 2026-11-02 10:05')
    expect(hashText('0123456789abcdef')).toBe('01234567 89abcdef')
  })

  it('M3, M5: an equation that does not hold is printed as such', () => {
    const report = reportOf(2)
    const broken = { ...report, result: { ...report.result, claimedCents: report.result.claimedCents + 1 } }
    expect(equationsOf(broken.result).map(({ left, right }) => left - right)).toEqual([1, 0, 0])
    expect(JSON.stringify(buildClosingDocument(broken, 'ff', PRINTED))).toContain('不相等 ✗')
    const [summary] = buildClosingWorkbook(broken)
    expect([...((summary?.rows ?? []) as Iterable<readonly unknown[]>)].map((row) => row[5]).filter((cell) => cell !== undefined)).toEqual(['不相等 ✗', '相等 ✓', '相等 ✓'])
  })
})

describe('the confirmation letter (M7)', () => {
  const facts: LetterFacts = {
    locale: 'zh', month: '2026-10', currency: 'CNY', timeZone: 'Asia/Shanghai', shop: '云间家居旗舰店', courier: '顺丰速运', letterNo: '2026-10-sf-1', draft: false,
    figures: { freightCents: 100_00, premiumCents: 0, surchargeCents: 500, otherCents: 0, offsetCents: 3000, matchedCents: 3000, unexplainedCents: 0, netCents: 7500, lines: 9, shortPaidCents: 0, grantedNotCreditedCents: 0, awaitingCents: 0 },
  }

  it('M7: the rows add up to the net, classes without money are left out, and nothing open is said when nothing is', () => {
    const letter = buildLetter(facts, PRINTED)
    const [account] = tables(letter)
    expect(account?.rows).toEqual([['运费', '¥100.00'], ['附加费', '¥5.00'], ['理赔冲抵', '-¥30.00']])
    expect(account?.total).toEqual(['应付净额（我方付贵司）', '¥75.00'])
    expect(JSON.stringify(letter)).not.toContain('未了事项')
    expect(letter.blocks.at(-1)).toMatchObject({ block: 'signatures' })
  })

  it('M7: what the courier owes is said as receivable, with what is still open', () => {
    const letter = buildLetter({ ...facts, figures: { ...facts.figures, netCents: -7500, awaitingCents: 6600 } }, PRINTED)
    expect(tables(letter)[0]?.total).toEqual(['应收净额（贵司付我方）', '¥75.00'])
    expect(JSON.stringify(letter)).toContain('截至月底待回复')
  })
})
