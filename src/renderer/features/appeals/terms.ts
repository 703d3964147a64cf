import { shallowRef } from 'vue'
import type { AppealType } from '../../../domain/appeal/appeal'
import type { AppealDemand } from '../../../domain/appeal/policy'
import { rpc } from '../../rpc'

interface Terms {
  readonly nearDays: number
  readonly mostEvidence: number
  readonly demands: Readonly<Record<AppealType, readonly AppealDemand[]>>
}

/** What of the policy the register shows; empty until it was read once. */
export const appealTerms = shallowRef<Terms>({ nearDays: 0, mostEvidence: 0, demands: { freight: [], goods: [], review: [] } })

/** Reads the policy's values again: a supervisor may have changed them. */
export async function loadTerms(): Promise<void> {
  appealTerms.value = await rpc.appeals.terms()
}
