import type { RecordName, ShownValue } from '../../../contract/sync-conflicts'
import { reasonsFor } from '../../../domain/case/reasons'
import { flagOf } from '../../../domain/case/flags'
import { isKindId, KINDS } from '../../../domain/case/kinds'
import { CLOSE_REASONS, PRIORITIES, type Label } from '../../../domain/case/lists'
import { EVIDENCE_SLOTS } from '../../../domain/case/slots'
import { CLAIM_DEMAND_LABELS } from '../../../domain/courier/policy'
import { maskAccount } from '../../../domain/identity/mask'
import { parseHlc } from '../../../domain/sync/hlc'
import type { Fields, Reading } from '../../../domain/sync/record-words'
import { deviceOf, streamOf } from '../../../domain/sync/vector'
import { FOLLOW_UP_LABELS, FOLLOW_UP_STATE_LABELS } from '../../../domain/wrong-shipment/follow-ups'
import { WEIGHT_SOURCE_LABELS } from '../../../domain/wrong-shipment/weight-words'
import * as masters from '../../repositories/masters'
import { storedRow } from '../../repositories/sync-conflicts'
import type { Kernel } from '../kernel'

/** Stored values and rows in the words that people use for them (S3): for conflicts, reviews and what they point to. */

type Stored = string | number | null

/** What stands around a value: its row, and the values of the group that it belongs to. */
export interface Around {
  readonly table: string
  readonly row: Fields
  readonly fields: Fields
}

const NONE: ShownValue = { as: 'none' }
const text = (value: string): ShownValue => (value === '' ? NONE : { as: 'text', text: value })
const named = (label: Label): ShownValue => ({ as: 'named', label: { zh: label.zh, en: label.en } })
const wordOf = (list: Readonly<Record<string, Label>>, id: string): ShownValue => (Object.hasOwn(list, id) && list[id] ? named(list[id]) : text(id))
const str = (value: Stored | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** JSON as it is stored; what cannot be read any more is shown as it stands. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where times of a row are told: in the zone of its shop, its case's shop, or the first shop. */
export function zoneOf(kernel: Kernel, row: Fields): string {
  const ofCase = str(row['case_id'])
  const shopId = str(row['shop_id']) ?? (ofCase === null ? null : str(storedRow(kernel.read, 'cases', ofCase)?.['shop_id']))
  const shop = (shopId === null ? undefined : masters.findShop(kernel.read, shopId)) ?? masters.listShops(kernel.read)[0]
  return shop?.timeZone ?? 'Asia/Shanghai'
}

/** `name × 2`, with its code. */
function goodsLine(one: unknown): string {
  if (!isRecord(one)) return String(one)
  const code = typeof one['sku'] === 'string' && one['sku'] !== '' ? `${one['sku']} ` : ''
  return `${code}${String(one['title'] ?? '')} × ${String(one['quantity'] ?? '')}`
}

/** Texts that hold Chinese and English at once: a list has no language of its own. */
const both = ({ zh, en }: Label): string => (zh === en ? zh : `${zh} / ${en}`)

function weightsLine([key, value]: [string, unknown]): string | null {
  if (value === null || value === undefined) return null
  const source = { warehouseGrams: WEIGHT_SOURCE_LABELS.warehouse, courierGrams: WEIGHT_SOURCE_LABELS.courier, buyerGrams: WEIGHT_SOURCE_LABELS.buyer }[key]
  return source === undefined ? null : `${both(source)} ${String(value)} g`
}

function followUpLine(one: unknown): string {
  if (!isRecord(one)) return String(one)
  const kind = FOLLOW_UP_LABELS[one['kind'] as keyof typeof FOLLOW_UP_LABELS] as Label | undefined
  const state = FOLLOW_UP_STATE_LABELS[one['state'] as keyof typeof FOLLOW_UP_STATE_LABELS] as Label | undefined
  return [kind ? both(kind) : String(one['kind']), state ? both(state) : String(one['state'] ?? ''), typeof one['sku'] === 'string' ? one['sku'] : ''].filter((part) => part !== '').join(' · ')
}

/** The fields of a register's entry by the titles of its description; fields that it does not know by their ids. */
function registerLines(kernel: Kernel, { row, fields }: Around, data: unknown): string[] {
  if (!isRecord(data)) return [String(data)]
  const id = str(row['register']) ?? str(fields['register'])
  const description = kernel.resources.registers.find((one) => one.id === id)
  return Object.entries(data).flatMap(([key, value]) => {
    if (value === null || value === '') return []
    const field = description?.fields.find((one) => one.id === key)
    const said = field?.kind === 'account' && typeof value === 'string' ? maskAccount(value) : ((option) => (option ? both(option) : Array.isArray(value) ? value.map(goodsLine).join('、') : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)))(field?.options.find((one) => one.id === value))
    return [`${field ? both(field) : key}: ${said}`]
  })
}

