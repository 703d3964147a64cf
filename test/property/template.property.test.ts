import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LENGTH_UNITS, lengthOf } from '../../src/domain/memo/fit'
import { splitReply } from '../../src/domain/reply/limits'
import { parseTemplate, renderTemplate } from '../../src/domain/template/render'
import { buildTemplateIndex, searchTemplates } from '../../src/domain/template/search'
import { TEMPLATE_VARIABLES } from '../../src/domain/template/variables'

const names = Object.keys(TEMPLATE_VARIABLES)
const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{buyer}}', '}}', '{{', '{{?a|b|c/d}}', '$&', "$'", '\\', '\u202e', '😀'), fc.string())
const value = fc.array(nasty, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')).filter((text) => text.trim() !== '')
/** Without conditions: of those some parts do not apply. */
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
          if (part.type !== 'variable' && part.type !== 'fill-in') return part.source
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

describe('T1: conditions', () => {
  const piece = fc.oneof(nasty, fc.constantFrom('{{#if buyer}}', '{{#if waybill}}', '{{else}}', '{{/if}}', '{{#if nobody}}', '{{buyer}}', '{{?x|什么|@amount}}'))
  const wild = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(''))

  it('T1: any body is parsed to the character, whatever conditions stand in it, and never throws', () => {
    fc.assert(fc.property(wild, (text) => {
      const { parts, problems } = parseTemplate(text)
      expect(parts.map((part) => part.source).join('')).toBe(text)
      for (const { at, source } of problems) expect(text.slice(at, at + source.length)).toBe(source)
      // conditions that are left are whole: each is closed, and has one else at most
      let depth = 0
      for (const part of parts) {
        if (part.type === 'if') depth += 1
        if (part.type === 'end') depth -= 1
        expect(depth).toBeGreaterThanOrEqual(0)
        expect(depth).toBeLessThanOrEqual(2)
      }
      expect(depth).toBe(0)
    }))
  })

  it('T1: a value decides by being there, not by what it says, and is never read as a template', () => {
    fc.assert(fc.property(value, fc.constantFrom('{{waybill}}', '无'), (waybill, inner) => {
      const rendered = renderTemplate(`<{{#if waybill}}${inner}{{else}}没有{{/if}}>`, { waybill })
      expect(rendered.text).toBe(`<${inner === '无' ? '无' : waybill}>`)
      expect(renderTemplate(`<{{#if waybill}}${inner}{{else}}没有{{/if}}>`, {}).text).toBe('<没有>')
    }))
  })
})

describe('T1: parts of a reply', () => {
  const words = fc.array(fc.oneof(fc.constantFrom('您好，', '请看图。', 'Hello. ', 'A1.5 kg', '\n', '👨‍👩‍👧‍👦', '🇨🇳', '！', '…', '”', '长'.repeat(40)), nasty), { maxLength: 30 }).map((parts) => parts.join(''))
  const limit = fc.record({ max: fc.integer({ min: 4, max: 60 }), unit: fc.constantFrom(...LENGTH_UNITS) })

  it('T1: parts joined are the text, each fits, none is empty, and one that fits is left alone', () => {
    fc.assert(fc.property(words, limit, (text, one) => {
      const parts = splitReply(text, one)
      expect(parts.join('')).toBe(text)
      for (const part of parts) expect(lengthOf(part, one.unit)).toBeLessThanOrEqual(one.max)
      if (text !== '') expect(parts.every((part) => part !== '')).toBe(true)
      if (lengthOf(text, one.unit) <= one.max) expect(parts).toEqual([text])
    }))
  })

  it('T1: the bytes of UTF-8 are those of an encoder', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(lengthOf(text, 'utf-8')).toBe(new TextEncoder().encode(text).length)
    }))
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
