import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { appealsFileSchema } from '../../src/contract/appeal-policy'
import { APPEAL_STATUS_LABELS, APPEAL_STATUSES, APPEAL_TYPE_LABELS, APPEAL_TYPES, appealDaysLeft, appealSums, canMoveAppeal, deadlineState, nextAppealStatuses, outcomeProblem } from '../../src/domain/appeal/appeal'
import { evidenceTally, metDemands, movedEvidence, nameEvidence, proposedCaption, proposedEvidence } from '../../src/domain/appeal/evidence'
import { formatNumber, NUMBER_PREFIXES, parseNumber } from '../../src/domain/case/case-no'

const DAY = 86_400_000
const file: unknown = parse(readFileSync(fileURLToPath(new URL('../../resources/policies/appeals.yaml', import.meta.url)), 'utf8'))
const policy = appealsFileSchema.parse(file)

describe('A8: the life of an appeal', () => {
  it('A8: draft → submitted → won, partly won, lost or withdrawn; a decision can be reversed, nothing is decided before it was sent', () => {
    expect(nextAppealStatuses('draft')).toEqual(['submitted', 'withdrawn'])
    for (const to of ['won', 'partly-won', 'lost', 'withdrawn'] as const) expect(canMoveAppeal('submitted', to), to).toBe(true)
    for (const to of ['won', 'partly-won', 'lost'] as const) expect(canMoveAppeal('draft', to), to).toBe(false)
    expect(canMoveAppeal('lost', 'submitted')).toBe(true)
    expect(canMoveAppeal('won', 'won')).toBe(false)
    expect(canMoveAppeal('withdrawn', 'won')).toBe(false)
  })

  it('A8: every type and status has words in both languages', () => {
    for (const words of [...APPEAL_TYPES.map((type) => APPEAL_TYPE_LABELS[type]), ...APPEAL_STATUSES.map((status) => APPEAL_STATUS_LABELS[status])]) expect([words.zh, words.en].every((text) => text.trim() !== '')).toBe(true)
  })

  it('A8: what is recovered fits how it was decided', () => {
    const goods = { type: 'goods', claimedCents: 10_000 } as const
    expect(outcomeProblem(goods, 'won', 10_000)).toBeNull()
    expect(outcomeProblem(goods, 'won', 12_000)).toBeNull()
    expect(outcomeProblem(goods, 'won', null)).toBe('amount-missing')
    expect(outcomeProblem(goods, 'won', 0)).toBe('amount-missing')
    expect(outcomeProblem(goods, 'won', 9_999)).toBe('whole-is-part')
    expect(outcomeProblem(goods, 'partly-won', 9_999)).toBeNull()
    expect(outcomeProblem(goods, 'partly-won', 10_000)).toBe('part-is-whole')
    expect(outcomeProblem(goods, 'lost', 1)).toBe('not-won')
    expect(outcomeProblem(goods, 'lost', null)).toBeNull()
    expect(outcomeProblem({ type: 'review', claimedCents: null }, 'won', null)).toBeNull()
    expect(outcomeProblem({ type: 'freight', claimedCents: null }, 'partly-won', 1)).toBeNull()
  })

  it('A8: the deadline counts only while the appeal is still ours to send', () => {
    const now = Date.UTC(2026, 10, 21)
    const draft = { status: 'draft', deadlineAt: now + 2 * DAY + 1 } as const
    expect(appealDaysLeft(draft, now)).toBe(2)
    expect(appealDaysLeft({ ...draft, deadlineAt: now - 1 }, now)).toBe(-1)
    expect(appealDaysLeft({ ...draft, status: 'submitted' }, now)).toBeNull()
    expect(appealDaysLeft({ ...draft, deadlineAt: null }, now)).toBeNull()
    expect([null, -1, 0, 3, 4].map((days) => deadlineState(days, 3))).toEqual(['none', 'late', 'soon', 'soon', 'calm'])
  })

  it('A8: sums per currency count money only where something was won, and nothing of what was withdrawn', () => {
    const row = (status: (typeof APPEAL_STATUSES)[number], claimedCents: number | null, recoveredCents: number | null, currency = 'CNY') => ({ currency, status, claimedCents, recoveredCents })
    expect(appealSums([row('won', 500, 500), row('partly-won', 800, 300), row('lost', 900, null), row('withdrawn', 700, null), row('draft', null, null), row('submitted', 100, null, 'USD')])).toEqual([
      { currency: 'CNY', appeals: 5, open: 1, won: 2, lost: 1, claimedCents: 2200, recoveredCents: 800 },
      { currency: 'USD', appeals: 1, open: 1, won: 0, lost: 0, claimedCents: 100, recoveredCents: 0 },
    ])
  })

  it('C2, A8: an appeal has a number of its own, P-…, that is read as people type it', () => {
    const written = formatNumber(NUMBER_PREFIXES.appeal, '7F3K', 12)
    expect(written).toBe('P-7F3K-00012')
    expect(parseNumber('p7f3k12')).toEqual({ prefix: 'P', devicePart: '7F3K', n: 12 })
  })
})

