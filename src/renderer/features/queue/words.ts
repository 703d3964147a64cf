import { KIND_GROUPS, KINDS, isKindId, kindTree, type KindId } from '../../../domain/case/kinds'
import { STATUSES, isStatus } from '../../../domain/case/status'
import type { CaseView } from '../../../contract/queue'
import type { SavedView } from '../../../contract/saved-views'
import { pick, t, tMaybe } from '../../i18n'
import type { Option } from '../../ui/options'

/** English words for tags where the full one would push the buyer out of the row. */
const SHORT_EN: Readonly<Partial<Record<KindId, string>>> = {
  'tracking-inquiry': 'Tracking',
  'shipment-chase': 'Chase',
  'refund-before-shipment': 'Pre-refund',
  'change-order': 'Change',
  'change-address': 'Address',
  'out-of-stock': 'No stock',
  presale: 'Pre-sale',
  'return-inspection': 'Inspect',
  'return-refund': 'Return',
  'refund-only': 'Refund',
  'changed-mind': 'Unwanted',
  'wrong-item': 'Wrong',
  'missing-item': 'Missing',
  'extra-item': 'Extra',
  'short-pack': 'Short',
  damaged: 'Damaged',
  'signed-not-received': 'Not received',
  stalled: 'Stalled',
  'problem-parcel': 'Problem',
  'out-of-area': 'Area',
  redirect: 'Redirect',
  goodwill: 'Goodwill',
  'refund-after-completion': 'Late refund',
  complaint: 'Complaint',
  'unidentified-return': 'Unknown',
  repair: 'Repair',
  application: 'Application',
  review: 'Review',
  'ebay-return': 'eBay return',
  'ebay-not-received': 'eBay INR',
  'ebay-unpaid': 'eBay unpaid',
  'ebay-cancel': 'eBay cancel',
  'ebay-feedback': 'eBay fdbk',
}

/** The kind as a tag: the whole word where it is short. */
export function kindTag(id: string): string {
  if (!isKindId(id)) return id
  const kind = KINDS[id]
  return pick({ zh: kind.zh.length <= 4 ? kind.zh : kind.shortZh, en: SHORT_EN[id] ?? kind.en })
}

export const kindWord = (id: string): string => (isKindId(id) ? pick(KINDS[id]) : id)
export const statusWord = (id: string): string => (isStatus(id) ? pick(STATUSES[id]) : id)
export const clockWord = (name: string): string => tMaybe(`case.clocks.${name}`, name)

/** Every kind under its group (C1), found by Chinese, English and id. */
export function kindOptions(): Option[] {
  return kindTree().flatMap(({ group, kinds }) =>
    kinds.map((id) => ({ value: id, label: pick(KINDS[id]), group: pick(KIND_GROUPS[group]), search: `${KINDS[id].zh} ${KINDS[id].en} ${KINDS[id].shortZh}` })),
  )
}

/** A view by its name; those of one waiting status are called as that is. */
export const viewWord = (view: CaseView): string => (isStatus(view) ? statusWord(view) : t(`queue.views.${view as Exclude<CaseView, `waiting-${string}`>}`))

/** What the queue is called now: the saved view, else the built-in one. */
export function viewTitle(queue: { readonly view: CaseView; readonly savedId: string | null; readonly savedViews: readonly SavedView[] }): string {
  return queue.savedViews.find((one) => one.id === queue.savedId)?.name ?? viewWord(queue.view)
}
