/** Timeline lines of money and promises (C5, C7, P2). */
import type { TimelineEvent } from '../../../../contract/cases'
import { GATE_REASONS, LADDER } from '../../../../domain/compensation/gate'
import { APPROVAL_WAYS, PAYOUT_TYPES } from '../../../../domain/compensation/payout'
import { PAY_WAYS } from '../../../../domain/finance/batch'
import { t } from '../../../i18n'
import type { TimelineContext, TimelineLine } from '../timeline'
import { money, wordIn } from '../words'

type Writer = (event: TimelineEvent, who: string, context: TimelineContext) => TimelineLine

const textOf = (event: TimelineEvent, field: string): string => {
  const value = event.data[field]
  return typeof value === 'string' ? value : ''
}
const numberOf = (event: TimelineEvent, field: string): number | null => {
  const value = event.data[field]
  return typeof value === 'number' ? value : null
}
const quote = (event: TimelineEvent): Pick<TimelineLine, 'quote'> => (event.text ? { quote: event.text } : {})

/** What was paid or asked for, and how much. */
function payout(event: TimelineEvent, lead: string, tone: 'calm' | 'soon' | 'ok' | 'accent', more = ''): TimelineLine {
  const cents = numberOf(event, 'amountCents')
  const text = [wordIn(PAYOUT_TYPES, textOf(event, 'payoutType')), more].filter(Boolean).join(' · ')
  return { lead, text, ...quote(event), ...(cents === null ? {} : { chip: { text: money(cents, textOf(event, 'currency') || 'CNY'), tone } }) }
}

function promise(event: TimelineEvent, lead: string, { moment }: TimelineContext, tone: 'calm' | 'soon' | 'ok'): TimelineLine {
  const dueAt = numberOf(event, 'dueAt')
  const late = event.data['late'] === true
  const chip = late ? { text: t('money.timeline.late'), tone: 'soon' as const } : dueAt === null ? null : { text: moment(dueAt), tone }
  return { lead, text: textOf(event, 'words'), ...quote(event), ...(chip === null ? {} : { chip }) }
}

export const MONEY_WRITERS: Readonly<Record<string, Writer>> = {
  'payout-asked': (event, who) => {
    const reason = textOf(event, 'reason')
    return payout(event, t('money.timeline.asked', { who }), reason === 'within-limit' ? 'accent' : 'soon', reason === 'within-limit' ? '' : wordIn(GATE_REASONS, reason))
  },
  'payout-approved': (event, who, { staffName }) => {
    const way = textOf(event, 'way')
    const approver = way === 'spoken' ? (staffName(textOf(event, 'approver')) ?? '') : ''
    return payout(event, t(way === 'spoken' ? 'money.timeline.spoken' : 'money.timeline.approved', { who }), 'ok', [wordIn(APPROVAL_WAYS, way), approver].filter(Boolean).join(' '))
  },
  'payout-confirmed': (event, who) => payout(event, t('money.timeline.confirmed', { who }), 'ok', event.data['late'] === true ? t('money.timeline.late') : ''),
  'payout-refused': (event, who) => payout(event, t('money.timeline.refused', { who }), 'calm'),
  'payout-cancelled': (event, who) => payout(event, t('money.timeline.cancelled', { who }), 'calm'),
  'payout-rerouted': (event, who) => payout(event, t('finance.timeline.rerouted', { who }), 'soon', wordIn(PAY_WAYS, textOf(event, 'way'))),
  'payout-bounced': (event, who) => payout(event, t('finance.timeline.bounced', { who }), 'soon'),
  'payout-paid': (event, who) => payout(event, t('money.timeline.paid', { who }), 'ok'),
  'ladder-step': (event, who) => ({ lead: t('money.timeline.ladder', { who }), text: wordIn(LADDER, textOf(event, 'step')), ...quote(event) }),
  'promise-made': (event, who, context) => promise(event, t('money.timeline.promiseMade', { who }), context, 'soon'),
  'promise-kept': (event, who, context) => promise(event, t('money.timeline.promiseKept', { who }), context, 'ok'),
  'promise-broken': (event, who, context) => promise(event, t('money.timeline.promiseBroken', { who }), context, 'soon'),
  'promise-withdrawn': (event, who, context) => promise(event, t('money.timeline.promiseWithdrawn', { who }), context, 'calm'),
}
