import type { ExchangedTemplate, ExchangeProblem, ReadEntry, ReadTemplates, RefusedEntry } from './exchange'
import { parseTemplate, type TemplatePart } from './parse'
import { labelOfVariable, TEMPLATE_VARIABLES, variableOf } from './variables'

/**
 * Matches of espanso, a text expander, as templates (T5). What a match would run (scripts, the shell, the clipboard) is never run: its
 * place becomes one to be filled in. Total: whatever stands in the file, this answers and does not throw.
 */

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const wordsIn = (value: unknown): string | null => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null)
const own = (value: Plain, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const DAY_SECONDS = 86_400
const LONGEST = 10_000

interface Filled {
  readonly text: string
  readonly warning: string | null
}

/** A fill-in in our words; what would end it or part it is said with its full-width twin. */
function fillIn(name: string, label: string, choices: readonly string[] = []): string {
  const letters = name.replaceAll(/[^A-Za-z0-9_]/g, '')
  const id = /^[A-Za-z]/.test(letters) ? letters.slice(0, 40) : `f${letters}`.slice(0, 40)
  const safe = (text: string): string => text.replaceAll('|', '｜').replaceAll('{', '｛').replaceAll('}', '｝').replaceAll(/\s+/g, ' ').trim()
  const options = choices.map((choice) => safe(choice).replaceAll('/', '／')).filter((choice) => choice !== '')
  return `{{?${id}|${safe(label) === '' ? id : safe(label)}${options.length === 0 ? '' : `|${options.join('/')}`}}}`
}

const variable = (name: string): string | null => (Object.hasOwn(TEMPLATE_VARIABLES, name) ? `{{${name}}}` : null)

function choicesOf(values: unknown): string[] {
  if (typeof values === 'string') return values.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  return listOf(values).flatMap((one) => wordsIn(isPlain(one) ? (own(one, 'label') ?? own(one, 'id')) : one) ?? [])
}

/** The words before a field of a form, on its line: what a person is asked. */
function labelOf(layout: string, field: string): string {
  const line = layout.split('\n').find((one) => one.includes(`[[${field}]]`)) ?? ''
  const before = line.slice(0, line.indexOf(`[[${field}]]`))
  return before.slice(before.lastIndexOf(']]') + 1).replace(/^\]/, '').replace(/[:：\s]+$/, '').trim()
}

function formField(layout: string, fields: unknown, name: string): Filled {
  const known = variable(name)
  if (known !== null) return { text: known, warning: null }
  const field = isPlain(fields) ? own(fields, name) : undefined
  const choices = isPlain(field) ? choicesOf(own(field, 'values')) : []
  return { text: fillIn(name, labelOf(layout, name) || name, choices), warning: null }
}

/** What a variable of a match becomes. */
function valueOf(match: Plain, name: string): Filled {
  const params = isPlain(own(match, 'params')) ? (own(match, 'params') as Plain) : {}
  switch (own(match, 'type')) {
    case 'date': {
      const offset = own(params, 'offset')
      if (offset === undefined || offset === 0) return { text: '{{today}}', warning: null }
      if (offset === DAY_SECONDS) return { text: '{{tomorrow}}', warning: null }
      const days = typeof offset === 'number' ? variableOf(`inDays ${offset / DAY_SECONDS}`) : null
      if (days !== null) return { text: `{{${days}}}`, warning: null }
      return { text: variable(name) ?? fillIn(name, name), warning: name }
    }
    case 'choice':
    case 'random': {
      const choices = choicesOf(own(params, own(match, 'type') === 'choice' ? 'values' : 'choices'))
      return { text: fillIn(name, name, choices), warning: null }
    }
    case 'echo': {
      const text = wordsIn(own(params, 'echo')) ?? ''
      return text.includes('{{') || text.includes('}}') ? { text: fillIn(name, name), warning: name } : { text, warning: null }
    }
    default:
      return { text: variable(name) ?? fillIn(name, name), warning: variable(name) === null ? name : null }
  }
}

