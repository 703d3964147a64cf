import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'

/** What a reply may name that leads away from the platform (T6). */
export const CONTACT_RULES = ['messenger', 'phone', 'link', 'transfer'] as const
export type ContactRule = (typeof CONTACT_RULES)[number]

/** `block`: such a reply is not copied; `warn`: it is marked; `allow`: it is not looked for. */
export const ALLOWANCES = ['block', 'warn', 'allow'] as const
export type Allowance = (typeof ALLOWANCES)[number]

export interface PlatformAllowance extends Readonly<Record<ContactRule, Allowance>> {
  /** Hosts of the platform itself; their sub-domains count too. */
  readonly hosts: readonly string[]
}

/** Words that do not belong in a reply. The words are of either language; the better ones are taken in the language of the word found. */
export interface Phrase {
  readonly rule: 'forbidden' | 'promise'
  readonly words: readonly string[]
  /** Longer words that hold one of `words` and are fine. */
  readonly except: readonly string[]
  readonly reason: Label
  readonly better: Label | null
}

/** A part of the calming sequence (P8). `cues`: words of either language that show that a reply has it; none: it is not checked. */
export interface CalmingPart {
  readonly title: Label
  readonly example: Label
  readonly cues: readonly string[]
}

/** The parts in the order in which a buyer should read them. */
export const CALMING_PARTS = ['acknowledge', 'apologise', 'now', 'when'] as const
export type CalmingPartId = (typeof CALMING_PARTS)[number]

export interface CalmingPolicy extends Readonly<Record<CalmingPartId, CalmingPart>> {
  /** Kinds of case whose replies are checked; those to a difficult buyer are always. */
  readonly kinds: readonly KindId[]
  /** Shorter replies (characters) are part of a talk that has begun, and are not checked. */
  readonly fromLength: number
}

export interface BuyerType {
  readonly id: string
  readonly name: Label
  readonly signs: Label
  readonly answer: Label
  readonly avoid: Label
}

/** resources/policies/coach.yaml (P8, T6). That no benefit is offered for a review is no part of it: nobody can switch it off (E1). */
export interface CoachPolicy {
  readonly platforms: Readonly<Record<string, PlatformAllowance>>
  readonly otherPlatforms: PlatformAllowance
  readonly phrases: readonly Phrase[]
  readonly calming: CalmingPolicy
  readonly buyerTypes: readonly BuyerType[]
}
