import { describe, expect, it } from 'vitest'
import { readFillIn } from '../../src/domain/template/fill-ins'
import { hoursWords } from '../../src/domain/template/hours'
import { copyableText, parseTemplate, renderTemplate } from '../../src/domain/template/render'
import { templateValues } from '../../src/domain/template/variables'

describe('T1: rendering a template', () => {
  const body = '您好{{buyer}}，退款{{amount}}，{{?day|哪天|今天/明天}}处理。'

  it('T1: fills variables and fill-ins', () => {
    const rendered = renderTemplate(body, { buyer: '云间客', amount: '¥5.00' }, { day: '明天' })
    expect(rendered.text).toBe('您好云间客，退款¥5.00，明天处理。')
    expect(copyableText(rendered)).toBe(rendered.text)
    expect(rendered.segments.map((segment) => segment.type)).toEqual(['text', 'filled', 'text', 'filled', 'text', 'filled', 'text'])
  })

  it('T1: what is missing stays written out, is listed once, and copying is refused', () => {
    const rendered = renderTemplate(`${body}{{buyer}}`, { buyer: '  ', amount: null })
    expect(rendered.open).toEqual([
      { type: 'variable', name: 'buyer', label: { zh: '买家', en: 'Buyer' }, choices: [], input: 'text', preset: null },
      { type: 'variable', name: 'amount', label: { zh: '金额', en: 'Amount' }, choices: [], input: 'text', preset: null },
      { type: 'fill-in', name: 'day', label: { zh: '哪天', en: '哪天' }, choices: ['今天', '明天'], input: 'text', preset: null },
    ])
    expect(rendered.text).toBe(`${body}{{buyer}}`)
    expect(copyableText(rendered)).toBeNull()
  })

  it('T1: a value that looks like a placeholder is not filled again', () => {
    expect(renderTemplate('{{buyer}}/{{amount}}', { buyer: '{{amount}}', amount: '{{?x|y}}' }).text).toBe('{{amount}}/{{?x|y}}')
  })

  it('T1: names inherited by every object are not values', () => {
    expect(renderTemplate('{{?constructor|c}}', {}, {}).open).toHaveLength(1)
    expect(parseTemplate('{{toString}}').problems).toMatchObject([{ code: 'unknown-variable' }])
  })

  it.each([
    ['{{nobody}}', 'unknown-variable'],
    ['{{?|label}}', 'bad-fill-in'],
    ['{{?name}}', 'bad-fill-in'],
    ['{{?name|a|b|c}}', 'bad-fill-in'],
    ['{{buyer', 'not-closed'],
    ['buyer}}', 'stray-close'],
    ['{{?name|a|@number}}', 'bad-fill-in'],
    ['{{?name|a|b*/c*}}', 'bad-fill-in'],
    ['{{#if nobody}}x{{/if}}', 'unknown-variable'],
    ['{{inDays 0}}', 'unknown-variable'],
    ['{{inDays 61}}', 'unknown-variable'],
    ['{{#if buyer}}x', 'if-not-closed'],
    ['{{#if buyer}}x{{else}}y', 'if-not-closed'],
    ['{{else}}', 'no-if'],
    ['{{/if}}', 'no-if'],
    ['{{#if buyer}}x{{else}}y{{else}}z{{/if}}', 'second-else'],
    ['{{#if buyer}}{{#if buyer}}{{#if buyer}}x{{/if}}{{/if}}', 'too-deep'],
  ])('T1: %s is a problem (%s) and cannot be copied unless it is only a stray end', (source, code) => {
    expect(parseTemplate(source).problems[0]).toMatchObject({ code })
    expect(copyableText(renderTemplate(source, { buyer: 'b' })) === null).toBe(code !== 'stray-close')
  })
})

