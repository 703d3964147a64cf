import type { BuyerMaster, CourierMaster, ShopMaster, Sku, StaffMaster } from '../../../contract/masters'
import { PLATFORMS } from '../../../domain/case/lists'
import { CLAIM_DEMAND_LABELS, CLAIM_DEMANDS, type ClaimDemand } from '../../../domain/courier/policy'
import { ROLES, type Right, type Role } from '../../../domain/identity/roles'
import type { RecordKind } from '../../../domain/import/kinds'
import { formatMoney } from '../../../domain/money/money'
import { pick, t, tMaybe } from '../../i18n'
import { rpc } from '../../rpc'
import type { GridColumn } from '../../ui/grid'
import { legendText, ratesText, readLegend, readRates } from './lines'
import { areasText, gramsText, moneyText, readAreas, values as v, type Draft, type FormField } from './form'

export const TAB_IDS = ['couriers', 'shops', 'skus', 'buyers', 'staff'] as const
export type TabId = (typeof TAB_IDS)[number]

/** One kind of master: how it is listed, shown in a form, and stored. `T` is its row. */
export interface Tab<T extends { readonly id: string }> {
  readonly right: Right
  readonly tables: readonly string[]
  readonly importKind: RecordKind
  readonly searchHelp: string | null
  readonly columns: () => GridColumn<T>[]
  readonly fields: () => FormField[]
  readonly nameOf: (row: T) => string
  readonly draftOf: (row: T | null) => Draft
  readonly load: (search: string, cursor: string | null, limit: number) => Promise<{ rows: readonly T[]; nextCursor: string | null }>
  readonly save: (draft: Draft, row: T | null) => Promise<T>
  readonly remove?: (row: T) => Promise<unknown>
}

const whole = <T>(rows: readonly T[]): { rows: readonly T[]; nextCursor: null } => ({ rows, nextCursor: null })
const column = <T>(key: string, title: string, width: string, text: (row: T) => string, numeric = false): GridColumn<T> => ({ key, title, width, text, numeric, ...(width.startsWith('minmax') ? { minWidth: Number.parseInt(width.slice(7), 10) } : {}) })
const platformWords = (id: string): string => (Object.hasOwn(PLATFORMS, id) ? pick(PLATFORMS[id as keyof typeof PLATFORMS]) : id)
const platforms = (): { value: string; label: string }[] => Object.entries(PLATFORMS).map(([value, label]) => ({ value, label: pick(label) }))

