import { and, sql, type SQL } from 'drizzle-orm'
import { cases, claim } from '../db/schema'

/** What a page of the queue asks of its cases, in plain values; `undefined` asks nothing. */
export interface QueueSpec {
  /** Open cases; those that are over; or all. The last two are the archive, which is only walked by index. */
  readonly scope: 'open' | 'over' | 'all'
  /** An id, or null for nobody. */
  readonly owner?: string | null
  readonly waiting?: boolean
  readonly status?: string
  readonly dueBefore?: number
  readonly vip?: boolean
  readonly difficult?: boolean
  /** Per time zone of the shops: what the night left there. `shopIds` null: there is one zone only. */
  readonly carryOver?: readonly { readonly shopIds: readonly string[] | null; readonly dueBefore: number; readonly movedBefore: number }[]
  readonly kinds?: readonly string[] | undefined
  readonly shopIds?: readonly string[] | undefined
  readonly statuses?: readonly string[] | undefined
  /** Null among them stands for nobody. */
  readonly owners?: readonly (string | null)[] | undefined
  readonly platforms?: readonly string[] | undefined
  readonly priorities?: readonly number[] | undefined
  readonly flags?: readonly number[] | undefined
  readonly openedFrom?: number | undefined
  readonly openedTo?: number | undefined
  readonly amountFrom?: number | undefined
  readonly amountTo?: number | undefined
  readonly hasClaim?: boolean | undefined
  /** The page walks by deadline and needs no bound of its own. */
  readonly byDue: boolean
}

export interface QueueWhere {
  readonly where: SQL | undefined
  /** What an index serves by itself: the window of an archive page is measured along it. */
  readonly base: SQL | undefined
  /** Something is asked that no index of the archive serves: the page looks through a window. */
  readonly windowed: boolean
  readonly name: string
  readonly values: readonly (string | number)[]
}

/**
 * `is_open = 1` must stand in the statement as a literal: a bound value would keep SQLite from using the partial indexes. So must the
 * lower bound, which makes it search one of them instead of scanning for a page that is sorted otherwise.
 */
const OPEN = sql`${cases.isOpen} = 1`
const FROM_THE_FIRST = sql`${cases.sortDue} > -9000000000000000`

/** One value is compared, which an index can serve; several are looked up in one bound list, so that the statement stays the same. */
function among(column: SQL, plain: SQL, chosen: readonly (string | number)[]): { sql: SQL; name: string; value: string | number } {
  const [only] = chosen
  if (chosen.length === 1 && only !== undefined) return { sql: sql`${plain} = ${only}`, name: 'one', value: only }
  const list = JSON.stringify(chosen)
  return { sql: sql`${column} in (select value from json_each(${list}))`, name: 'some', value: list }
}