describe('T1: conditional parts', () => {
  const body = '您好{{#if waybill}}，单号{{waybill}}{{#if courier}}（{{courier}}）{{/if}}{{else}}，{{?day|哪天}}发出{{/if}}。'

  it('T1: the branch that applies stands, nested too; the other is not there', () => {
    expect(renderTemplate(body, { waybill: 'SF1', courier: '顺丰' }).text).toBe('您好，单号SF1（顺丰）。')
    expect(renderTemplate(body, { waybill: 'SF1' }).text).toBe('您好，单号SF1。')
    expect(renderTemplate(body, {}, { day: '明天' }).text).toBe('您好，明天发出。')
  })

  it('T1: an open placeholder counts only in the branch that applies', () => {
    expect(copyableText(renderTemplate(body, { waybill: 'SF1' }))).toBe('您好，单号SF1。')
    expect(renderTemplate(body, {}).open.map((one) => one.name)).toEqual(['day'])
    expect(renderTemplate('{{#if paid}}{{buyer}}{{else}}x{{/if}}', { paid: '¥1' }).open.map((one) => one.name)).toEqual(['buyer'])
  })

  it('T1: a problem names its place', () => {
    expect(parseTemplate('abc {{#if buyer}}x').problems).toEqual([{ at: 4, source: '{{#if buyer}}', code: 'if-not-closed' }])
    expect(parseTemplate('{{#if buyer}}{{/if}} {{/if}}').problems).toEqual([{ at: 21, source: '{{/if}}', code: 'no-if' }])
  })
})

describe('T1: typed fill-ins', () => {
  it('T1: choices with one that is set, and types with what is set', () => {
    const open = renderTemplate('{{?a|甲|今天/明天*}}{{?b|乙|@amount=12}}{{?c|丙|@date}}{{?d|丁}}', {}).open
    expect(open.map(({ choices, input, preset }) => [choices, input, preset])).toEqual([[['今天', '明天'], 'text', '明天'], [[], 'amount', '12'], [[], 'date', null], [[], 'text', null]])
  })

  const zh = { language: 'zh', currency: 'CNY', year: 2026 } as const
  const en = { language: 'en', currency: 'USD', year: 2026 } as const
  it.each([
    ['12.5', zh, '¥12.50'], ['¥1,234', zh, '¥1,234.00'], ['１５元', zh, '¥15.00'], ['12.5', en, '$12.50'],
  ])('T1: the amount %s is written as the language writes it', (typed, context, value) => expect(readFillIn('amount', typed, context)).toEqual({ value, problem: null }))
  it.each(['0', '-3', '1.234', 'abc', '1,23', '12345678'])('T1: %s is no amount, in words', (typed) => expect(readFillIn('amount', typed, zh)).toMatchObject({ value: null, problem: { zh: '请填金额，例如 12.50' } }))

  it.each([
    ['11-28', '11月28日'], ['2026/2/3', '2月3日'], ['11月28日', '11月28日'], ['28 Nov', '11月28日'], ['2028-2-29', '2月29日'],
  ])('T1: the date %s', (typed, value) => expect(readFillIn('date', typed, zh)).toEqual({ value, problem: null }))
  it('T1: a day that does not exist, and one that is none, are refused in words', () => {
    expect(readFillIn('date', '2-30', zh).problem).toEqual({ zh: '没有这一天', en: 'There is no such day' })
    expect(readFillIn('date', '13-1', zh).problem).toEqual({ zh: '没有这一天', en: 'There is no such day' })
    expect(readFillIn('date', 'soon', en).problem).toEqual({ zh: '请填日期，例如 11-28', en: 'A date, such as 11-28' })
    expect(readFillIn('date', ' ', en)).toEqual({ value: null, problem: null })
  })
})

