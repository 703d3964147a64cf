import { DAY } from '../../domain/clock/duration'
import { addMonths, fromLocal, localDay } from '../../domain/clock/zone'
import type { RegisterValues } from '../../domain/register/register'
import { causesIn } from '../../domain/review/causes'
import { pickSamples } from '../../domain/sample/sample'
import { planVisits, type VipBuyer } from '../../domain/visit/visit'
import * as repo from '../repositories/register-entries'
import * as team from '../repositories/team'
import { today } from './claim-filter'
import type { Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { insertEntry } from './register-entries'
import type { RegisterHooks } from './register-hooks'

/** What visits, scores, samples, trainings and reviews do beyond their descriptions (V1, K2, E1). */

/** The visits of this month by tier, each with whoever knows the buyer best. */
function visitsToPlan(kernel: Kernel): ReturnType<NonNullable<RegisterHooks['feed']>> {
  const { timeZone } = shopTerms(kernel)
  const month = today(kernel).slice(0, 7)
  const vips = team.listVips(kernel.read)
  const last = team.lastVisits(kernel.read)
  const byId = new Map(vips.map((vip) => [vip.id, vip]))
  const buyers = vips.map((vip): VipBuyer => ({ id: vip.id, tier: vip.vipTier, lastMonth: last.get(vip.nick) ?? null }))
  const planned = planVisits(buyers, today(kernel), kernel.resources.policy.visits)
  const keepers = team.keepersOf(kernel.read, planned.flatMap(({ buyerId }) => byId.get(buyerId)?.nick ?? []))
  return planned.flatMap(({ buyerId, tierId, day }) => {
    const vip = byId.get(buyerId)
    if (vip === undefined) return []
    const keeper = keepers.get(vip.nick)
    const values: RegisterValues = { buyer: vip.nick, tier: tierId, due: noonOf(timeZone, day), assignee: keeper?.assigneeId ?? null, shop: keeper?.shopId ?? null }
    return [{ source: `${buyerId}:${month}`, caseId: null, values }]
  })
}

/** Buyers of cases that closed a few days ago, each asked once in a while. */
function scoresToAsk(kernel: Kernel): ReturnType<NonNullable<RegisterHooks['feed']>> {
  const { afterDays, withinDays, onceInDays, mostAtOnce } = kernel.resources.policy.visits.scores
  const now = kernel.now()
  const asked = team.askedSince(kernel.read, now - onceInDays * DAY)
  const found: { source: string; caseId: string; values: RegisterValues }[] = []
  for (const one of team.listClosed(kernel.read, now - withinDays * DAY, now - afterDays * DAY, mostAtOnce * 10)) {
    if (asked.has(one.buyerNick) || found.length >= mostAtOnce) continue
    asked.add(one.buyerNick)
    found.push({ source: one.id, caseId: one.id, values: { buyer: one.buyerNick, order: one.orderNo, shop: one.shopId, agent: one.assigneeId } })
  }
  return found
}

/** The replies of the last days, drawn by the week: whoever presses the button draws the same. */
function samplesToDraw(kernel: Kernel): ReturnType<NonNullable<RegisterHooks['feed']>> {
  const { perPerson, days } = kernel.resources.policy.visits.samples
  const { timeZone } = shopTerms(kernel)
  const week = Math.floor((Date.parse(`${today(kernel)}T00:00:00Z`) / DAY + 3) / 7)
  return pickSamples(team.listReplies(kernel.read, kernel.now() - days * DAY), perPerson, String(week)).map(({ id, by, caseId, at, text }) => ({
    source: id,
    caseId,
    values: { agent: by, day: localDay(timeZone, at), reply: text },
  }))
}

const reviewHooks: RegisterHooks = {
  /** What a review is about is read from its words where nobody said it; whoever follows it up may correct it. */
  created(kernel, tx, { register, id, values }) {
    const { words, rating, cause, praised } = values
    if (typeof words !== 'string') return
    const { causes, praise } = kernel.resources.policy.visits.reviews
    const known = (field: string): ReadonlySet<string> => new Set(register.fields.find((one) => one.id === field)?.options.map((option) => option.id))
    const entry = repo.findEntry(tx.db, register, id)
    if (entry === undefined) return
    const found: Record<string, string | string[]> = {}
    const [first] = causesIn(words, causes).filter((one) => known('cause').has(one))
    if (rating !== 'good' && cause === null && first !== undefined) found['cause'] = first
    const good = causesIn(words, praise).filter((one) => known('praised').has(one))
    if (rating === 'good' && praised === null && good.length > 0) found['praised'] = good
    if (Object.keys(found).length > 0) repo.updateEntry(tx, register.id, id, repo.toColumns(register, found, entry.values))
  },
}

const trainingHooks: RegisterHooks = {
  /** One that repeats opens its next date, so many months after this one was due. */
  moved(kernel, tx, { register, before, move, values }) {
    const { everyMonths, due, assignee, subject } = values
    if (move.to !== 'done' || typeof everyMonths !== 'number' || typeof due !== 'number') return
    const next = addMonths(shopTerms(kernel).timeZone, due, everyMonths)
    const source = `${before.id}:next`
    if (repo.idsOfSources(tx.db, register.id, [source]).size > 0) return
    insertEntry(kernel, tx, register, { caseId: null, source, values: { assignee: assignee ?? null, subject: subject ?? null, due: next, everyMonths } })
  },
}

/** Noon of a day in a zone, epoch ms. */
const noonOf = (timeZone: string, day: string): number => fromLocal(timeZone, Date.parse(`${day}T12:00:00Z`))

export const teamHooks: Readonly<Record<string, RegisterHooks>> = {
  visits: { feed: visitsToPlan },
  scores: { feed: scoresToAsk },
  samples: { feed: samplesToDraw },
  trainings: trainingHooks,
  reviews: reviewHooks,
}
