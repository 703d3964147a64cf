import type { TaskView } from '../../contract/shift'
import { AppError } from '../../domain/errors'
import { isMasked } from '../../domain/identity/mask'
import type { RegisterValues } from '../../domain/register/register'
import { caseTasks, goodsKey, orderTasks, readSource, sourceOf, TASK_KINDS, TASK_REASONS, templateOf, type OrderFact, type RoutinePolicy, type Task, type TaskKind } from '../../domain/routine/routine'
import { renderTemplate } from '../../domain/template/render'
import * as entries from '../repositories/register-entries'
import * as orders from '../repositories/orders'
import * as repo from '../repositories/routine'
import { shiftRegister } from './handover'
import type { Actor, Kernel } from './kernel'
import { getEntry, requireEntry, requireRegister, requireRight, viewEntries } from './register-access'
import { insertEntry, moveInside } from './register-entries'
import { SYSTEM } from './setup'

/** Routine and pre-sale tasks for spare time (H3): fed from orders and cases in short slices; one whose reason is gone lapses. */

const SHOWN_AT_MOST = 300
/** Rows of the order table that one slice passes over, entries that it checks, and entries that one transaction writes, where its time allows. */
const SLICE_ROWS = 100
const SLICE_TASKS = 5
const WRITES_AT_MOST = 5

/** Where a round stands; of this run only. */
interface Round {
  phase: 'orders' | 'cases' | 'lapse'
  /** Orders below this row are still to be looked at. */
  below: number
  floor: number
  /** Tasks after this id are still to be checked. */
  after: string
}
const rounds = new WeakMap<Kernel, Round>()

const beginRound = (kernel: Kernel): Round => {
  const last = repo.lastOrderRow(kernel.read) + 1
  return { phase: 'lapse', below: last, floor: Math.max(0, last - kernel.resources.policy.routine.lookBack), after: '' }
}

/**
 * What is known of an order, for the rules. What lies around it is asked for only where its own dates leave a rule open: of twenty thousand
 * orders most are long over. Names that are masked fit many buyers and find no second order (O1).
 */
function orderFact(kernel: Kernel, order: repo.RoutineOrder, policy: RoutinePolicy): OrderFact {
  const { read } = kernel
  const since = (at: number | null): number => (at === null ? Infinity : kernel.now() - at)
  const waits = (order.status === 'unpaid' || order.status === 'paid') && since(order.createdAt) < policy.forgetMs
  const twins = !waits || order.createdAt === null || order.buyer === null || isMasked(order.buyer) ? [] : repo.twinsOf(read, order, order.createdAt - policy.close.repeatedWithinMs, order.createdAt)
  const inCase = order.status === 'shipped' && since(order.shippedAt) < policy.forgetMs ? repo.caseOfOrder(read, order.number, order.shopId) : undefined
  return {
    id: order.id,
    status: order.status,
    createdAt: order.createdAt,
    shippedAt: order.shippedAt,
    words: [order.rawStatus, order.buyerNote, order.sellerMemo].filter((text) => text !== null),
    goods: twins.length === 0 ? '' : goodsKey(repo.itemsOf(order)),
    twins: twins.map((twin) => ({ id: twin.id, createdAt: twin.createdAt ?? 0, status: twin.status, goods: goodsKey(repo.itemsOf(twin)) })),
    rated: order.status === 'completed' && since(order.shippedAt) < policy.rating.untilMs && repo.isRated(read, order.number),
    inCase: inCase !== undefined,
    tradeEndsAt: inCase?.tradeEndsAt ?? null,
  }
}

interface Fed {
  readonly task: Task
  /** Read only of what is written: an order's waybill and case are not asked for otherwise. */
  readonly entry: () => { readonly values: RegisterValues; readonly caseId: string | null }
}

function fedByOrder(kernel: Kernel, order: repo.RoutineOrder, policy: RoutinePolicy): Fed[] {
  return orderTasks(orderFact(kernel, order, policy), policy, kernel.now()).map((task) => ({
    task,
    entry: () => ({
      caseId: task.kind === 'extend' ? (repo.caseOfOrder(kernel.read, order.number, order.shopId)?.caseId ?? null) : null,
      values: {
        kind: task.kind,
        why: task.why,
        order: order.number,
        buyer: order.buyer,
        sku: repo.itemsOf(order)[0]?.sku ?? null,
        waybill: orders.listWaybills(kernel.read, order.id)[0]?.waybill ?? null,
        amount: order.paidCents,
        shop: order.shopId,
        due: task.due,
      },
    }),
  }))
}

