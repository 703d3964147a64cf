import { defineStore } from 'pinia'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { Template } from '../../../contract/templates'
import type { Label } from '../../../domain/case/lists'
import { readFillIn } from '../../../domain/template/fill-ins'
import { toLocal } from '../../../domain/clock/zone'
import { replyLanguage } from '../../../domain/reply/language'
import { renderTemplate, type OpenPlaceholder, type RenderedTemplate } from '../../../domain/template/render'
import { buildTemplateIndex, weighUses } from '../../../domain/template/search'
import type { TemplateLanguage } from '../../../domain/template/variables'
import { formatMoney } from '../../../domain/money/money'
import { locale } from '../../i18n'
import { generation, rpc, toUserError, useActiveCase, useChanges, zoneOf, type UserError } from '../../rpc'
import { templateItems, type TemplateItem } from './template-list'

type Values = Readonly<Record<string, string>>

/** Something to fill in: what stands there now, how it reads in the reply, and what is wrong with it. */
export interface FillInField extends OpenPlaceholder {
  readonly key: string
  readonly given: string
  readonly value: string | null
  readonly problem: Label | null
}

/** The templates, what is searched among them, and what was typed into the one at hand (T1, T2). */
export const useTemplates = defineStore('templates', () => {
  const active = useActiveCase()
  const list = shallowRef<readonly Template[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<UserError | null>(null)
  const query = ref('')
  const chosen = shallowRef<{ readonly caseId: string | null; readonly language: TemplateLanguage } | null>(null)
  const facts = shallowRef<{ readonly caseId: string; readonly language: TemplateLanguage; readonly values: Values } | null>(null)
  /** what a person typed for this case, by `keyOf` */
  const typed = reactive(new Map<string, string>())
  /** the template whose copying was refused just now: its open fields are marked */
  const refusedId = shallowRef<string | null>(null)
  // not reactive: a row must not move under the cursor because it was copied
  const usage = new Map<string, number>()
  let asked: Promise<void> | null = null

  async function read(): Promise<void> {
    try {
      list.value = await rpc.templates.index()
      for (const template of list.value) usage.set(template.id, weighUses(template.useCount, template.ownUseCount))
      loaded.value = true
      error.value = null
    } catch (thrown) {
      asked = null
      error.value = toUserError(thrown)
      throw thrown
    }
  }
  /** Reads the templates once; again after a failure or a new background process. */
  function load(): Promise<void> {
    asked ??= read()
    return asked
  }
  /** As `load` for a place that shows `error` itself; anything else than a refused read goes on to the caller. */
  async function tryLoad(): Promise<void> {
    try {
      await load()
    } catch (thrown) {
      if (error.value === null) throw thrown
    }
  }
  watch(generation, () => {
    asked = null
  })
  // somebody saved in the library (T5): the list is read anew, once it was read at all
  useChanges(['team_template'], () => {
    if (asked === null) return
    asked = null
    void tryLoad()
  })

  const index = computed(() => buildTemplateIndex(list.value))
  const byId = computed(() => new Map(list.value.map((template) => [template.id, template])))
  const language = computed<TemplateLanguage>(() => {
    if (chosen.value !== null && chosen.value.caseId === active.id) return chosen.value.language
    // it follows the buyer; only where there is none it is that of the window
    const { detail } = active
    return detail === null ? (locale.value === 'en' ? 'en' : 'zh') : replyLanguage(detail.platform, detail.currency)
  })
  /** For this case; the next one begins with its own language again. */
  function chooseLanguage(next: TemplateLanguage): void {
    chosen.value = { caseId: active.id, language: next }
  }

  const context = computed(() => {
    const { detail } = active
    if (active.id === null || detail === null) return null
    return { platform: detail.platform, kind: detail.kind, stepId: detail.step?.stepId ?? null, stepTemplateIds: detail.step?.templateIds ?? [] }
  })
  const contextKey = computed(() => JSON.stringify(context.value))
  function itemsFor(text: string): TemplateItem[] {
    return templateItems({ templates: list.value, index: index.value, query: text, context: context.value, usage })
  }
  // a case that is read again with the same step leaves the list as it is
  const browsed = shallowRef<TemplateItem[]>([])
  watch([list, contextKey], () => (browsed.value = itemsFor('')), { immediate: true })
  const items = computed(() => (query.value.trim() === '' ? browsed.value : itemsFor(query.value)))

  /** The case's values in the language of the reply, asked anew. */
  async function readFacts(): Promise<Values> {
    const caseId = active.id
    const wanted = language.value
    if (caseId === null) return {}
    const values = await rpc.cases.templateFacts({ id: caseId, language: wanted })
    if (active.id === caseId) facts.value = { caseId, language: wanted, values }
    return values
  }
  watch(
    () => [active.current?.id, active.current?.updatedAt, language.value, locale.value] as const,
    ([id]) => {
      if (id !== undefined) void readFacts()
    },
    { immediate: true },
  )
  const values = computed<Values>(() => (facts.value?.caseId === active.id && facts.value.language === language.value ? facts.value.values : {}))

  const bodyOf = (template: Template): string => (language.value === 'en' ? template.bodyEn : template.bodyZh)
  /** A variable means the same in every template of the case; a fill-in belongs to its template. */
  function keyOf(template: Template, name: string, type: OpenPlaceholder['type']): string {
    return type === 'variable' ? `${language.value} ${name}` : `${language.value} ${template.id} ${name}`
  }
  const amounts = computed(() => {
    const found = active.current
    if (found === null) return []
    const asked = found.timeline.flatMap((event) => (event.type === 'payout-asked' && typeof event.data['amountCents'] === 'number' ? [event.data['amountCents']] : []))
    const cents = [...asked.reverse(), found.order?.paidCents ?? 0].filter((one) => one > 0)
    return [...new Set(cents)].map((one) => formatMoney(one, found.currency, language.value))
  })
  /**
   * What the case does not know and a person has to fill in, with what is set already. Where no amount was agreed, the payouts of the case
   * and what the buyer paid are choices; none slips in by itself.
   */
  function fieldsOf(template: Template): readonly FillInField[] {
    return renderTemplate(bodyOf(template), values.value).open.map((one) => {
      const key = keyOf(template, one.name, one.type)
      const given = typed.get(key) ?? one.preset ?? ''
      const choices = one.type === 'variable' && one.name === 'amount' ? amounts.value : one.choices
      return { ...one, choices, key, given, ...readFillIn(one.input, given, fillInContext()) }
    })
  }
  function fillInContext(): { language: TemplateLanguage; currency: string; year: number } {
    const zone = zoneOf(active.detail?.shopId)
    return { language: language.value, currency: active.detail?.currency ?? 'CNY', year: toLocal(zone, Date.now()).year }
  }
  /** The template with the case's values and what was typed; what cannot be read stays open. */
  function render(template: Template, known: Values = values.value): RenderedTemplate {
    const body = bodyOf(template)
    const context = fillInContext()
    const answers = (type: OpenPlaceholder['type']): Record<string, string | null> =>
      Object.fromEntries(
        renderTemplate(body, known)
          .open.filter((one) => one.type === type)
          .map((one) => [one.name, readFillIn(one.input, typed.get(keyOf(template, one.name, type)) ?? one.preset ?? '', context).value]),
      )
    return renderTemplate(body, { ...known, ...answers('variable') }, answers('fill-in'))
  }
  function countUse(id: string): void {
    usage.set(id, (usage.get(id) ?? 0) + weighUses(1, 1))
  }

  watch(
    () => active.id,
    () => {
      typed.clear()
      query.value = ''
      refusedId.value = null
    },
  )

  return { list, loaded, error, load, tryLoad, query, byId, items, browsed, language, chooseLanguage, values, typed, refusedId, readFacts, keyOf, fieldsOf, render, countUse }
})
