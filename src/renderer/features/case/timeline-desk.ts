/** Timeline lines of clocks, contacts and the courier desk (C4, C5, P6, P11). */
import type { TimelineEvent } from '../../../contract/cases'
import { CONTACT_OUTCOMES, CONTACT_WAYS } from '../../../domain/contact/contact'
import { RECORDABLE_LABELS } from '../../../domain/clock/recordable'
import { LAPSES } from '../../../domain/refund/deadline'
import { t, tMaybe } from '../../i18n'
import type { TimelineContext, TimelineLine } from './timeline'
import { clockWord, listed, money, wordIn } from './words'

type Writer = (event: TimelineEvent, who: string, context: TimelineContext) => TimelineLine

const textOf = (event: TimelineEvent, field: string): string => (typeof event.data[field] === 'string' ? event.data[field] : '')
const numberOf = (event: TimelineEvent, field: string): number | null => (typeof event.data[field] === 'number' ? event.data[field] : null)
const note = (event: TimelineEvent): Pick<TimelineLine, 'quote'> => (event.text ? { quote: event.text } : {})

function answerWords(event: TimelineEvent, { found, moment }: TimelineContext): string {
  const redeliverAt = numberOf(event, 'redeliverAt')
  const trace = textOf(event, 'trace')
  return listed([
    ...(event.data['found'] === true ? [t('desk.courier.found')] : []),
    ...(redeliverAt === null ? [] : [t('desk.courier.redeliver', { time: moment(redeliverAt) })]),
    ...(trace === '' ? [] : [tMaybe(`desk.courier.traces.${trace}`, trace)]),
    ...(numberOf(event, 'grantedCents') === null ? [] : [money(numberOf(event, 'grantedCents') ?? 0, textOf(event, 'currency') || found.currency)]),
    ...(textOf(event, 'reason') === '' ? [] : [t('desk.courier.reason', { reason: textOf(event, 'reason') })]),
  ])
}

export const DESK_WRITERS: Readonly<Record<string, Writer>> = {
  'clock-breached': (event, _who, { moment }) => {
    const dueAt = numberOf(event, 'dueAt')
    return { lead: t('desk.timeline.breached', { clock: clockWord(textOf(event, 'clock')) }), ...(dueAt === null ? {} : { chip: { text: moment(dueAt), tone: 'late' as const } }) }
  },
  reminder: (event, _who, { moment }) => {
    const dueAt = numberOf(event, 'dueAt')
    return { lead: t('desk.timeline.reminder', { clock: clockWord(textOf(event, 'clock')) }), ...(dueAt === null ? {} : { chip: { text: moment(dueAt), tone: 'soon' as const } }) }
  },
  'return-info-missing': (event, _who, { moment }) => {
    const deadline = numberOf(event, 'deadlineAt')
    return {
      lead: t('desk.timeline.returnInfoMissing'),
      text: [textOf(event, 'number'), textOf(event, 'lapse') === '' ? '' : wordIn(LAPSES, textOf(event, 'lapse'))].filter(Boolean).join(' · '),
      ...(deadline === null ? {} : { chip: { text: moment(deadline), tone: 'soon' as const } }),
    }
  },
  'refund-lapsed': (event) => ({
    lead: t('desk.timeline.refundLapsed'),
    text: [textOf(event, 'number'), textOf(event, 'lapse') === '' ? '' : wordIn(LAPSES, textOf(event, 'lapse')), event.data['withoutReturnInfo'] === true ? t('desk.timeline.withoutReturnInfo') : ''].filter(Boolean).join(' · '),
  }),
  'clock-event': (event, who) => ({ lead: t('desk.timeline.event', { who }), text: wordIn(RECORDABLE_LABELS, textOf(event, 'event')), ...note(event) }),
  'contact-attempt': (event, who) => ({
    lead: t('desk.timeline.contact', { who }),
    text: wordIn(CONTACT_WAYS, textOf(event, 'way')),
    chip: { text: wordIn(CONTACT_OUTCOMES, textOf(event, 'outcome')), tone: textOf(event, 'outcome') === 'reached' ? 'ok' : 'calm' },
    ...note(event),
  }),
  'courier-asked': (event, who, { moment }) => {
    const dueAt = numberOf(event, 'answerDueAt')
    return { lead: t('desk.timeline.courierAsked', { who }), ...note(event), ...(dueAt === null ? {} : { chip: { text: moment(dueAt), tone: 'soon' as const } }) }
  },
  'courier-answer': (event, _who, context) => {
    const verdict = textOf(event, 'verdict')
    return {
      lead: t('desk.timeline.courierAnswer'),
      text: answerWords(event, context),
      ...note(event),
      ...(verdict === 'granted' || verdict === 'rejected' ? { chip: { text: t(`desk.courier.verdicts.${verdict}`), tone: verdict === 'granted' ? ('ok' as const) : ('late' as const) } } : {}),
    }
  },
  'parcel-scan': (event, _who, { moment }) => {
    const at = numberOf(event, 'scannedAt')
    return { lead: t('desk.timeline.scan'), text: [at === null ? '' : moment(at), event.text ?? ''].filter(Boolean).join(' ') }
  },
}
