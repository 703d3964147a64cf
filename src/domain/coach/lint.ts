import type { Label } from '../case/lists'
import { findBenefits } from './benefits'
import { afterFirstSentence, calmingParts, languageOf } from './calming'
import { findContacts } from './contacts'
import { plain, squeezed, type PlainText } from './plain'
import type { CoachPolicy, ContactRule, Phrase } from './policy'
import { RULE_WORDS } from './words'

export type FindingRule = ContactRule | 'benefit' | 'forbidden' | 'promise' | 'acknowledge' | 'apologise'

/** A place in a reply that a person should look at. `from` equals `to` where something is missing: there it belongs. */
export interface Finding {
  readonly rule: FindingRule
  /** UTF-16 offsets, end exclusive. */
  readonly from: number
  readonly to: number
  readonly severity: 'block' | 'warn'
  readonly reason: Label
  /** To be put in place of the stretch, in the `language` of the reply; null when nothing can simply be put there. */
  readonly better: Label | null
  readonly language: 'zh' | 'en'
}

export interface LintContext {
  readonly platform: string
  /** Numbers and addresses of this very case, which a reply may hold: order and parcel numbers, the shop's return address. */
  readonly known: readonly string[]
  /** A complaint, a review or a difficult buyer: the reply has to calm. */
  readonly calm: boolean
  /** Whether the fault may be ours: only then an apology is missed. */
  readonly ours: boolean
}

const HAS_CJK = /[\u3400-\u9fff]/u
const isWordChar = (char: string | undefined): boolean => char !== undefined && /^[a-z0-9]$/u.test(char)

/** Where a word stands: Latin ones only as whole words. */
function places(text: string, word: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  for (let from = text.indexOf(word); from >= 0 && word !== ''; from = text.indexOf(word, from + word.length)) {
    const to = from + word.length
    const cut = (isWordChar(word[0]) && isWordChar(text[from - 1])) || (isWordChar(word.at(-1)) && isWordChar(text[to]))
    if (!cut) found.push({ from, to })
  }
  return found
}

function findPhrase({ rule, words, except, reason, better }: Phrase, spaced: PlainText, tight: PlainText): Finding[] {
  const where = (word: string): PlainText => (HAS_CJK.test(word) ? tight : spaced)
  /** Words of the policy are read as the text is. */
  const same = (word: string): string => (HAS_CJK.test(word) ? squeezed(word) : plain(word)).text
  const fine = except.map((word) => ({ text: where(word), at: places(where(word).text, same(word)) }))
  return words.flatMap((word) => {
    const text = where(word)
    return places(text.text, same(word))
      .filter(({ from, to }) => !fine.some((one) => one.text === text && one.at.some((hole) => hole.from <= from && hole.to >= to)))
      .map(({ from, to }): Finding => ({ rule, ...text.original(from, to), severity: 'warn', reason, better, language: HAS_CJK.test(word) ? 'zh' : 'en' }))
  })
}

function missingCalm(text: string, policy: CoachPolicy, context: LintContext): Finding[] {
  const length = [...text.trim()].length
  if (!context.calm || length < policy.calming.fromLength) return []
  const has = new Set(calmingParts(text, policy.calming))
  const language = languageOf(text)
  const missing = (rule: 'acknowledge' | 'apologise', at: number): Finding => ({
    rule, from: at, to: at, severity: 'warn', language, reason: policy.calming[rule].title, better: policy.calming[rule].example,
  })
  return [
    ...(has.has('acknowledge') ? [] : [missing('acknowledge', 0)]),
    ...(has.has('apologise') || !context.ours ? [] : [missing('apologise', has.has('acknowledge') ? afterFirstSentence(text) : 0)]),
  ]
}

/** Stretches of the text that hold something known of the case. */
function knownPlaces(text: string, known: readonly string[]): { from: number; to: number }[] {
  return known.filter((word) => word.length >= 5).flatMap((word) => places(text, word))
}

/** One finding per place: the worse one stands, then the one that covers more. */
function untangle(findings: readonly Finding[]): Finding[] {
  const byWeight = [...findings].sort((a, b) => Number(b.severity === 'block') - Number(a.severity === 'block') || b.to - b.from - (a.to - a.from) || a.from - b.from)
  const kept: Finding[] = []
  for (const one of byWeight) {
    if (!kept.some((other) => one.from < other.to && other.from < one.to)) kept.push(one)
  }
  return kept.sort((a, b) => a.from - b.from || a.to - b.to)
}

/**
 * What is wrong with a reply before it is copied (P8, T6, E1). Findings are sorted by place, lie inside the text and do not overlap.
 * Only contacts that the platform forbids, and benefits for reviews on every platform, block. Never throws.
 */
export function lint(text: string, policy: CoachPolicy, context: LintContext): Finding[] {
  const spaced = plain(text)
  const tight = squeezed(text)
  const allowance = Object.hasOwn(policy.platforms, context.platform) ? (policy.platforms[context.platform] ?? policy.otherPlatforms) : policy.otherPlatforms
  const known = knownPlaces(text, context.known)
  const isKnown = (from: number, to: number): boolean => known.some((one) => one.from <= from && one.to >= to)
  const language = (from: number, to: number): 'zh' | 'en' => languageOf(HAS_CJK.test(text) ? text : text.slice(from, to))
  const contacts = findContacts(spaced, tight, allowance.hosts).flatMap(({ rule, from, to }): Finding[] => {
    const severity = allowance[rule]
    return severity === 'allow' || isKnown(from, to) ? [] : [{ rule, from, to, severity, ...RULE_WORDS[rule], language: language(from, to) }]
  })
  const benefits = findBenefits(spaced, tight).map(({ from, to }): Finding => ({ rule: 'benefit', from, to, severity: 'block', ...RULE_WORDS.benefit, language: language(from, to) }))
  const phrases = policy.phrases.flatMap((phrase) => findPhrase(phrase, spaced, tight))
  return untangle([...contacts, ...benefits, ...phrases, ...missingCalm(text, policy, context)])
}

/** The first finding for which a text may not be copied; undefined when it may. */
export const blocking = (findings: readonly Finding[]): Finding | undefined => findings.find((one) => one.severity === 'block')

/** The text with the better words of a finding, and where they end (UTF-16); null when the finding has none. */
export function takeBetter(text: string, finding: Finding): { readonly text: string; readonly cursor: number } | null {
  if (finding.better === null) return null
  const words = finding.better[finding.language]
  const before = text.slice(0, finding.from)
  const after = text.slice(finding.to)
  const spaced = finding.language === 'en' && finding.from === finding.to
  const insert = `${spaced && /\S$/u.test(before) ? ' ' : ''}${words}${spaced && /^\S/u.test(after) ? ' ' : ''}`
  return { text: before + insert + after, cursor: before.length + insert.length }
}

const given = (parts: readonly (string | null | undefined)[]): string[] => parts.flatMap((part) => (part === null || part === undefined || part.trim() === '' ? [] : [part.trim()]))

/** The numbers of a case that a reply to its buyer may hold. */
export const wordsOfCase = (one: { readonly caseNo: string; readonly orderNo: string | null; readonly waybills: readonly string[] }): string[] => given([one.caseNo, one.orderNo, ...one.waybills])

/** What of a shop's return address a reply may hold. */
export const wordsOfShop = (shop: { readonly returnPhone: string | null; readonly returnAddress: string | null }): string[] => given([shop.returnPhone, shop.returnAddress])
