import { caseListContract } from './case-list'
import { healthContract } from './health'
import { preferencesContract, sessionContract } from './session'

/** What the first screen asks for (X1): built at every start, where the rest of the contract waits until somebody asks for it. */
export const firstContract = {
  session: sessionContract,
  preferences: preferencesContract,
  cases: caseListContract,
  health: healthContract,
}
