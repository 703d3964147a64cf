/** Lists that are edited as lines of text: a courier's rate card (O2, C7) and what a shop's flags mean (C6). Pure. */
import type { CourierRate } from '../../../contract/masters'
import { readGrams } from '../../../domain/import/record-reader'
import { formatCents, parseMoney } from '../../ui/format'

interface LineProblem<W extends string> {
  readonly line: number
  readonly what: W
}

const weight = (grams: number): string => (grams >= 1000 ? `${grams / 1000}kg` : `${grams}g`)
const plainCents = (cents: number): string => formatCents(cents).replaceAll(',', '')
const filled = (text: string): (readonly [number, string])[] => text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [[at + 1, line.trim()] as const]))

export function ratesText(rates: readonly CourierRate[]): string {
  return rates.map(({ area, firstGrams, firstCents, stepGrams, stepCents }) => [area, weight(firstGrams), plainCents(firstCents), ...(stepGrams === 0 ? [] : [weight(stepGrams), plainCents(stepCents)])].join(' ')).join('\n')
}

/** `浙江 1kg 8 1kg 2`: area, first weight, its price, further weight, its price; the last two may be left out for a flat price. */
function readRate(line: string): CourierRate | null {
  const words = line.split(/[\s,，、\t]+/)
  if (words.length !== 3 && words.length !== 5) return null
  const [area = '', first = '', firstPrice = '', step = '', stepPrice = ''] = words
  const firstGrams = readGrams(first, '')
  const firstCents = parseMoney(firstPrice)
  const stepGrams = step === '' ? 0 : readGrams(step, '')
  const stepCents = stepPrice === '' ? 0 : parseMoney(stepPrice)
  if (area === '' || firstGrams === null || firstGrams < 1 || firstCents === null || firstCents < 0 || stepGrams === null || stepCents === null || stepCents < 0) return null
  return { area, firstGrams, firstCents, stepGrams, stepCents }
}

/** The first line that is no rate or repeats an area; null when all are fine. */
export function ratesProblem(text: string): LineProblem<'badRate'> | null {
  const areas = new Set<string>()
  for (const [line, words] of filled(text)) {
    const rate = readRate(words)
    if (rate === null || areas.has(rate.area)) return { line, what: 'badRate' }
    areas.add(rate.area)
  }
  return null
}

export const readRates = (text: string): CourierRate[] => filled(text).flatMap(([, words]) => readRate(words) ?? [])

export const legendText = (legend: Readonly<Record<string, string>>): string =>
  Object.entries(legend)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([flag, words]) => `${flag} ${words}`)
    .join('\n')

const flagLine = (line: string): readonly [string, string] | null => {
  const match = /^(10|\d)[\s:：]+(\S.{0,19})$/.exec(line)
  return match?.[1] === undefined || match[2] === undefined ? null : [match[1], match[2].trim()]
}

/** The first line that names no flag or one that was named before; null when all are fine. */
export function flagsProblem(text: string): LineProblem<'badFlag'> | null {
  const flags = new Set<string>()
  for (const [line, words] of filled(text)) {
    const found = flagLine(words)
    if (found === null || flags.has(found[0])) return { line, what: 'badFlag' }
    flags.add(found[0])
  }
  return null
}

export const readLegend = (text: string): Record<string, string> => Object.fromEntries(filled(text).flatMap(([, words]) => { const found = flagLine(words); return found === null ? [] : [found] }))
