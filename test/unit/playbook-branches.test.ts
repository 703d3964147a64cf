import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import type { KindId } from '../../src/domain/case/kinds'
import type { Status } from '../../src/domain/case/status'
import { DAY, HOUR } from '../../src/domain/clock/duration'
import type { ClockEvent } from '../../src/domain/clock/policy'
import { evaluate, noFacts, react, type CaseFact, type FactValue, type PlaybookFacts, type TaskOwner } from '../../src/domain/playbook/playbook'
import { dueAt } from '../../src/domain/playbook/due'

/** One example per branch of P2–P7, P9–P11: what is known of a case → what the shipped playbook says. */

const { playbooks } = loadResources(fileURLToPath(new URL('../../resources', import.meta.url)))
const NOW = Date.UTC(2026, 10, 25, 2)

interface Known {
  readonly answers?: Readonly<Record<string, FactValue>>
  readonly facts?: readonly CaseFact[]
  readonly values?: Readonly<Record<string, FactValue>>
  readonly instants?: Readonly<Record<string, number>>
  readonly status?: Status
}

interface Said {
  /** The next step once all before it are done. */
  readonly step?: string
  /** A step that must not apply. */
  readonly without?: string
  readonly warns?: string
  readonly silent?: string
  readonly task?: readonly [TaskOwner, string]
  readonly promiseMs?: number
  readonly promiseDay?: readonly [days: number, minute: number]
  readonly suggests?: Status
  readonly template?: string
  readonly requires?: string
  readonly action?: string
  /** Clock events when the last answer of `answers` is given, or when the step is ticked. */
  readonly fires?: ClockEvent
}

type Row = readonly [spec: string, sentence: string, kind: KindId, known: Known, said: Said]

