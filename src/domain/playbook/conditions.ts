import type { EvidenceSlotId } from '../case/slots'
import type { Status } from '../case/status'
import type { CaseFact, PlaybookFacts } from './facts'
import { CASE_FACTS, instantOf, valueOf } from './facts'

/**
 * What a step looks at (P1). `copied`: one of the step's own templates was copied on this case. `done`: an earlier step is. `value`
 * compares a derived or answered fact: one of `in`, or between `atLeast` and `atMost`, both included; without any of them it only has to be
 * known. `since` measures the time passed since an instant, in ms, from `atLeast` on and up to, but not including, `under`; unknown instants never hold.
 * `dated` compares the day of an instant itself, for rules that changed at some time.
 */
export type Condition =
  | { readonly copied: true }
  | { readonly slot: EvidenceSlotId }
  | { readonly status: readonly Status[] }
  | { readonly fact: CaseFact }
  | { readonly done: string }
  | { readonly value: string; readonly in?: readonly (string | number)[]; readonly atLeast?: number; readonly atMost?: number }
  | { readonly since: string; readonly atLeast?: number; readonly under?: number }
  | { readonly dated: string; readonly from?: number; readonly until?: number }
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition }

/** What a condition may ask of its step and of the steps before it. */
export interface ConditionScope {
  readonly templateIds: readonly string[]
  readonly doneSteps: ReadonlySet<string>
}

/** Whether a condition holds for what is known (P1). Never throws; what is not known does not hold. */
export function holds(condition: Condition, scope: ConditionScope, facts: PlaybookFacts): boolean {
  if ('copied' in condition) return scope.templateIds.some((id) => facts.copiedTemplates.includes(id))
  if ('slot' in condition) return facts.slots.includes(condition.slot)
  if ('status' in condition) return condition.status.includes(facts.status)
  if ('fact' in condition) return facts.facts.includes(condition.fact)
  if ('done' in condition) return scope.doneSteps.has(condition.done)
  if ('value' in condition) return valueHolds(condition, facts)
  if ('since' in condition) return sinceHolds(condition, facts)
  if ('dated' in condition) return datedHolds(condition, facts)
  if ('any' in condition) return condition.any.some((inner) => holds(inner, scope, facts))
  if ('all' in condition) return condition.all.every((inner) => holds(inner, scope, facts))
  return !holds(condition.not, scope, facts)
}

function valueHolds(condition: Extract<Condition, { value: string }>, facts: PlaybookFacts): boolean {
  const value = valueOf(facts, condition.value)
  if (value === undefined) return false
  if (condition.in !== undefined && !condition.in.includes(value)) return false
  if (condition.atLeast !== undefined && !(typeof value === 'number' && value >= condition.atLeast)) return false
  return condition.atMost === undefined || (typeof value === 'number' && value <= condition.atMost)
}

function sinceHolds(condition: Extract<Condition, { since: string }>, facts: PlaybookFacts): boolean {
  const at = instantOf(facts, condition.since)
  if (at === undefined) return false
  const passed = facts.now - at
  return passed >= (condition.atLeast ?? 0) && (condition.under === undefined || passed < condition.under)
}

function datedHolds(condition: Extract<Condition, { dated: string }>, facts: PlaybookFacts): boolean {
  const at = instantOf(facts, condition.dated)
  if (at === undefined) return false
  return (condition.from === undefined || at >= condition.from) && (condition.until === undefined || at < condition.until)
}

/** What a condition names outside itself, so that a file can be checked: questions and values, instants, steps. */
export interface Names {
  readonly values: readonly string[]
  readonly instants: readonly string[]
  readonly steps: readonly string[]
}

/** Every name in a condition, nested ones included. */
export function namesIn(condition: Condition): Names {
  if ('value' in condition) return { values: [condition.value], instants: [], steps: [] }
  if ('since' in condition) return { values: [], instants: [condition.since], steps: [] }
  if ('dated' in condition) return { values: [], instants: [condition.dated], steps: [] }
  if ('done' in condition) return { values: [], instants: [], steps: [condition.done] }
  const inner = 'any' in condition ? condition.any : 'all' in condition ? condition.all : 'not' in condition ? [condition.not] : []
  const found = inner.map(namesIn)
  return { values: found.flatMap((one) => one.values), instants: found.flatMap((one) => one.instants), steps: found.flatMap((one) => one.steps) }
}

/** Whether text names a fact that services derive. */
export function isCaseFact(name: string): name is CaseFact {
  return Object.hasOwn(CASE_FACTS, name)
}