const couriers: Tab<CourierMaster> = {
  right: 'master.write',
  tables: ['courier', 'courier_area', 'courier_rate'],
  importKind: 'couriers',
  searchHelp: null,
  columns: () => [
    column('name', t('masters.name'), 'minmax(112px, 1fr)', (one) => pick({ zh: one.nameZh, en: one.nameEn })),
    column('aliases', t('masters.aliases'), 'minmax(140px, 2fr)', (one) => one.aliases.join('、')),
    column('window', t('masters.claimWindowDays'), '112px', (one) => String(one.claimWindowDays), true),
    column('hold', t('masters.holdDays'), '112px', (one) => String(one.holdDays), true),
    column('areas', t('masters.areas'), '88px', (one) => (one.areas.length === 0 ? '' : String(one.areas.length)), true),
  ],
  fields: () => [
    { key: 'nameZh', kind: 'text', label: t('masters.name'), required: true },
    { key: 'nameEn', kind: 'text', label: t('masters.nameEn') },
    { key: 'aliases', kind: 'long', label: t('masters.aliases'), help: t('masters.aliasesHelp') },
    { key: 'claimWindowDays', kind: 'count', label: t('masters.claimWindowDays') },
    { key: 'holdDays', kind: 'count', label: t('masters.holdDays') },
    { key: 'demands', kind: 'ticks', label: t('masters.demands'), options: CLAIM_DEMANDS.map((value) => ({ value, label: pick(CLAIM_DEMAND_LABELS[value]) })) },
    { key: 'contact', kind: 'text', label: t('masters.contact') },
    { key: 'monthlyAccount', kind: 'text', label: t('masters.monthlyAccount') },
    { key: 'outOfArea', kind: 'long', label: t('masters.outOfArea'), help: t('masters.outOfAreaHelp') },
    { key: 'suspended', kind: 'areas', label: t('masters.suspended'), help: t('masters.suspendedHelp') },
    { key: 'rates', kind: 'rates', label: t('masters.rates'), help: t('masters.ratesHelp') },
    { key: 'note', kind: 'long', label: t('masters.note') },
  ],
  nameOf: (row) => pick({ zh: row.nameZh, en: row.nameEn }),
  draftOf: (row) => ({
    nameZh: row?.nameZh ?? '', nameEn: row?.nameEn ?? '', aliases: row?.aliases.join('、') ?? '', claimWindowDays: String(row?.claimWindowDays ?? 30), holdDays: String(row?.holdDays ?? 3),
    demands: row?.demands ?? [], contact: row?.contact ?? '', monthlyAccount: row?.monthlyAccount ?? '', note: row?.note ?? '',
    outOfArea: row?.areas.filter((one) => one.kind === 'out-of-area').map((one) => one.area).join('、') ?? '', suspended: areasText(row?.areas.filter((one) => one.kind === 'suspended') ?? []), rates: ratesText(row?.rates ?? []),
  }),
  load: async (search) => {
    const wanted = search.toLowerCase()
    const rows = await rpc.masters.couriers()
    return whole(rows.filter((one) => [one.id, one.nameZh, one.nameEn, ...one.aliases].some((word) => word.toLowerCase().includes(wanted))))
  },
  save: (draft, row) => {
    const suspended = readAreas(v.text(draft, 'suspended'))
    return rpc.masters.courierSave({
      id: row?.id ?? null, nameZh: v.text(draft, 'nameZh'), nameEn: v.text(draft, 'nameEn') || v.text(draft, 'nameZh'), aliases: v.words(draft, 'aliases'),
      claimWindowDays: v.count(draft, 'claimWindowDays', 30), holdDays: v.count(draft, 'holdDays', 3), demands: CLAIM_DEMANDS.filter((one: ClaimDemand) => v.ticks(draft, 'demands').includes(one)),
      contact: v.maybe(draft, 'contact'), monthlyAccount: v.maybe(draft, 'monthlyAccount'), note: v.maybe(draft, 'note'),
      areas: [...v.words(draft, 'outOfArea').map((area) => ({ kind: 'out-of-area' as const, area, fromDay: null, toDay: null })), ...(Array.isArray(suspended) ? suspended : [])],
      rates: readRates(v.text(draft, 'rates')),
    })
  },
}

/** Names of the calendars, known once the shops have been listed. */
let calendars: readonly { readonly id: string; readonly timeZone: string }[] = []
const calendarOptions = (): { value: string; label: string }[] => [
  { value: OWN_CALENDAR, label: t('desk.calendars.own') },
  ...calendars.map(({ id, timeZone }) => ({ value: id, label: tMaybe(`desk.calendars.${id}`, t('desk.calendars.other', { id, zone: timeZone })) })),
]
/** A select has no empty value. */
const OWN_CALENDAR = '*'

const shops: Tab<ShopMaster> = {
  right: 'master.write',
  tables: ['shop'],
  importKind: 'shops',
  searchHelp: null,
  columns: () => [
    column('name', t('masters.name'), 'minmax(140px, 1fr)', (one) => one.name),
    column('platform', t('masters.platform'), '112px', (one) => platformWords(one.platform)),
    column('zone', t('masters.timeZone'), '140px', (one) => one.timeZone),
    column('currency', t('masters.currency'), '80px', (one) => one.currency),
    column('return', t('masters.returnAddress'), 'minmax(160px, 2fr)', (one) => [one.returnName, one.returnAddress].filter(Boolean).join(' · ')),
  ],
  fields: () => [
    { key: 'name', kind: 'text', label: t('masters.name'), required: true },
    { key: 'platform', kind: 'select', label: t('masters.platform'), required: true, fixed: true, options: platforms() },
    { key: 'timeZone', kind: 'text', label: t('masters.timeZone'), required: true },
    { key: 'calendar', kind: 'select', label: t('masters.calendar'), options: calendarOptions() },
    { key: 'currency', kind: 'text', label: t('masters.currency'), required: true },
    { key: 'returnName', kind: 'text', label: t('masters.returnName') },
    { key: 'returnPhone', kind: 'text', label: t('masters.returnPhone') },
    { key: 'returnAddress', kind: 'long', label: t('masters.returnAddress') },
    { key: 'flagLegend', kind: 'flags', label: t('masters.flagLegend'), help: t('masters.flagLegendHelp') },
    { key: 'note', kind: 'long', label: t('masters.note') },
  ],
  nameOf: (row) => row.name,
  draftOf: (row) => ({ name: row?.name ?? '', platform: row?.platform ?? 'taobao', timeZone: row?.timeZone ?? 'Asia/Shanghai', calendar: row?.calendar ?? OWN_CALENDAR, currency: row?.currency ?? 'CNY', returnName: row?.returnName ?? '', returnPhone: row?.returnPhone ?? '', returnAddress: row?.returnAddress ?? '', flagLegend: legendText(row?.flagLegend ?? {}), note: row?.note ?? '' }),
  load: async (search) => {
    const [rows, known] = await Promise.all([rpc.masters.shops(), rpc.clocks.calendars()])
    calendars = known
    return whole(rows.filter((one) => one.name.toLowerCase().includes(search.toLowerCase())))
  },
  save: async (draft, row) => {
    const { id } = row ?? (await rpc.masters.shopCreate({ name: v.text(draft, 'name'), platform: v.text(draft, 'platform') }))
    return rpc.masters.shopUpdate({
      id, name: v.text(draft, 'name'), timeZone: v.text(draft, 'timeZone'), currency: v.text(draft, 'currency').toUpperCase(), returnName: v.maybe(draft, 'returnName'),
      returnPhone: v.maybe(draft, 'returnPhone'), returnAddress: v.maybe(draft, 'returnAddress'), note: v.maybe(draft, 'note'),
      calendar: v.text(draft, 'calendar') === OWN_CALENDAR ? null : v.maybe(draft, 'calendar'),
      flagLegend: readLegend(v.text(draft, 'flagLegend')),
    })
  },
}

