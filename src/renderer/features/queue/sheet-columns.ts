/** Columns of the sheet (C10): what a cell shows and copies, and which change of the case a typed or pasted text means. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { SheetRow } from '../../../contract/case-bulk'
import type { SavedView, SheetColumns } from '../../../contract/saved-views'
import { FLAGS, flagOf } from '../../../domain/case/flags'
import { CHANNELS, FREIGHT_PAYERS, idsOf, LIABLE_PARTIES, PLATFORMS, PRIORITIES, REMEDIES, type Label } from '../../../domain/case/lists'
import { centsToDecimal } from '../../../domain/money/money'
import { pick, t, type MessageKey } from '../../i18n'
import { usePreferences, useSession, type Json, type rpc } from '../../rpc'
import { formatDate, formatTime, parseMoney } from '../../ui/format'
import type { Option } from '../../ui/options'
import type { SheetColumn } from '../../ui/sheet/columns'
import { useQueue } from './queue-store'
import { kindOptions, kindWord, statusWord } from './words'

export type RowPatch = Parameters<typeof rpc.cases.updateMany>[0]['edits'][number]['patch']
/** What a text in a cell means: a change, and what the row shows of it at once; or why it is none. */
export type Meaning = { readonly patch: RowPatch; readonly guess: Partial<SheetRow> } | { readonly refused: string }

type Lists = Readonly<Record<string, Label>>
const PREFERENCE = 'sheet.columns'
const NARROWEST = 40
const WIDEST = 800

const optionsOf = (list: Lists): Option[] => idsOf(list).flatMap((id) => (list[id] ? [{ value: id, label: pick(list[id]), search: `${list[id].zh} ${list[id].en}` }] : []))
const wordIn = (list: Lists, id: string | null): string => (id === null ? '' : Object.hasOwn(list, id) && list[id] ? pick(list[id]) : id)

/** The option that a text names: by what it is called, in either language, or its id. */
function optionNamed(options: readonly Option[], text: string): Option | undefined {
  const wanted = text.toLowerCase()
  return (
    options.find((option) => option.label.toLowerCase() === wanted || option.value.toLowerCase() === wanted) ??
    options.find((option) => (option.search ?? '').toLowerCase().split(' ').includes(wanted))
  )
}

interface Definition {
  readonly titleKey: MessageKey
  readonly width: number
  readonly numeric?: boolean
  readonly asText?: boolean
  readonly sort?: 'due' | 'newest' | 'oldest' | 'updated' | 'priority' | 'amount'
  readonly text: (row: SheetRow) => string
  readonly options?: () => readonly Option[]
  /** absent: not changed here. Null clears; a text that means nothing answers why. */
  readonly meaning?: (text: string, options: readonly Option[]) => Meaning
  readonly editor?: 'text' | 'money' | 'choice'
}

const refusedChoice = (text: string): Meaning => ({ refused: t('sheet.refused.choice', { text }) })
const must = (): Meaning => ({ refused: t('sheet.refused.required') })

/** A field of words; empty clears it. */
const words = (field: 'summary' | 'buyerNick' | 'orderNo' | 'memo', most: number) => (text: string): Meaning =>
  text.length > most ? { refused: t('sheet.refused.long', { n: most }) } : { patch: { [field]: text || null }, guess: { [field]: text || null } }
/** A field of one of a list; empty clears it. */
const choice = (field: 'remedy' | 'liableParty' | 'freightPayer' | 'channel' | 'reason') => (text: string, options: readonly Option[]): Meaning => {
  if (text === '') return { patch: { [field]: null }, guess: { [field]: null } }
  const found = optionNamed(options, text)
  return found ? { patch: { [field]: found.value }, guess: { [field]: found.value } } : refusedChoice(text)
}

const staffOptions = (): Option[] => (useSession().state?.staff ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: one.name }))
const reasonOptions = (): Option[] => useQueue().terms.reasons.map((reason) => ({ value: reason.id, label: pick(reason), search: `${reason.zh} ${reason.en}` }))
const yesNo = (): Option[] => [
  { value: 'yes', label: t('sheet.yes'), search: 'yes true 1 是' },
  { value: 'no', label: t('sheet.no'), search: 'no false 0 否' },
]
const moment = (at: number | null): string => (at === null ? '' : `${formatDate(at, useQueue().zone)} ${formatTime(at, useQueue().zone)}`)

