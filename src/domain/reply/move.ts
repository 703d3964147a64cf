import { isKindId } from '../case/kinds'
import type { CaseFieldValues } from '../case/fields'
import { isStatus, transition, type RefusalReason, type Status } from '../case/status'

export interface MovingCase extends CaseFieldValues {
  readonly kind: string
  readonly status: string
}

/**
 * Why a reply may not set this status (T4), so that it is said before anything is copied; empty when it may. The same waiting status with
 * another time is no transition. @param at when the next action is due, epoch ms
 */
export function refusedMove(found: MovingCase, to: Status, nextAction: string, at: number): readonly RefusalReason[] {
  if (!isKindId(found.kind) || !isStatus(found.status) || found.status === to) return []
  const result = transition({ kind: found.kind, status: found.status }, to, { ...found, nextAction, nextActionAt: at })
  return result.ok ? [] : result.reasons
}
