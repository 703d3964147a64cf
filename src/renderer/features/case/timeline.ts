/** A timeline event in words (C5): every type that services write; an unknown one shows its text. */
import type { CaseDetail, TimelineEvent } from '../../../contract/cases'
import { CLAIM_STATUS_LABELS } from '../../../domain/claim/status'
import { REFUND_STATUSES, REFUND_TYPES } from '../../../domain/refund/refund'
import { APPEAL_STATUS_LABELS, APPEAL_TYPE_LABELS } from '../../../domain/appeal/appeal'
import { FOLLOW_UP_LABELS, FOLLOW_UP_STATE_LABELS } from '../../../domain/wrong-shipment/follow-ups'
import { WEIGHT_VERDICT_LABELS } from '../../../domain/wrong-shipment/weight-words'
import { SHIPMENT_ERROR_LABELS, SHIPMENT_STATE_LABELS } from '../../../domain/wrong-shipment/wrong-shipment'
import { pick, t, tMaybe } from '../../i18n'
import { DESK_WRITERS } from './timeline-desk'
import { MONEY_WRITERS } from './money/timeline'
import { clockWord, fieldWord, kindWord, listed, money, slotWord, statusWord, valueWord, wordIn } from './words'

export interface TimelineLine {
  /** who speaks, in bold: the buyer */
  readonly strong?: string
  /** what happened, quiet */
  readonly lead?: string
  /** what it is about */
  readonly text?: string
  /** words that were said or copied */
  readonly quote?: string
  readonly chip?: { readonly text: string; readonly tone: 'calm' | 'soon' | 'ok' | 'accent' | 'late' }
}

/** What a line looks up outside its event. `moment` writes a time in the shop's zone. */
export interface TimelineContext {
  readonly found: CaseDetail
  readonly staffName: (id: string) => string | null
  readonly templateTitle: (id: string) => string
  readonly moment: (at: number) => string
}

type Writer = (event: TimelineEvent, who: string, context: TimelineContext) => TimelineLine

