import { distinctKeys, waybillKey } from '../courier/waybill'

/** What another number of the same parcel is (L1). */
export const ALIAS_KINDS = {
  return: { zh: '退回单号', en: 'Return' },
  transferred: { zh: '转寄单号', en: 'Transferred' },
  parent: { zh: '母单', en: 'Parent' },
  child: { zh: '子单', en: 'Child' },
  other: { zh: '其他单号', en: 'Other' },
} as const
export type AliasKind = keyof typeof ALIAS_KINDS
export const ALIAS_KIND_IDS = ['return', 'transferred', 'parent', 'child', 'other'] as const satisfies readonly AliasKind[]

export interface KindedAlias {
  readonly waybill: string
  readonly kind: AliasKind
}

export const isAliasKind = (text: unknown): text is AliasKind => typeof text === 'string' && Object.hasOwn(ALIAS_KINDS, text)

/**
 * The aliases of a claim with their kinds, in their order. The row holds the numbers, its history what was said of them: `said` from the
 * oldest to the newest, the newest word counts; a number of which nobody said anything is `other`.
 */
export function kindedAliases(aliases: readonly string[], said: Iterable<Readonly<Record<string, unknown>>>): KindedAlias[] {
  const kinds = new Map<string, AliasKind>()
  for (const one of said) {
    for (const [waybill, kind] of Object.entries(one)) {
      const key = waybillKey(waybill)
      if (key !== null && isAliasKind(kind)) kinds.set(key, kind)
    }
  }
  return aliases.map((waybill) => ({ waybill, kind: kinds.get(waybillKey(waybill) ?? '') ?? 'other' }))
}

/** Aliases to store: trimmed, each parcel number once in its first spelling, never the claim's own. */
export function cleanAliases(waybill: string, aliases: readonly string[]): string[] {
  const taken = new Set(distinctKeys([waybill]))
  const kept: string[] = []
  for (const alias of aliases) {
    const key = waybillKey(alias)
    if (key === null || taken.has(key)) continue
    taken.add(key)
    kept.push(alias.trim())
  }
  return kept
}
