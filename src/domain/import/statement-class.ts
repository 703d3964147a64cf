import type { ClassWord, SignConvention } from './mapping'
import type { StatementLineClass } from './records'

const CLAW = /扣回|冲回|冲销|追回|退回赔款|退赔|回收赔|赔[付款偿]撤销|撤销赔|claw|claim reversal/i
const CLAIM = /理赔|赔付|赔偿|赔款|索赔|认赔|claim|compensation|indemnit/i
const PREMIUM = /保价|保费|保险|特安|declared value|insurance/i
const SURCHARGE = /加收|附加|超区|超长|超重|偏远|改址|改派|转寄|上楼|签单返还|签回单|包装|旺季|资源调节|燃油|仓储|耗材|物料|surcharge|packag|handling|fuel|residential/i
const FREIGHT = /运费|快递费|邮资|中转费|派费|派件|首重|续重|计重费|扫描费|面单|运单费|标快|特快|特惠|freight|shipping|transportation|postage/i
const OTHER = /调整|优惠|折扣|返利|预存|充值|期初|期末|结余|余额|付款|回款|adjustment|discount|payment/i

/**
 * What the words of a statement line say about it, or null when they say nothing (spec M1).
 * @param own words of the mapping, tried first; letters and digits must stand alone, so that `ACC` is not found in `account`
 */
export function classFromWords(words: string, own: readonly ClassWord[] = []): StatementLineClass | null {
  if (words === '') return null
  for (const { text, lineClass } of own) if (standsAlone(words.toLowerCase(), text.toLowerCase())) return lineClass
  if (CLAW.test(words)) return 'claw-back'
  if (CLAIM.test(words)) return 'claim-credit'
  if (PREMIUM.test(words)) return 'premium'
  if (SURCHARGE.test(words)) return 'surcharge'
  if (OTHER.test(words)) return 'other'
  if (FREIGHT.test(words)) return 'freight'
  return null
}

function standsAlone(words: string, text: string): boolean {
  for (let at = words.indexOf(text); at >= 0; at = words.indexOf(text, at + 1)) {
    if (!/[a-z0-9]/.test(words[at - 1] ?? '') && !/[a-z0-9]/.test(words[at + text.length] ?? '')) return true
  }
  return false
}

export interface LineFacts {
  /** Fee type and memo of the row, together. */
  words: string
  /** Header of the amount column. */
  header: string
  /** Amount with the sign of the file, cents. */
  fileAmountCents: number
  nature: 'claim-list' | 'freight-bill'
  sign: Exclude<SignConvention, 'auto'>
  /** Class that the mapping gives to this column. */
  fixed: StatementLineClass | null
  /** Words of the mapping for a class. */
  own?: readonly ClassWord[] | undefined
  /** What a negative charge is that says nothing. */
  negative?: 'claim' | 'reversal' | undefined
}

/**
 * Class and shop-side amount of one statement line (spec M1; positive = money for the shop). Words of the row win, then the
 * column's class or header, then the nature of the file: a claim list holds claims, a freight bill charges, and a negative
 * line of a freight bill that says nothing else is a claim netted in. A claim that takes money back is a claw-back.
 */
export function classifyStatementLine(facts: LineFacts): { lineClass: StatementLineClass; amountCents: number } {
  const said = classFromWords(facts.words, facts.own)
  let lineClass = said
  if (facts.fixed !== null && lineClass !== 'claw-back' && (lineClass !== 'claim-credit' || facts.fixed !== 'freight')) {
    lineClass = facts.fixed
  }
  lineClass ??= classFromWords(facts.header) ?? null
  const netted = said === null && facts.negative !== 'reversal'
  if (facts.nature === 'freight-bill' && netted && facts.fileAmountCents < 0 && facts.sign === 'charge') lineClass = 'claim-credit'
  lineClass ??= facts.nature === 'claim-list' ? 'claim-credit' : 'freight'
  const amountCents = shopSide(facts, lineClass)
  if (lineClass === 'claim-credit' && amountCents < 0) return { lineClass: 'claw-back', amountCents }
  if (lineClass === 'claw-back' && amountCents > 0) return { lineClass: 'claim-credit', amountCents }
  return { lineClass, amountCents }
}

function shopSide(facts: LineFacts, lineClass: StatementLineClass): number {
  const raw = facts.fileAmountCents
  if (raw === 0) return 0
  if (facts.sign === 'credit') return raw
  if (facts.sign === 'charge') return -raw
  if (lineClass === 'claim-credit') return raw
  if (lineClass === 'claw-back') return -Math.abs(raw)
  return -raw
}

const CLAIM_HEADER = /赔|claim|compensation/i
const CHARGE_HEADER = /运费|应付|应收|快递费|邮资|费用|总费|中转费|派费|charge|freight|postage|cost/i
const CREDIT_HEADER = /收入|贷方|入账|退款|返款|credit/i
const BILL_HEADERS = /重量|计费|计重|运费|快递费|邮资|目的地|目的省|到件|寄达|寄件地|产品类型|首重|续重|weight|zone|service/i

/** What the headers tell about a file whose mapping leaves it open. `sign` null: only the rows can tell. */
export function senseFromHeaders(
  headers: readonly string[], amountHeader: string, hasFeeType: boolean,
): { nature: 'claim-list' | 'freight-bill'; sign: Exclude<SignConvention, 'auto'> | null } {
  if (CLAIM_HEADER.test(amountHeader)) return { nature: 'claim-list', sign: 'credit' }
  const bill = headers.some((header) => BILL_HEADERS.test(header))
  const nature = bill || CHARGE_HEADER.test(amountHeader) ? 'freight-bill' : 'claim-list'
  if (CREDIT_HEADER.test(amountHeader)) return { nature, sign: 'credit' }
  if (hasFeeType) return { nature, sign: null }
  return { nature, sign: nature === 'freight-bill' ? 'charge' : 'credit' }
}

/** Counts signs by class over a file and says which way its amounts run. */
export class SignTally {
  private readonly claims = { up: 0, down: 0 }
  private readonly charges = { up: 0, down: 0 }

  add(words: string, fileAmountCents: number): void {
    if (fileAmountCents === 0) return
    const found = classFromWords(words)
    if (found === null || found === 'other') return
    if (found === 'claw-back') return
    const side = found === 'claim-credit' ? this.claims : this.charges
    if (fileAmountCents > 0) side.up += 1
    else side.down += 1
  }

  decide(nature: 'claim-list' | 'freight-bill'): Exclude<SignConvention, 'auto'> {
    const { claims, charges } = this
    if (claims.down > claims.up) return 'charge'
    if (charges.down > charges.up) return 'credit'
    if (claims.up > 0) return charges.up > 0 ? 'by-class' : 'credit'
    if (charges.up > 0) return 'charge'
    return nature === 'freight-bill' ? 'charge' : 'credit'
  }
}
