import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTemplate, renderTemplate } from '../../src/domain/template/render'
import { buildTemplateIndex, searchTemplates } from '../../src/domain/template/search'
import { TEMPLATE_VARIABLES } from '../../src/domain/template/variables'

const names = Object.keys(TEMPLATE_VARIABLES)
const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{buyer}}', '}}', '{{', '{{?a|b|c/d}}', '$&', "$'", '\\', '\u202e', '😀'), fc.string())
const value = fc.array(nasty, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')).filter((text) => text.trim() !== '')
const body = fc.array(fc.oneof(nasty, fc.constantFrom(...names).map((name) => `{{${name}}}`), fc.constant('{{?x|什么|甲/乙}}')), { maxLength: 12 }).map((parts) => parts.join(''))

describe('T1: rendering', () => {
  it('T1: the parts of a parsed body are the body, to the character', () => {
    fc.assert(fc.property(body, (text) => {
      expect(parseTemplate(text).parts.map((part) => part.source).join('')).toBe(text)
    }))
  })

  it('T1: no character of text or value is lost, and nothing from a value is expanded', () => {
    fc.assert(
      fc.property(body, fc.dictionary(fc.constantFrom(...names), value), value, (text, vars, x) => {
        const expected = parseTemplate(text).parts.map((part) => {
          if (part.type === 'text') return part.source
          return (part.type === 'variable' ? (Object.hasOwn(vars, part.name) ? vars[part.name] : undefined) : part.name === 'x' ? x : undefined) ?? part.source
        })
        const rendered = renderTemplate(text, vars, { x })
        expect(rendered.text).toBe(expected.join(''))
        expect(rendered.segments.map((segment) => segment.text).join('')).toBe(rendered.text)
      }),
    )
  })

  it('T1: with every placeholder filled nothing is open, whatever the values contain', () => {
    const clean = fc.array(fc.oneof(fc.constantFrom('您好，', 'Dear ', '。'), fc.constantFrom(...names).map((name) => `{{${name}}}`)), { maxLength: 10 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(clean, value, (text, anything) => {
        expect(renderTemplate(text, Object.fromEntries(names.map((name) => [name, anything]))).open).toEqual([])
      }),
    )
  })
})

describe('T2: search', () => {
  const word = fc.constantFrom('破损', '补发', '退款', '快递', '请发照片')
  const pinyin: Record<string, string> = { 破损: 'po sun', 补发: 'bu fa', 退款: 'tui kuan', 快递: 'kuai di', 请发照片: 'qing fa zhao pian' }
  const templates = fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 20 }).map((titles) =>
    titles.map((title, position) => ({
      id: String(position),
      titleZh: title.join(''),
      titleEn: '',
      bodyZh: '',
      bodyEn: '',
      kinds: [],
      step: null,
      tags: [],
      searchKeys: [title.map((part) => pinyin[part]).join(' ')],
      useCount: position % 3,
    })),
  )

  it('T2: the best few are the first of all, for any limit; scores never rise', () => {
    fc.assert(
      fc.property(templates, fc.constantFrom('', 'f', 'b', '发', 'ps', 'kd'), fc.integer({ min: 1, max: 20 }), (list, query, limit) => {
        const index = buildTemplateIndex(list)
        const all = searchTemplates(index, query, { limit: 1000 })
        expect(searchTemplates(index, query, { limit })).toEqual(all.slice(0, limit))
        expect(all.every((hit, position) => position === 0 || hit.score <= (all[position - 1]?.score ?? 0))).toBe(true)
      }),
    )
  })

  it('T2: any query is answered without throwing, and each hit once', () => {
    fc.assert(
      fc.property(templates, fc.string({ unit: 'binary' }), (list, query) => {
        const found = searchTemplates(buildTemplateIndex(list), query).map((hit) => hit.id)
        expect(new Set(found).size).toBe(found.length)
      }),
    )
  })
})