/** The condition of a page with the values it binds, in their order; equal specs but for values have equal names (X2). */
export function queueWhere(spec: QueueSpec): QueueWhere {
  const parts: SQL[] = []
  const base: SQL[] = []
  const names: string[] = []
  const values: (string | number)[] = []
  let windowed = false
  const open = spec.scope === 'open'
  const add = (name: string, condition: SQL, bound: readonly (string | number)[] = [], indexed = true): void => {
    parts.push(condition)
    names.push(name)
    values.push(...bound)
    if (indexed) base.push(condition)
    else if (!open) windowed = true
  }
  /** A list filter; `indexed` when one chosen value has an index in this scope. */
  const choose = (name: string, column: SQL, chosen: readonly (string | number)[] | undefined, indexed: boolean): boolean => {
    if (chosen === undefined || chosen.length === 0) return false
    const single = chosen.length === 1 && indexed
    const { sql: condition, name: how, value } = among(sql`+${column}`, single ? column : sql`+${column}`, chosen)
    add(`${name}-${how}${single ? '-i' : ''}`, condition, [value], single)
    return single
  }

  if (open) add('open', OPEN)
  else if (spec.scope === 'over') add('over', sql`${cases.isOpen} = 0`)
  else names.push('all')
  if (spec.owner === null) add('nobody', sql`${cases.assigneeId} is null`)
  else if (spec.owner !== undefined) add('owner', sql`${cases.assigneeId} = ${spec.owner}`, [spec.owner])
  if (spec.waiting === true) add('waiting', sql`${cases.isWaiting} = 1`)
  if (spec.status !== undefined) add('status', sql`${cases.status} = ${spec.status}`, [spec.status])
  if (spec.vip === true) add('vip', sql`${cases.vip} = 1`)
  if (spec.difficult === true) add('difficult', sql`${cases.difficult} = 1`)
  if (spec.dueBefore !== undefined) add('due', sql`${cases.sortDue} < ${spec.dueBefore}`, [spec.dueBefore])
  if (spec.carryOver !== undefined) addCarryOver(spec.carryOver, add)

  const byKind = choose('kind', sql`${cases.kind}`, spec.kinds, true)
  // the archive has an index by kind and one by shop, and a page walks one of them
  choose('shop', sql`${cases.shopId}`, spec.shopIds, open || !byKind)
  choose('status', sql`${cases.status}`, spec.statuses, open)
  addOwners(spec, add)
  choose('platform', sql`${cases.platform}`, spec.platforms, false)
  choose('priority', sql`${cases.priority}`, spec.priorities, false)
  choose('flag', sql`${cases.flag}`, spec.flags, false)
  const opened = open ? sql`+${cases.openedAt}` : sql`${cases.openedAt}`
  if (spec.openedFrom !== undefined) add('from', sql`${opened} >= ${spec.openedFrom}`, [spec.openedFrom])
  if (spec.openedTo !== undefined) add('to', sql`${opened} < ${spec.openedTo}`, [spec.openedTo])
  const amount = sql`coalesce(${cases.amountCents}, (select paid.paid_cents from orders paid where paid.id = ${cases.orderId}))`
  if (spec.amountFrom !== undefined) add('least', sql`${amount} >= ${spec.amountFrom}`, [spec.amountFrom], false)
  if (spec.amountTo !== undefined) add('most', sql`${amount} <= ${spec.amountTo}`, [spec.amountTo], false)
  if (spec.hasClaim !== undefined) {
    const claimed = sql`exists (select 1 from ${claim} where ${claim.caseId} = ${cases.id})`
    add(spec.hasClaim ? 'claimed' : 'unclaimed', spec.hasClaim ? claimed : sql`not ${claimed}`, [], false)
  }
  if (open && !spec.byDue) add('bounded', FROM_THE_FIRST)
  return { where: and(...parts), base: and(...base), windowed, name: names.join('|'), values }
}

type Add = (name: string, condition: SQL, bound?: readonly (string | number)[], indexed?: boolean) => void

function addCarryOver(zones: NonNullable<QueueSpec['carryOver']>, add: Add): void {
  const latest = Math.max(...zones.map((zone) => zone.dueBefore))
  // the one bound that the index by deadline serves; the zones below cut it finer
  add('carry-due', sql`${cases.sortDue} < ${latest}`, [latest])
  const bound: (string | number)[] = []
  const each = zones.map(({ shopIds, dueBefore, movedBefore }) => {
    const times = sql`+${cases.sortDue} < ${dueBefore} and ${cases.statusAt} < ${movedBefore}`
    if (shopIds === null) {
      bound.push(dueBefore, movedBefore)
      return sql`(${times})`
    }
    const list = JSON.stringify(shopIds)
    bound.push(list, dueBefore, movedBefore)
    return sql`(+${cases.shopId} in (select value from json_each(${list})) and ${times})`
  })
  add(`carry-${zones.map((zone) => (zone.shopIds === null ? 'one' : 'zone')).join('-')}`, sql`(${sql.join(each, sql` or `)})`, bound)
}

function addOwners(spec: QueueSpec, add: Add): void {
  const { owners, scope } = spec
  if (owners === undefined || owners.length === 0) return
  const named = owners.filter((one): one is string => one !== null)
  const [only] = named
  if (named.length === owners.length && owners.length === 1 && only !== undefined) {
    const indexed = scope === 'open'
    add(indexed ? 'by-one' : 'by-one-archived', indexed ? sql`${cases.assigneeId} = ${only}` : sql`+${cases.assigneeId} = ${only}`, [only], indexed)
    return
  }
  if (named.length === 0) {
    const indexed = scope === 'open'
    add(indexed ? 'by-nobody' : 'by-nobody-archived', indexed ? sql`${cases.assigneeId} is null` : sql`+${cases.assigneeId} is null`, [], indexed)
    return
  }
  const list = JSON.stringify(named)
  const some = sql`+${cases.assigneeId} in (select value from json_each(${list}))`
  if (named.length === owners.length) add('by-some', some, [list], false)
  else add('by-some-or-nobody', sql`(${some} or +${cases.assigneeId} is null)`, [list], false)
}
