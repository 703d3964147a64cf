import type { KindId } from '../case/kinds'
import { DAY } from '../clock/duration'

/** Routine and pre-sale tasks for spare time (H3): which orders and cases give rise to which. Pure; times are epoch ms, lengths ms. */
export const TASK_KINDS = ['extend', 'cod', 'payment', 'close', 'delivery', 'stock', 'rating'] as const
export type TaskKind = (typeof TASK_KINDS)[number]
export const TASK_REASONS = ['unpaid', 'expired', 'repeated', 'cod', 'shipped', 'ending', 'unrated', 'missing'] as const
export type TaskReason = (typeof TASK_REASONS)[number]

interface WithTemplate {
  /** Id of the reply that the task suggests; null for none. */
  readonly template: string | null
}
export interface RoutinePolicy {
  readonly everyMs: number
  readonly lookBack: number
  readonly forgetMs: number
  readonly atMost: number
  readonly payment: WithTemplate & { readonly afterMs: number }
  readonly close: WithTemplate & { readonly unpaidAfterMs: number; readonly repeatedWithinMs: number }
  readonly cod: WithTemplate & { readonly words: readonly string[] }
  readonly delivery: WithTemplate & { readonly afterMs: number; readonly untilMs: number }
  readonly extend: WithTemplate & { readonly tradeMs: number; readonly withinMs: number }
  readonly rating: WithTemplate & { readonly afterMs: number; readonly untilMs: number }
  readonly stock: { readonly kinds: readonly KindId[] }
}

/** Another order of the same buyer in the same shop. */
export interface TwinFact {
  readonly id: string
  readonly createdAt: number
  readonly status: string
  readonly goods: string
}
export interface OrderFact {
  readonly id: string
  readonly status: string
  readonly createdAt: number | null
  readonly shippedAt: number | null
  /** What buyer, seller and platform wrote about it. */
  readonly words: readonly string[]
  /** Goods in a form that two orders of the same goods share. */
  readonly goods: string
  readonly twins: readonly TwinFact[]
  readonly rated: boolean
  /** A case of it is open. */
  readonly inCase: boolean
  /** When its trade time ends by a clock of its case; null: counted from shipping. */
  readonly tradeEndsAt: number | null
}
export interface CaseFact {
  readonly id: string
  readonly kind: string
  readonly open: boolean
  readonly openedAt: number
}

export interface Task {
  readonly kind: TaskKind
  readonly why: TaskReason
  /** The order or case; with kind and why it names the task on every PC. */
  readonly subject: string
  readonly due: number
}

const NOT_SHIPPED: ReadonlySet<string> = new Set(['unpaid', 'paid'])
const DEAD: ReadonlySet<string> = new Set(['closed', 'refunded', 'refunding'])
const between = (age: number, from: number, to: number): boolean => age >= from && age < to

/** Whether somebody wrote that an order is paid at the door. Latin words count as whole words: `COD` is not in `code`. */
export function isCashOnDelivery(words: readonly string[], signs: readonly string[]): boolean {
  const text = ` ${words.join(' \n ').toLowerCase()} `
  return signs.some((sign) => {
    const wanted = sign.toLowerCase()
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const latin = /[a-z0-9]/
      if (!latin.test(wanted) || !(latin.test(text.charAt(at - 1)) || latin.test(text.charAt(at + wanted.length)))) return true
    }
    return false
  })
}

/** Goods of an order in one form, whatever their order. */
export const goodsKey = (items: readonly { readonly title: string; readonly sku: string | null; readonly quantity: number }[]): string => items.map(({ title, sku, quantity }) => `${sku ?? title}×${quantity}`).sort().join('|')

/** The tasks of an order now. An order that is paid at the door is confirmed instead of being chased for its money. */
export function orderTasks(order: OrderFact, policy: RoutinePolicy, now: number): Task[] {
  const { id, status, createdAt, shippedAt } = order
  const tasks: Task[] = []
  const add = (kind: TaskKind, why: TaskReason, due: number): number => tasks.push({ kind, why, subject: id, due })
  if (createdAt !== null && NOT_SHIPPED.has(status) && between(now - createdAt, 0, policy.forgetMs)) {
    const age = now - createdAt
    const cod = isCashOnDelivery(order.words, policy.cod.words)
    if (cod) add('cod', 'cod', createdAt + DAY)
    else if (status === 'unpaid' && between(age, policy.payment.afterMs, policy.close.unpaidAfterMs)) add('payment', 'unpaid', createdAt + policy.close.unpaidAfterMs)
    else if (status === 'unpaid' && age >= policy.close.unpaidAfterMs) add('close', 'expired', createdAt + policy.close.unpaidAfterMs + DAY)
    // of two equal orders the later one is asked about; the earlier one alone is no reason
    const twin = order.twins.some((other) => other.goods === order.goods && !DEAD.has(other.status) && createdAt - other.createdAt <= policy.close.repeatedWithinMs && (other.createdAt < createdAt || (other.createdAt === createdAt && other.id < id)))
    if (twin) add('close', 'repeated', createdAt + policy.close.repeatedWithinMs)
  }
  if (status === 'shipped' && shippedAt !== null) {
    if (between(now - shippedAt, policy.delivery.afterMs, policy.delivery.untilMs)) add('delivery', 'shipped', shippedAt + policy.delivery.untilMs)
    const ends = order.tradeEndsAt ?? shippedAt + policy.extend.tradeMs
    if (order.inCase && ends > now && ends - now <= policy.extend.withinMs) add('extend', 'ending', ends)
  }
  if (status === 'completed' && shippedAt !== null && !order.rated && between(now - shippedAt, policy.rating.afterMs, policy.rating.untilMs)) add('rating', 'unrated', shippedAt + policy.rating.untilMs)
  return tasks
}

/** The tasks of a case now. */
export function caseTasks(one: CaseFact, policy: RoutinePolicy): Task[] {
  return one.open && policy.stock.kinds.some((kind) => kind === one.kind) ? [{ kind: 'stock', why: 'missing', subject: one.id, due: one.openedAt + DAY }] : []
}

/** What a task is made from, as text; the id of its entry ends with it. */
export const sourceOf = ({ kind, why, subject }: Pick<Task, 'kind' | 'why' | 'subject'>): string => `${kind}:${why}:${subject}`

/** Reads `sourceOf`; null for an entry that a person wrote. */
export function readSource(source: string): Pick<Task, 'kind' | 'why' | 'subject'> | null {
  const [, kind, why, subject] = /^([a-z]+):([a-z]+):(.+)$/.exec(source) ?? []
  const known = TASK_KINDS.find((one) => one === kind)
  const reason = TASK_REASONS.find((one) => one === why)
  return known === undefined || reason === undefined || subject === undefined ? null : { kind: known, why: reason, subject }
}

/** The reply that a task suggests. */
export function templateOf(policy: RoutinePolicy, kind: TaskKind, why: TaskReason): string | null {
  if (kind === 'stock') return null
  // an order that nobody paid for is closed without a word
  return kind === 'close' && why !== 'repeated' ? null : policy[kind].template
}