function fedByCase(kernel: Kernel, found: repo.RoutineCase, policy: RoutinePolicy): Fed[] {
  return caseTasks({ id: found.id, kind: found.kind, open: found.open === 1, openedAt: found.openedAt }, policy).map((task) => ({
    task,
    entry: () => ({
      caseId: found.id,
      values: { kind: task.kind, why: task.why, order: found.order, buyer: found.buyer, sku: found.order === null ? null : (orders.findOrdersByNumber(kernel.read, found.order)[0]?.items[0]?.sku ?? null), shop: found.shopId, due: task.due },
    }),
  }))
}

/** Whether the reason of a task still stands. One that a person wrote stands until a person ends it. */
function stands(kernel: Kernel, source: string | null): boolean {
  const read = source === null ? null : readSource(source)
  if (read === null) return true
  const policy = kernel.resources.policy.routine
  if (read.kind === 'stock') {
    const found = repo.findRoutineCase(kernel.read, read.subject)
    return found !== undefined && caseTasks({ id: found.id, kind: found.kind, open: found.open === 1, openedAt: found.openedAt }, policy).length > 0
  }
  const order = repo.findRoutineOrder(kernel.read, read.subject)
  return order !== undefined && orderTasks(orderFact(kernel, order, policy), policy, kernel.now()).some((task) => sourceOf(task) === source)
}

/** What may still be fed: unknown on this and every other PC, and below the cap of its kind. */
function admitted(kernel: Kernel, fed: readonly Fed[], policy: RoutinePolicy): Fed[] {
  const known = entries.idsOfSources(kernel.read, 'routine', fed.map(({ task }) => sourceOf(task)))
  const room = new Map<string, number>(TASK_KINDS.map((kind) => [kind, policy.atMost]))
  for (const [kind, n] of Object.entries(repo.openByKind(kernel.read))) room.set(kind, policy.atMost - n)
  return fed.filter(({ task }) => {
    const left = room.get(task.kind) ?? 0
    if (known.has(sourceOf(task)) || left <= 0) return false
    room.set(task.kind, left - 1)
    return true
  })
}

/**
 * One short slice of a round: first tasks whose reason is gone lapse, then orders from the newest down, then cases. Feeding the same twice
 * changes nothing. Answers what it did and whether the round goes on.
 * @param sliceMs how long its transaction may take; one entry is always written
 */
export function feedSlice(kernel: Kernel, sliceMs = kernel.pace.sliceMs()): { added: number; lapsed: number; more: boolean } {
  const policy = kernel.resources.policy.routine
  const round = rounds.get(kernel) ?? beginRound(kernel)
  rounds.set(kernel, round)
  if (round.phase === 'lapse') return lapseSome(kernel, round, sliceMs)
  const slice = round.phase === 'orders' ? repo.orderSlice(kernel.read, round.below, round.floor, SLICE_ROWS) : null
  const fed = slice === null ? repo.casesOfKinds(kernel.read, policy.stock.kinds, policy.atMost).flatMap((one) => fedByCase(kernel, one, policy)) : slice.orders.flatMap((order) => fedByOrder(kernel, order, policy))
  const fresh = admitted(kernel, fed, policy)
  let added = 0
  if (fresh.length > 0) {
    const register = shiftRegister(kernel, 'routine')
    added = kernel.write(SYSTEM, { name: 'routine.feed', bulk: true }, (tx) => inTime(fresh, sliceMs, ({ task, entry }) => insertEntry(kernel, tx, register, { ...entry(), source: sourceOf(task) })))
  }
  // what one transaction had no time for is found again by the same slice
  if (fresh.length > added) return { added, lapsed: 0, more: true }
  if (slice === null) rounds.delete(kernel)
  else if (slice.last === null) round.phase = 'cases'
  else round.below = slice.last
  return { added, lapsed: 0, more: slice !== null }
}

/** Writes as many as a transaction has time for, at least one; answers how many. */
function inTime<T>(all: readonly T[], sliceMs: number, write: (one: T) => unknown): number {
  // a quarter: the rest is for reading what goes with it, and for the commit
  const until = performance.now() + sliceMs / 4
  let done = 0
  for (const one of all.slice(0, WRITES_AT_MOST)) {
    write(one)
    done += 1
    if (performance.now() > until) break
  }
  return done
}

