import type { Label } from '../case/lists'
import { parseTemplate, type FillInType, type TemplatePart } from './parse'
import { labelOfVariable } from './variables'

export { parseTemplate, PROBLEM_CODES, type ParsedTemplate, type TemplatePart, type TemplateProblem } from './parse'

export interface OpenPlaceholder {
  readonly type: 'variable' | 'fill-in'
  readonly name: string
  readonly label: Label
  readonly choices: readonly string[]
  readonly input: FillInType
  /** What is set until a person changes it; null: nothing. */
  readonly preset: string | null
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

export type Values = Readonly<Record<string, string | null | undefined>>

/**
 * Fills a body. A value that is missing or blank leaves its placeholder in the text as written and in `open`, each name once; what stands
 * in a branch that does not apply is not there at all and does not count. Nothing with an open placeholder may be copied: see
 * `copyableText`.
 */
export function renderTemplate(body: string, vars: Values, fillIns: Values = {}): RenderedTemplate {
  const segments: RenderedSegment[] = []
  const open = new Map<string, OpenPlaceholder>()
  const { parts, problems } = parseTemplate(body)
  for (const part of applying(parts, vars)) {
    if (part.type === 'text') {
      segments.push({ type: 'text', text: part.source, name: null })
      continue
    }
    const value = valueOf(part.type === 'variable' ? vars : fillIns, part.name)
    if (value === null) open.set(`${part.type} ${part.name}`, toOpen(part))
    segments.push({ type: value === null ? 'open' : 'filled', text: value ?? part.source, name: part.name })
  }
  for (const { source, code } of problems) {
    if (code !== 'stray-close') open.set(`broken ${source}`, { type: 'variable', name: source, label: { zh: source, en: source }, choices: [], input: 'text', preset: null })
  }
  return { text: segments.map((segment) => segment.text).join(''), open: [...open.values()], segments }
}

/** The text to copy, or null while a placeholder is open (T1). */
export function copyableText(rendered: RenderedTemplate): string | null {
  return rendered.open.length === 0 ? rendered.text : null
}

type Shown = Exclude<TemplatePart, { type: 'if' | 'else' | 'end' }>

/** The parts that stand in the result: those outside of conditions, and those of the branches that apply. */
function applying(parts: readonly TemplatePart[], vars: Values): Shown[] {
  const shown: Shown[] = []
  /** Of each condition that is open: whether the present branch applies. */
  const branches: boolean[] = []
  for (const part of parts) {
    if (part.type === 'if') branches.push(valueOf(vars, part.name) !== null)
    else if (part.type === 'else') branches.push(branches.pop() === false)
    else if (part.type === 'end') branches.pop()
    else if (branches.every(Boolean)) shown.push(part)
  }
  return shown
}

/** Own keys only, so that `constructor` and the like never count as values. */
function valueOf(values: Values, name: string): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : null
  return value == null || value.trim() === '' ? null : value
}

function toOpen(part: Exclude<Shown, { type: 'text' }>): OpenPlaceholder {
  if (part.type === 'variable') return { type: 'variable', name: part.name, label: labelOfVariable(part.name), choices: [], input: 'text', preset: null }
  const { name, label, choices, input, preset } = part
  return { type: 'fill-in', name, label: { zh: label, en: label }, choices, input, preset }
}
