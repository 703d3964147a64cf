import { formatMoney, type Locale } from '../money/money'
import type { Unit } from './dashboard-views'

/** A figure as people read it: money with its sign, a share as a percentage with one decimal, days with a half; nothing as a dash. */
export function figureText(value: string | number | null, unit: Unit, { locale, currency }: { readonly locale: Locale; readonly currency: string }): string {
  if (value === null) return '—'
  if (typeof value === 'string') return value
  switch (unit) {
    case 'money':
      return formatMoney(value, currency, locale)
    case 'share':
      return `${(Math.round(value * 1000) / 10).toFixed(1)}%`
    default:
      return String(value)
  }
}
