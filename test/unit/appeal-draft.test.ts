import { describe, expect, it } from 'vitest'
import type { Appeal } from '../../src/contract/appeals'
import { changesOf, draftOf, emptyDraft, withProposal, writingOf } from '../../src/renderer/features/appeals/appeal-draft'

const proposal = { platform: 'tmall', orderNo: '2849', waybill: null, buyerNick: '云间客_88', deadlineAt: 3, claimedCents: 1200, evidence: [{ linkId: 'a', caption: '面单' }] }
const appeal: Appeal = {
  id: 'x', appealNo: 'P-7F3K-00001', type: 'goods', status: 'draft', statusAt: 1, caseId: null, caseNo: null, platform: 'jd', platformNo: null, orderNo: '77', waybill: null, buyerNick: null, statement: null, note: null,
  deadlineAt: 5, claimedCents: 900, currency: 'CNY', evidence: [{ linkId: 'a', caption: '' }, { linkId: 'b', caption: '' }], met: 0, demanded: 4, result: null, recoveredCents: null, createdAt: 1, createdBy: null,
}

describe('A8: the form of an appeal', () => {
  it('A8: what the case knows is filled in; another type brings its own, and what was changed by hand stays', () => {
    const first = withProposal(emptyDraft('goods'), proposal, null)
    expect(first).toMatchObject({ platform: 'tmall', orderNo: '2849', waybill: '', buyerNick: '云间客_88', deadlineAt: 3, claimedCents: 1200, evidence: proposal.evidence })
    const mine = { ...first, type: 'freight' as const, claimedCents: 500, statement: '我写的' }
    expect(withProposal(mine, { ...proposal, deadlineAt: 9, claimedCents: 88, evidence: [] }, proposal)).toMatchObject({ type: 'freight', statement: '我写的', claimedCents: 500, deadlineAt: 9, evidence: [] })
    // typed before the proposal came
    expect(withProposal({ ...emptyDraft('goods'), orderNo: 'typed' }, proposal, null)).toMatchObject({ orderNo: 'typed', buyerNick: '云间客_88' })
  })

  it('A8: only what was changed is written, and taken back whole; the order of the evidence is a change', () => {
    expect(changesOf(appeal, draftOf(appeal))).toBeNull()
    expect(changesOf(appeal, { ...draftOf(appeal), orderNo: ' 77 ', note: '  ' })).toBeNull()
    const turned = [...appeal.evidence].reverse()
    expect(changesOf(appeal, { ...draftOf(appeal), platform: null, evidence: turned })).toEqual({ patch: { platform: null, evidence: turned }, back: { platform: 'jd', evidence: appeal.evidence } })
    expect(writingOf({ ...draftOf(appeal), waybill: ' SF1 ' })).toMatchObject({ waybill: 'SF1', note: null })
  })
})
