import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { coachFileSchema } from '../../src/contract/coach-policy'
import { KINDS, KIND_IDS } from '../../src/domain/case/kinds'
import { blocking, lint, takeBetter, type Finding, type LintContext } from '../../src/domain/coach/lint'
import { calmingParts } from '../../src/domain/coach/calming'
import { parseTemplate } from '../../src/domain/template/render'

const resources = loadResources(fileURLToPath(new URL('../../resources', import.meta.url)))
const policy = resources.policy.coach
const context = (over: Partial<LintContext> = {}): LintContext => ({ platform: 'taobao', known: [], calm: false, ours: true, ...over })
const found = (text: string, over: Partial<LintContext> = {}): [string, string, string][] => lint(text, policy, context(over)).map((one) => [one.rule, one.severity, text.slice(one.from, one.to)])
const rules = (text: string, over: Partial<LintContext> = {}): string[] => found(text, over).map(([rule, severity]) => `${rule} ${severity}`)

describe('T6: contacts outside the platform', () => {
  it.each([
    ['加我微信聊', '微信'],
    ['薇信 yunjian88', '薇信 yunjian88'],
    ['微 信联系', '微 信'],
    ['威❤信：yunjian88', '威❤信：yunjian88'],
    ['加我 威❤信：yunjian88', '加我 威❤信：yunjian88'],
    ['我的 vx：abc12345', 'vx：abc12345'],
    ['v x abc12345', 'v x abc12345'],
    ['ＶＸabc12345', 'ＶＸabc12345'],
    ['加V细说', '加V'],
    ['q q 123456789', 'q q 123456789'],
    ['扣扣群里说', '扣扣群'],
    ['Add me on WeChat, please', 'WeChat'],
    ['message me on Whats App', 'Whats App'],
    ['write to amy@shop-mail.com', 'amy@shop-mail.com'],
  ])('T6: %s is a messenger id', (text, stretch) => {
    expect(found(text)).toEqual([['messenger', 'block', stretch]])
  })

  it.each(['五香味的 VXL 码', '我们会尽快联系您', '尺码 XL 有货', '威信是靠服务来的', '麻糬 qq弹弹', 'the review was fixed', '加微波炉加热', 'We chatted about it'])('T6: %s holds no contact', (text) => {
    expect(found(text)).toEqual([])
  })

  it.each([
    ['请打 13800138000', '13800138000'],
    ['请打 138 0013 8000', '138 0013 8000'],
    ['请打 １３８-0013-8000', '１３８-0013-8000'],
    ['座机 0757-88886666', '0757-88886666'],
    ['call +1 415 555 0134', '+1 415 555 0134'],
    ['call (415) 555-0134', '(415) 555-0134'],
  ])('T6: %s holds a phone number, which eBay forbids and Taobao only marks', (text, stretch) => {
    expect(found(text, { platform: 'ebay' })).toEqual([['phone', 'block', stretch]])
    expect(rules(text)).toEqual(['phone warn'])
    expect(found(text, { platform: 'shopify' })).toEqual([])
  })

  it.each(['订单 2849105533670421875', '运单 SF1204880147', 'order 11-09871-22345', 'item 114-1234567-1234567', '2026-11-25 18:30', '退款 1388.00 元', '快递客服 95338'])('T6: %s is no phone number', (text) => {
    expect(found(text, { platform: 'ebay' })).toEqual([])
  })

  it("T6: the case's own numbers and the shop's return address may stand", () => {
    const text = '请寄回：佛山市禅城区 1 号 王仓 13800138000，单号 13912345678'
    expect(rules(text, { platform: 'pinduoduo' })).toEqual(['phone block', 'phone block'])
    expect(rules(text, { platform: 'pinduoduo', known: ['13800138000', '13912345678'] })).toEqual([])
  })

  it.each([
    ['看 https://abc-shop.xyz/a?b=1 下单', 'https://abc-shop.xyz/a?b=1'],
    ['到 www.abc-shop.com 看', 'www.abc-shop.com'],
    ['到 abc-shop点com 看', 'abc-shop点com'],
    ['https://taobao.com.evil-shop.top/x', 'https://taobao.com.evil-shop.top/x'],
  ])('T6: %s leads elsewhere', (text, stretch) => {
    expect(found(text)).toEqual([['link', 'block', stretch]])
  })

  it("T6: the platform's own links may stand, on this platform alone", () => {
    expect(found('https://item.taobao.com/item.htm?id=1')).toEqual([])
    expect(rules('https://item.taobao.com/item.htm?id=1', { platform: 'jd' })).toEqual(['link block'])
  })

  it.each(['退款我转账给您', '发支付宝给我', '支 付 宝账号发一下', '银行卡号发我', '我私下打款', 'send me your bank details, a bank transfer is easier', 'we pay by PayPal'])('T6: %s is a private payment', (text) => {
    expect(rules(text)).toContain('transfer block')
  })

  it.each(['退款会原路退回您的支付宝', '已退到您的银行卡，注意查收', 'The refund goes back to your bank account in 3 days.'])('T6: %s is the way the platform pays back', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('E1: no benefit for a review', () => {
  it.each([
    '好评返现 5 元',
    '五星 + 晒图返 3 元红包',
    '麻烦您改一下评价，给您发红包',
    '改成好评就给您免单',
    '删了差评我们就退款给您',
    '方便的话修改评价。红 包马上发您',
    '把评价改了，送您20元',
    'We will refund you if you change your review.',
    'Leave us a positive review and get a gift card',
    'A coupon for five stars!',
    'I can give you a discount for removing the feedback.',
  ])('E1: %s is refused on every platform, whatever the policy allows', (text) => {
    const allowed = { ...policy.otherPlatforms, messenger: 'allow', phone: 'allow', link: 'allow', transfer: 'allow' } as const
    const own = { ...policy, platforms: {}, otherPlatforms: allowed, phrases: [] }
    for (const platform of ['taobao', 'ebay', 'shopify', 'nowhere']) {
      expect(blocking(lint(text, own, context({ platform })))?.rule, platform).toBe('benefit')
    }
  })

  it.each([
    '看到您的差评很抱歉，退款已提交。',
    '退款已办好。评价由您自己决定，我们都尊重。',
    '我们不会以红包换取好评。',
    '已给您补偿 5 元，商品您留着用。',
    'Your refund was sent. If you feel your feedback should be updated, that is up to you.',
    'We never offer a refund for a review.',
    'Thank you for your feedback. The voucher was booked yesterday.',
  ])('E1: %s offers nothing', (text) => {
    expect(rules(text).filter((rule) => rule.startsWith('benefit'))).toEqual([])
  })
})

describe('P8: phrases and the calming sequence', () => {
  it('P8: every phrase of the file is found by each of its words, and its better words have no fault of their own', () => {
    expect(policy.phrases.length).toBeGreaterThanOrEqual(30)
    for (const phrase of policy.phrases) {
      for (const word of phrase.words) {
        expect(found(word).map(([rule]) => rule), word).toContain(phrase.rule)
        const [one] = lint(word, policy, context())
        const taken = one && takeBetter(word, one)
        if (taken) expect(found(taken.text), taken.text).toEqual([])
      }
    }
  })

  it.each([
    ['保证今天到的', '预计会到，我会盯着物流的'],
    ['亲，肯 定 能 到！', '亲，预计会到，我会盯着物流！'],
    ['It will definitely arrive.', 'It is expected to arrive.'],
    ['Please calm down', 'Please I understand how frustrating this is'],
  ])('P8: %s gets better words', (text, better) => {
    const [one] = lint(text, policy, context())
    expect(one).toMatchObject({ severity: 'warn' })
    expect(takeBetter(text, one as Finding)?.text).toBe(better)
  })

  it('P8: longer words that are fine, and parts of other words, are left alone', () => {
    expect(found('这件事不可能完全避免')).toEqual([])
    expect(found('a relaxed fit')).toEqual([])
  })

  it.each([
    ['我已经联系仓库核对您的包裹了。', ['acknowledge', 'apologise']],
    ['您说的情况我看到了。已经联系仓库核对。', ['apologise']],
    ['很抱歉，已经联系仓库核对包裹。', ['acknowledge']],
    ['理解您的心情，很抱歉，已经联系仓库。', []],
    ['I have asked the warehouse to check.', ['acknowledge', 'apologise']],
    ['I understand, and I am sorry. The warehouse checks it now.', []],
    ['好的', []],
  ])('P8: a reply that has to calm, %s, misses %j', (text, missing) => {
    expect(found(text, { calm: true }).map(([rule]) => rule)).toEqual(missing)
    expect(found(text)).toEqual([])
  })

  it('P8: an apology is missed only when the fault may be ours; what is missing goes where it belongs', () => {
    expect(rules('您说的情况我看到了。地址是下单时填的。', { calm: true, ours: false })).toEqual([])
    const text = 'I read your message. The warehouse checks it now.'
    const [one] = lint(text, policy, context({ calm: true }))
    expect(takeBetter(text, one as Finding)?.text).toBe('I read your message. I am sorry for the trouble this caused you. The warehouse checks it now.')
    const bare = '我已经联系仓库核对您的包裹了。'
    const [first] = lint(bare, policy, context({ calm: true }))
    const mended = takeBetter(bare, first as Finding)?.text ?? ''
    expect(calmingParts(mended, policy.calming)).toContain('acknowledge')
  })

  it('P8: at least six buyer types, and the whole sequence, in both languages', () => {
    expect(policy.buyerTypes.length).toBeGreaterThanOrEqual(6)
    for (const type of policy.buyerTypes) {
      for (const label of [type.name, type.signs, type.answer, type.avoid]) {
        expect(label.zh, type.id).toMatch(/[\u4e00-\u9fff]/)
        expect(label.en, type.id).not.toMatch(/[\u4e00-\u9fff]/)
      }
    }
  })

  it('P8: better words open only places that can be filled in', () => {
    for (const { better } of policy.phrases) {
      for (const text of better === null ? [] : [better.zh, better.en]) {
        const places = parseTemplate(text).parts.filter((part) => part.type !== 'text')
        expect(places.length, text).toBe([...text.matchAll(/\{\{/g)].length)
      }
    }
  })
})

describe('T6, P8: what ships', () => {
  it('T6, E1: no shipped template is refused on any platform, and none uses a forbidden phrase', () => {
    expect(resources.templates.length).toBeGreaterThan(40)
    const faults = resources.templates.flatMap(({ id, bodyZh, bodyEn }) =>
      [bodyZh, bodyEn].flatMap((body) => [...Object.keys(policy.platforms), 'other'].flatMap((platform) => found(body, { platform }).map((one) => `${id} ${platform}: ${one.join(' ')}`))),
    )
    expect(faults).toEqual([])
  })

  it('P8: the lines that playbooks give out are clean as well', () => {
    const playbookTexts = KIND_IDS.flatMap((kind) => resources.playbooks[kind].steps.map((step) => step.titleZh))
    expect(KIND_IDS.every((kind) => KINDS[kind] !== undefined)).toBe(true)
    expect(playbookTexts.filter((text) => blocking(lint(text, policy, context())) !== undefined)).toEqual([])
  })

  it('P8: a policy with a misspelt allowance or an unknown key is refused', () => {
    expect(coachFileSchema.safeParse({ version: 1 }).success).toBe(false)
    const source = readFileSync(new URL('../../resources/policies/coach.yaml', import.meta.url), 'utf8')
    expect(source).not.toContain('benefit:')
  })
})