describe('A8: the evidence', () => {
  const { demands } = policy.types.goods

  it('A8: each type asks for what the platform wants to see: freight receipt, goods beside the label, no-error certificate, screenshot of the review', () => {
    expect(policy.types.freight.demands.map(({ id }) => id)).toContain('freight-receipt')
    expect(demands.map(({ id }) => id)).toEqual(expect.arrayContaining(['goods-with-label', 'no-error-certificate']))
    expect(policy.types.review.demands.map(({ id }) => id)).toContain('review-screenshot')
  })

  it('A8: a policy with an unknown slot, an id twice or a type left out is refused', () => {
    const broken = (change: (types: Record<string, { demands: { id: string; slots: string[] }[] }>) => void): boolean => {
      const copy = structuredClone(file) as { types: Record<string, { demands: { id: string; slots: string[] }[] }> }
      change(copy.types)
      return appealsFileSchema.safeParse(copy).success
    }
    expect(broken(() => undefined)).toBe(true)
    expect(broken((types) => types['goods']?.demands[0]?.slots.push('no-such-slot'))).toBe(false)
    expect(broken((types) => types['goods']?.demands.push(...(types['goods']?.demands ?? [])))).toBe(false)
    expect(broken((types) => delete types['review'])).toBe(false)
  })

  it('A8: a demand is met by the slot of a photo or by a caption that begins with its words, in either language', () => {
    const met = (slot: string | null, caption: string): string[] => metDemands(demands, [{ slot, caption }]).flatMap((one) => (one.met ? [one.demand.id] : []))
    expect(met('goods-with-label', '')).toEqual(['goods-with-label'])
    expect(met(null, '快递无误证明（顺丰 11-20）')).toEqual(['no-error-certificate'])
    expect(met(null, "  COURIER'S no-error certificate, page 1")).toEqual(['no-error-certificate'])
    expect(met(null, '聊天')).toEqual([])
    expect(met('outer-box', 'box')).toEqual([])
    expect(evidenceTally(demands, [{ slot: 'goods-with-label', caption: '' }, { slot: 'goods-with-label', caption: '聊天截图' }])).toEqual({ met: 2, demanded: demands.length })
  })

  it('A8: photos of the case are proposed in the order of the demands, each picture once', () => {
    const photo = (linkId: string, sha256: string, slot: string | null) => ({ linkId, sha256, slot })
    const photos = [photo('1', 'a', 'chat-screenshot'), photo('2', 'b', null), photo('3', 'c', 'goods-with-label'), photo('4', 'c', 'chat-screenshot'), photo('5', 'd', 'outer-box')]
    expect(proposedEvidence(photos, demands, 'zh', 40)).toEqual([{ linkId: '3', caption: '商品与面单合照' }, { linkId: '1', caption: '聊天截图' }])
    expect(proposedEvidence(photos, demands, 'en', 1)).toEqual([{ linkId: '3', caption: 'Goods beside the label' }])
    expect(proposedCaption('outer-box', demands, 'zh')).toBe('外包装（面单可见）')
    expect(proposedCaption(null, demands, 'zh')).toBe('')
  })

  it('A8, R7: files of the pack are named by number and caption, phones masked unless asked for', () => {
    const photo = { format: 'jpeg' }
    expect(nameEvidence([{ photo, caption: '运费凭证 13912345678' }, { photo: { format: 'pdf' }, caption: '' }, { photo: { format: '' }, caption: 'a/b' }], 'zh').map(({ name }) => name)).toEqual(['01_运费凭证 139****5678.jpg'.replace(/\*/g, '＊'), '02_证据.pdf', '03_a／b.bin'])
    expect(nameEvidence([{ photo, caption: '运费凭证 13912345678' }], 'zh', true)[0]?.name).toBe('01_运费凭证 13912345678.jpg')
  })

  it('A8: one piece is moved up or down; at the ends it stays', () => {
    expect(movedEvidence(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c'])
    expect(movedEvidence(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b'])
    expect(movedEvidence(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c'])
    expect(movedEvidence(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c'])
  })
})