const list = (items: readonly string[]): ShownValue => (items.length === 0 ? NONE : { as: 'list', items: [...items] })
const listOf = (value: Stored, line: (one: unknown) => string | null): ShownValue => {
  const found = typeof value === 'string' ? parsed(value) : value
  return list((Array.isArray(found) ? found : [found]).flatMap((one) => line(one) ?? []))
}

function reasonOf(kernel: Kernel, { row, fields }: Around, id: string): ShownValue {
  const kind = str(fields['kind']) ?? str(row['kind'])
  const known = kind !== null && isKindId(kind) ? reasonsFor(kernel.resources.policy.reasons, kind).find((one) => one.id === id) : undefined
  return known === undefined ? wordOf(CLOSE_REASONS, id) : named(known)
}

/** What a row of a table is called by a person in a list of values: the name, or the number. */
function calledIn(kernel: Kernel, table: string, column: string, id: string): ShownValue {
  return text(str(storedRow(kernel.read, table, id)?.[column]) ?? id)
}

/** One stored value in words. `reads` says how; see {@link Reading}. */
export function shownValue(kernel: Kernel, reads: Reading, value: Stored, around: Around): ShownValue {
  if (value === null || value === '') return NONE
  if (typeof reads === 'object') return wordOf(reads.list, String(value))
  const id = String(value)
  switch (reads) {
    case 'text':
    case 'day':
      return text(id)
    case 'number':
      return typeof value === 'number' ? { as: 'number', number: value } : text(id)
    case 'yes-no':
      return { as: 'yes-no', yes: value === 1 || value === 'true' }
    case 'time':
      return typeof value === 'number' ? { as: 'time', at: value, zone: zoneOf(kernel, around.row) } : text(id)
    case 'money': {
      const currency = str(around.fields['currency']) ?? str(around.row['currency']) ?? masters.listShops(kernel.read)[0]?.currency ?? 'CNY'
      return typeof value === 'number' ? { as: 'money', cents: value, currency } : text(id)
    }
    case 'person':
      return text(kernel.staffName(id) ?? id)
    case 'case':
      return calledIn(kernel, 'cases', 'case_no', id)
    case 'shop':
      return calledIn(kernel, 'shop', 'name', id)
    case 'claim':
      return calledIn(kernel, 'claim', 'claim_no', id)
    case 'courier': {
      const found = masters.findCourier(kernel.read, id)
      return found === undefined ? text(id) : named({ zh: found.nameZh, en: found.nameEn })
    }
    case 'statement-line': {
      const line = storedRow(kernel.read, 'statement_line', id)
      return text(line === undefined ? id : `${String(line['month'])} · ${String(line['file'])} · ${String(line['row_no'])}`)
    }
    case 'texts':
      return listOf(value, (one) => (isRecord(one) ? Object.values(one).map(String).join(' ') : String(one)))
    case 'demands':
      return listOf(value, (one) => ((label: Label | undefined) => (label ? both(label) : String(one)))(CLAIM_DEMAND_LABELS[one as keyof typeof CLAIM_DEMAND_LABELS]))
    case 'case-kinds':
      return listOf(value, (one) => (typeof one === 'string' && isKindId(one) ? both(KINDS[one]) : String(one)))
    case 'goods':
      return listOf(value, goodsLine)
    case 'follow-ups':
      return listOf(value, followUpLine)
    case 'evidence':
      return listOf(value, (one) => (isRecord(one) ? String(one['caption'] ?? one['linkId'] ?? '') : String(one)))
    case 'weights': {
      const found = parsed(id)
      return isRecord(found) ? list(Object.entries(found).flatMap((entry) => weightsLine(entry) ?? [])) : text(id)
    }
    case 'legend': {
      const found = parsed(id)
      return isRecord(found) ? list(Object.entries(found).map(([flag, words]) => `${((known) => (known ? both(known) : flag))(flagOf(Number(flag)))}: ${String(words)}`)) : text(id)
    }
    case 'actions': {
      const found = parsed(id)
      return isRecord(found) ? list(Object.entries(found).flatMap(([key, one]) => (one === null ? [] : [`${key}: ${typeof one === 'object' ? JSON.stringify(one) : String(one as string | number | boolean)}`]))) : text(id)
    }
    case 'register-data':
      return list(registerLines(kernel, around, parsed(id)))
    case 'register-state': {
      const states = kernel.resources.registers.find((one) => one.id === str(around.row['register']))?.states ?? []
      const known = states.find((one) => one.id === id)
      return known === undefined ? text(id) : named(known)
    }
    case 'case-reason':
      return reasonOf(kernel, around, id)
    case 'case-kind':
      return isKindId(id) ? named(KINDS[id]) : text(id)
    case 'flag':
      return ((flag) => (flag ? named(flag) : text(id)))(typeof value === 'number' ? flagOf(value) : null)
    case 'priority':
      return ((found) => (found ? named(found) : text(id)))(PRIORITIES.find((one) => one.value === value))
    case 'slot':
      return wordOf(EVIDENCE_SLOTS, id)
    case 'account':
      return text(maskAccount(id))
    case 'secret':
      return { as: 'yes-no', yes: true }
    default:
      return reads satisfies never
  }
}

