import { lint, type Finding } from '../../../../domain/coach/lint'
import type { CoachPolicy } from '../../../../domain/coach/policy'

/**
 * What forbids a text that belongs to no case: its platform is not known, so what any platform forbids does. Null when none does.
 */
export function looseRefusal(text: string, policy: CoachPolicy): Finding | null {
  for (const platform of ['', ...Object.keys(policy.platforms)]) {
    const found = lint(text, policy, { platform, known: [], calm: false, ours: false }).find((one) => one.severity === 'block')
    if (found !== undefined) return found
  }
  return null
}
