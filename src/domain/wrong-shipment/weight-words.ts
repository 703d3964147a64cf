import type { Locale } from '../money/money'
import { gramsText, type ComparisonReason, type Fit, type SourceResult, type WeightComparison, type WeightSource, type WeightVerdict } from './weight'

/** A weight comparison in words (W4), in both languages: the same on screen, in the evidence picture and in a claim pack. */

interface Words {
  readonly zh: string
  readonly en: string
}

export const WEIGHT_SOURCE_LABELS: Readonly<Record<WeightSource, Words>> = {
  warehouse: { zh: '仓库称重', en: 'Warehouse' },
  courier: { zh: '快递揽收重量', en: "Courier's own weight" },
  buyer: { zh: '买家称重照片', en: "Buyer's scale photo" },
}

export const WEIGHT_VERDICT_LABELS: Readonly<Record<WeightVerdict, Words>> = {
  expected: { zh: '与应发相符', en: 'Consistent with what was expected' },
  sent: { zh: '与实发相符', en: 'Consistent with what was sent' },
  neither: { zh: '与应发、实发都不符', en: 'Consistent with neither' },
  unclear: { zh: '无法判断', en: 'Cannot tell' },
}

const REASONS: Readonly<Record<ComparisonReason, Words>> = {
  agree: { zh: '凡能区分的称重都指向这一结论。', en: 'Every weight that tells the two apart says so.' },
  'nothing-weighed': { zh: '还没有任何称重。', en: 'Nothing was weighed yet.' },
  'nothing-told': { zh: '现有的重量分不出应发与实发。', en: 'The weights that are there do not tell expected from sent.' },
  'after-dispatch': { zh: '出仓时与应发相符，买家处不符：差在出仓以后，查运输和签收。', en: 'It left as expected and differs at the buyer: look at transport and delivery.' },
  contradict: { zh: '几处称重互相矛盾，先复核称重。', en: 'The weights contradict one another: check them first.' },
}

const signed = (grams: number): string => `${grams > 0 ? '+' : ''}${gramsText(grams)}`

function beside({ theoryGrams, offGrams, allowedGrams, fits }: Fit, name: Words, locale: Locale): string {
  return locale === 'zh'
    ? `与${name.zh} ${gramsText(theoryGrams)} 差 ${signed(offGrams)}，${fits ? '在' : '超出'}允差 ±${gramsText(allowedGrams)}${fits ? ' 内' : ''}`
    : `${signed(offGrams)} off ${name.en} ${gramsText(theoryGrams)}, ${fits ? 'within' : 'beyond'} ±${gramsText(allowedGrams)}`
}

const EXPECTED: Words = { zh: '应发', en: 'expected' }
const SENT: Words = { zh: '实发', en: 'sent' }
const UNKNOWN = (name: Words): Words => ({ zh: `${name.zh}重量未知`, en: `weight of what was ${name.en} is unknown` })
const WITHOUT_BOX: Words = { zh: '（不含外箱）', en: ' (without the carton)' }
const TOO_CLOSE: Words = { zh: '应发与实发相差太小，这个重量分不出', en: 'expected and sent are too close for this weight to tell' }

/** One measured weight in a sentence with its figures. */
export function sourceSentence({ source, grams, boxed, expected, sent, reason }: SourceResult, locale: Locale): string {
  const parts = [expected === null ? UNKNOWN(EXPECTED)[locale] : beside(expected, EXPECTED, locale), sent === null ? UNKNOWN(SENT)[locale] : beside(sent, SENT, locale), ...(reason === 'too-close' ? [TOO_CLOSE[locale]] : [])]
  return `${WEIGHT_SOURCE_LABELS[source][locale]} ${gramsText(grams)}${boxed ? '' : WITHOUT_BOX[locale]}${locale === 'zh' ? '：' : ': '}${parts.join(locale === 'zh' ? '；' : '; ')}`
}

/** Why the comparison says what it says: the whole first, then every weight, then what is not known. */
export function weightReasons({ reason, sources, expected, sent }: WeightComparison, locale: Locale): string[] {
  const unknown = [...new Set([...expected.unknown, ...sent.unknown])]
  return [
    REASONS[reason][locale],
    ...sources.map((source) => sourceSentence(source, locale)),
    ...(unknown.length === 0 ? [] : [locale === 'zh' ? `资料里缺单件重量：${unknown.join('、')}` : `No weight in the product list: ${unknown.join(', ')}`]),
  ]
}

/** What goods weigh in theory, as a cell. */
export const theoryText = (goodsGrams: number | null, boxGrams: number, locale: Locale): string =>
  goodsGrams === null ? (locale === 'zh' ? '未知' : 'unknown') : locale === 'zh' ? `${gramsText(goodsGrams + boxGrams)}（商品 ${gramsText(goodsGrams)} + 外箱 ${gramsText(boxGrams)}）` : `${gramsText(goodsGrams + boxGrams)} (goods ${gramsText(goodsGrams)} + carton ${gramsText(boxGrams)})`
