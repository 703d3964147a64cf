import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { yamlText } from '../../src/backend/yaml-text'
import { fromTemplateJson, templateJson } from '../../src/contract/template-exchange'
import { CLOCK_EVENTS } from '../../src/domain/clock/policy'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { idsOf, PLATFORMS } from '../../src/domain/case/lists'
import { STATUS_IDS } from '../../src/domain/case/status'
import { parseDuration } from '../../src/domain/clock/duration'
import { dueText } from '../../src/domain/template/due-text'
import { fromEspanso, toEspanso } from '../../src/domain/template/espanso'
import type { ExchangedTemplate } from '../../src/domain/template/exchange'
import { layTemplates, standInId, type LayerRow } from '../../src/domain/template/layers'
import { parseTemplate } from '../../src/domain/template/render'
import { wordingOf } from '../../src/domain/template/rewording'
import { TEMPLATE_GROUPS, type Template } from '../../src/domain/template/template'
import { idsOf as keys } from '../../src/domain/case/lists'

const BASES = ['a', 'b', 'c'] as const
const PEOPLE = ['p', 'q'] as const
const template = (id: string, body: string): Template => ({ id, group: 'opening', titleZh: id, titleEn: id, bodyZh: body, bodyEn: body, kinds: [], step: null, tags: [], platforms: [], actions: null, imageId: null })
const shipped = BASES.map((id) => template(id, `shipped ${id}`))

type Step = { readonly who: string | null; readonly base: string; readonly does: 'save' | 'hide' | 'show' | 'remove'; readonly words: string }
const step: fc.Arbitrary<Step> = fc.record({ who: fc.constantFrom(null, ...PEOPLE), base: fc.constantFrom(...BASES), does: fc.constantFrom('save', 'hide', 'show', 'remove'), words: fc.string({ minLength: 1, maxLength: 4 }) })

describe('T5: layers', () => {
  it('T5: any sequence of saves, hidings and removals gives what a simple model gives', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const rows = new Map<string, LayerRow>()
      /** The model: per person and template the words that a layer says, and whether it hides. */
      const said = new Map<string, { words: string; hidden: boolean }>()
      for (const { who, base, does, words } of steps) {
        const id = standInId(who, base)
        const key = `${who ?? ''}|${base}`
        const before = rows.get(id)
        const held = said.get(key)
        if (does === 'remove') {
          rows.delete(id)
          said.delete(key)
        } else if (does === 'save' || before !== undefined || does === 'hide') {
          const text = does === 'save' ? words : (before?.template.bodyZh ?? `shipped ${base}`)
          rows.set(id, { id, ownerId: who, baseId: base, hidden: does === 'hide', template: template(id, text) })
          said.set(key, { words: does === 'save' ? words : (held?.words ?? `shipped ${base}`), hidden: does === 'hide' })
        }
      }
      for (const person of [null, ...PEOPLE]) {
        const found = layTemplates(shipped, [...rows.values()], person)
        expect(found.map((one) => one.template.id)).toEqual([...BASES])
        for (const { template: one, layer, hidden } of found) {
          const mine = person === null ? undefined : said.get(`${person}|${one.id}`)
          const team = said.get(`|${one.id}`)
          expect([one.bodyZh, layer, hidden]).toEqual(mine ? [mine.words, 'personal', mine.hidden] : team ? [team.words, 'team', team.hidden] : [`shipped ${one.id}`, 'shipped', false])
        }
      }
    }))
  })

  it('T5: own templates and those whose base is gone stand beside, each once', () => {
    const row = (id: string, ownerId: string | null, baseId: string | null): LayerRow => ({ id, ownerId, baseId, hidden: false, template: template(id, id) })
    const rows = [row('own', null, null), row('team:gone', null, 'gone'), row('mine:p:own', 'p', 'own'), row('only-p', 'p', null), row('only-q', 'q', null)]
    expect(layTemplates(shipped, rows, 'p').map(({ template: { id }, layer }) => [id, layer])).toEqual([['a', 'shipped'], ['b', 'shipped'], ['c', 'shipped'], ['own', 'personal'], ['gone', 'team'], ['only-p', 'personal']])
  })
})

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map((text) => text.replaceAll(/[{}]/g, '')).filter((text) => text.trim() !== '' && text === text.trim())
const body = fc.array(fc.oneof(words, fc.constantFrom('{{buyer}}', '{{amount}}', '{{?days|天数|1-2 天/3-5 天}}', '\n', ' ')), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('').trim()).filter((text) => text !== '')
const due = fc.oneof(fc.integer({ min: 1, max: 400 }).map((hours) => `${hours}h`), fc.integer({ min: 0, max: 23 }).map((hour) => `1d@${String(hour).padStart(2, '0')}:00`))
const label = { zh: words, en: words }
const exchanged: fc.Arbitrary<ExchangedTemplate> = fc.record({
  id: fc.option(fc.string({ minLength: 1, maxLength: 40 })),
  layer: fc.constantFrom('shipped', 'team', 'personal'),
  base: fc.option(fc.string({ minLength: 1, maxLength: 40 })),
  hidden: fc.boolean(),
  group: fc.constantFrom(...keys(TEMPLATE_GROUPS)),
  titleZh: words, titleEn: words, bodyZh: body, bodyEn: body,
  kinds: fc.uniqueArray(fc.constantFrom(...KIND_IDS), { maxLength: 3 }),
  step: fc.option(fc.constantFrom('some-step', 'ask-photos')),
  tags: fc.uniqueArray(words, { maxLength: 4 }),
  platforms: fc.uniqueArray(fc.constantFrom(...idsOf(PLATFORMS)), { maxLength: 3 }),
  actions: fc.option(fc.record({
    status: fc.option(fc.record({ status: fc.constantFrom(...STATUS_IDS), ...label, due })),
    memo: fc.option(fc.record(label)),
    events: fc.uniqueArray(fc.constantFrom(...CLOCK_EVENTS), { maxLength: 2 }),
    promise: fc.option(fc.record({ ...label, due })),
  })),
  imageId: fc.option(fc.constant('a'.repeat(64))),
})

