import { addCents } from '../money/money'
import { claimAmount, type ClaimParts } from './amounts'
import { cleanAliases } from './aliases'

/** What of two claims on one parcel a merge looks at (L4). Integer cents. */
export interface MergeSide extends ClaimParts {
  readonly waybill: string
  readonly aliases: readonly string[]
  readonly products: readonly { readonly title: string; readonly sku?: string | null | undefined; readonly quantity: number }[]
  readonly demandsMet: readonly string[]
  readonly note: string | null
  readonly workOrderNo: string | null
  readonly declaredCents: number | null
}

/** What becomes of the amounts: those of the first claim stay, those of the second replace them, or they are added up. A person chooses. */
export const MERGE_AMOUNTS = ['keep', 'replace', 'add'] as const
export type MergeAmounts = (typeof MERGE_AMOUNTS)[number]

export interface Merged extends ClaimParts {
  readonly aliases: readonly string[]
  readonly products: readonly { readonly title: string; readonly sku: string | null; readonly quantity: number }[]
  readonly demandsMet: readonly string[]
  readonly note: string | null
  readonly workOrderNo: string | null
  readonly declaredCents: number | null
  readonly amountCents: number
}

/**
 * L4: adds to a claim what is new in another writing of it. Nothing that stood there is lost: numbers, products, ticked demands and words
 * are joined, an empty field is filled, a second work order number goes into the note. Throws MoneyOverflowError.
 */
export function mergeClaims(kept: MergeSide, added: MergeSide, amounts: MergeAmounts): Merged {
  const parts =
    amounts === 'keep' ? kept
    : amounts === 'replace' ? added
    : {
        goodsCents: addCents(kept.goodsCents, added.goodsCents),
        freightCents: addCents(kept.freightCents, added.freightCents),
        otherCents: addCents(kept.otherCents, added.otherCents),
      }
  const otherNumber = kept.workOrderNo !== null && added.workOrderNo !== null && kept.workOrderNo !== added.workOrderNo ? added.workOrderNo : null
  return {
    goodsCents: parts.goodsCents,
    freightCents: parts.freightCents,
    otherCents: parts.otherCents,
    amountCents: claimAmount(parts),
    aliases: cleanAliases(kept.waybill, [...kept.aliases, added.waybill, ...added.aliases]),
    products: mergeProducts(kept.products, added.products),
    demandsMet: [...new Set([...kept.demandsMet, ...added.demandsMet])],
    note: joinWords(kept.note, added.note, otherNumber),
    workOrderNo: kept.workOrderNo ?? added.workOrderNo,
    declaredCents: kept.declaredCents ?? added.declaredCents,
  }
}

/** The same product is one line with the larger quantity: two people who wrote one parcel down have both counted it. */
function mergeProducts(kept: MergeSide['products'], added: MergeSide['products']): Merged['products'] {
  const lines = new Map<string, { title: string; sku: string | null; quantity: number }>()
  for (const { title, sku, quantity } of [...kept, ...added]) {
    const key = JSON.stringify([title.trim(), sku ?? null])
    const known = lines.get(key)
    lines.set(key, { title: title.trim(), sku: sku ?? null, quantity: Math.max(quantity, known?.quantity ?? 0) })
  }
  return [...lines.values()]
}

function joinWords(...words: readonly (string | null)[]): string | null {
  const lines: string[] = []
  for (const one of words) {
    const text = one?.trim() ?? ''
    if (text !== '' && !lines.some((line) => line.includes(text))) lines.push(text)
  }
  return lines.length === 0 ? null : lines.join('\n')
}
