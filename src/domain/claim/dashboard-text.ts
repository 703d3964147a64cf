import { HOUR, MINUTE } from '../clock/duration'
import { formatMoney, type Locale } from '../money/money'
import type { Unit } from '../report/table-view'

/** A figure as people read it: money with its sign, a share as a percentage with one decimal, days with a half; nothing as a dash. */
export function figureText(value: string | number | null, unit: Unit, { locale, currency }: { readonly locale: Locale; readonly currency: string }): string {
  if (value === null) return '—'
  if (typeof value === 'string') return value
  switch (unit) {
    case 'money':
      return formatMoney(value, currency, locale)
    case 'share':
      return `${(Math.round(value * 1000) / 10).toFixed(1)}%`
    case 'duration':
      return durationText(value, locale)
    case 'score':
      return (Math.round(value * 10) / 10).toFixed(1)
    default:
      return String(value)
  }
}

/** Days of more than this many hours are easier to read than hours. */
const HOURS_AT_MOST = 72

/** A length of time as people say it: seconds, minutes, hours with one decimal, days with one decimal. */
export function durationText(ms: number, locale: Locale): string {
  const [amount, zh, en] = ms < MINUTE ? [Math.round(ms / 1000), '秒', 's'] : ms < HOUR ? [Math.round(ms / MINUTE), '分', 'min'] : ms < HOURS_AT_MOST * HOUR ? [Math.round((ms * 10) / HOUR) / 10, '小时', 'h'] : [Math.round((ms * 10) / (24 * HOUR)) / 10, '天', 'd']
  return `${amount} ${locale === 'zh' ? zh : en}`
}
