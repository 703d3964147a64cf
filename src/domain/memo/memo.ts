import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'
import type { LengthLimit } from './fit'

/** The memos of the trade (C6): what was changed, how an after-sales case was settled, what was wrong with the goods. */
export const MEMO_KINDS = {
  change: { zh: '改单改址', en: 'Change' },
  'after-sales': { zh: '售后', en: 'After-sales' },
  quality: { zh: '质量', en: 'Quality' },
} as const satisfies Record<string, Label>
export type MemoKind = keyof typeof MEMO_KINDS
export const MEMO_KIND_IDS = Object.keys(MEMO_KINDS) as readonly MemoKind[]

/** Facts that a pattern may name. */
export const MEMO_FACTS = ['reason', 'kind', 'remedy', 'style', 'amount', 'compensation', 'handler', 'staffNo', 'time', 'waybill', 'newWaybill', 'caseNo', 'requester'] as const
export type MemoFact = (typeof MEMO_FACTS)[number]
export type MemoFacts = Readonly<Partial<Record<MemoFact, string | null>>>

/** How one kind of memo is written. `parts` are joined by `separator`; a part whose fact is not known is left out. */
export interface MemoPattern {
  readonly flag: number | null
  readonly separator: string
  readonly parts: { readonly zh: readonly string[]; readonly en: readonly string[] }
  /** Kinds of case that get this memo unless the person chooses another. */
  readonly cases: readonly KindId[]
}

export interface MemoPlatform {
  readonly limit: LengthLimit
  /** Flags that the platform has. */
  readonly flags: readonly number[]
  /** Longest label of a flag in characters; null where the platform has no labels. */
  readonly labelMax: number | null
}

export interface MemoPolicy {
  readonly patterns: Readonly<Record<MemoKind, MemoPattern>>
  readonly platforms: Readonly<Record<string, MemoPlatform>>
  readonly otherPlatforms: MemoPlatform
  /** By the shop's name: what differs there. */
  readonly shops: Readonly<Record<string, Partial<Record<MemoKind, Partial<MemoPattern>>>>>
}

export interface ComposedMemo {
  readonly text: string
  readonly flag: number | null
  /** Facts that the pattern asks for and nobody knows yet. */
  readonly missing: readonly MemoFact[]
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g
const isFact = (name: string): name is MemoFact => (MEMO_FACTS as readonly string[]).includes(name)

/** Placeholders of a part, for checking policy files: those that are facts and those that are not. */
export function factsIn(part: string): { known: MemoFact[]; unknown: string[] } {
  const names = [...part.matchAll(PLACEHOLDER)].map(([, name = '']) => name)
  return { known: names.filter(isFact), unknown: names.filter((name) => !isFact(name)) }
}

/** Values become one line: a line end inside a memo is lost by most platforms. */
const oneLine = (value: string | null | undefined): string => (value ?? '').replaceAll(/\s+/g, ' ').trim()

/** Writes a memo from facts (C6). A part is left out while one of its facts is missing; nothing is invented. */
export function compose(pattern: MemoPattern, language: 'zh' | 'en', facts: MemoFacts): ComposedMemo {
  const missing: MemoFact[] = []
  const parts = pattern.parts[language].flatMap((part) => {
    const lacking = factsIn(part).known.filter((fact) => oneLine(facts[fact]) === '')
    missing.push(...lacking)
    return lacking.length > 0 ? [] : [part.replaceAll(PLACEHOLDER, (_whole, name: string) => (isFact(name) ? oneLine(facts[name]) : ''))]
  })
  return { text: parts.join(pattern.separator), flag: pattern.flag, missing: [...new Set(missing)] }
}

export const PLAYBOOK_MEMO = 'playbook'

const CLAUSE_ENDS = /(?<=[，；,;]\s*)(?![\s，；,;])/u

/**
 * Writes a playbook's line from the values of the case (C6). As in `compose` nothing is invented: a clause whose value is not known is
 * left out, but of the first, which says what the matter is, only the value.
 */
export function composeLine(line: string, values: Readonly<Record<string, string | undefined>>): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = []
  const clauses = line.split(CLAUSE_ENDS).flatMap((clause, index) => {
    const lacking = [...clause.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => oneLine(values[name]) === '')
    missing.push(...lacking)
    if (lacking.length > 0 && index > 0) return []
    const filled = clause.replaceAll(PLACEHOLDER, (_whole, name: string) => oneLine(values[name]))
    return [lacking.length > 0 ? filled.replace(/\s+(?=[，；,;]|$)/u, '') : filled]
  })
  return { text: clauses.join('').replace(/[，；,;\s]+$/u, ''), missing: [...new Set(missing)] }
}

/** The pattern of a kind as the shop has it. */
export function patternOf(policy: MemoPolicy, kind: MemoKind, shopName: string | null): MemoPattern {
  const own = shopName !== null && Object.hasOwn(policy.shops, shopName) ? policy.shops[shopName]?.[kind] : undefined
  return { ...policy.patterns[kind], ...own }
}

/** Limits of a platform, of the others where it is not named. */
export function memoPlatform(policy: MemoPolicy, platform: string): MemoPlatform {
  return (Object.hasOwn(policy.platforms, platform) ? policy.platforms[platform] : undefined) ?? policy.otherPlatforms
}

/** Which memo a case gets by its kind; after-sales where no pattern names it. */
export function memoKindOf(policy: MemoPolicy, kind: KindId): MemoKind {
  return MEMO_KIND_IDS.find((one) => policy.patterns[one].cases.includes(kind)) ?? 'after-sales'
}

export type FlagLegend = Readonly<Record<string, string>>
export interface LegendProblem {
  readonly flag: number
  readonly why: 'no-flag' | 'too-long'
}

/** Entries of a legend that a platform cannot hold: a flag it lacks, a label that is too long. */
export function legendProblems(legend: FlagLegend, platform: MemoPlatform): LegendProblem[] {
  return Object.entries(legend).flatMap(([key, label]): LegendProblem[] => {
    const flag = Number(key)
    if (!platform.flags.includes(flag)) return [{ flag, why: 'no-flag' }]
    return platform.labelMax !== null && [...label].length > platform.labelMax ? [{ flag, why: 'too-long' }] : []
  })
}