describe('T5: exchange', () => {
  it('T5: what goes out as JSON comes back to the letter', () => {
    fc.assert(fc.property(fc.array(exchanged, { maxLength: 5 }), (templates) => {
      const read = fromTemplateJson(JSON.parse(JSON.stringify(templateJson(templates))))
      expect(read?.refused).toEqual([])
      expect(read?.taken.map((one) => one.template)).toEqual(templates)
    }))
  })

  it('T5: anything at all is read as JSON or espanso without throwing, and what is taken has no open mistake', () => {
    const key = fc.constantFrom('matches', 'imports', 'global_vars', 'trigger', 'replace', 'label', 'vars', 'name', 'type', 'params', 'form', 'form_fields', 'search_terms', 'templates', 'format', 'layout', 'fields', 'values', 'choices', 'echo')
    const leaf = fc.oneof(fc.anything({ withNullPrototype: true }), fc.constantFrom('form', 'date', 'choice', 'random', 'echo', '{{x}}', '{{form1.a}}', '[[b]]', '{{', '}}', '$|$', 'reply-templates', 1))
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({ tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(key, tie('tree'), { maxKeys: 5 })) }))
    fc.assert(fc.property(tree, (value) => {
      fromTemplateJson(value)
      for (const { template: one } of fromEspanso(value).taken) {
        expect(parseTemplate(one.bodyZh).problems).toEqual([])
        expect(one.titleZh).not.toBe('')
      }
    }))
    fc.assert(fc.property(fc.array(fc.record({ trigger: leaf, replace: fc.oneof(leaf, body), vars: tree }, { requiredKeys: ['trigger'] })), tree, (matches, globals) => {
      const { taken, refused } = fromEspanso({ matches, global_vars: globals })
      expect(taken.length + refused.length).toBe(matches.length)
      for (const { template: one } of taken) expect(parseTemplate(one.bodyZh).problems).toEqual([])
    }))
  })

  it('T5: of a condition goes out to espanso what stands when the value is there; days ahead are its own dates', () => {
    const out = (body: string): unknown => fromEspanso(parse(yamlText({ matches: [toEspanso({ id: 'a', titleZh: 'a', titleEn: 'a', bodyZh: body, bodyEn: body, tags: [] }, 'zh')] }))).taken[0]?.template.bodyZh
    expect(out('甲{{#if waybill}}乙{{waybill}}{{#if courier}}丙{{else}}丁{{/if}}{{else}}戊{{buyer}}{{/if}}己{{inDays 3}}')).toBe('甲乙{{waybill}}丙己{{inDays 3}}')
  })

  it('T5: a template that went out to espanso and came back asks for the same things in the same order', () => {
    fc.assert(fc.property(exchanged, fc.constantFrom('zh' as const, 'en' as const), (one, language) => {
      const text = yamlText({ matches: [toEspanso(one, language)] })
      const [back] = fromEspanso(parse(text)).taken
      const wanted = language === 'zh' ? one.bodyZh : one.bodyEn
      expect(back?.template.bodyZh).toBe(wanted.replaceAll('\r\n', '\n'))
    }))
  })

  it('T4: a due time in words is read back as the same time', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
      expect(parseDuration(dueText({ afterMs: seconds * 1000 }))).toBe(seconds * 1000)
    }))
    expect(dueText({ days: 1, minute: 605 })).toBe('1d@10:05')
  })

  it('T5: a reply turned back into a wording never gets a placeholder that the template does not have', () => {
    fc.assert(fc.property(fc.string(), body, fc.dictionary(fc.constantFrom('buyer', 'amount', 'waybill'), fc.string({ minLength: 1, maxLength: 8 })), (sent, wording, values) => {
      const { parts, problems } = parseTemplate(wordingOf(sent, wording, values))
      expect(problems).toEqual([])
      const namesIn = (all: typeof parts): string[] => all.flatMap((part) => (part.type === 'variable' || part.type === 'fill-in' ? [part.name] : []))
      const names = new Set(namesIn(parseTemplate(wording).parts))
      for (const name of namesIn(parts)) expect(names).toContain(name)
    }))
  })
})