export const DEFINITIONS: Readonly<Record<string, Definition>> = {
  caseNo: { titleKey: 'sheet.columns.caseNo', width: 136, asText: true, text: (row) => row.caseNo },
  due: { titleKey: 'sheet.columns.due', width: 132, sort: 'due', text: (row) => moment(row.nextDueAt) },
  status: { titleKey: 'sheet.columns.status', width: 84, text: (row) => statusWord(row.status) },
  kind: {
    titleKey: 'sheet.columns.kind', width: 112, editor: 'choice', options: kindOptions, text: (row) => kindWord(row.kind),
    meaning: (text, options) => {
      const found = optionNamed(options, text)
      return text === '' ? must() : found ? { patch: { kind: found.value }, guess: { kind: found.value } } : refusedChoice(text)
    },
  },
  buyer: { titleKey: 'sheet.columns.buyer', width: 120, editor: 'text', asText: true, text: (row) => row.buyerNick ?? '', meaning: words('buyerNick', 500) },
  orderNo: { titleKey: 'sheet.columns.orderNo', width: 168, editor: 'text', asText: true, text: (row) => row.orderNo ?? '', meaning: words('orderNo', 500) },
  waybills: {
    titleKey: 'sheet.columns.waybills', width: 148, editor: 'text', asText: true, text: (row) => row.waybills.join(' '),
    meaning: (text) => {
      const waybills = text.split(/[\s,，、;；]+/).filter(Boolean)
      return waybills.length > 20 || waybills.some((one) => one.length > 100) ? { refused: t('sheet.refused.waybills') } : { patch: { waybills }, guess: { waybills } }
    },
  },
  amount: {
    titleKey: 'sheet.columns.amount', width: 96, numeric: true, editor: 'money', sort: 'amount', text: (row) => (row.agreedCents === null ? '' : centsToDecimal(row.agreedCents)),
    meaning: (text) => {
      const cents = text === '' ? null : parseMoney(text)
      return text !== '' && cents === null ? { refused: t('ui.badMoney') } : { patch: { amountCents: cents }, guess: { agreedCents: cents, ...(cents === null ? {} : { amountCents: cents }) } }
    },
  },
  currency: { titleKey: 'sheet.columns.currency', width: 60, text: (row) => row.currency },
  summary: { titleKey: 'sheet.columns.summary', width: 260, editor: 'text', text: (row) => row.summary ?? '', meaning: words('summary', 20_000) },
  reason: { titleKey: 'sheet.columns.reason', width: 112, editor: 'choice', options: reasonOptions, text: (row) => reasonOptions().find((one) => one.value === row.reason)?.label ?? row.reason ?? '', meaning: choice('reason') },
  remedy: { titleKey: 'sheet.columns.remedy', width: 112, editor: 'choice', options: () => optionsOf(REMEDIES), text: (row) => wordIn(REMEDIES, row.remedy), meaning: choice('remedy') },
  liable: { titleKey: 'sheet.columns.liable', width: 84, editor: 'choice', options: () => optionsOf(LIABLE_PARTIES), text: (row) => wordIn(LIABLE_PARTIES, row.liableParty), meaning: choice('liableParty') },
  freight: { titleKey: 'sheet.columns.freight', width: 96, editor: 'choice', options: () => optionsOf(FREIGHT_PAYERS), text: (row) => wordIn(FREIGHT_PAYERS, row.freightPayer), meaning: choice('freightPayer') },
  assignee: {
    titleKey: 'sheet.columns.assignee', width: 88, editor: 'choice', options: staffOptions, text: (row) => row.assigneeName ?? '',
    meaning: (text, options) => {
      if (text === '') return { patch: { assigneeId: null }, guess: { assigneeId: null, assigneeName: null } }
      const found = optionNamed(options, text)
      return found ? { patch: { assigneeId: found.value }, guess: { assigneeId: found.value, assigneeName: found.label } } : refusedChoice(text)
    },
  },
  priority: {
    titleKey: 'sheet.columns.priority', width: 72, editor: 'choice', sort: 'priority',
    options: () => [...PRIORITIES].reverse().map((one) => ({ value: String(one.value), label: pick(one), search: `${one.zh} ${one.en}` })),
    text: (row) => ((found) => (found ? pick(found) : String(row.priority)))(PRIORITIES.find((one) => one.value === row.priority)),
    meaning: (text, options) => {
      const found = optionNamed(options, text)
      return text === '' ? must() : found ? { patch: { priority: Number(found.value) }, guess: { priority: Number(found.value) } } : refusedChoice(text)
    },
  },
  flag: {
    titleKey: 'sheet.columns.flag', width: 72, editor: 'choice', options: () => FLAGS.map((flag) => ({ value: String(flag.value), label: pick(flag), search: `${flag.zh} ${flag.en}` })),
    text: (row) => ((flag) => (flag ? pick(flag) : ''))(flagOf(row.flag)),
    meaning: (text, options) => {
      if (text === '') return { patch: { flag: null }, guess: { flag: null } }
      const found = optionNamed(options, text)
      return found ? { patch: { flag: Number(found.value) }, guess: { flag: Number(found.value) } } : refusedChoice(text)
    },
  },
  memo: { titleKey: 'sheet.columns.memo', width: 200, editor: 'text', text: (row) => row.memo ?? '', meaning: words('memo', 4000) },
  difficult: {
    titleKey: 'sheet.columns.difficult', width: 72, editor: 'choice', options: yesNo, text: (row) => (row.difficult ? t('sheet.yes') : ''),
    meaning: (text, options) => {
      const found = text === '' ? { value: 'no' } : optionNamed(options, text)
      return found ? { patch: { difficult: found.value === 'yes' }, guess: { difficult: found.value === 'yes' } } : refusedChoice(text)
    },
  },
  vip: { titleKey: 'sheet.columns.vip', width: 56, text: (row) => (row.vip ? t('queue.vip') : '') },
  channel: { titleKey: 'sheet.columns.channel', width: 84, editor: 'choice', options: () => optionsOf(CHANNELS), text: (row) => wordIn(CHANNELS, row.channel), meaning: choice('channel') },
  nextAction: { titleKey: 'sheet.columns.nextAction', width: 160, text: (row) => row.nextAction ?? '' },
  nextActionAt: { titleKey: 'sheet.columns.nextActionAt', width: 132, text: (row) => moment(row.nextActionAt) },
  shop: { titleKey: 'sheet.columns.shop', width: 140, text: (row) => row.shopName },
  platform: { titleKey: 'sheet.columns.platform', width: 72, text: (row) => wordIn(PLATFORMS, row.platform) },
  opened: { titleKey: 'sheet.columns.opened', width: 132, sort: 'newest', text: (row) => moment(row.openedAt) },
  updated: { titleKey: 'sheet.columns.updated', width: 132, sort: 'updated', text: (row) => moment(row.updatedAt) },
}
export const COLUMN_KEYS = Object.keys(DEFINITIONS)

