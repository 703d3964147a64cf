import type { AppealType } from './appeal'

/** One thing that an appeal of a type has to show, with the evidence slots of a case that hold it (spec A8). */
export interface AppealDemand {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly slots: readonly string[]
}

export interface AppealTypePolicy {
  /** Days that the platform gives: the deadline that a new appeal proposes. */
  readonly deadlineDays: number
  readonly demands: readonly AppealDemand[]
}

/** Values of the appeal register that a supervisor may change (resources/policies/appeals.yaml). */
export interface AppealPolicy {
  /** A deadline within so many days is near. */
  readonly nearDays: number
  /** At most so many pieces of evidence in one appeal. */
  readonly mostEvidence: number
  readonly types: Readonly<Record<AppealType, AppealTypePolicy>>
}
