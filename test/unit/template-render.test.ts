import { describe, expect, it } from 'vitest'
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
      { type: 'variable', name: 'buyer', label: { zh: '买家', en: 'Buyer' }, choices: [] },
      { type: 'variable', name: 'amount', label: { zh: '金额', en: 'Amount' }, choices: [] },
      { type: 'fill-in', name: 'day', label: { zh: '哪天', en: '哪天' }, choices: ['今天', '明天'] },
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
  ])('T1: %s is a problem (%s) and cannot be copied unless it is only a stray end', (source, code) => {
    expect(parseTemplate(source).problems).toMatchObject([{ code }])
    expect(copyableText(renderTemplate(source, { buyer: 'b' })) === null).toBe(code !== 'stray-close')
  })
})

describe('T1: values from a case', () => {
  const now = Date.parse('2026-11-22T23:30:00+08:00')

  it('T1: formats amounts and days in the zone of the shop', () => {
    const facts = { buyer: '云间客', amountCents: 123450, currency: 'CNY', now, timeZone: 'Asia/Shanghai' }
    expect(templateValues(facts, 'zh')).toEqual({
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
    expect(Object.keys(values)).toEqual(['today', 'tomorrow', 'tomorrowNoon'])
  })

  it('T1: tomorrow is a calendar day, also across the end of daylight saving', () => {
    // 25 hours long: now plus 24 h would still be the same day.
    const facts = { now: Date.parse('2026-10-25T00:15:00+02:00'), timeZone: 'Europe/Berlin' }
    expect(templateValues(facts, 'en')).toMatchObject({ today: '25 Oct', tomorrow: '26 Oct' })
  })
})
