/** A claim's history in words (L1): pure but for the language that is shown. */
import type { ClaimEvent } from '../../../contract/claim-log'
import { COUNTERPARTIES } from '../../../domain/claim/counterparty'
import { CLAIM_BASES, PAYMENT_ROUTES } from '../../../domain/claim/payment'
import { CLAIM_DEMAND_LABELS } from '../../../domain/courier/policy'
import { formatMoney } from '../../../domain/money/money'
import { pick, t, tMaybe } from '../../i18n'
import { reasonWords, statusWords } from './words'

export interface HistoryWords {
  readonly lead: string
  readonly lines: readonly string[]
}

interface Change {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const isChange = (value: unknown): value is Change => typeof value === 'object' && value !== null && 'field' in value
const changesOf = (data: ClaimEvent['data']): Change[] => (Array.isArray(data['changes']) ? data['changes'].filter(isChange) : [])
type Labels = Readonly<Record<string, { readonly zh: string; readonly en: string }>>
const word = (labels: Labels, id: string): string => (labels[id] ? pick(labels[id]) : id)

const LISTS: Readonly<Record<string, Labels>> = { counterparty: COUNTERPARTIES, basis: CLAIM_BASES, paymentRoute: PAYMENT_ROUTES, demandsMet: CLAIM_DEMAND_LABELS }

/** A value of a field as people read it. */
function valueWords(field: string, value: unknown, currency: string): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'number') return field.endsWith('Cents') ? formatMoney(value, currency) : String(value)
  if (field === 'reason') return reasonWords(text(value))
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map((one) => itemWords(field, one)).join('、')
  return LISTS[field] ? word(LISTS[field], text(value)) : text(value)
}

function itemWords(field: string, one: unknown): string {
  if (typeof one === 'string') return LISTS[field] ? word(LISTS[field], one) : one
  if (typeof one !== 'object' || one === null || !('title' in one)) return ''
  return 'quantity' in one && typeof one.quantity === 'number' ? `${text(one.title)} ×${one.quantity}` : text(one.title)
}

const editLines = (data: ClaimEvent['data'], currency: string): string[] =>
  changesOf(data)
    .filter(({ field }) => field !== 'caseId')
    .map(({ field, from, to }) => t('claims.history.change', { field: tMaybe(`claims.history.fields.${field}`, field), from: valueWords(field, from, currency), to: valueWords(field, to, currency) }))

const said = (key: 'claims.history.why' | 'claims.history.answer' | 'claims.history.workOrder' | 'claims.history.justified' | 'claims.history.fromFile', value: unknown): string[] => (text(value) === '' ? [] : [t(key, { text: text(value) })])
const cents = (data: ClaimEvent['data'], field: string): number | null => (typeof data[field] === 'number' ? data[field] : null)

/** One event: what it was, and its facts line by line. */
export function historyWords({ type, data }: ClaimEvent, currency: string): HistoryWords {
  const amount = cents(data, 'amountCents')
  const money = amount === null ? [] : [formatMoney(amount, currency)]
  switch (type) {
    case 'answered': {
      const [from, to] = [text(data['from']), text(data['to'])]
      const granted = cents(data, 'grantedCents')
      return {
        lead: from === to ? t('claims.history.answered') : t('claims.history.moved', { from: statusWords(from), to: statusWords(to) }),
        lines: [...(granted === null ? [] : [t('claims.history.granted', { amount: formatMoney(granted, currency) })]), ...said('claims.history.workOrder', data['workOrderNo']), ...said('claims.history.answer', data['answer']), ...said('claims.history.fromFile', data['file']), ...said('claims.history.why', data['why'])],
      }
    }
    case 'corrected':
      return { lead: t('claims.history.corrected'), lines: [...editLines(data, currency), ...said('claims.history.why', data['why'])] }
    case 'ticked':
      return { lead: t('claims.history.ticked'), lines: editLines(data, currency) }
    case 'merged':
      return { lead: t('claims.history.merged', { what: [text(data['caseNo']), text(data['waybill']), ...money].filter(Boolean).join(' · ') }), lines: editLines(data, currency) }
    case 'packed':
      return { lead: t('claims.history.packed', { file: text(data['file']) }), lines: [`SHA-256 ${text(data['sha256'])}`, ...(Array.isArray(data['missing']) ? [t('claims.history.missing', { list: data['missing'].map(text).join('、') })] : [])] }
    case 'chased':
      return { lead: t('claims.history.chased'), lines: [text(data['line'])].filter(Boolean) }
    default:
      return { lead: tMaybe(`claims.history.${type}`, type), lines: [[...money, text(data['filedOn'])].filter(Boolean).join(' · '), ...said('claims.history.justified', data['duplicateReason'])].filter(Boolean) }
  }
}
