import type { KindId } from '../case/kinds'
import type { Label } from '../case/lists'

/** What is asked of couriers, and when an answer is due (P11). `{waybill}` and `{contact}` stand for what the case brings. */
export interface CourierDeskPolicy {
  readonly answerAfterMs: number
  /** After the beginning of the day of redelivery. */
  readonly redeliveryMs: number
  /** How soon an answered case is due again. */
  readonly handleAnswerMs: number
  /** `not-credited`: a claim that was granted and whose money is not there (M8). */
  readonly demands: Readonly<Partial<Record<KindId | 'not-credited', Label>>>
  readonly other: Label
  readonly contactLine: Label
}

export interface DemandFacts {
  readonly kind: string
  readonly waybill: string
  /** A new contact for the parcel: then that is what the line says. */
  readonly contact?: string | null
}

/** One line for a courier's chat group. */
export function demandLine(policy: CourierDeskPolicy, facts: DemandFacts, language: 'zh' | 'en'): string {
  const contact = facts.contact?.trim() ?? ''
  const known = Object.hasOwn(policy.demands, facts.kind) ? policy.demands[facts.kind as KindId | 'not-credited'] : undefined
  const label = contact === '' ? (known ?? policy.other) : policy.contactLine
  // A function as replacement: `$&` in a contact must stand for itself.
  return label[language].replaceAll('{waybill}', () => facts.waybill).replaceAll('{contact}', () => contact)
}

export interface AskedParcel extends DemandFacts {
  readonly courierName: string
  readonly branch: string | null
}

/** The lines of many parcels, one block for each courier and branch, ready to paste into its group. Order of the parcels is kept. */
export function groupDemands(policy: CourierDeskPolicy, parcels: readonly AskedParcel[], language: 'zh' | 'en'): { readonly courierName: string; readonly branch: string | null; readonly text: string; readonly count: number }[] {
  const groups = new Map<string, { courierName: string; branch: string | null; lines: string[] }>()
  for (const parcel of parcels) {
    const key = JSON.stringify([parcel.courierName, parcel.branch])
    const group = groups.get(key) ?? { courierName: parcel.courierName, branch: parcel.branch, lines: [] }
    groups.set(key, group)
    const line = demandLine(policy, parcel, language)
    if (!group.lines.includes(line)) group.lines.push(line)
  }
  return [...groups.values()].map(({ courierName, branch, lines }) => ({ courierName, branch, text: lines.join('\n'), count: lines.length }))
}
