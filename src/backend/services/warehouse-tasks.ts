import { isAbsolute } from 'node:path'
import type { AnswerRow } from '../../contract/warehouse-tasks'
import type { Entry } from '../../contract/register'
import { formatNumber } from '../../domain/case/case-no'
import { isKindId } from '../../domain/case/kinds'
import { PLATFORMS } from '../../domain/case/lists'
import { toLocal } from '../../domain/clock/zone'
import { AppError } from '../../domain/errors'
import type { Locale } from '../../domain/money/money'
import { stateOf, type GoodsLine, type Register } from '../../domain/register/register'
import { isGoods } from '../../domain/register/values'
import { readAnswer, type AnswerLine } from '../../domain/warehouse/erp-answer'
import { erpRows, templatesFor, type TaskFacts } from '../../domain/warehouse/erp-rows'
import { isTaskKind, TASK_KINDS, type ColumnSource, type ErpTemplate, type TaskKind } from '../../domain/warehouse/policy'
import type { ReadDb } from '../db/open'
import { localTimeText } from '../reports/table'
import { tableFormat, writeTableFile } from '../reports/write-table-file'
import * as masters from '../repositories/masters'
import * as orders from '../repositories/orders'
import * as entries from '../repositories/register-entries'
import { getCase } from './case-read'
import { requireCase } from './case-core'
import type { Actor, Kernel } from './kernel'
import { shopTerms } from './reconcile-month'
import { activeStaff, requireEntry, requireRegister, requireRight } from './register-access'
import { createEntry, moveEntry } from './register-entries'

/** Warehouse tasks (W6): asked from a case, handed to the warehouse's ERP in its own columns, answered line by line. */

const ID = 'warehouse-tasks'
const OPEN: ReadonlySet<string> = new Set(['asked', 'acknowledged'])
const AT_MOST = 500

