import type { Label } from '../case/lists'
import { variableOf, type TemplateVariableName } from './variables'

/**
 * A template body (T1) is text with
 *
 *   {{buyer}}                                        a value of the case
 *   {{?day|哪天|今天/明天*}}                          something that the agent fills in: choices, `*` behind the one that is set already
 *   {{?fee|费用|@amount}}  {{?day|哪天|@date}}  {{?why|原因|@text=缺货}}   a typed fill-in, behind `=` what is set already
 *   {{#if waybill}}…{{else}}…{{/if}}                 what depends on whether the case has a value; nested twice at most
 *
 * It is parsed once into parts, and values are put between the parts, never parsed again: text of a buyer that looks like a placeholder
 * stays plain text.
 */
export const FILL_IN_TYPES = ['text', 'amount', 'date'] as const
export type FillInType = (typeof FILL_IN_TYPES)[number]

export interface FillIn {
  readonly name: string
  readonly label: string
  readonly choices: readonly string[]
  readonly input: FillInType
  /** What is set until a person changes it; null: nothing. */
  readonly preset: string | null
}

export type TemplatePart =
  | { readonly type: 'text'; readonly source: string }
  | { readonly type: 'variable'; readonly source: string; readonly name: TemplateVariableName }
  | ({ readonly type: 'fill-in'; readonly source: string } & FillIn)
  | { readonly type: 'if'; readonly source: string; readonly name: TemplateVariableName }
  | { readonly type: 'else'; readonly source: string }
  | { readonly type: 'end'; readonly source: string }

export const PROBLEM_CODES = {
  'unknown-variable': { zh: '没有这个变量', en: 'unknown variable' },
  'bad-fill-in': { zh: '填空要写成 {{?名字|提示|选项/选项}}、{{?名字|提示|@amount}}、@date 或 @text', en: 'a fill-in is written {{?name|label|choice/choice}} or {{?name|label|@amount}}, @date, @text' },
  'not-closed': { zh: '占位符没有写完，缺 }}', en: 'a placeholder is not closed' },
  'stray-close': { zh: '多了一个 }}', en: 'a placeholder is closed that was not opened' },
  'if-not-closed': { zh: '条件没有用 {{/if}} 结束', en: 'a condition is not closed by {{/if}}' },
  'no-if': { zh: '前面没有 {{#if …}}', en: 'there is no {{#if …}} before this' },
  'second-else': { zh: '一个条件里只能有一个 {{else}}', en: 'a condition has one {{else}} only' },
  'too-deep': { zh: '条件最多套两层', en: 'conditions stand in each other at most twice' },
} as const satisfies Record<string, Label>
export type ProblemCode = keyof typeof PROBLEM_CODES

export interface TemplateProblem {
  /** Offset in the body, in UTF-16 units. */
  readonly at: number
  readonly source: string
  readonly code: ProblemCode
}

export interface ParsedTemplate {
  readonly parts: readonly TemplatePart[]
  /** In the order of the body. Whatever is listed here stays in the text as written; a template with problems is refused. */
  readonly problems: readonly TemplateProblem[]
}

/** Conditions that may be open at once. */
const DEEPEST = 2
const FILL_IN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/

interface OpenIf {
  readonly at: number
  /** Place among the parts. */
  readonly index: number
  elseIndex: number | null
}