function byName(list: unknown): Map<string, Plain> {
  return new Map(listOf(list).flatMap((one): [string, Plain][] => {
    const name = isPlain(one) ? wordsIn(own(one, 'name')) : null
    return name === null || !isPlain(one) ? [] : [[name, one]]
  }))
}

/** The text of a match with our placeholders. */
function bodyOf(match: Plain, globals: ReadonlyMap<string, Plain>): { body: string; warnings: string[] } | null {
  const form = wordsIn(own(match, 'form'))
  const warnings: string[] = []
  const note = ({ text, warning }: Filled): string => {
    if (warning !== null && !warnings.includes(warning)) warnings.push(warning)
    return text
  }
  if (form !== null) {
    const fields = own(match, 'form_fields')
    return { body: form.replaceAll(/\[\[\s*([\w.]+)\s*\]\]/g, (_, name: string) => note(formField('', fields, name))), warnings }
  }
  const replace = wordsIn(own(match, 'replace'))
  if (replace === null) return null
  const vars = byName(own(match, 'vars'))
  const body = replace.replaceAll('$|$', '').replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
    const [name = '', field] = path.split('.')
    const found = vars.get(name) ?? globals.get(name)
    if (found === undefined) return note(variable(path) === null ? { text: fillIn(path, path), warning: path } : { text: variable(path) ?? '', warning: null })
    if (own(found, 'type') !== 'form' || field === undefined) return note(valueOf(found, name))
    const params = isPlain(own(found, 'params')) ? (own(found, 'params') as Plain) : {}
    return note(formField(wordsIn(own(params, 'layout')) ?? '', own(params, 'fields'), field))
  })
  return { body, warnings }
}

const triggersOf = (match: Plain): string[] => [own(match, 'trigger'), ...listOf(own(match, 'triggers'))].flatMap((one) => wordsIn(one) ?? [])

function readMatch(match: unknown, place: number, globals: ReadonlyMap<string, Plain>): ReadEntry | RefusedEntry {
  const refused = (problem: ExchangeProblem, about: string, reason: string | null = null): RefusedEntry => ({ place, about, problem, reason })
  if (!isPlain(match)) return refused('espanso-no-text', '')
  const triggers = triggersOf(match)
  const about = wordsIn(own(match, 'label')) ?? triggers[0] ?? wordsIn(own(match, 'regex')) ?? ''
  if (own(match, 'regex') !== undefined) return refused('espanso-trigger', about)
  const read = bodyOf(match, globals)
  if (read === null) return refused('espanso-no-text', about)
  const body = read.body.replaceAll('\r\n', '\n').trim()
  const title = about.trim().slice(0, 200)
  if (body === '' || title === '' || body.length > LONGEST) return refused('espanso-no-text', about)
  const broken = parseTemplate(body).problems[0]
  if (broken !== undefined) return refused('template-broken', about, broken.source.slice(0, 60))
  const words = [...triggers.map((trigger) => trigger.replace(/^[^\p{L}\p{N}]+/u, '')), ...listOf(own(match, 'search_terms')).flatMap((term) => wordsIn(term) ?? [])]
  const tags = [...new Set(words.map((word) => word.trim().slice(0, 60)).filter((word) => word !== '' && word !== title))].slice(0, 50)
  const template: ExchangedTemplate = {
    id: null, layer: 'team', base: null, hidden: false, group: 'opening', titleZh: title, titleEn: title, bodyZh: body, bodyEn: body, kinds: [], step: null, tags, platforms: [], actions: null, imageId: null,
  }
  return { place, about, template, warnings: read.warnings.map((name) => ({ problem: 'espanso-script' as const, about: name })) }
}

/** Parts of an espanso file that hold no matches of their own. */
const OTHERS: readonly [string, ExchangeProblem][] = [['imports', 'espanso-import'], ['filter_title', 'espanso-other'], ['filter_exec', 'espanso-other'], ['filter_class', 'espanso-other']]

