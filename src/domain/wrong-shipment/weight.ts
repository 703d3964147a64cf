/** Weight comparison (spec W4): what a parcel should weigh by its goods, what was weighed on its way, and what that says. Grams throughout. */

export const WEIGHT_SOURCES = ['warehouse', 'courier', 'buyer'] as const
export type WeightSource = (typeof WEIGHT_SOURCES)[number]

/** A scale is believed within so many grams, or within that part of the weight, whichever is more. */
export interface Tolerance {
  readonly grams: number
  readonly percent: number
}

export interface WeightPolicy {
  readonly tolerance: Readonly<Record<WeightSource, Tolerance>>
  /** Carton and filling, where nobody weighed them. */
  readonly boxGrams: number
  /** A parcel heavier than that is a slip of the pen. */
  readonly mostGrams: number
}

export interface WeighedLine {
  readonly title: string
  readonly sku: string | null
  readonly quantity: number
  /** Null: the product list does not say. */
  readonly unitGrams: number | null
  readonly packagingGrams: number | null
}

export interface Theory {
  /** Goods with their packaging, without the carton; null while one of them is unknown. */
  readonly goodsGrams: number | null
  /** Titles of goods whose weight nobody knows. */
  readonly unknown: readonly string[]
}

/** A weight that was measured; `boxed`: the carton lay on the scale too. */
export interface Measured {
  readonly grams: number
  readonly boxed: boolean
}

export type WeightVerdict = 'expected' | 'sent' | 'neither' | 'unclear'
export type SourceReason = 'fits-one' | 'fits-none' | 'too-close' | 'other-unknown' | 'other-unknown-off' | 'no-theory'
export type ComparisonReason = 'agree' | 'nothing-weighed' | 'nothing-told' | 'after-dispatch' | 'contradict'

/** A measured weight beside one theoretical weight. */
export interface Fit {
  readonly theoryGrams: number
  /** Measured − theory. */
  readonly offGrams: number
  readonly allowedGrams: number
  readonly fits: boolean
}

export interface SourceResult {
  readonly source: WeightSource
  readonly grams: number
  readonly boxed: boolean
  readonly expected: Fit | null
  readonly sent: Fit | null
  readonly verdict: WeightVerdict
  readonly reason: SourceReason
}

export interface WeightComparison {
  readonly expected: Theory
  readonly sent: Theory
  readonly boxGrams: number
  readonly sources: readonly SourceResult[]
  readonly verdict: WeightVerdict
  readonly reason: ComparisonReason
}

/** What goods weigh with their packaging. No goods at all weigh nothing: an empty parcel is its carton. */
export function theoryOf(lines: readonly WeighedLine[]): Theory {
  const unknown = [...new Set(lines.filter(({ quantity, unitGrams }) => quantity > 0 && unitGrams === null).map(({ title }) => title))]
  if (unknown.length > 0) return { goodsGrams: null, unknown }
  return { goodsGrams: lines.reduce((sum, { quantity, unitGrams, packagingGrams }) => sum + quantity * ((unitGrams ?? 0) + (packagingGrams ?? 0)), 0), unknown }
}

/** How far a measured weight may be off a theoretical one. */
export const allowedGrams = (theoryGrams: number, { grams, percent }: Tolerance): number => Math.max(grams, Math.floor((theoryGrams * percent) / 100))

/** W4: whether a measured weight fits a theoretical one. Closer never fits less, and neither does a wider tolerance. */
export function fitOf(measured: number, theoryGrams: number, tolerance: Tolerance): Fit {
  const allowed = allowedGrams(theoryGrams, tolerance)
  const offGrams = measured - theoryGrams
  return { theoryGrams, offGrams, allowedGrams: allowed, fits: Math.abs(offGrams) <= allowed }
}

function judge(expected: Fit | null, sent: Fit | null): { verdict: WeightVerdict; reason: SourceReason } {
  if (expected === null && sent === null) return { verdict: 'unclear', reason: 'no-theory' }
  if (expected?.fits === true && sent?.fits === true) return { verdict: 'unclear', reason: 'too-close' }
  if (expected?.fits === true) return { verdict: 'expected', reason: sent === null ? 'other-unknown' : 'fits-one' }
  if (sent?.fits === true) return { verdict: 'sent', reason: expected === null ? 'other-unknown' : 'fits-one' }
  if (expected === null || sent === null) return { verdict: 'unclear', reason: 'other-unknown-off' }
  return { verdict: 'neither', reason: 'fits-none' }
}

