import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { replyLimit, splitReply } from '../../src/domain/reply/limits'

const { policy, templates } = loadResources(fileURLToPath(new URL('../../resources', import.meta.url)))
const characters = (max: number) => ({ max, unit: 'characters' as const })

describe('T1: how long a message may be', () => {
  it('T1: the channel of the case wins over its platform; an unknown platform has the common limit', () => {
    expect(replyLimit(policy.replies, { channel: null, platform: 'taobao' }).zh).toBe('千牛')
    expect(replyLimit(policy.replies, { channel: 'wechat', platform: 'taobao' })).toMatchObject({ zh: '微信', unit: 'utf-8' })
    expect(replyLimit(policy.replies, { channel: 'phone', platform: 'jd' })).toMatchObject({ en: 'SMS', max: 70, unit: 'characters' })
    expect(replyLimit(policy.replies, { channel: 'wangwang', platform: 'constructor' })).toEqual(policy.replies.otherPlatforms)
  })

  it('T1: parted behind sentences, closing marks with them', () => {
    expect(splitReply('您好。请看图！“这样就行。”谢谢', characters(12))).toEqual(['您好。请看图！', '“这样就行。”谢谢'])
    expect(splitReply('It is 1.5 kg. Please wait. Bye', characters(20))).toEqual(['It is 1.5 kg. ', 'Please wait. Bye'])
  })

  it('T1: a sentence that is too long is parted behind its clauses, a word only when there is nothing else', () => {
    expect(splitReply('先拍外箱，再拍里面的商品，谢谢', characters(8))).toEqual(['先拍外箱，', '再拍里面的商品，', '谢谢'])
    expect(splitReply('一二三四五六七', characters(3))).toEqual(['一二三', '四五六', '七'])
  })

  it('T1: characters as people see them stay whole', () => expect(splitReply('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', characters(8))).toEqual(['👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦']))

  it('T1: a template can be filled twice over before it is longer than the strictest of its platforms allows', () => {
    const limits = (platforms: readonly string[]) => (platforms.length === 0 ? [...Object.values(policy.replies.platforms), policy.replies.otherPlatforms] : platforms.map((platform) => replyLimit(policy.replies, { channel: null, platform })))
    for (const { id, platforms, bodyZh, bodyEn } of templates) {
      for (const body of [bodyZh, bodyEn]) for (const limit of limits(platforms)) expect(splitReply(body, { ...limit, max: Math.floor(limit.max * 0.9) }), `${id} ${limit.en}`).toHaveLength(1)
    }
  })
})