const textOf = (event: TimelineEvent, field: string): string => {
  const value = event.data[field]
  return typeof value === 'string' ? value : ''
}
const numberOf = (event: TimelineEvent, field: string): number | null => {
  const value = event.data[field]
  return typeof value === 'number' ? value : null
}
const said = (event: TimelineEvent): Pick<TimelineLine, 'quote'> => (event.text ? { quote: event.text } : {})
interface Change {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

function changesOf(event: TimelineEvent): Change[] {
  const list = event.data['changes']
  if (!Array.isArray(list)) return []
  // derived ids change along with what a person edits and say nothing of their own
  return (list as Change[]).filter((change) => !['buyerId', 'orderId'].includes(change.field))
}

const dueChip = (event: TimelineEvent, context: TimelineContext): Pick<TimelineLine, 'chip'> => {
  const at = numberOf(event, 'nextActionAt')
  return at === null ? {} : { chip: { text: context.moment(at), tone: 'soon' } }
}

const editWords = (field: string, from: string | null, to: string): string =>
  from === null ? t('case.timeline.setField', { field, to }) : t('case.timeline.editedField', { field, from, to })

const photo: Writer = (event) => {
  const slot = textOf(event, 'slot')
  const name = textOf(event, 'archivedAs')
  return { lead: t('case.timeline.photoAdded'), text: name.split(/[\\/]/).at(-1) ?? name, ...(slot === '' ? {} : { chip: { text: slotWord(slot), tone: 'ok' } }) }
}

const WRITERS: Readonly<Record<string, Writer>> = {
  ...MONEY_WRITERS,
  'buyer-message': (event) => ({ strong: t('case.timeline.buyer'), text: event.text ?? '' }),
  created: (event) => {
    const clocks = event.data['clocks']
    const names = Array.isArray(clocks) ? clocks.filter((name) => name === 'first-response' || name === 'solve' || clocks.length <= 3).map((name) => clockWord(String(name))) : []
    return {
      lead: t('case.timeline.created', { kind: kindWord(textOf(event, 'kind')) }),
      ...(names.length > 0 ? { text: t('case.timeline.clocksStarted', { clocks: listed(names) }) } : {}),
    }
  },
  note: (event, who) => ({ lead: t('case.timeline.note', { who }), text: event.text ?? '' }),
  'reply-copied': (event, who, { templateTitle }) => {
    const templateId = textOf(event, 'templateId')
    const into = textOf(event, 'pastedInto')
    const part = partOf(event)
    const chip = part === null ? {} : { chip: { text: part, tone: 'calm' as const } }
    if (templateId === '' && into === '') return { lead: t('case.timeline.replyTyped', { who }), ...said(event), ...chip }
    const lead = into === '' ? t('case.timeline.replyCopied', { who }) : t('case.timeline.replyPasted', { who, into })
    return { lead, ...(templateId === '' ? {} : { text: templateTitle(templateId) }), ...said(event), ...chip }
  },
  'picture-copied': (event, who, { templateTitle }) => ({ lead: t('replies.timeline.picture', { who }), text: templateTitle(textOf(event, 'templateId')) }),
  status: (event, who, context) => ({
    lead: t('case.timeline.status', { who }),
    text: t('case.timeline.change', { from: statusWord(textOf(event, 'from')), to: statusWord(textOf(event, 'to')) }),
    ...(event.text ? { quote: event.text } : textOf(event, 'reason') === '' ? {} : { quote: valueWord('reason', textOf(event, 'reason'), context.found) }),
    ...dueChip(event, context),
  }),
  snoozed: (event, who, context) => ({ lead: t('case.timeline.snoozed', { who }), text: event.text ?? '', ...dueChip(event, context) }),
  edited: (event, who, { found }) => ({
    lead: t('case.timeline.edited', { who }),
    text: changesOf(event)
      .map(({ field, from, to }) => editWords(fieldWord(field), from === null ? null : valueWord(field, from, found), valueWord(field, to, found)))
      .join(t('case.timeline.editsApart')),
  }),
  assigned: (event, who, { staffName }) => {
    const id = textOf(event, 'staffId')
    return { lead: t('case.timeline.assigned', { who }), text: id === '' ? t('case.header.unassigned') : (staffName(id) ?? id) }
  },
  undone: (event, who, { found, templateTitle }) => ({ lead: t('case.timeline.undone', { who }), text: undoneWords(event, found, templateTitle) }),
  'step-done': (event, who) => ({ lead: t('case.timeline.stepDone', { who }), text: pick({ zh: textOf(event, 'titleZh'), en: textOf(event, 'titleEn') }) }),
  fact: (event, who, { moment }) => {
    const day = numberOf(event, 'value')
    return { lead: t('policies.timeline.fact', { who }), text: pick({ zh: textOf(event, 'questionZh'), en: textOf(event, 'questionEn') }), chip: { text: day === null ? pick({ zh: textOf(event, 'wordsZh'), en: textOf(event, 'wordsEn') }) : moment(day), tone: 'accent' } }
  },
  'out-of-area': (event, who) => ({ lead: t('policies.timeline.outOfArea', { who }), text: event.text ?? '', chip: { text: pick({ zh: textOf(event, 'courierZh'), en: textOf(event, 'courierEn') }), tone: 'soon' } }),
  'claim-filed': (event, who, { found }) => {
    const cents = numberOf(event, 'amountCents')
    return { lead: t('case.timeline.claimFiled', { who }), text: textOf(event, 'claimNo'), ...(cents === null ? {} : { chip: { text: money(cents, found.currency), tone: 'accent' } }) }
  },
  'claim-drafted': (event, who, { found }) => {
    const cents = numberOf(event, 'amountCents')
    return { lead: t('case.timeline.claimDrafted', { who }), text: textOf(event, 'claimNo'), ...(cents === null ? {} : { chip: { text: money(cents, found.currency), tone: 'calm' } }) }
  },
  'claim-merged': (event, who, { found }) => {
    const cents = numberOf(event, 'amountCents')
    return { lead: t('case.timeline.claimMerged', { who }), text: textOf(event, 'claimNo'), ...(cents === null ? {} : { chip: { text: money(cents, found.currency), tone: 'accent' } }) }
  },
  'claim-corrected': (event, who) => ({ lead: t('case.timeline.claimCorrected', { who }), text: textOf(event, 'claimNo'), ...said(event) }),
  'claim-status': (event) => ({
    lead: t('case.timeline.claimStatus'),
    text: textOf(event, 'claimNo'),
    ...said(event),
    chip: { text: t('case.timeline.change', { from: wordIn(CLAIM_STATUS_LABELS, textOf(event, 'from')), to: wordIn(CLAIM_STATUS_LABELS, textOf(event, 'to')) }), tone: 'accent' },
  }),
  'wrong-shipment': (event, who) => ({
    lead: t('case.timeline.wrongShipment', { who }),
    text: textOf(event, 'entryNo'),
    chip: { text: wordIn(SHIPMENT_ERROR_LABELS, textOf(event, 'error')), tone: 'accent' },
  }),
  'wrong-shipment-state': (event) => ({
    lead: t('case.timeline.wrongShipmentState'),
    text: textOf(event, 'entryNo'),
    ...said(event),
    chip: { text: wordIn(SHIPMENT_STATE_LABELS, textOf(event, 'to')), tone: textOf(event, 'to') === 'verified' ? 'ok' : 'calm' },
  }),
  'wrong-shipment-weighed': (event, who) => ({
    lead: t('case.timeline.wrongShipmentWeighed', { who }),
    text: textOf(event, 'entryNo'),
    chip: { text: wordIn(WEIGHT_VERDICT_LABELS, textOf(event, 'verdict')), tone: 'accent' },
  }),
  'wrong-shipment-follow-up': (event) => {
    const to = textOf(event, 'to')
    return {
      lead: t('case.timeline.wrongShipmentFollowUp'),
      text: [textOf(event, 'entryNo'), wordIn(FOLLOW_UP_LABELS, textOf(event, 'kind'))].join(' · '),
      ...said(event),
      chip: { text: to === 'handed-over' ? t('case.timeline.followUpGiven') : wordIn(FOLLOW_UP_STATE_LABELS, to), tone: to === 'done' ? 'ok' : 'calm' },
    }
  },
  'appeal-opened': (event, who) => ({ lead: t('appeals.timeline.opened', { who }), text: textOf(event, 'appealNo'), chip: { text: wordIn(APPEAL_TYPE_LABELS, textOf(event, 'appealType')), tone: 'accent' } }),
  'appeal-status': (event) => {
    const cents = numberOf(event, 'recoveredCents')
    const to = textOf(event, 'to')
    const change = t('case.timeline.change', { from: wordIn(APPEAL_STATUS_LABELS, textOf(event, 'from')), to: wordIn(APPEAL_STATUS_LABELS, to) })
    return {
      lead: t('appeals.timeline.status'),
      text: [textOf(event, 'appealNo'), change].join(' · '),
      ...said(event),
      ...(cents === null ? {} : { chip: { text: money(cents, textOf(event, 'currency')), tone: 'ok' } }),
    }
  },
  'appeal-packed': (event, who) => ({ lead: t('appeals.timeline.packed', { who }), text: [textOf(event, 'appealNo'), textOf(event, 'file')].join(' · ') }),
  'appeal-removed': (event, who) => ({ lead: t('appeals.timeline.removed', { who }), text: textOf(event, 'appealNo') }),
  'claim-credited': (event, _who, { found }) => {
    const cents = numberOf(event, 'changeCents')
    return {
      lead: t('case.timeline.claimCredited'),
      text: [textOf(event, 'claimNo'), textOf(event, 'month')].filter(Boolean).join(' · '),
      ...(cents === null ? {} : { chip: { text: money(cents, found.currency), tone: cents < 0 ? 'soon' : 'ok' } }),
    }
  },
  'register-entry': (event, who) => ({ lead: t('warehouse.timeline.entry', { who, register: registerWord(event) }), text: textOf(event, 'entryNo'), ...registerChip(event) }),
  'register-state': (event) => ({ lead: t('warehouse.timeline.state', { register: registerWord(event) }), text: [textOf(event, 'entryNo'), pick({ zh: textOf(event, 'toldZh'), en: textOf(event, 'toldEn') })].filter(Boolean).join(' · '), ...said(event), ...registerChip(event, 'state') }),
  'photo-added': photo,
  'photo-binned': (event, who) => ({ lead: t('case.timeline.photoBinned', { who }), text: textOf(event, 'archivedAs').split('/').at(-1) ?? '', ...said(event) }),
  'photo-restored': (event, who) => ({ lead: t('case.timeline.photoRestored', { who }), text: textOf(event, 'archivedAs').split('/').at(-1) ?? '' }),
  imported: (event, who) => {
    const number = textOf(event, 'sheetNo')
    const file = textOf(event, 'file')
    return { lead: t('case.timeline.imported', { who }), text: number === '' ? t('case.timeline.importedFrom', { file }) : t('case.timeline.importedAs', { file, number }) }
  },
  'refund-linked': (event, _who, { found }) => {
    const cents = numberOf(event, 'amountCents')
    return {
      lead: t('case.timeline.refundLinked'),
      text: [textOf(event, 'number'), wordIn(REFUND_TYPES, textOf(event, 'type')), wordIn(REFUND_STATUSES, textOf(event, 'status'))].filter(Boolean).join(' · '),
      ...(cents === null ? {} : { chip: { text: money(cents, textOf(event, 'currency') || found.currency), tone: 'accent' } }),
    }
  },
  'refund-changed': (event, _who, context) => ({
    lead: t('case.timeline.refundChanged'),
    text: [textOf(event, 'number'), changesOf(event).map((change) => refundChange(change, event, context)).join(t('case.timeline.editsApart'))].join(' · '),
  }),
  'order-found': (event) => ({ lead: t('case.timeline.orderFound'), text: textOf(event, 'orderNo') }),
  'order-changed': (event, _who, context) => ({
    lead: t('case.timeline.orderChanged'),
    text: changesOf(event)
      .map((change) => orderChange(change, context))
      .join(t('case.timeline.editsApart')),
  }),
}

/** Registers of a newer or older program are named by their id. */
const registerWord = (event: TimelineEvent): string => pick({ zh: textOf(event, 'registerZh'), en: textOf(event, 'registerEn') }) || textOf(event, 'register')
/** What a register adds, such as the result of a check; else, or for a step, where the entry stands. */
function registerChip(event: TimelineEvent, first: 'told' | 'state' = 'told'): Pick<TimelineLine, 'chip'> {
  const told = pick({ zh: textOf(event, 'toldZh'), en: textOf(event, 'toldEn') })
  const state = pick({ zh: textOf(event, 'stateZh'), en: textOf(event, 'stateEn') })
  const text = first === 'told' ? told || state : state || told
  return text === '' ? {} : { chip: { text, tone: 'accent' } }
}

/** `2/3`: which message of a reply in several it was (T1). */
function partOf(event: TimelineEvent): string | null {
  const part = event.data['part']
  if (typeof part !== 'object' || part === null || !('no' in part) || !('of' in part)) return null
  return t('replies.timeline.part', { no: Number(part.no), of: Number(part.of) })
}

/** What was taken back: the event that it names, as far as the timeline still shows it. */
function undoneWords(event: TimelineEvent, found: CaseDetail, templateTitle: TimelineContext['templateTitle']): string {
  const undone = found.timeline.find((one) => one.id === textOf(event, 'eventId'))
  if (undone === undefined) return ''
  if (undone.type === 'edited') return changesOf(undone).map(({ field }) => fieldWord(field)).join(t('case.timeline.editsApart'))
  if (undone.type === 'reply-copied') return textOf(undone, 'templateId') === '' ? (undone.text ?? '') : templateTitle(textOf(undone, 'templateId'))
  if (undone.type === 'register-entry') return [registerWord(undone), textOf(undone, 'entryNo')].join(' ')
  if (undone.type === 'fact') return pick({ zh: textOf(undone, 'questionZh'), en: textOf(undone, 'questionEn') })
  if (undone.type === 'assigned') return t('case.timeline.undoneAssign')
  return t('case.timeline.change', { from: statusWord(textOf(undone, 'to')), to: statusWord(textOf(undone, 'from')) })
}

/** What an import changed about a platform after-sales order (C13). */
function refundChange({ field, from, to }: Change, event: TimelineEvent, { found, moment }: TimelineContext): string {
  const value = (one: unknown): string | null => {
    if (typeof one === 'string') return field === 'status' ? wordIn(REFUND_STATUSES, one) : one
    if (typeof one !== 'number') return null
    return field === 'amountCents' ? money(one, textOf(event, 'currency') || found.currency) : moment(one)
  }
  const name = field === 'returnWaybill' ? t('case.refunds.returnWaybill', { courier: '' }).trim() : t(field === 'status' ? 'case.refunds.status' : field === 'deadlineAt' ? 'case.refunds.deadline' : 'case.refunds.amount')
  return editWords(name, value(from), value(to) ?? t('case.timeline.empty'))
}

/** What an import changed about the order: its status, what was refunded, when it was shipped. */
function orderChange({ field, from, to }: Change, { found, moment }: TimelineContext): string {
  const value = (one: unknown): string | null => {
    if (typeof one === 'string') return tMaybe(`case.order.statuses.${one}`, one)
    if (typeof one !== 'number') return null
    return field === 'refundCents' ? money(one, found.order?.currency ?? found.currency) : moment(one)
  }
  const name = t(field === 'status' ? 'case.order.state' : field === 'refundCents' ? 'case.order.refunded' : 'case.order.shipped')
  return editWords(name, value(from), value(to) ?? '')
}

/** One event as a line. */
export function timelineLine(event: TimelineEvent, context: TimelineContext): TimelineLine {
  const who = event.actorName ?? t('case.timeline.system')
  const writer = Object.hasOwn(WRITERS, event.type) ? WRITERS[event.type] : Object.hasOwn(DESK_WRITERS, event.type) ? DESK_WRITERS[event.type] : undefined
  return writer ? writer(event, who, context) : { lead: t('case.timeline.other', { who }), text: event.text ?? event.type }
}