/** What several scales say together: those that tell nothing do not count; where the others differ, nobody can tell. */
function together(sources: readonly SourceResult[]): { verdict: WeightVerdict; reason: ComparisonReason } {
  if (sources.length === 0) return { verdict: 'unclear', reason: 'nothing-weighed' }
  const telling = sources.filter(({ verdict }) => verdict !== 'unclear')
  const [first] = telling
  if (first === undefined) return { verdict: 'unclear', reason: 'nothing-told' }
  if (telling.every(({ verdict }) => verdict === first.verdict)) return { verdict: first.verdict, reason: 'agree' }
  const dispatched = telling.filter(({ source }) => source !== 'buyer')
  const leftWhole = dispatched.length > 0 && dispatched.every(({ verdict }) => verdict === 'expected')
  return { verdict: 'unclear', reason: leftWhole ? 'after-dispatch' : 'contradict' }
}

/** W4: compares what was weighed with what the expected and the sent goods weigh. */
export function compareWeights(
  facts: { readonly expected: readonly WeighedLine[]; readonly sent: readonly WeighedLine[]; readonly measured: Readonly<Partial<Record<WeightSource, Measured | null>>>; readonly boxGrams: number },
  policy: Pick<WeightPolicy, 'tolerance'>,
): WeightComparison {
  const expected = theoryOf(facts.expected)
  const sent = theoryOf(facts.sent)
  const sources = WEIGHT_SOURCES.flatMap((source): SourceResult[] => {
    const measured = facts.measured[source]
    if (measured == null) return []
    const { grams, boxed } = measured
    const fit = ({ goodsGrams }: Theory): Fit | null => (goodsGrams === null ? null : fitOf(grams, goodsGrams + (boxed ? facts.boxGrams : 0), policy.tolerance[source]))
    const [beside, besideSent] = [fit(expected), fit(sent)]
    return [{ source, grams, boxed, expected: beside, sent: besideSent, ...judge(beside, besideSent) }]
  })
  return { expected, sent, boxGrams: facts.boxGrams, sources, ...together(sources) }
}

/** Grams in one unit. */
const UNITS: Readonly<Record<string, number>> = { g: 1, gram: 1, grams: 1, 克: 1, kg: 1000, 千克: 1000, 公斤: 1000, 斤: 500, 两: 50, lb: 453.59237, lbs: 453.59237, oz: 28.349523125 }
const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?`
const PART = new RegExp(String.raw`^${NUMBER}\s*([a-z]+|千克|公斤|克|斤|两)?\s*`)

/**
 * Reads a weight as people write it: `1.25kg`, `350 克`, `2斤3两`, `1,250 g`, full width too. A whole number without a unit is grams; one
 * with decimals and no unit is not guessed at. Answers whole grams, or null for what is no weight.
 */
export function parseWeight(text: string): number | null {
  let rest = text.normalize('NFKC').trim().toLowerCase()
  if (rest === '') return null
  let grams = 0
  let parts = 0
  while (rest !== '') {
    const match = PART.exec(rest)
    if (match === null) return null
    const [whole, number = '', decimals = '', unit] = match
    const factor = unit === undefined ? (decimals === '' && parts === 0 && whole.length === rest.length ? 1 : null) : (UNITS[unit] ?? null)
    if (factor === null) return null
    grams += Number(`${number.replaceAll(',', '')}${decimals}`) * factor
    parts += 1
    rest = rest.slice(whole.length)
  }
  return Number.isFinite(grams) ? Math.round(grams + 1e-9) : null
}

/** `1,250 g`; `1.25 kg` from a kilogram on reads worse beside tolerances of grams, so grams it is. */
export const gramsText = (grams: number): string => `${grams < 0 ? '−' : ''}${String(Math.abs(grams)).replace(/\B(?=(\d{3})+$)/g, ',')} g`
