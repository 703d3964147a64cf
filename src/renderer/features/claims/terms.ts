import { shallowRef } from 'vue'
import { rpc } from '../../rpc'

/** What of the policy the log shows (L2, M4): ends of the age groups, and when a claim window counts as closing. */
export const claimTerms = shallowRef<{ readonly ageingDays: readonly number[]; readonly windowNearDays: number }>({ ageingDays: [], windowNearDays: 0 })

/** Asked with every opening of the pane or the form: the answer is small, and a supervisor may have changed the policy. */
export async function loadTerms(): Promise<void> {
  claimTerms.value = await rpc.claims.terms()
}
