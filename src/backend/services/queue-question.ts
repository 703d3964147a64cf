import type { CaseFilter } from '../../contract/queue'
import { NOBODY } from '../../contract/queue'
import { carryOverOf, CASE_VIEWS, defaultSort, isArchiveView, sortsOf, type CaseSort, type CaseView } from '../../domain/case/queue'
import { isStatus, isWaiting } from '../../domain/case/status'
import { AppError } from '../../domain/errors'
import type { QueueCursor, QueueOrder } from '../repositories/queue'
import type { QueueSpec } from '../repositories/queue-where'
import type { Actor, Kernel } from './kernel'
import { shopZones } from './masters'

/** What is asked of the queue (C10), as the contract brings it. */
export interface QueueQuestion {
  readonly view: CaseView
  readonly search?: string | null | undefined
  readonly kind?: string | null | undefined
  readonly shopId?: string | null | undefined
  readonly filter?: CaseFilter | null | undefined
  readonly sort?: CaseSort | null | undefined
}

/** Views whose count an index covers; those of the archive have none. */
export const COUNTED_VIEWS: readonly CaseView[] = CASE_VIEWS.filter((view) => !isArchiveView(view))

const ARCHIVE_ORDERS = { newest: 'newest', oldest: 'oldest' } as const
const OPEN_ORDERS: Readonly<Record<CaseSort, QueueOrder>> = { due: 'due', newest: 'open-newest', oldest: 'open-oldest', updated: 'open-updated', priority: 'open-priority', amount: 'open-amount' }

/** The order of the page and what it asks of its cases. @throws AppError INVALID_INPUT when the view does not offer the sort */
export function askQueue(kernel: Kernel, actor: Actor, question: QueueQuestion): { order: QueueOrder; spec: QueueSpec } {
  const { view, kind, shopId, filter } = question
  const sort = question.sort ?? defaultSort(view)
  if (!sortsOf(view).includes(sort)) throw new AppError('INVALID_INPUT', { field: 'sort', value: sort })
  const order = isArchiveView(view) ? (sort === 'oldest' ? ARCHIVE_ORDERS.oldest : ARCHIVE_ORDERS.newest) : OPEN_ORDERS[sort]
  const { kinds, shopIds, assigneeIds, ...rest } = filter ?? {}
  return {
    order,
    spec: {
      ...viewSpec(kernel, actor, view),
      ...rest,
      kinds: kind ? [kind] : kinds,
      shopIds: shopId ? [shopId] : shopIds,
      owners: assigneeIds?.map((id) => (id === NOBODY ? null : id)),
      byDue: order === 'due',
    },
  }
}

function viewSpec(kernel: Kernel, actor: Actor, view: CaseView): Omit<QueueSpec, 'byDue'> {
  switch (view) {
    case 'mine':
      return { scope: 'open', owner: actor.staffId }
    case 'open':
      return { scope: 'open' }
    case 'unassigned':
      return { scope: 'open', owner: null }
    case 'waiting':
      return { scope: 'open', waiting: true }
    case 'overdue':
      return { scope: 'open', dueBefore: kernel.now() }
    case 'carry-over':
      return { scope: 'open', carryOver: carryOver(kernel) }
    case 'vip':
      return { scope: 'open', vip: true }
    case 'difficult':
      return { scope: 'open', difficult: true }
    case 'resolved':
      return { scope: 'over' }
    case 'all':
      return { scope: 'all' }
    default:
      return { scope: 'open', status: waitingStatus(view) }
  }
}

/** The views of one waiting status carry its name. */
function waitingStatus(view: string): string {
  if (isStatus(view) && isWaiting(view)) return view
  throw new AppError('INVALID_INPUT', { field: 'view', value: view })
}

/** Noon and the morning shift differ where the shops' zones do. */
function carryOver(kernel: Kernel): NonNullable<QueueSpec['carryOver']> {
  const now = kernel.now()
  const policy = kernel.resources.policy.queue
  const zones = shopZones(kernel)
  return [...zones].map(([zone, shopIds]) => ({ shopIds: zones.size === 1 ? null : shopIds, ...carryOverOf(policy, zone, now) }))
}

/** `value:id`, or `value,value:id` for an order of two columns; anything else begins at the beginning. */
export function readCursor(text: string | null | undefined): QueueCursor | null {
  const match = /^(-?\d+)(?:,(-?\d+))?:(.+)$/s.exec(text ?? '')
  if (match?.[1] === undefined || match[3] === undefined) return null
  return { values: match[2] === undefined ? [Number(match[1])] : [Number(match[1]), Number(match[2])], id: match[3] }
}

export const writeCursor = ({ values, id }: QueueCursor): string => `${values.join()}:${id}`
