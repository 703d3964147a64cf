import { formatMoney } from '../../../domain/money/money'
import type { Option } from '../../ui/options'
import { desk } from './month-desk'

/** Claims that a line of this courier may be counted for, those with exactly this amount first, then those that lack money. */
export function claimChoices(courierId: string, cents: number): Option[] {
  const fit = (balance: number): number => (balance === Math.abs(cents) ? 0 : balance > 0 ? 1 : 2)
  return [...desk.claimById.values()]
    .filter((claim) => claim.courierId === courierId && claim.filedOn !== null && claim.filedOn.slice(0, 7) <= desk.month && claim.status !== 'draft')
    .sort((a, b) => fit(a.balanceCents) - fit(b.balanceCents) || Math.abs(a.balanceCents - Math.abs(cents)) - Math.abs(b.balanceCents - Math.abs(cents)))
    .map((claim) => ({ value: claim.id, label: `${claim.claimNo} · ${claim.waybill}`, hint: `${formatMoney(claim.balanceCents, claim.currency)} · ${claim.filedOn ?? ''}` }))
}