const SHOWN_AT_FIRST = ['caseNo', 'due', 'status', 'kind', 'buyer', 'orderNo', 'waybills', 'amount', 'summary', 'reason', 'remedy', 'liable', 'assignee', 'priority', 'flag', 'memo', 'shop', 'opened']
const DEFAULT: SheetColumns = { columns: SHOWN_AT_FIRST.map((key) => ({ key, width: DEFINITIONS[key]?.width ?? 100 })), frozen: 1 }

/** What was stored, as far as it is columns of this program. */
function readLayout(value: unknown): SheetColumns {
  if (typeof value !== 'object' || value === null || !('columns' in value) || !Array.isArray(value.columns)) return DEFAULT
  const columns = (value.columns as unknown[]).flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('key' in one) || typeof one.key !== 'string' || !Object.hasOwn(DEFINITIONS, one.key)) return []
    return [{ key: one.key, width: fitWidth('width' in one ? Number(one.width) : Number.NaN) }]
  })
  const frozen = 'frozen' in value && typeof value.frozen === 'number' ? Math.max(0, Math.min(5, Math.trunc(value.frozen))) : 1
  return columns.length === 0 ? DEFAULT : { columns, frozen }
}
const fitWidth = (width: number): number => (Number.isFinite(width) ? Math.round(Math.max(NARROWEST, Math.min(WIDEST, width))) : 100)

/** Shows a saved view with the columns that it remembers (C10). */
export function showSavedView(saved: SavedView): void {
  useQueue().showSaved(saved)
  if (saved.columns !== null) useSheet().arrange(saved.columns)
}

/** Which columns the sheet shows, in which order and width, and how many stand still: kept per person (C10). */
export const useSheet = defineStore('sheet', () => {
  const preferences = usePreferences()
  const layout = computed(() => readLayout(preferences.get(PREFERENCE)))
  const columns = computed<SheetColumn<SheetRow>[]>(() =>
    layout.value.columns.flatMap(({ key, width }) => {
      const of = DEFINITIONS[key]
      if (of === undefined) return []
      const { numeric, asText, text, editor, options } = of
      return [{ key, title: t(of.titleKey), width, ...(numeric ? { numeric } : {}), ...(asText ? { asText } : {}), editor: editor ?? 'none', ...(options ? { options: options() } : {}), sortable: of.sort !== undefined, text }]
    }),
  )
  function arrange(next: SheetColumns): void {
    preferences.set(PREFERENCE, next as unknown as Json)
  }
  function resize(key: string, width: number): void {
    arrange({ ...layout.value, columns: layout.value.columns.map((one) => (one.key === key ? { key, width: fitWidth(width) } : one)) })
  }
  return { layout, columns, arrange, resize, reset: () => arrange(DEFAULT) }
})
