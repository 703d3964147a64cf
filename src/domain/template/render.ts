import type { TemplateVariable } from './variables'
import { TEMPLATE_VARIABLES } from './variables'

/**
 * A template body is text with `{{variable}}` and fill-ins `{{?name|label|choice1/choice2}}` (T1). It is parsed once into parts and
 * values are put between the parts, never parsed again: text of a buyer that looks like a placeholder stays plain text.
 */
export type TemplatePart =
  | { readonly type: 'text'; readonly source: string }
  | { readonly type: 'variable'; readonly source: string; readonly name: TemplateVariable }
  | { readonly type: 'fill-in'; readonly source: string; readonly name: string; readonly label: string; readonly choices: readonly string[] }

export interface TemplateProblem {
  /** Offset in the body, in UTF-16 units. */
  readonly at: number
  readonly source: string
  readonly code: 'unknown-variable' | 'bad-fill-in' | 'not-closed' | 'stray-close'
}

export interface ParsedTemplate {
  readonly parts: readonly TemplatePart[]
  /** Whatever is listed here stays in the text as written; a template file with problems is refused. */
  readonly problems: readonly TemplateProblem[]
}

export interface OpenPlaceholder {
  readonly type: 'variable' | 'fill-in'
  readonly name: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly choices: readonly string[]
}

/** A piece of the result: what the page shows plain, marked as filled, or as still open. */
export interface RenderedSegment {
  readonly type: 'text' | 'filled' | 'open'
  readonly text: string
  readonly name: string | null
}

export interface RenderedTemplate {
  readonly text: string
  readonly open: readonly OpenPlaceholder[]
  readonly segments: readonly RenderedSegment[]
}

const FILL_IN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/

/** Splits a body into parts. The sources of all parts joined are the body, to the character. */
export function parseTemplate(body: string): ParsedTemplate {
  const parts: TemplatePart[] = []
  const problems: TemplateProblem[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push({ type: 'text', source: text })
    text = ''
  }
  let at = 0
  while (at < body.length) {
    const open = body.indexOf('{{', at)
    const plain = open === -1 ? body.slice(at) : body.slice(at, open)
    const stray = plain.indexOf('}}')
    if (stray !== -1) problems.push({ at: at + stray, source: '}}', code: 'stray-close' })
    text += plain
    if (open === -1) break
    const close = body.indexOf('}}', open + 2)
    if (close === -1) {
      problems.push({ at: open, source: body.slice(open), code: 'not-closed' })
      text += body.slice(open)
      break
    }
    const source = body.slice(open, close + 2)
    const part = placeholder(source)
    if (typeof part === 'string') {
      problems.push({ at: open, source, code: part })
      text += source
    } else {
      flush()
      parts.push(part)
    }
    at = close + 2
  }
  flush()
  return { parts, problems }
}

/**
 * Fills a body. A value that is missing or blank leaves its placeholder in the text as written and in `open`, each name once.
 * Nothing with an open placeholder may be copied: see `copyableText`.
 */
export function renderTemplate(
  body: string,
  vars: Readonly<Record<string, string | null | undefined>>,
  fillIns: Readonly<Record<string, string | null | undefined>> = {},
): RenderedTemplate {
  const segments: RenderedSegment[] = []
  const open = new Map<string, OpenPlaceholder>()
  const { parts, problems } = parseTemplate(body)
  for (const part of parts) {
    if (part.type === 'text') {
      segments.push({ type: 'text', text: part.source, name: null })
      continue
    }
    const value = valueOf(part.type === 'variable' ? vars : fillIns, part.name)
    if (value === null) open.set(`${part.type} ${part.name}`, toOpen(part))
    segments.push({ type: value === null ? 'open' : 'filled', text: value ?? part.source, name: part.name })
  }
  for (const { source, code } of problems) {
    if (code !== 'stray-close') open.set(`broken ${source}`, { type: 'variable', name: source, label: { zh: source, en: source }, choices: [] })
  }
  return { text: segments.map((segment) => segment.text).join(''), open: [...open.values()], segments }
}

/** The text to copy, or null while a placeholder is open (T1). */
export function copyableText(rendered: RenderedTemplate): string | null {
  return rendered.open.length === 0 ? rendered.text : null
}

function placeholder(source: string): TemplatePart | 'unknown-variable' | 'bad-fill-in' {
  const inner = source.slice(2, -2)
  if (!inner.startsWith('?')) {
    const name = inner.trim()
    return Object.hasOwn(TEMPLATE_VARIABLES, name) ? { type: 'variable', source, name: name as TemplateVariable } : 'unknown-variable'
  }
  const [name = '', label = '', choices = '', ...more] = inner.slice(1).split('|').map((piece) => piece.trim())
  if (!FILL_IN_NAME.test(name) || label === '' || more.length > 0) return 'bad-fill-in'
  return { type: 'fill-in', source, name, label, choices: choices.split('/').map((choice) => choice.trim()).filter((choice) => choice !== '') }
}

/** Own keys only, so that `constructor` and the like never count as values. */
function valueOf(values: Readonly<Record<string, string | null | undefined>>, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : null
  return value == null || value.trim() === '' ? null : value
}

function toOpen(part: Exclude<TemplatePart, { type: 'text' }>): OpenPlaceholder {
  if (part.type === 'variable') return { type: 'variable', name: part.name, label: TEMPLATE_VARIABLES[part.name], choices: [] }
  return { type: 'fill-in', name: part.name, label: { zh: part.label, en: part.label }, choices: part.choices }
}