describe('T1: values from a case', () => {
  const now = Date.parse('2026-11-22T23:30:00+08:00')

  it('T1: formats amounts and days in the zone of the shop', () => {
    const facts = { buyer: '云间客', amountCents: 123450, currency: 'CNY', now, timeZone: 'Asia/Shanghai' }
    const { buyer, amount, today, tomorrow, tomorrowNoon } = templateValues(facts, 'zh')
    expect({ buyer, amount, today, tomorrow, tomorrowNoon }).toEqual({
      buyer: '云间客',
      amount: '¥1,234.50',
      today: '11月22日',
      tomorrow: '11月23日',
      tomorrowNoon: '明天（11月23日）中午12点前',
    })
    expect(templateValues({ ...facts, timeZone: 'UTC' }, 'en')).toMatchObject({ today: '22 Nov', tomorrowNoon: 'before noon tomorrow (23 Nov)' })
  })

  it('T1: what is not known stays out, so that it shows as open', () => {
    const values = templateValues({ buyer: null, waybill: '', now, timeZone: 'Asia/Shanghai' }, 'zh')
    expect(Object.keys(values).filter((name) => !name.startsWith('inDays '))).toEqual(['today', 'tomorrow', 'tomorrowNoon', 'nextWorkday', 'nextWorkdayNoon'])
    expect(values).toMatchObject({ 'inDays 1': '11月23日', 'inDays 9': '12月1日' })
  })

  it('T1: tomorrow is a calendar day, also across the end of daylight saving', () => {
    // 25 hours long: now plus 24 h would still be the same day.
    const facts = { now: Date.parse('2026-10-25T00:15:00+02:00'), timeZone: 'Europe/Berlin' }
    expect(templateValues(facts, 'en')).toMatchObject({ today: '25 Oct', tomorrow: '26 Oct' })
  })

  const week = (days: readonly string[]) => Array.from({ length: 7 }, (_, day) => (days.includes(String(day)) ? [{ from: 540, to: 1080 }] : []))
  // Friday
  const friday = { now: Date.parse('2026-11-27T16:00:00+08:00'), timeZone: 'Asia/Shanghai' }

  it('T1: the next working day moves past days off of the shop, tomorrow does not', () => {
    const calendar = { timeZone: 'Asia/Shanghai', week: week(['0', '1', '2', '3', '4']), days: { '2026-11-30': [] } }
    expect(templateValues({ ...friday, calendar }, 'zh')).toMatchObject({ tomorrowNoon: '明天（11月28日）中午12点前', nextWorkday: '周二（12月1日）', nextWorkdayNoon: '周二（12月1日）中午12点前' })
    expect(templateValues({ ...friday, calendar }, 'en')).toMatchObject({ nextWorkdayNoon: 'before noon on Tuesday (1 Dec)' })
    const open = { ...calendar, week: null, days: {} }
    expect(templateValues({ ...friday, calendar: open }, 'en')).toMatchObject({ nextWorkdayNoon: 'before noon tomorrow (28 Nov)', shopHours: 'round the clock' })
    expect(templateValues({ ...friday, calendar: { ...open, days: { '2026-11-28': [] } } }, 'zh')).toMatchObject({ nextWorkday: '周日（11月29日）' })
  })

  it('T1: opening hours in words: days alike together, shifts that follow on one another as one', () => {
    const calendar = { timeZone: 'Asia/Shanghai', days: {}, week: [...week(['0', '1', '2', '3', '4']).slice(0, 5), [{ from: 510, to: 1050 }, { from: 1050, to: 60 }], []] }
    expect(hoursWords(calendar, 'zh')).toBe('周一至周五 9:00至18:00，周六 8:30至次日1:00')
    expect(hoursWords(calendar, 'en')).toBe('Mon to Fri 9:00 to 18:00, Sat 8:30 to 1:00')
  })

  it('T1: order, courier and clocks: amounts by currency, times in the zone, several pieces', () => {
    const facts = { ...friday, currency: 'USD', paidCents: 123400, postageCents: 0, freightCents: 650, items: [{ title: '杯', quantity: 2 }, { title: '盘', quantity: 1 }], shipByAt: friday.now, trackingState: '杭州转运中心', courierHotline: '95338' }
    expect(templateValues(facts, 'zh')).toMatchObject({ paid: '$1,234.00', postage: '$0.00', freight: '$6.50', item: '杯', items: '杯×2、盘', quantity: '3', shipBy: '11月27日 16:00', trackingState: '杭州转运中心', courierHotline: '95338' })
    expect(templateValues(facts, 'en')).toMatchObject({ items: '杯×2, 盘', shipBy: '27 Nov, 16:00' })
  })
})