/** Reads a parsed espanso file. `placeOf` gives the line of a match by its number from 0, and of a key of the file. */
export function fromEspanso(file: unknown, placeOf: (key: string, index: number | null) => number = (_, index) => (index ?? 0) + 1): ReadTemplates {
  if (!isPlain(file)) return { taken: [], refused: [{ place: 1, about: '', problem: 'espanso-no-text', reason: null }] }
  const globals = byName(own(file, 'global_vars'))
  const taken: ReadEntry[] = []
  const refused: RefusedEntry[] = []
  for (const [key, problem] of OTHERS) {
    const found = own(file, key)
    if (found !== undefined) refused.push({ place: placeOf(key, null), about: listOf(found).map((one) => wordsIn(one) ?? '').join(', ') || key, problem, reason: null })
  }
  listOf(own(file, 'matches')).forEach((match, index) => {
    const read = readMatch(match, placeOf('matches', index), globals)
    if ('template' in read) taken.push(read)
    else refused.push(read)
  })
  return { taken, refused }
}

interface EspansoVar {
  readonly name: string
  readonly type: 'form' | 'date'
  readonly params: Readonly<Record<string, unknown>>
}

export interface EspansoMatch {
  readonly trigger: string
  readonly label: string
  readonly replace: string
  readonly search_terms?: readonly string[]
  readonly vars?: readonly EspansoVar[]
}

const DATE_FORMATS = { zh: '%m月%d日', en: '%d %b' } as const

/** What stands when every value is there: espanso knows no conditions, and its forms ask for every value. */
function withValues(parts: readonly TemplatePart[]): TemplatePart[] {
  const inElse: boolean[] = []
  return parts.filter((part) => {
    if (part.type === 'if') inElse.push(false)
    else if (part.type === 'else') inElse[inElse.length - 1] = true
    else if (part.type === 'end') inElse.pop()
    else return !inElse.includes(true)
    return false
  })
}

const daysAhead = (name: string): number | null => (name === 'today' ? 0 : name === 'tomorrow' ? 1 : name.startsWith('inDays ') ? Number(name.slice('inDays '.length)) : null)

/**
 * A template as matches of espanso, one a language: dates by its own clock, everything else asked for in a form. Of a conditional part goes
 * out what stands when the value is there.
 */
export function toEspanso(template: Pick<ExchangedTemplate, 'id' | 'titleZh' | 'titleEn' | 'bodyZh' | 'bodyEn' | 'tags'>, language: 'zh' | 'en'): EspansoMatch {
  const body = language === 'zh' ? template.bodyZh : template.bodyEn
  const lines = new Map<string, string>()
  const fields: Record<string, { type: 'choice'; values: readonly string[] }> = {}
  const dates = new Map<string, EspansoVar>()
  const replace = withValues(parseTemplate(body).parts).map((part) => {
    if (part.type === 'variable') {
      const days = daysAhead(part.name)
      if (days !== null) {
        const name = part.name.replaceAll(' ', '')
        dates.set(name, { name, type: 'date', params: { format: DATE_FORMATS[language], ...(days === 0 ? {} : { offset: days * DAY_SECONDS }) } })
        return `{{${name}}}`
      }
      lines.set(part.name, `${labelOfVariable(part.name)[language]} [[${part.name}]]`)
      return `{{form1.${part.name}}}`
    }
    if (part.type === 'fill-in') {
      lines.set(part.name, `${part.label} [[${part.name}]]`)
      if (part.choices.length > 0) fields[part.name] = { type: 'choice', values: part.choices }
      return `{{form1.${part.name}}}`
    }
    return part.source
  })
  const form: EspansoVar[] = lines.size === 0 ? [] : [{ name: 'form1', type: 'form', params: { layout: [...lines.values()].join('\n'), ...(Object.keys(fields).length === 0 ? {} : { fields }) } }]
  const vars = [...form, ...dates.values()]
  return {
    trigger: `:${(template.id ?? template.titleEn).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}-${language}`,
    label: language === 'zh' ? template.titleZh : template.titleEn,
    replace: replace.join(''),
    ...(template.tags.length === 0 ? {} : { search_terms: [...template.tags] }),
    ...(vars.length === 0 ? {} : { vars }),
  }
}
