import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { coachPolicy } from '../../src/backend/services/coach'
import { listShopMasters, updateShopMaster } from '../../src/backend/services/master-records'
import { saveDocument } from '../../src/backend/services/policy-documents'
import { AppError } from '../../src/domain/errors'
import { ROOT } from '../support/folders'
import { foundFolder } from '../support/kernel'

const refusal = (run: () => unknown): { code: string; rule: unknown; words: unknown } => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, rule: error.detail['rule'], words: error.detail['words'] }
    throw error
  }
  throw new Error('nothing was refused')
}

describe('P8, T6, E1: no refused reply is logged', () => {
  it('T6, E1: contacts and benefits for reviews leave the case as it was; a clean reply passes', async () => {
    const test = await foundFolder()
    const { id } = createCase(test.kernel, test.actor, { kind: 'review', buyerNick: 'hz_lin2020', orderNo: '2849105533670421875' })
    const reply = (text: string) => logReply(test.kernel, test.actor, id, { text, edited: false })
    expect(refusal(() => reply('加我微信 yunjian88 说'))).toMatchObject({ code: 'REPLY_BLOCKED', rule: 'messenger' })
    expect(refusal(() => reply('改评价送您红包'))).toMatchObject({ code: 'REPLY_BLOCKED', rule: 'benefit', words: '改评价送您红包' })
    const after = reply('您说的情况我看到了，很抱歉。订单 2849105533670421875 保证明天到。')
    expect(after.timeline.filter((event) => event.type === 'reply-copied')).toHaveLength(1)
    test.open.close()
  })

  it("T6: the shop's own return phone may stand where phones are forbidden", async () => {
    const test = await foundFolder()
    const [shop] = listShopMasters(test.kernel)
    if (shop === undefined) throw new Error('a founded folder has a shop')
    const strict = readFileSync(join(ROOT, 'resources/policies/coach.yaml'), 'utf8').replaceAll('phone: warn', 'phone: block')
    saveDocument(test.kernel, test.actor, { document: 'policy:coach', text: strict, basedOn: null })
    const { id } = createCase(test.kernel, test.actor, { kind: 'return-refund', shopId: shop.id })
    const reply = () => logReply(test.kernel, test.actor, id, { text: '请寄到禅城区 1 号，电话 13800138000', edited: false })
    expect(refusal(reply)).toMatchObject({ code: 'REPLY_BLOCKED', rule: 'phone', words: '13800138000' })
    updateShopMaster(test.kernel, test.actor, { ...shop, returnPhone: '13800138000' })
    expect(coachPolicy(test.kernel).returnWords[shop.id]).toEqual(['13800138000'])
    expect(reply().timeline.filter((event) => event.type === 'reply-copied')).toHaveLength(1)
    test.open.close()
  })
})
