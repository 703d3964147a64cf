import type { PoolClaim, PoolLine } from './pool'
import type { ComparedFact } from './types'

/** The amounts to be compared, integer cents. */
export interface ComparedAmounts {
  /** What the lines bring (or, negative, take back). */
  readonly cents: number
  /** What the claims lacked before. */
  readonly balanceCents: number
  /** What had been credited before. */
  readonly creditCents: number
}

/**
 * What a line and a claim say, side by side (M2). Only what the line says is compared: a line without a number has no row for it. The
 * day agrees when the claim was filed by it.
 */
export function compareFacts(entry: PoolLine, claim: PoolClaim, amounts: ComparedAmounts): ComparedFact[] {
  const { line } = entry
  const facts: ComparedFact[] = []
  if (line.workOrderNo !== null) {
    facts.push({ what: 'number', line: line.workOrderNo, claim: claim.claim.workOrderNo ?? claim.claim.claimNo, equal: entry.numberKey !== null && claim.numberKeys.includes(entry.numberKey) })
  }
  const waybill = waybillOf(entry)
  if (waybill !== null) {
    const at = entry.waybillKey === null ? -1 : claim.keys.indexOf(entry.waybillKey)
    const listed = entry.listed?.includes(claim) === true
    facts.push({ what: 'waybill', line: waybill, claim: at > 0 ? waybill : claim.claim.waybill, equal: at >= 0 || listed })
  }
  facts.push(...amountFacts(claim, amounts))
  if (line.occurredOn != null) {
    facts.push({ what: 'day', line: line.occurredOn, claim: claim.claim.filedOn, equal: claim.claim.filedOn !== null && claim.claim.filedOn <= line.occurredOn })
  }
  return facts
}

function amountFacts({ claim }: PoolClaim, { cents, balanceCents, creditCents }: ComparedAmounts): ComparedFact[] {
  if (cents < 0) return [{ what: 'credited', line: -cents, claim: creditCents, equal: -cents === creditCents }]
  const facts: ComparedFact[] = [{ what: 'balance', line: cents, claim: balanceCents, equal: cents === balanceCents }]
  if (cents === balanceCents || cents === 0) return facts
  const parts = [
    ['goods', claim.goodsCents],
    ['freight', claim.freightCents],
    ['goods-and-freight', claim.goodsCents + claim.freightCents],
  ] as const
  const part = parts.find(([, partCents]) => partCents === cents)
  if (part !== undefined) facts.push({ what: part[0], line: cents, claim: part[1], equal: true })
  return facts
}

/** What a line says that points at no claim. */
export function lineFacts(entry: PoolLine): ComparedFact[] {
  const { line } = entry
  const facts: ComparedFact[] = []
  if (line.workOrderNo !== null) facts.push({ what: 'number', line: line.workOrderNo, claim: null, equal: false })
  const waybill = waybillOf(entry)
  if (waybill !== null) facts.push({ what: 'waybill', line: waybill, claim: null, equal: false })
  facts.push({ what: 'balance', line: line.amountCents, claim: null, equal: false })
  if (line.occurredOn != null) facts.push({ what: 'day', line: line.occurredOn, claim: null, equal: false })
  return facts
}

/** As the file had it, also when it is damaged: a person has to see what is not guessed. */
function waybillOf({ line }: PoolLine): string | null {
  return line.waybill ?? (line.waybillRaw == null || line.waybillRaw === '' ? null : line.waybillRaw)
}