function lapseSome(kernel: Kernel, round: Round, sliceMs: number): { added: number; lapsed: number; more: boolean } {
  const found = repo.openTasks(kernel.read, round.after, SLICE_TASKS)
  const gone = found.filter(({ source }) => !stands(kernel, source))
  let lapsed = 0
  if (gone.length > 0) {
    const register = shiftRegister(kernel, 'routine')
    lapsed = kernel.write(SYSTEM, { name: 'routine.lapse', bulk: true }, (tx) => inTime(gone, sliceMs, ({ id }) => moveInside(kernel, tx, SYSTEM, register, { id, move: 'lapse' })))
  }
  if (lapsed === gone.length) {
    if (found.length < SLICE_TASKS) round.phase = 'orders'
    else round.after = found.at(-1)?.id ?? round.after
  }
  return { added: 0, lapsed, more: true }
}

/** A whole round for somebody who asked for it, giving way to others between slices (X6). @throws AppError FORBIDDEN */
export async function feedNow(kernel: Kernel, actor: Actor): Promise<{ added: number; lapsed: number }> {
  requireRight(actor, 'task.write')
  rounds.delete(kernel)
  let added = 0
  let lapsed = 0
  for (let more = true; more; ) {
    const done = feedSlice(kernel)
    added += done.added
    lapsed += done.lapsed
    more = done.more
    await kernel.pace.giveWay()
  }
  return { added, lapsed }
}

/** Open and taken tasks with the reply that each suggests (H3). @throws AppError FORBIDDEN, NOT_FOUND */
export function listTasks(kernel: Kernel, actor: Actor, ask: { readonly kind?: TaskKind | null | undefined; readonly mine: boolean }): { tasks: TaskView[]; kinds: Partial<Record<TaskKind, number>> } {
  const register = requireRegister(kernel, actor, 'routine', 'read')
  const equals = ask.kind == null ? undefined : { kind: ask.kind }
  const found = entries.listEntries(kernel.read, register, { states: ask.mine ? ['taken'] : ['open', 'taken'], equals, assignee: ask.mine ? actor.staffId : null }, { sort: 'due', after: null, limit: SHOWN_AT_MOST })
  const counts = repo.openByKind(kernel.read)
  return {
    tasks: viewEntries(kernel, actor, register, found).map((entry) => ({ entry, template: suggested(kernel, entry.values) })),
    kinds: Object.fromEntries(TASK_KINDS.flatMap((kind) => (counts[kind] === undefined ? [] : [[kind, counts[kind]]]))),
  }
}

function templateIdOf(kernel: Kernel, values: RegisterValues): string | null {
  const kind = TASK_KINDS.find((one) => one === values['kind'])
  const why = TASK_REASONS.find((one) => one === values['why'])
  return kind === undefined || why === undefined ? null : templateOf(kernel.resources.policy.routine, kind, why)
}

/** The reply that a task suggests; none where the policy names one that is not there. */
function suggested(kernel: Kernel, values: RegisterValues): TaskView['template'] {
  const id = templateIdOf(kernel, values)
  const template = id === null ? undefined : kernel.resources.templates.find((one) => one.id === id)
  return template === undefined ? null : { id: template.id, zh: template.titleZh, en: template.titleEn }
}

/** The suggested reply filled from the task's order (T1: nothing with an open place is copied). @throws AppError NOT_FOUND, FORBIDDEN */
export function taskReply(kernel: Kernel, actor: Actor, input: { readonly id: string; readonly language: 'zh' | 'en' }): { text: string; open: { zh: string; en: string }[] } {
  const register = requireRegister(kernel, actor, 'routine', 'read')
  const { values } = requireEntry(kernel.read, register, input.id)
  const id = templateIdOf(kernel, values)
  const template = id === null ? undefined : kernel.resources.templates.find((one) => one.id === id)
  if (template === undefined) throw new AppError('NOT_FOUND', { what: 'template', id: id ?? '' })
  const said = (field: string): string | null => (typeof values[field] === 'string' ? values[field] : null)
  const { text, open } = renderTemplate(input.language === 'en' ? template.bodyEn : template.bodyZh, { buyer: said('buyer'), orderNo: said('order'), waybill: said('waybill') })
  return { text, open: open.map(({ label }) => ({ zh: label.zh, en: label.en })) }
}

/** Takes the next task that nobody has, in one transaction: two people never get the same (H3). @throws AppError FORBIDDEN */
export function takeNext(kernel: Kernel, actor: Actor, input: { readonly key?: string | null | undefined }) {
  const register = requireRegister(kernel, actor, 'routine', 'read')
  requireRight(actor, 'task.write')
  if (repo.nextOpenTask(kernel.read) === null) return null
  const id = kernel.write(actor, { name: 'routine.take', key: input.key }, (tx) => {
    const next = repo.nextOpenTask(tx.db)
    if (next !== null) moveInside(kernel, tx, actor, register, { id: next, move: 'take' })
    return next
  })
  return id === null ? null : getEntry(kernel, actor, register, id)
}
