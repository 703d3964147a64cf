import type { KindId } from '../case/kinds'
import type { LiableParty, RemedyId } from '../case/lists'
import type { ClaimReason } from '../claim/status'
import type { ShipmentError } from '../wrong-shipment/wrong-shipment'
import type { Weighted } from './random'

/** How often each kind comes: skewed, as in a real shop (spec section 12). */
export const KIND_WEIGHTS: readonly Weighted<KindId>[] = [
  ['tracking-inquiry', 14], ['shipment-chase', 12], ['return-refund', 10], ['refund-before-shipment', 9], ['quality', 6], ['presale', 6], ['damaged', 5], ['stalled', 5],
  ['change-address', 5], ['exchange', 5], ['refund-only', 4], ['return-inspection', 4], ['changed-mind', 4], ['lost', 3], ['signed-not-received', 3], ['missing-item', 3],
  ['change-order', 3], ['out-of-stock', 3], ['goodwill', 2.5], ['wrong-item', 2.5], ['review', 1.8], ['problem-parcel', 1.5], ['redirect', 1.5], ['refused', 1.5], ['reissue', 1.5],
  ['refund-after-completion', 1.5], ['complaint', 1.2], ['out-of-area', 1], ['short-pack', 0.8], ['unidentified-return', 0.8], ['repair', 0.8], ['application', 0.6], ['extra-item', 0.4],
]

export const EBAY_KIND_WEIGHTS: readonly Weighted<KindId>[] = [
  ['ebay-not-received', 34], ['ebay-return', 28], ['tracking-inquiry', 14], ['ebay-cancel', 12], ['ebay-unpaid', 6], ['ebay-feedback', 6],
]

/** Kinds in which a courier owes us money, with what is claimed. */
export const CLAIM_KINDS: Readonly<Partial<Record<KindId, readonly Weighted<ClaimReason>[]>>> = {
  damaged: [['damaged', 1]],
  lost: [['lost', 6], ['destroyed', 1], ['misdelivered', 1]],
  'signed-not-received': [['false-delivery', 3], ['misdelivered', 2], ['lost', 1]],
  stalled: [['delayed', 3], ['lost', 2]],
  'missing-item': [['short', 3], ['contents-differ', 1]],
  'ebay-not-received': [['lost', 1]],
}

/** Reasons of claims that were registered without a case. */
export const CLAIM_REASON_WEIGHTS: readonly Weighted<ClaimReason>[] = [['damaged', 36], ['lost', 27], ['false-delivery', 10], ['short', 8], ['delayed', 7], ['return-lost', 4], ['misdelivered', 4], ['contents-differ', 2], ['weight-dispute', 1], ['destroyed', 1]]

/** Kinds that are entered in the wrong-shipment register (W1). */
export const SHIPMENT_ERROR_OF: Readonly<Partial<Record<KindId, ShipmentError>>> = { 'wrong-item': 'wrong', 'missing-item': 'missing', 'extra-item': 'extra', 'short-pack': 'short-pack' }

/** How a kind usually ends. */
export const REMEDIES_OF: Readonly<Partial<Record<KindId, readonly Weighted<RemedyId>[]>>> = {
  'tracking-inquiry': [['explain', 6], ['chase-courier', 4]],
  'shipment-chase': [['ship', 8], ['refund-full', 1], ['explain', 1]],
  'refund-before-shipment': [['refund-full', 9], ['withdrawn', 1]],
  'change-order': [['change-done', 1]],
  'change-address': [['change-done', 1]],
  redirect: [['change-done', 5], ['explain', 1]],
  'return-refund': [['return-refund', 9], ['decline', 1]],
  exchange: [['exchange', 1]],
  damaged: [['reissue', 5], ['refund-full', 3], ['compensation', 2]],
  lost: [['reissue', 6], ['refund-full', 4]],
  'signed-not-received': [['explain', 3], ['reissue', 4], ['refund-full', 3]],
  stalled: [['chase-courier', 6], ['reissue', 2], ['refund-full', 1]],
  'wrong-item': [['exchange', 4], ['reissue', 4], ['compensation', 2]],
  'missing-item': [['reissue', 7], ['refund-partial', 3]],
  goodwill: [['compensation', 7], ['coupon', 3]],
  quality: [['refund-partial', 3], ['exchange', 3], ['return-refund', 3], ['decline', 1]],
  repair: [['repair', 1]],
}
export const OTHER_REMEDIES: readonly Weighted<RemedyId>[] = [['explain', 4], ['refund-full', 3], ['compensation', 1], ['decline', 1]]

export const LIABLE_WEIGHTS: readonly Weighted<LiableParty>[] = [['seller', 4], ['buyer', 3], ['courier', 2], ['none', 1]]

/** Kinds about orders that have not left the warehouse. */
const BEFORE = new Set<KindId>(['shipment-chase', 'refund-before-shipment', 'change-order', 'change-address', 'out-of-stock', 'ebay-cancel', 'ebay-unpaid'])
export const isBeforeShipment = (kind: KindId): boolean => BEFORE.has(kind)