/** Splits a body into parts. The sources of all parts joined are the body, to the character. */
export function parseTemplate(body: string): ParsedTemplate {
  const parts: TemplatePart[] = []
  const problems: TemplateProblem[] = []
  const open: OpenIf[] = []
  /** A condition that is not one after all stays as text. */
  const asText = (index: number): void => {
    const part = parts[index]
    if (part !== undefined) parts[index] = { type: 'text', source: part.source }
  }
  const accept = (part: Structured, at: number): void => {
    const code = structureProblem(part, open)
    if (code !== null) {
      problems.push({ at, source: part.source, code })
      parts.push({ type: 'text', source: part.source })
      return
    }
    const last = open.at(-1)
    if (part.type === 'if') open.push({ at, index: parts.length, elseIndex: null })
    else if (part.type === 'else' && last !== undefined) last.elseIndex = parts.length
    else if (part.type === 'end') open.pop()
    parts.push(part)
  }
  for (const { at, source, kind } of tokens(body)) {
    if (kind === 'text') {
      const stray = source.indexOf('}}')
      if (stray !== -1) problems.push({ at: at + stray, source: '}}', code: 'stray-close' })
      parts.push({ type: 'text', source })
      continue
    }
    const part = kind === 'cut' ? 'not-closed' : placeholder(source)
    if (typeof part === 'string') {
      problems.push({ at, source, code: part })
      parts.push({ type: 'text', source })
    } else if (part.type === 'variable' || part.type === 'fill-in' || part.type === 'text') parts.push(part)
    else accept(part, at)
  }
  for (const { at, index, elseIndex } of open) {
    problems.push({ at, source: parts[index]?.source ?? '', code: 'if-not-closed' })
    asText(index)
    if (elseIndex !== null) asText(elseIndex)
  }
  return { parts: joined(parts), problems: problems.sort((a, b) => a.at - b.at) }
}

type Structured = Extract<TemplatePart, { type: 'if' | 'else' | 'end' }>

function structureProblem(part: Structured, open: readonly OpenIf[]): ProblemCode | null {
  if (part.type === 'if') return open.length >= DEEPEST ? 'too-deep' : null
  if (open.length === 0) return 'no-if'
  return part.type === 'else' && open.at(-1)?.elseIndex != null ? 'second-else' : null
}

function* tokens(body: string): Generator<{ readonly at: number; readonly source: string; readonly kind: 'text' | 'placeholder' | 'cut' }> {
  let at = 0
  while (at < body.length) {
    const open = body.indexOf('{{', at)
    if (open !== at) yield { at, source: open === -1 ? body.slice(at) : body.slice(at, open), kind: 'text' }
    if (open === -1) return
    const close = body.indexOf('}}', open + 2)
    if (close === -1) {
      yield { at: open, source: body.slice(open), kind: 'cut' }
      return
    }
    yield { at: open, source: body.slice(open, close + 2), kind: 'placeholder' }
    at = close + 2
  }
}

function placeholder(source: string): TemplatePart | ProblemCode {
  const inner = source.slice(2, -2).trim()
  if (inner.startsWith('?')) return fillIn(source, inner.slice(1))
  if (inner === 'else') return { type: 'else', source }
  if (inner === '/if') return { type: 'end', source }
  const condition = /^#if\s+(.+)$/.exec(inner)
  const name = variableOf(condition?.[1] ?? inner)
  if (name === null) return 'unknown-variable'
  return { type: condition === null ? 'variable' : 'if', source, name }
}

function fillIn(source: string, inner: string): TemplatePart | ProblemCode {
  const [name = '', label = '', third = '', ...more] = inner.split('|').map((piece) => piece.trim())
  if (!FILL_IN_NAME.test(name) || label === '' || more.length > 0) return 'bad-fill-in'
  const typed = /^@([a-z]+)(?:=(.*))?$/su.exec(third)
  if (typed !== null) {
    const input = FILL_IN_TYPES.find((type) => type === typed[1])
    return input === undefined ? 'bad-fill-in' : { type: 'fill-in', source, name, label, choices: [], input, preset: typed[2]?.trim() || null }
  }
  const choices = third.split('/').map((choice) => choice.trim()).filter((choice) => choice !== '')
  const isSet = (choice: string): boolean => choice.length > 1 && choice.endsWith('*')
  const plain = (choice: string): string => (isSet(choice) ? choice.slice(0, -1).trim() : choice)
  if (choices.filter(isSet).length > 1) return 'bad-fill-in'
  const preset = choices.find(isSet)
  return { type: 'fill-in', source, name, label, choices: choices.map(plain), input: 'text', preset: preset === undefined ? null : plain(preset) }
}

/** Neighbouring texts become one. */
function joined(parts: readonly TemplatePart[]): TemplatePart[] {
  const result: TemplatePart[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.type === 'text' && last?.type === 'text') result[result.length - 1] = { type: 'text', source: last.source + part.source }
    else result.push(part)
  }
  return result
}