/** The column that a row is called by, where its table has one. */
const CALLED: Readonly<Record<string, string>> = {
  cases: 'case_no', claim: 'claim_no', wrong_shipment: 'entry_no', register_entry: 'entry_no', appeal: 'appeal_no', shop: 'name', staff: 'name', courier: 'name_zh', buyer: 'nick', team_template: 'title_zh',
  month_letter: 'letter_no', photo_link: 'archived_as', month_closing: 'month', promise: 'words', payout: 'issue',
}
const TARGETS: Readonly<Record<string, NonNullable<RecordName['target']>['as']>> = { cases: 'case', claim: 'claim', wrong_shipment: 'wrongShipment', appeal: 'appeal', register_entry: 'register', team_template: 'template' }

/** What a row is called and where a page shows it; one that lies in a case is shown there. */
export function recordName(kernel: Kernel, table: string, id: string, what: Label): RecordName {
  const row = storedRow(kernel.read, table, id)
  const ofCase = str(row?.['case_id'])
  const own = str(row?.[CALLED[table] ?? ''])
  const caseNo = ofCase === null ? null : str(storedRow(kernel.read, 'cases', ofCase)?.['case_no'])
  const as = TARGETS[table]
  const month = table === 'month_closing' || table === 'month_letter' || table === 'recon_match' ? str(row?.['month']) : null
  const label = { zh: what.zh, en: what.en }
  const register = table === 'register_entry' ? kernel.resources.registers.find((one) => one.id === str(row?.['register'])) : undefined
  const target =
    as !== undefined ? { as, id, within: str(row?.['register']) } : ofCase !== null ? { as: 'case' as const, id: ofCase, within: null } : month !== null ? { as: 'month' as const, id: month, within: null } : null
  return { what: register === undefined ? label : { zh: register.zh, en: register.en }, name: own ?? caseNo, caseNo: own === null ? null : caseNo, target: row === undefined ? null : target }
}

/** Which PC wrote a change with this stamp, and when by its clock. */
export function writtenBy(stamp: string, names: ReadonlyMap<string, string>, ownDevice: string): { device: string | null; ownDevice: boolean; at: number } {
  const device = deviceOf(streamOf(stamp))
  return { device: names.get(device) ?? null, ownDevice: device === ownDevice, at: parseHlc(stamp)?.millis ?? 0 }
}
