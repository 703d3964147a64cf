import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'
import type { ClockEvent } from '../clock/policy'
import type { SuggestedPromise, SuggestedStatus } from '../playbook/playbook'

/** Groups of the template list (T1), in the order shown. */
export const TEMPLATE_GROUPS = {
  opening: { zh: '开场与安抚', en: 'Opening and calming' },
  shipping: { zh: '发货', en: 'Before shipment' },
  logistics: { zh: '物流', en: 'In transit' },
  contents: { zh: '破损与错漏', en: 'Damage and contents' },
  returns: { zh: '退换货', en: 'Returns' },
  quality: { zh: '质量与补偿', en: 'Quality and compensation' },
  disputes: { zh: '评价与投诉', en: 'Reviews and disputes' },
  ebay: { zh: 'eBay', en: 'eBay' },
  closing: { zh: '收尾', en: 'Closing' },
  partners: { zh: '给快递、仓库、供应商', en: 'To couriers, warehouse, suppliers' },
} as const satisfies Record<string, Label>
export type TemplateGroupId = keyof typeof TEMPLATE_GROUPS

/** Groups whose texts are no answers to the buyer: copying one stops no clock of the buyer's. */
export const PARTNER_GROUPS: ReadonlySet<string> = new Set<TemplateGroupId>(['partners'])

/** What copying a reply does to its case besides being logged (T4); all of it is one step that can be undone. */
export interface ReplyActions {
  /** Status with its next action and when. */
  readonly status: SuggestedStatus | null
  /** A line added to the shop's memo; may name template variables. */
  readonly memo: Label | null
  /** Clock events that it fires, in this order. */
  readonly events: readonly ClockEvent[]
  readonly promise: SuggestedPromise | null
}

/** A reply template in both languages. No kinds: it fits any. `step` is the playbook step it was written for. */
export interface Template {
  readonly id: string
  readonly group: TemplateGroupId
  readonly titleZh: string
  readonly titleEn: string
  readonly bodyZh: string
  readonly bodyEn: string
  readonly kinds: readonly KindId[]
  readonly step: string | null
  readonly tags: readonly string[]
  /** Platforms whose buyers it is written for; none: any. */
  readonly platforms: readonly string[]
  readonly actions: ReplyActions | null
  /** A picture that goes with it: id of a photo; null: none. */
  readonly imageId: string | null
}

/** Slot of a picture that goes with a template (T5): it belongs to no case and waits for none in the inbox. */
export const TEMPLATE_PHOTO_SLOT = 'template-picture'
