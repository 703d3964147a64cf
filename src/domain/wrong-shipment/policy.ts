import type { FollowUpKind, SuspectPolicy } from './follow-ups'
import type { WeightPolicy } from './weight'

/** Values of the wrong-shipment register that a supervisor may change (resources/policies/wrong-shipments.yaml). */
export interface ShipmentPolicy {
  readonly weights: WeightPolicy
  readonly followUps: {
    readonly dueDays: Readonly<Record<FollowUpKind, number>>
    readonly suspect: SuspectPolicy
    /** Days back within which an entry from a spreadsheet opens follow-ups; an older one is history. */
    readonly importDays: number
  }
  readonly statistics: { readonly months: number; readonly bars: number }
  readonly list: { readonly packers: number }
}