const ROWS: readonly Row[] = [
  ['P2', 'not due yet: tell the date', 'shipment-chase', { answers: { 'chase-cause': 'not-due' } }, { step: 'tell-ship-date', template: 'chase-not-due', promiseMs: 24 * HOUR }],
  ['P2', 'not due is wrong after 48 h', 'shipment-chase', { instants: { paid: NOW - 49 * HOUR } }, { step: 'cause', warns: '48' }],
  ['P2', 'wrong waybill: corrected within 24 h', 'shipment-chase', { answers: { 'chase-cause': 'waybill-wrong' } }, { step: 'fix-waybill', promiseMs: 24 * HOUR, requires: 'waybill', fires: 'wrong-waybill-found', task: ['warehouse', 'waybill'] }],
  ['P2', 'courier has not scanned: ask and watch', 'shipment-chase', { answers: { 'chase-cause': 'not-scanned' } }, { step: 'ask-scan', fires: 'picked-up', suggests: 'waiting-courier', promiseMs: 24 * HOUR, task: ['courier', 'scan'] }],
  ['P2', 'late: apologise with choices', 'shipment-chase', { answers: { 'chase-cause': 'late' } }, { step: 'offer-late', template: 'chase-late' }],
  ['P2', 'late, ship with a gift', 'shipment-chase', { answers: { 'chase-cause': 'late', 'late-choice': 'ship-gift' } }, { step: 'ship-gift', promiseMs: 24 * HOUR, task: ['warehouse', 'gift'], without: 'late-refund' }],
  ['P2', 'late, another item', 'shipment-chase', { answers: { 'chase-cause': 'late', 'late-choice': 'other-item' } }, { step: 'other-item', promiseMs: 24 * HOUR, task: ['warehouse', 'chose'] }],
  ['P2', 'late, refund', 'shipment-chase', { answers: { 'chase-cause': 'late', 'late-choice': 'refund' } }, { step: 'late-refund', promiseMs: 48 * HOUR, requires: 'reason', task: ['finance', 'Refund'], without: 'confirm-shipped' }],
  ['P2', 'out of stock: options', 'shipment-chase', { answers: { 'chase-cause': 'out-of-stock' } }, { step: 'offer-options', fires: 'stock-out', template: 'stock-out-options' }],
  ['P2', 'out of stock, wait', 'out-of-stock', { answers: { restock: 'soon', 'stock-choice': 'wait' } }, { step: 'stock-wait', promiseMs: 3 * DAY }],
  ['P2', 'out of stock, it never returns: nobody waits', 'out-of-stock', { answers: { restock: 'never', 'stock-choice': 'wait' } }, { step: 'stock-wait', warns: 'do not let the buyer wait' }],
  ['P2', 'out of stock, refund', 'out-of-stock', { answers: { restock: 'later', 'stock-choice': 'refund' } }, { step: 'refund', promiseMs: 48 * HOUR, task: ['finance', 'Refund'] }],

  ['P3', 'stalled: platform and courier site first', 'stalled', {}, { step: 'check-sites' }],
  ['P3', 'stalled: contact the courier', 'stalled', { answers: { 'trace-state': 'stuck' } }, { step: 'contact-courier', suggests: 'waiting-courier', task: ['courier', 'parcel'] }],
  ['P3', 'stalled: an answer by tomorrow morning, noted for whoever continues', 'stalled', { answers: { 'trace-state': 'stuck' }, facts: ['courier-contacted'] }, { step: 'promise-answer', promiseDay: [1, 600], suggests: 'waiting-courier' }],
  ['P3', 'stalled, no answer: once more', 'stalled', { answers: { 'trace-state': 'stuck', 'courier-said': 'no-answer' } }, { step: 'ask-again', promiseDay: [1, 600] }],
  ['P3', 'stalled, lost: claim', 'stalled', { answers: { 'trace-state': 'stuck', 'courier-said': 'lost' } }, { step: 'claim', action: 'claim' }],
  ['P3', 'signed: neighbours and proxies first', 'signed-not-received', {}, { step: 'check-around', template: 'signed-check-around' }],
  ['P3', 'signed: then the courier who delivered', 'signed-not-received', { answers: { found: 'not-found' } }, { step: 'contact-courier', warns: 'delivery record' }],
  ['P3', 'signed: reissue', 'signed-not-received', { answers: { found: 'not-found', 'courier-said': 'lost', 'sign-remedy': 'reissue' } }, { step: 'reissue', task: ['warehouse', 'Ship'], promiseMs: 24 * HOUR }],
  ['P3', 'signed: refund', 'signed-not-received', { answers: { found: 'not-found', 'courier-said': 'lost', 'sign-remedy': 'refund' } }, { step: 'refund', task: ['finance', 'Refund'] }],
  ['P3', 'signed: correct address', 'signed-not-received', { answers: { found: 'not-found', 'courier-said': 'wrong-address', 'sign-remedy': 'redeliver' } }, { step: 'correct-address', template: 'signed-correct-address' }],
  ['P3', 'out of area: another courier', 'out-of-area', { answers: { 'area-choice': 'other-courier' } }, { step: 'other-courier', requires: 'freightPayer', task: ['courier', 'courier'] }],
  ['P3', 'out of area: other address', 'out-of-area', { answers: { 'area-choice': 'other-address' } }, { step: 'other-address', template: 'area-other-address' }],
  ['P3', 'out of area: resend', 'out-of-area', { answers: { 'area-choice': 'resend' } }, { step: 'resend', task: ['warehouse', 'Resend'] }],
  ['P3', 'out of area: onto the list', 'out-of-area', { answers: { 'area-choice': 'resend' } }, { step: 'note-area', action: 'out-of-area' }],
  ['P3', 'address change: only if not signed', 'redirect', { answers: { signed: 'yes-signed' } }, { step: 'too-late', template: 'redirect-signed', without: 'contact-courier' }],
  ['P3', 'address change: the surcharge is agreed first', 'redirect', { answers: { signed: 'no-not-signed' } }, { step: 'surcharge', warns: 'before the cost is agreed', without: 'contact-courier' }],
  ['P3', 'address change: agreed, then the courier', 'redirect', { answers: { signed: 'no-not-signed', surcharge: 'buyer' } }, { step: 'contact-courier', warns: 'wait for the payment' }],

  ['P4', 'damage: box with a readable label, then the inside', 'damaged', { answers: { signed: 'signed' } }, { step: 'ask-photos', fires: 'photo-requested', template: 'damaged-ask-photos' }],
  ['P4', 'damage, refused: stamped proof', 'damaged', { answers: { signed: 'refused' } }, { step: 'refused-back', task: ['courier', 'proof'], template: 'damaged-refused-next' }],
  ['P4', 'damage, signed: sender’s certificate with the claim in the same step', 'damaged', { answers: { signed: 'signed' } }, { step: 'claim', action: 'claim', warns: 'certificate', without: 'refused-back' }],
  ['P4', 'damage: a day without a claim is warned of', 'damaged', { instants: { opened: NOW - 25 * HOUR } }, { step: 'ask-photos', warns: 'claim window' }],
  ['P4', 'damage: no alarm at first', 'damaged', { instants: { opened: NOW } }, { step: 'ask-photos', silent: 'claim window' }],
  ['P4', 'damage: reissue', 'damaged', { answers: { 'damage-remedy': 'reissue' } }, { step: 'reissue', task: ['warehouse', 'replacement'] }],
  ['P4', 'damage: refund', 'damaged', { answers: { 'damage-remedy': 'refund' } }, { step: 'refund', task: ['finance', 'Refund'] }],
  ['P4', 'missing: separate parcel', 'missing-item', { answers: { parcels: 'separate' } }, { step: 'tell-separate', template: 'missing-separate', without: 'register' }],
  ['P4', 'missing: packing list and weight from the warehouse', 'missing-item', {}, { step: 'check-parcels', task: ['warehouse', 'weight'] }],
  ['P4', 'missing: everything on a scale', 'missing-item', { answers: { parcels: 'one' } }, { step: 'ask-photos', template: 'missing-ask-photos' }],
  ['P4', 'missing: who signed', 'missing-item', { answers: { parcels: 'one', 'who-signed': 'other' } }, { step: 'weight', warns: 'pick-up point' }],
  ['P4', 'missing: the weight fits', 'missing-item', { answers: { parcels: 'one', weight: 'fits' } }, { step: 'fits-told', without: 'register' }],
  ['P4', 'missing: the weight is short', 'missing-item', { answers: { parcels: 'one', weight: 'short' } }, { step: 'register', action: 'wrong-shipment' }],
  ['P4', 'short pack: difference', 'short-pack', { answers: { parcels: 'one', weight: 'short', 'missing-remedy': 'part' } }, { step: 'refund', task: ['finance', 'Refund'] }],
  ['P4', 'wrong item: price difference', 'wrong-item', { answers: { ours: 'ours', 'wrong-remedy': 'difference' } }, { step: 'difference', template: 'partial-refund-how' }],
  ['P4', 'wrong item: cheap goods are not sent back', 'wrong-item', { answers: { ours: 'ours', cost: 'cheap', 'wrong-remedy': 'exchange' } }, { step: 'remedy', warns: 'reissue instead' }],
  ['P4', 'wrong item: reissue', 'wrong-item', { answers: { ours: 'ours', cost: 'cheap', 'wrong-remedy': 'reissue' } }, { step: 'reissue', without: 'return-address' }],
  ['P4', 'wrong item: exchange', 'wrong-item', { answers: { ours: 'ours', 'wrong-remedy': 'exchange' } }, { step: 'return-address', requires: 'freightPayer' }],
  ['P4', 'wrong item: return', 'wrong-item', { answers: { ours: 'ours', 'wrong-remedy': 'return' } }, { step: 'refund' }],
  ['P4', 'not our goods: beside the label', 'wrong-item', { answers: { ours: 'not-ours' } }, { step: 'not-ours', warns: 'beside the label', task: ['courier', 'swap'], without: 'register' }],

  ['P5', '(A) within 3 days and unworn', 'quality', { answers: { cause: 'quality', worn: 'unused', 'signed-on': NOW - 2 * DAY } }, { step: 'offer-a', template: 'quality-options', without: 'offer-b' }],
  ['P5', '(B) late', 'quality', { answers: { cause: 'quality', worn: 'unused', 'signed-on': NOW - 10 * DAY } }, { step: 'offer-b', template: 'quality-period-repair', without: 'offer-a' }],
  ['P5', '(B) worn', 'quality', { answers: { cause: 'quality', worn: 'used', 'signed-on': NOW - DAY } }, { step: 'offer-b', without: 'offer-a' }],
  ['P5', '(B) else the supervisor', 'quality', { answers: { cause: 'quality', worn: 'used', 'signed-on': NOW - DAY, 'quality-remedy': 'supervisor' } }, { step: 'ask-supervisor', task: ['supervisor', 'amount'] }],
  ['P5', 'past the period: decline politely', 'quality', { answers: { cause: 'quality', 'signed-on': NOW - 100 * DAY } }, { step: 'offer-past', template: 'quality-late', without: 'offer-b' }],
  ['P5', 'no day of delivery at all: within the period, with a warning', 'quality', { answers: { cause: 'quality', worn: 'unused' } }, { step: 'offer-b', warns: 'ask the buyer first', without: 'offer-a' }],
  ['P5', '(C) the buyer’s fault', 'quality', { answers: { cause: 'buyer' } }, { step: 'explain-c', template: 'quality-misuse', without: 'offer-a' }],
  ['P5', 'a minor stain asks the supervisor', 'quality', { answers: { cause: 'minor' } }, { step: 'ask-supervisor', suggests: 'waiting-supervisor' }],
  ['P5', 'a repeated style raises a report', 'quality', { answers: { cause: 'quality', repeat: 'repeated' } }, { warns: 'quality report' }],

  ['P6', 'return address card', 'return-refund', { answers: { 'on-way': 'received' } }, { step: 'return-address', template: 'return-address-card', requires: 'freightPayer' }],
  ['P6', 'no return information: alarm', 'return-refund', { answers: { 'on-way': 'received', 'address-sent': NOW - 4 * DAY } }, { step: 'wait-return', warns: 'lapses' }],
  ['P6', 'return information there: no alarm', 'return-refund', { answers: { 'on-way': 'received', 'address-sent': NOW - 4 * DAY }, facts: ['return-waybill-known'] }, { step: 'inspect', silent: 'lapses' }],
  ['P6', 'inspection by the warehouse', 'return-refund', {}, { step: 'inspect', task: ['warehouse', 'photograph'] }],
  ['P6', 'refund in 1–2 working days', 'return-refund', { answers: { inspected: 'good' } }, { step: 'refund', promiseMs: 48 * HOUR, silent: 'before the parcel is back' }],
  ['P6', 'intercepted: refunded only once back', 'return-refund', { answers: { 'on-way': 'on-way' } }, { step: 'intercept', warns: 'before the parcel is back', task: ['courier', 'Intercept'] }],
  ['P6', 'exchange after inspection', 'exchange', { answers: { advance: 'after', inspected: 'good' } }, { step: 'confirm-shipped', promiseMs: 24 * HOUR }],
  ['P6', 'not shipped: ask the reason', 'refund-before-shipment', {}, { step: 'ask-reason', requires: 'reason' }],
  ['P6', 'not shipped: retain', 'refund-before-shipment', { facts: ['reason-known'] }, { step: 'retain', template: 'refund-retain' }],
  ['P6', 'packed: pull it back, marked shipped at night', 'refund-before-shipment', { answers: { retained: 'refund', 'shipped-state': 'packed' } }, { step: 'pull-back', task: ['warehouse', 'only at night'] }],
  ['P6', 'missed: intercept or refuse', 'refund-before-shipment', { answers: { retained: 'refund', 'shipped-state': 'packed', pulled: 'missed' } }, { step: 'intercept', suggests: 'waiting-courier' }],
  ['P6', 'failed interception: wait until it is back', 'refund-before-shipment', { answers: { retained: 'refund', 'shipped-state': 'on-way', intercepted: 'failed' } }, { step: 'back', warns: 'No refund before the parcel is back' }],
  ['P6', 'asked for on the platform: no refund before it is back', 'changed-mind', { facts: ['platform-case-open'] }, { step: 'tell-freight', warns: 'before the parcel is back' }],
  ['P6', 'an agreed transfer waits for the receipt', 'return-refund', { answers: { inspected: 'good' } }, { step: 'refund', warns: 'transfer waits' }],
  ['P6', 'kept: no refund step', 'refund-before-shipment', { answers: { retained: 'kept' } }, { step: 'wrap-up', without: 'refund' }],

  ['P7', 'the case before mail', 'ebay-return', {}, { step: 'first-answer' }],
  ['P7', 'dated rules: a defect before 2016-02-20', 'ebay-return', { answers: { 'return-why': 'not-as-described' }, instants: { opened: Date.UTC(2015, 5, 1) } }, { step: 'why', warns: 'counts as a defect', silent: 'Rules of today' }],
  ['P7', 'dated rules: none of its own today', 'ebay-return', { answers: { 'return-why': 'not-as-described' }, instants: { opened: NOW } }, { step: 'why', warns: 'Rules of today', silent: 'Rules before' }],
  ['P7', 'a changed mind is no defect', 'ebay-return', { answers: { 'return-why': 'remorse' } }, { step: 'why', warns: 'no defect' }],
  ['P7', 'mail under 15 working days', 'ebay-not-received', { instants: { shipped: NOW - 10 * DAY } }, { step: 'reassure', template: 'ebay-transit-time', without: 'offer' }],
  ['P7', 'mail of 15 to 35 working days: trace', 'ebay-not-received', { instants: { shipped: NOW - 30 * DAY } }, { step: 'contact-courier', template: 'ebay-inr-trace' }],
  ['P7', 'mail after 35 working days: refund or another', 'ebay-not-received', { instants: { shipped: NOW - 60 * DAY } }, { step: 'offer', template: 'ebay-inr-offer', without: 'reassure' }],
  ['P7', 'unpaid: not before 4 days', 'ebay-unpaid', { answers: { 'paid-now': 'unpaid' }, instants: { opened: NOW - DAY } }, { step: 'cancel', warns: 'too early' }],
  ['P7', 'unpaid: after 4 days, fee credited', 'ebay-unpaid', { answers: { 'paid-now': 'unpaid' }, instants: { opened: NOW - 5 * DAY } }, { step: 'fee-credit', task: ['finance', 'fee'], silent: 'too early' }],
  ['P7', 'no cancellation while a case is open', 'ebay-cancel', { facts: ['platform-case-open'] }, { warns: 'No cancellation while a case is open' }],
  ['P7', 'no cancellation while a case is open, as answered', 'ebay-cancel', { answers: { 'case-open': 'open' } }, { step: 'end-case', suggests: 'waiting-platform' }],
  ['P7', 'cancelled for lack of stock: a defect', 'ebay-cancel', { answers: { 'case-open': 'none', 'cancel-who': 'stock' } }, { step: 'who', warns: 'defect' }],
  ['P7', 'cancellation: answered within 3 days', 'ebay-cancel', { answers: { 'case-open': 'none', 'cancel-who': 'buyer' } }, { step: 'answer', promiseMs: 3 * DAY }],
  ['P7', 'feedback: the defect stays', 'ebay-feedback', {}, { step: 'ask-reason', warns: 'defect stays' }],
  ['P7', 'feedback: ten days run, reminder at 7', 'ebay-feedback', {}, { step: 'ask-revision', fires: 'revision-requested', suggests: 'waiting-buyer' }],
  ['P7', 'feedback: silent, remind', 'ebay-feedback', { answers: { revised: 'silent' } }, { step: 'remind', template: 'ebay-revision-reminder' }],
  ['P7', 'unresolved counts towards 0.3 %', 'ebay-not-received', { facts: ['platform-case-open'] }, { warns: '0.3 %' }],

  ['P9', 'channel of the application', 'application', {}, { step: 'first-answer', requires: 'summary' }],
  ['P9', 'the group leader reviews first', 'application', {}, { step: 'leader', template: 'leader-review' }],
  ['P9', 'audit against written standards', 'application', { answers: { audit: 'reject' } }, { step: 'audit', warns: 'names the point' }],
  ['P9', 'the supplier handles it', 'application', { answers: { safety: 'none', audit: 'accept', 'handled-by': 'supplier' } }, { step: 'supplier', task: ['supplier', '24 hours'], without: 'claim' }],
  ['P9', 'or is claimed on', 'application', { answers: { safety: 'none', audit: 'accept', 'handled-by': 'claim-supplier' } }, { step: 'claim', action: 'claim' }],
  ['P9', 'result with reasons within 24 h', 'application', { answers: { audit: 'accept' } }, { step: 'tell-result', promiseMs: 24 * HOUR, fires: 'result-told' }],
  ['P9', 'an appeal starts its clock', 'application', { answers: { appeal: 'appeal' } }, { fires: 'appeal-received', warns: '72' }],
  ['P9', 'appeal decided within 72 h', 'application', { answers: { appeal: 'appeal' } }, { step: 'appeal-decided', fires: 'appeal-decided', task: ['supervisor', '72 hours'] }],
  ['P9', 'pick-up arranged and tracked', 'application', { answers: { audit: 'accept', appeal: 'none' } }, { step: 'pick-up', suggests: 'waiting-courier' }],
  ['P9', 'follow-up after handling', 'application', {}, { step: 'follow-up', promiseMs: 3 * DAY }],
  ['P9', 'safety: stop-use and supplier at once', 'application', { answers: { safety: 'risk' } }, { step: 'stop-use', task: ['supplier', 'at once'], warns: 'Stop the use first' }],
  ['P9', 'safety: not closed before the notice', 'application', { answers: { safety: 'risk' } }, { step: 'first-answer', warns: 'before the notice' }],

  ['P10', 'fault confirmed with the warranty', 'repair', {}, { step: 'ask-photos', template: 'repair-ask-fault' }],
  ['P10', 'out of warranty: quote first', 'repair', { answers: { warranty: 'outside' } }, { step: 'explain', warns: 'quote first' }],
  ['P10', 'send-in', 'repair', { answers: { warranty: 'inside', 'repair-way': 'send-in' } }, { step: 'return-address', requires: 'freightPayer', without: 'appointment' }],
  ['P10', 'visit: appointment', 'repair', { answers: { warranty: 'inside', 'repair-way': 'visit' } }, { step: 'appointment', task: ['supplier', 'technician'], without: 'return-address' }],
  ['P10', 'acceptance sheet as a slot', 'repair', { answers: { 'repair-way': 'visit' } }, { step: 'acceptance' }],
  ['P10', 'repair report as a slot', 'repair', { answers: { 'repair-way': 'send-in' } }, { step: 'repair' }],
  ['P10', 'follow-up', 'repair', {}, { step: 'follow-up', promiseMs: 3 * DAY }],

  ['P11', 'problem parcel: the hold runs, tell the buyer', 'problem-parcel', { answers: { 'parcel-state': 'problem' } }, { step: 'contact-buyer', fires: 'parcel-held', warns: '3 days' }],
  ['P11', 'problem parcel: new contact for the courier', 'problem-parcel', { answers: { 'parcel-state': 'problem' } }, { step: 'new-contact', task: ['courier', 'new contact'] }],
  ['P11', 'problem parcel: redelivery date', 'problem-parcel', { answers: { 'parcel-state': 'problem' } }, { step: 'tell-date', template: 'redelivery-date' }],
  ['P11', 'held: reason', 'problem-parcel', { answers: { 'parcel-state': 'held' } }, { step: 'held-reason', without: 'contact-buyer' }],
  ['P11', 'held: release', 'problem-parcel', { answers: { 'parcel-state': 'held', 'held-reason': 'backlog' } }, { step: 'release', task: ['courier', 'Release'] }],
  ['P11', 'returned: read the requester’s memo', 'problem-parcel', { answers: { 'parcel-state': 'returned' } }, { step: 'read-memo', fires: 'parcel-released' }],
  ['P11', 'returned: reship, new waybill in memo, blue flag, apology', 'problem-parcel', { answers: { 'parcel-state': 'returned', 'return-why': 'courier-fault' } }, { step: 'reship', requires: 'waybill', task: ['warehouse', 'blue flag'], warns: 'apologise' }],
  ['P11', 'returned: trade extended', 'problem-parcel', { answers: { 'parcel-state': 'returned', 'return-why': 'courier-fault' } }, { step: 'extend', template: 'trade-extended' }],
  ['P11', 'lost: work order', 'lost', { answers: { loss: 'lost' } }, { step: 'contact-courier', fires: 'loss-found', warns: 'work order number' }],
  ['P11', 'misdelivered', 'lost', { answers: { loss: 'misdelivered' } }, { step: 'misdelivered-told', task: ['courier', 'deliver'] }],
  ['P11', 'delayed', 'lost', { answers: { loss: 'delayed' } }, { step: 'delayed-told', promiseDay: [1, 600] }],
  ['P11', 'lost: claim', 'lost', { answers: { loss: 'lost' } }, { step: 'claim', action: 'claim' }],
  ['P11', 'lost: reissue', 'lost', { answers: { loss: 'lost', 'lost-remedy': 'reissue' } }, { step: 'reissue', task: ['warehouse', 'Ship'] }],
  ['P11', 'lost: refund', 'lost', { answers: { loss: 'lost', 'lost-remedy': 'refund' } }, { step: 'refund', task: ['finance', 'claim'] }],
]