const skus: Tab<Sku> = {
  right: 'master.write',
  tables: ['sku'],
  importKind: 'skus',
  searchHelp: 'searchSkus',
  columns: () => [
    column('code', t('masters.code'), '128px', (one) => one.code),
    column('title', t('masters.title'), 'minmax(160px, 2fr)', (one) => one.title),
    column('spec', t('masters.spec'), 'minmax(88px, 1fr)', (one) => one.spec ?? ''),
    column('weight', t('masters.weight'), '84px', (one) => gramsText(one.weightGrams), true),
    column('cost', t('masters.cost'), '104px', (one) => (one.costCents === null ? '' : formatMoney(one.costCents, one.currency)), true),
    column('supplier', t('masters.supplier'), 'minmax(88px, 1fr)', (one) => one.supplier ?? ''),
  ],
  fields: () => [
    { key: 'code', kind: 'text', label: t('masters.code'), required: true, fixed: true },
    { key: 'title', kind: 'text', label: t('masters.title'), required: true },
    { key: 'spec', kind: 'text', label: t('masters.spec') },
    { key: 'barcode', kind: 'text', label: t('masters.barcode') },
    { key: 'weightGrams', kind: 'grams', label: t('masters.weight') },
    { key: 'packagingGrams', kind: 'grams', label: t('masters.packaging') },
    { key: 'costCents', kind: 'money', label: t('masters.cost') },
    { key: 'priceCents', kind: 'money', label: t('masters.price') },
    { key: 'supplier', kind: 'text', label: t('masters.supplier') },
    { key: 'note', kind: 'long', label: t('masters.note') },
  ],
  nameOf: (row) => row.code,
  draftOf: (row) => ({
    code: row?.code ?? '', title: row?.title ?? '', spec: row?.spec ?? '', barcode: row?.barcode ?? '', weightGrams: gramsText(row?.weightGrams ?? null), packagingGrams: gramsText(row?.packagingGrams ?? null),
    costCents: moneyText(row?.costCents ?? null), priceCents: moneyText(row?.priceCents ?? null), supplier: row?.supplier ?? '', note: row?.note ?? '',
  }),
  load: (search, cursor, limit) => rpc.masters.skus({ search, cursor, limit }),
  save: (draft) => rpc.masters.skuSave({
    code: v.text(draft, 'code'), title: v.text(draft, 'title'), spec: v.maybe(draft, 'spec'), barcode: v.maybe(draft, 'barcode'), supplier: v.maybe(draft, 'supplier'),
    weightGrams: v.grams(draft, 'weightGrams'), packagingGrams: v.grams(draft, 'packagingGrams'), costCents: v.money(draft, 'costCents'), priceCents: v.money(draft, 'priceCents'), note: v.maybe(draft, 'note'),
  }),
  remove: (row) => rpc.masters.skuRemove({ id: row.id }),
}

