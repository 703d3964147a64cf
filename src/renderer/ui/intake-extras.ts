/**
 * What other features show in the quick intake (C11): earlier payouts to the same buyer or phone, areas where a courier does not deliver.
 * A feature hands in its component; the intake gives it what was read and knows nothing of it.
 */
import { markRaw, shallowReactive, type Component } from 'vue'

/** The props that every component gets. */
export interface IntakeFacts {
  readonly buyerNicks: readonly string[]
  readonly phones: readonly string[]
  readonly orderNos: readonly string[]
  /** Ids of the orders that were found. */
  readonly orderIds: readonly string[]
}

export interface IntakeExtra {
  readonly id: string
  readonly component: Component
}

export const intakeExtras = shallowReactive<IntakeExtra[]>([])

/** Adds a component to the intake, or replaces the one with this id. Answers how to take it away. */
export function registerIntakeExtra(id: string, component: Component): () => void {
  const extra: IntakeExtra = { id, component: markRaw(component) }
  const at = intakeExtras.findIndex((one) => one.id === id)
  intakeExtras.splice(at === -1 ? intakeExtras.length : at, at === -1 ? 0 : 1, extra)
  return () => {
    const now = intakeExtras.indexOf(extra)
    if (now !== -1) intakeExtras.splice(now, 1)
  }
}