function factsOf(kind: KindId, known: Known, until: string | undefined): PlaybookFacts {
  const steps = playbooks[kind].steps
  const before = until === undefined ? [] : steps.slice(0, steps.findIndex((step) => step.id === until)).map((step) => step.id)
  const answers = known.answers ?? {}
  const days = Object.fromEntries(Object.entries(answers).map(([id, value]) => [id, typeof value === 'number' ? value : NOW]))
  return {
    ...noFacts(NOW, known.status ?? 'working'),
    facts: known.facts ?? [],
    values: { ...known.values, ...answers },
    instants: { ...days, ...known.instants },
    ticked: before,
  }
}

describe('P2–P11: every branch of the shipped playbooks', () => {
  it.each(ROWS)('%s: %s (%s)', (_spec, _sentence, kind, known, said) => {
    const playbook = playbooks[kind]
    const facts = factsOf(kind, known, said.step)
    const view = evaluate(playbook, facts)
    const step = said.step === undefined ? undefined : view.steps.find((state) => state.step.id === said.step)
    if (said.step !== undefined) expect(step?.step.id, 'the step applies').toBe(said.step)
    // A question that is answered is done: what it warns of is judged on the step itself.
    const answered = step?.done === true
    if (said.step !== undefined && !answered) expect(view.next?.step.id).toBe(said.step)
    if (said.without !== undefined) {
      expect(playbook.steps.some((one) => one.id === said.without), `${said.without} exists`).toBe(true)
      expect(view.steps.map((state) => state.step.id)).not.toContain(said.without)
    }
    const words = [...view.warnings, ...(step?.warnings ?? []), ...view.steps.flatMap((state) => state.warnings)].map((one) => one.en).join('\n')
    if (said.warns !== undefined) expect(words).toContain(said.warns)
    if (said.silent !== undefined) expect(words).not.toContain(said.silent)
    if (said.task !== undefined) {
      const [owner, text] = said.task
      expect(step?.step.tasks.find((task) => task.for === owner)?.en ?? '').toContain(text)
    }
    if (said.promiseMs !== undefined) expect(dueAt(step?.step.promise?.due ?? { afterMs: Number.NaN }, NOW, 'Asia/Shanghai')).toBe(NOW + said.promiseMs)
    if (said.promiseDay !== undefined) expect(step?.step.promise?.due).toEqual({ days: said.promiseDay[0], minute: said.promiseDay[1] })
    if (said.suggests !== undefined) expect(step?.step.suggest?.status).toBe(said.suggests)
    if (said.template !== undefined) expect(step?.step.templateIds).toContain(said.template)
    if (said.requires !== undefined) expect(step?.step.requires).toContain(said.requires)
    if (said.action !== undefined) expect(step?.step.action).toBe(said.action)
    if (said.fires !== undefined) expect(firedBy(kind, known, said.step)).toContain(said.fires)
  })

  it('P2: every promise that a playbook proposes lies ahead of the moment it is made', () => {
    for (const playbook of Object.values(playbooks)) {
      for (const { promise, suggest } of playbook.steps) {
        for (const due of [promise?.due, suggest?.due]) if (due !== undefined) expect(dueAt(due, NOW, 'Asia/Shanghai')).toBeGreaterThan(NOW)
      }
    }
  })
})

/** Clock events of the last answer being given, and of the step being ticked. */
function firedBy(kind: KindId, known: Known, stepId: string | undefined): readonly ClockEvent[] {
  const entries = Object.entries(known.answers ?? {})
  const last = entries.at(-1)
  const events: ClockEvent[] = []
  if (last !== undefined) {
    const before = factsOf(kind, { ...known, answers: Object.fromEntries(entries.slice(0, -1)) }, undefined)
    events.push(...react(playbooks[kind], before, { type: 'answered', question: last[0], value: last[1], at: NOW }).clockEvents)
  }
  if (stepId !== undefined) events.push(...react(playbooks[kind], factsOf(kind, known, stepId), { type: 'ticked', stepId }).clockEvents)
  return events
}