const buyers: Tab<BuyerMaster> = {
  right: 'master.write',
  tables: ['buyer'],
  importKind: 'buyers',
  searchHelp: 'searchBuyers',
  columns: () => [
    column('nick', t('masters.nick'), 'minmax(140px, 1fr)', (one) => one.nick),
    column('platform', t('masters.platform'), '96px', (one) => platformWords(one.platform)),
    column('tier', t('masters.vipTier'), '96px', (one) => one.vipTier ?? ''),
    column('difficult', t('masters.difficult'), '96px', (one) => (one.difficult ? '●' : '')),
    column('marks', t('masters.marks'), 'minmax(120px, 2fr)', (one) => [...one.marks, one.note ?? ''].filter(Boolean).join('、')),
  ],
  fields: () => [
    { key: 'nick', kind: 'text', label: t('masters.nick'), required: true, fixed: true },
    { key: 'platform', kind: 'select', label: t('masters.platform'), required: true, fixed: true, options: platforms() },
    { key: 'vipTier', kind: 'text', label: t('masters.vipTier') },
    { key: 'difficult', kind: 'yes-no', label: t('masters.difficult') },
    { key: 'marks', kind: 'text', label: t('masters.marks'), help: t('masters.marksHelp') },
    { key: 'note', kind: 'long', label: t('masters.note') },
  ],
  nameOf: (row) => row.nick,
  draftOf: (row) => ({ nick: row?.nick ?? '', platform: row?.platform ?? 'taobao', vipTier: row?.vipTier ?? '', difficult: row?.difficult ?? false, marks: row?.marks.join('、') ?? '', note: row?.note ?? '' }),
  load: (search, cursor, limit) => rpc.masters.buyers({ search, cursor, limit }),
  save: (draft) => rpc.masters.buyerSave({ nick: v.text(draft, 'nick'), platform: v.text(draft, 'platform'), vipTier: v.maybe(draft, 'vipTier'), difficult: v.yes(draft, 'difficult'), marks: v.words(draft, 'marks'), note: v.maybe(draft, 'note') }),
}

const roleWords = (role: Role): string => t(`masters.roles.${role}`)

const staff: Tab<StaffMaster> = {
  right: 'staff.write',
  tables: ['staff'],
  importKind: 'staff',
  searchHelp: null,
  columns: () => [
    column('name', t('masters.name'), 'minmax(112px, 1fr)', (one) => one.name),
    column('role', t('masters.role'), '128px', (one) => roleWords(one.role)),
    column('no', t('masters.staffNo'), '96px', (one) => one.staffNo ?? ''),
    column('pin', 'PIN', '96px', (one) => (one.hasPin ? t('masters.hasPin') : '')),
    column('active', t('masters.active'), '96px', (one) => (one.active ? '' : t('masters.left'))),
  ],
  fields: () => [
    { key: 'name', kind: 'text', label: t('masters.name'), required: true },
    { key: 'role', kind: 'select', label: t('masters.role'), required: true, options: ROLES.map((value) => ({ value, label: roleWords(value) })) },
    { key: 'staffNo', kind: 'text', label: t('masters.staffNo') },
    { key: 'pin', kind: 'pin', label: t('masters.pin'), help: t('masters.pinHelp') },
    { key: 'clearPin', kind: 'yes-no', label: t('masters.clearPin') },
    { key: 'active', kind: 'yes-no', label: t('masters.active') },
  ],
  nameOf: (row) => row.name,
  draftOf: (row) => ({ name: row?.name ?? '', role: row?.role ?? 'agent', staffNo: row?.staffNo ?? '', pin: '', clearPin: false, active: row?.active ?? true }),
  load: async (search) => whole((await rpc.masters.staffAll()).filter((one) => one.name.toLowerCase().includes(search.toLowerCase()))),
  save: async (draft, row) => {
    const role = ROLES.find((one) => one === draft['role']) ?? 'agent'
    const id = row?.id ?? (await rpc.masters.staffCreate({ name: v.text(draft, 'name'), role, pin: v.maybe(draft, 'pin'), staffNo: v.maybe(draft, 'staffNo') })).id
    const saved = await rpc.masters.staffUpdate({ id, name: v.text(draft, 'name'), role, staffNo: v.maybe(draft, 'staffNo'), active: v.yes(draft, 'active') })
    const pin = v.maybe(draft, 'pin')
    if (row === null || (pin === null && !v.yes(draft, 'clearPin'))) return saved
    const { hasPin } = await rpc.masters.staffSetPin({ staffId: id, pin })
    return { ...saved, hasPin }
  },
}

/** Every kind of master; a list of one kind never mixes with another's. */
export const TABS = { couriers, shops, skus, buyers, staff }
