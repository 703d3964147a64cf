import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { PLATFORMS } from '../../src/domain/case/lists'
import { lint } from '../../src/domain/coach/lint'
import type { PlaybookStep } from '../../src/domain/playbook/playbook'
import { readFillIn } from '../../src/domain/template/fill-ins'
import { copyableText, parseTemplate, renderTemplate } from '../../src/domain/template/render'
import { PARTNER_GROUPS, type Template } from '../../src/domain/template/template'
import { labelOfVariable } from '../../src/domain/template/variables'

const { policy, playbooks, templates } = loadResources(fileURLToPath(new URL('../../resources', import.meta.url)))
const byId = new Map(templates.map((template) => [template.id, template]))
const steps = KIND_IDS.flatMap((kind) => playbooks[kind].steps.map((step) => ({ kind, step, name: `${kind}/${step.id}` })))
const LANGUAGES = ['zh', 'en'] as const
const bodyOf = (template: Template, language: 'zh' | 'en'): string => (language === 'zh' ? template.bodyZh : template.bodyEn)

/** Every variable known as `✓`, every fill-in by its first choice; what is typed is what an agent would write. */
function filled(template: Template, language: 'zh' | 'en', known: boolean): string | null {
  const parts = parseTemplate(bodyOf(template, language)).parts
  const vars = Object.fromEntries(parts.flatMap((part) => (part.type === 'variable' || part.type === 'if' ? [[part.name, known || part.type === 'variable' ? labelOfVariable(part.name)[language] : null]] : [])))
  const conditions = parts.flatMap((part) => (part.type === 'if' ? [part.name] : []))
  const asKnown = known ? vars : Object.fromEntries(Object.entries(vars).filter(([name]) => !conditions.some((one) => one === name)))
  const sample = { text: language === 'zh' ? '如上' : 'as said', amount: '12.50', date: '11-28' }
  const fillIns = Object.fromEntries(
    parts.flatMap((part) => (part.type === 'fill-in' ? [[part.name, part.preset ?? part.choices[0] ?? readFillIn(part.input, sample[part.input], { language, currency: 'CNY', year: 2026 }).value]] : [])),
  )
  return copyableText(renderTemplate(bodyOf(template, language), asKnown, fillIns))
}

describe('T1: the shipped texts', () => {
  it('T1: at least 120, each in both languages, and each can be copied with or without what its conditions ask for', () => {
    expect(templates.length).toBeGreaterThanOrEqual(120)
    for (const template of templates) {
      for (const language of LANGUAGES) {
        for (const known of [true, false]) expect(filled(template, language, known), `${template.id} ${language}`).toMatch(language === 'zh' ? /[\u4e00-\u9fff]/ : /[a-z]/)
      }
    }
  })

  it('T1: every template that a step or a closing names exists in both languages', () => {
    for (const { step, name } of steps) {
      for (const id of step.templateIds) {
        const template = byId.get(id)
        expect([template?.bodyZh, template?.bodyEn].map((body) => (body ?? '').trim() !== ''), `${name} ${id}`).toEqual([true, true])
      }
    }
  })

  it('T1: every step that asks or tells somebody outside suggests a template', () => {
    const OUTSIDE = ['waiting-buyer', 'waiting-courier', 'waiting-platform']
    const talks = ({ suggest, tasks, promise, timers, id }: PlaybookStep): boolean =>
      id === 'wrap-up' || promise !== null || OUTSIDE.includes(suggest?.status ?? '') || tasks.some((task) => task.for === 'courier' || task.for === 'supplier') || timers.some((timer) => timer.on === 'copied')
    // a question alone waits for its answer; what is said then is another step's
    const mute = steps.filter(({ step }) => talks(step) && step.templateIds.length === 0 && step.ask === null && step.action === null)
    expect(mute.map(({ name }) => name)).toEqual([])
  })

  it('T1: no template is out of reach: it belongs to a step, to a kind, or to everybody', () => {
    const suggested = new Set(steps.flatMap(({ step }) => step.templateIds))
    const lost = templates.filter(({ id, kinds, step }) => !suggested.has(id) && kinds.length === 0 && step !== null && !steps.some((one) => one.step.id === step))
    expect(lost.map(({ id }) => id)).toEqual([])
    const known = Object.keys(PLATFORMS)
    for (const { id, platforms } of templates) expect(platforms.filter((platform) => !known.includes(platform)), id).toEqual([])
  })

  it('T2: no step of a kind of any platform suggests a template of one platform first', () => {
    const abroad = (kind: string): boolean => kind.startsWith('ebay-')
    for (const { kind, step, name } of steps) {
      const first = byId.get(step.templateIds[0] ?? '')
      if (first !== undefined && !abroad(kind)) expect(first.platforms, name).toEqual([])
    }
  })

  it('P8, T6: the check finds nothing in any of them, on any of their platforms', () => {
    const found = templates.flatMap((template) =>
      LANGUAGES.flatMap((language) =>
        (template.platforms.length === 0 ? ['taobao', 'pinduoduo', 'jd', 'douyin', 'ebay'] : template.platforms).flatMap((platform) => {
          const text = filled(template, language, true) ?? ''
          return lint(text, policy.coach, { platform, known: [], calm: false, ours: true }).map((one) => `${template.id} ${language} ${platform} ${one.rule}: ${text.slice(one.from, one.to)}`)
        }),
      ),
    )
    expect(found).toEqual([])
  })

  it('P8: every opening to an upset buyer has the parts of the calming sequence', () => {
    const first = steps.filter(({ kind }) => policy.coach.calming.kinds.includes(kind)).flatMap(({ kind }) => playbooks[kind].steps[0]?.templateIds.slice(0, 1) ?? [])
    const found = [...new Set(first)].flatMap((id) =>
      LANGUAGES.flatMap((language) => {
        const template = byId.get(id)
        const text = template === undefined ? '' : (filled(template, language, true) ?? '')
        return lint(text, policy.coach, { platform: 'taobao', known: [], calm: true, ours: true }).map((one) => `${id} ${language} ${one.rule}`)
      }),
    )
    expect(found).toEqual([])
  })

  it('T4: what a template does can be done: a waiting status says what comes next and when', () => {
    const acting = templates.filter(({ actions }) => actions !== null)
    expect(acting.length).toBeGreaterThanOrEqual(8)
    for (const { id, actions } of acting) {
      if (actions?.status == null) continue
      expect([actions.status.zh, actions.status.en].every((words) => words.trim() !== ''), id).toBe(true)
    }
  })

  it('T1: texts to couriers, the warehouse and suppliers stand in a group of their own, so that they answer no buyer', () => {
    const partners = templates.filter(({ group }) => PARTNER_GROUPS.has(group))
    expect(partners.length).toBeGreaterThanOrEqual(10)
    for (const { id } of templates) if (/^(courier|warehouse|supplier|platform|finance)-/.test(id)) expect(partners.map((one) => one.id), id).toContain(id)
  })
})