/** The register, for whoever works with tasks in the warehouse. @throws AppError FORBIDDEN */
function tasksOf(kernel: Kernel, actor: Actor): Register {
  const register = requireRegister(kernel, actor, ID, 'read')
  requireRight(actor, 'return.write')
  return register
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const kindOf = (entry: entries.StoredEntry): TaskKind => (isTaskKind(entry.values['kind']) ? entry.values['kind'] : 'reissue')
const goodsOf = (entry: entries.StoredEntry): readonly GoodsLine[] => (isGoods(entry.values['goods']) ? entry.values['goods'] : [])

/** What a case begins a task with. @throws AppError NOT_FOUND, FORBIDDEN */
export function beginTask(kernel: Kernel, actor: Actor, caseId: string) {
  const register = requireRegister(kernel, actor, ID, 'write')
  const found = getCase(kernel, caseId)
  const { tasks } = kernel.resources.policy.warehouse
  const now = kernel.now()
  return {
    kind: (isKindId(found.kind) ? tasks.kinds[found.kind] : undefined) ?? ('reissue' as const),
    caseNo: found.caseNo,
    orderNo: found.order?.number ?? found.orderNo,
    waybill: found.waybills[0]?.waybill ?? found.order?.waybills[0]?.waybill ?? null,
    buyer: found.buyerNick,
    goods: (found.order?.items ?? []).map(({ title, sku, quantity }) => ({ title, sku, quantity })),
    due: Object.fromEntries(TASK_KINDS.map((kind) => [kind, now + tasks.dueMs[kind]])) as Record<TaskKind, number>,
    open: entries.listEntries(kernel.read, register, { caseId, states: [...OPEN] }, { sort: register.sort, after: null, limit: AT_MOST }).map((entry) => ({ entryId: entry.id, entryNo: entry.entryNo, kind: kindOf(entry), state: entry.state })),
  }
}

export interface TaskToAsk {
  readonly caseId: string
  readonly kind: TaskKind
  readonly goods: readonly { readonly title: string; readonly sku: string | null; readonly quantity: number }[]
  readonly address?: string | null | undefined
  readonly note?: string | null | undefined
  /** Epoch ms. */
  readonly due: number
  readonly assignee?: string | null | undefined
  readonly key?: string | null | undefined
}

/** Asks the warehouse, with the facts of the case. @throws AppError FORBIDDEN, NOT_FOUND, REQUIRED_FIELDS_MISSING: a new address for a change, goods for a reissue */
export function askTask(kernel: Kernel, actor: Actor, input: TaskToAsk): Entry {
  const { kind, goods, address, note, due, assignee, caseId, key } = input
  const begun = beginTask(kernel, actor, caseId)
  const missing = [...(kind === 'address' && !address?.trim() ? ['address'] : []), ...(kind === 'reissue' && goods.every(({ quantity }) => quantity === 0) ? ['goods'] : [])]
  if (missing.length > 0) throw new AppError('REQUIRED_FIELDS_MISSING', { fields: missing })
  const { shopId } = requireCase(kernel.read, caseId)
  return createEntry(kernel, actor, {
    register: ID,
    caseId,
    key,
    values: { kind, shop: shopId, order: begun.orderNo, waybill: begun.waybill, buyer: begun.buyer, goods: goods.filter(({ quantity }) => quantity > 0), address: address ?? null, due, assignee: assignee ?? null, note: note ?? null },
  })
}

/** The templates of the policy, with their headings. @throws AppError FORBIDDEN */
export function listTemplates(kernel: Kernel, actor: Actor) {
  tasksOf(kernel, actor)
  return kernel.resources.policy.warehouse.templates.map(({ id, zh, en, kinds, columns }) => ({ id, zh, en, kinds: kinds === null ? null : [...kinds], headers: columns.map(({ header }) => header) }))
}

/** Tasks that an export would take: the given ones, else all open ones that were not exported yet. @throws AppError FORBIDDEN, NOT_FOUND */
export function pendingTasks(kernel: Kernel, actor: Actor, ids: readonly string[] | null) {
  const register = tasksOf(kernel, actor)
  const found = ids === null || ids.length === 0 ? entries.listEntries(kernel.read, register, { states: [...OPEN] }, { sort: register.sort, after: null, limit: AT_MOST }).filter((entry) => text(entry.values['batch']) === null) : ids.map((id) => requireEntry(kernel.read, register, id))
  return { tasks: found.map((entry) => ({ entryId: entry.id, entryNo: entry.entryNo, kind: kindOf(entry), state: entry.state, batch: text(entry.values['batch']) })) }
}

function factsOf(kernel: Kernel, register: Register, entry: entries.StoredEntry, batch: string, locale: Locale): TaskFacts {
  const { values } = entry
  const orderNo = text(values['order'])
  const order = orderNo === null ? undefined : orders.findOrdersByNumber(kernel.read, orderNo)[0]
  const shopId = text(values['shop']) ?? order?.shopId ?? null
  const shop = shopId === null ? undefined : masters.findShop(kernel.read, shopId)
  const zone = shop?.timeZone ?? shopTerms(kernel).timeZone
  const moment = (at: unknown): string => (typeof at === 'number' ? localTimeText(toLocal(zone, Math.floor(at / 60_000) * 60_000), 'datetime') : '')
  const courierId = order === undefined ? null : (orders.listWaybills(kernel.read, order.id).find(({ waybill }) => waybill === values['waybill'])?.courierId ?? null)
  const courier = courierId === null ? undefined : masters.findCourier(kernel.read, courierId)
  const kind = register.fields.find(({ id }) => id === 'kind')?.options.find(({ id }) => id === values['kind'])
  const platform = order?.platform ?? shop?.platform ?? null
  const facts: Record<Exclude<ColumnSource, 'goods' | 'title' | 'sku' | 'quantity'>, string | null | undefined> = {
    'task-no': entry.entryNo,
    kind: kind?.[locale],
    'case-no': entry.caseNo,
    'order-no': orderNo,
    platform: platform !== null && Object.hasOwn(PLATFORMS, platform) ? PLATFORMS[platform as keyof typeof PLATFORMS][locale] : platform,
    shop: shop?.name,
    buyer: text(values['buyer']) ?? order?.buyerNick,
    waybill: text(values['waybill']),
    courier: locale === 'zh' ? courier?.nameZh : courier?.nameEn,
    receiver: order?.receiverName,
    phone: order?.phone,
    address: order?.address,
    'new-address': text(values['address']),
    note: text(values['note']),
    due: moment(values['due']),
    'asked-at': moment(entry.createdAt),
    'asked-by': kernel.staffName(entry.createdBy),
    batch,
  }
  return {
    facts: Object.fromEntries(Object.entries(facts).flatMap(([source, value]) => (value ? [[source, value]] : []))),
    goods: goodsOf(entry).map(({ title, sku, quantity }) => ({ title, sku: sku ?? null, quantity })),
  }
}

/** @throws AppError NOT_FOUND for a template that the policy lacks, INVALID_INPUT for tasks that it does not take, are over or were exported before */
function requireExportable(kernel: Kernel, db: ReadDb, register: Register, input: { readonly template: string; readonly ids: readonly string[]; readonly again: boolean }): { template: ErpTemplate; tasks: entries.StoredEntry[] } {
  const { templates } = kernel.resources.policy.warehouse
  const template = templates.find(({ id }) => id === input.template)
  if (template === undefined) throw new AppError('NOT_FOUND', { what: 'template', id: input.template })
  const tasks = [...new Set(input.ids)].map((id) => requireEntry(db, register, id))
  if (templatesFor([template], tasks.map(kindOf)).length === 0) throw new AppError('INVALID_INPUT', { field: 'template', value: template.zh })
  for (const task of tasks) {
    if (!OPEN.has(task.state)) throw new AppError('INVALID_INPUT', { field: 'state', value: `${task.entryNo} ${stateOf(register, task.state)?.zh ?? task.state}` })
    if (!input.again && text(task.values['batch']) !== null) throw new AppError('INVALID_INPUT', { field: 'batch', value: `${task.entryNo} ${text(task.values['batch']) ?? ''}` })
  }
  return { template, tasks }
}

export interface TasksToExport {
  readonly template: string
  readonly ids: readonly string[]
  readonly again: boolean
  /** Absolute, ending in `.xlsx` or `.csv`. */
  readonly path: string
  readonly locale: Locale
}

/**
 * Writes tasks as the columns of a template (W6) and marks each with the number of the batch, once the file is whole: what is marked is in
 * a file. Names and addresses stand in it, since the parcel needs them; the audit says who took them out.
 * @throws AppError FORBIDDEN, NOT_FOUND, INVALID_INPUT; file errors with their system code
 */
export async function exportTasks(kernel: Kernel, actor: Actor, input: TasksToExport): Promise<{ file: string; rows: number; tasks: number; batch: string }> {
  const register = tasksOf(kernel, actor)
  if (tableFormat(input.path) === null || !isAbsolute(input.path)) throw new AppError('INVALID_INPUT', { field: 'path', value: input.path, known: ['.xlsx', '.csv'] })
  const { template, tasks } = requireExportable(kernel, kernel.read, register, input)
  // a number is taken even where the file then cannot be written: two files never share one
  const batch = kernel.write(actor, { name: 'task.batch', detail: { template: template.id } }, (tx) => formatNumber('WB', kernel.devicePart, tx.nextNumber('warehouse-batch')))
  const rows = tasks.flatMap((task) => erpRows(template, factsOf(kernel, register, task, batch, input.locale)))
  const columns = template.columns.map(({ header, from }) => ({ header, type: from === 'quantity' ? ('integer' as const) : ('text' as const) }))
  const { file } = await writeTableFile(input.path, [{ name: template[input.locale], columns, rows }], { timeZone: shopTerms(kernel).timeZone })
  kernel.write(actor, { name: 'task.export', subject: batch, detail: { template: template.id, tasks: tasks.length, rows: rows.length } }, (tx) => {
    for (const task of requireExportable(kernel, tx.db, register, input).tasks) {
      const { batch: before = null, exportedAt = null } = task.values
      entries.updateEntry(tx, register.id, task.id, entries.toColumns(register, { batch, exportedAt: tx.now }, task.values))
      entries.insertEntryEvent(tx, { entryId: task.id, type: 'edited', data: { before: { batch: before, exportedAt } } })
    }
  })
  return { file, rows: rows.length, tasks: tasks.length, batch }
}

type Judged = Pick<AnswerRow, 'entryId' | 'entryNo' | 'kind' | 'move' | 'problem'>

function judge(found: readonly entries.StoredEntry[], line: AnswerLine): Judged {
  const open = found.filter(({ state }) => OPEN.has(state))
  const [task] = open.length > 0 ? open : found
  if (task === undefined) return { entryId: null, entryNo: null, kind: null, move: null, problem: 'unknown' }
  const named = { entryId: task.id, entryNo: task.entryNo, kind: kindOf(task) }
  if (open.length > 1) return { ...named, entryId: null, move: null, problem: 'several' }
  if (open.length === 0) return { ...named, move: null, problem: 'over' }
  if (line.outcome === 'refused') return line.reason === null ? { ...named, move: null, problem: 'no-reason' } : { ...named, move: 'refuse', problem: null }
  if (line.outcome === 'done') return named.kind === 'reissue' && line.waybill === null ? { ...named, move: null, problem: 'no-waybill' } : { ...named, move: 'done', problem: null }
  return task.state === 'asked' ? { ...named, move: 'acknowledge', problem: null } : { ...named, move: null, problem: 'nothing' }
}

/** Reads what the ERP answered, line by line, with the step that each asks for. Nothing is written. @throws AppError FORBIDDEN */
export function readErpAnswer(kernel: Kernel, actor: Actor, pasted: string): { headed: boolean; rows: AnswerRow[] } {
  const register = tasksOf(kernel, actor)
  const { lines, headed } = readAnswer(pasted, kernel.resources.policy.warehouse.answer)
  const seen = new Set<string>()
  const rows = lines.map((line): AnswerRow => {
    const word = line.taskNo ?? line.orderNo ?? ''
    const found = entries.listEntries(kernel.read, register, { search: word }, { sort: register.sort, after: null, limit: 20 }).filter((entry) => (line.taskNo === null ? entry.values['order'] === line.orderNo : entry.entryNo === line.taskNo))
    const judged = judge(found, line)
    const twice = judged.entryId !== null && judged.move !== null && seen.has(judged.entryId)
    if (judged.entryId !== null && judged.move !== null) seen.add(judged.entryId)
    return { line: line.line, said: word, ...judged, ...(twice ? { move: null, problem: 'twice' as const } : {}), waybill: line.waybill, reason: line.reason }
  })
  return { headed, rows }
}

/** Takes the steps of an answer, all or none; a new waybill goes to its case. @throws AppError FORBIDDEN, NOT_FOUND, ILLEGAL_TRANSITION, REQUIRED_FIELDS_MISSING */
export function takeErpAnswer(
  kernel: Kernel,
  actor: Actor,
  input: { readonly rows: readonly { readonly entryId: string; readonly move: 'acknowledge' | 'done' | 'refuse'; readonly waybill?: string | null | undefined; readonly reason?: string | null | undefined }[]; readonly key?: string | null | undefined },
): { taken: number } {
  const register = tasksOf(kernel, actor)
  kernel.write(actor, { name: 'task.answer', detail: { rows: input.rows.length }, key: input.key }, (tx) => {
    const staff = activeStaff(tx.db)
    for (const { entryId, move, waybill, reason } of input.rows) {
      moveEntry(kernel, tx, actor, register, { id: entryId, move, values: move === 'done' && waybill != null ? { waybillNew: waybill } : {}, reason: move === 'refuse' ? (reason?.trim() || null) : null, staff })
    }
  })
  return { taken: input.rows.length }
}
