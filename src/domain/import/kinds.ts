/**
 * What a file from outside can be (spec O1, O2, M1, C13, T5 and "bring your spreadsheet"). Orders and statements have readers of their
 * own; every other kind is one row = one record, described by its fields.
 */
export const IMPORT_KINDS = [
  'orders', 'statement', 'refunds', 'claims', 'cases', 'wrong-shipments', 'skus', 'buyers', 'couriers', 'shops', 'staff', 'templates',
] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]
export type RecordKind = Exclude<ImportKind, 'orders' | 'statement'>

export const IMPORT_KIND_LABELS: Readonly<Record<ImportKind, { readonly zh: string; readonly en: string }>> = {
  orders: { zh: '订单', en: 'Orders' },
  statement: { zh: '快递账单', en: 'Courier statement' },
  refunds: { zh: '平台售后单', en: 'Platform after-sales orders' },
  claims: { zh: '理赔登记表', en: 'Claim log' },
  cases: { zh: '售后单', en: 'Cases' },
  'wrong-shipments': { zh: '错发登记表', en: 'Wrong-shipment register' },
  skus: { zh: '商品资料', en: 'SKUs' },
  buyers: { zh: '买家名单', en: 'Buyers' },
  couriers: { zh: '快递资料', en: 'Couriers' },
  shops: { zh: '店铺资料', en: 'Shops' },
  staff: { zh: '员工名单', en: 'Staff' },
  templates: { zh: '话术', en: 'Reply templates' },
}

export function isImportKind(text: string): text is ImportKind {
  return (IMPORT_KINDS as readonly string[]).includes(text)
}

export function isRecordKind(kind: ImportKind): kind is RecordKind {
  return kind !== 'orders' && kind !== 'statement'
}

/**
 * How the cell of a field is read. `id`: text that must not be damaged by a spreadsheet. `day`: `YYYY-MM-DD`; `time`: epoch ms;
 * `money`: integer cents; `grams`: integer grams from g or kg; `words`: a list of free words; `choice(s)`: ids of a vocabulary.
 */
export type RecordFieldType =
  | 'text' | 'id' | 'waybills' | 'money' | 'day' | 'time' | 'count' | 'grams' | 'yes-no' | 'choice' | 'choices' | 'words'

/** Shape of values that speaks for a field where the header does not (M1). */
export type ValueShape = 'id' | 'money' | 'date' | 'phone' | 'count'

export interface RecordField {
  readonly id: string
  readonly type: RecordFieldType
  readonly zh: string
  readonly en: string
  /** Parts of header words; the first field that fits wins, so put the narrow ones first. */
  readonly hint: RegExp
  readonly shape?: ValueShape
  /** A row without it is rejected. */
  readonly required?: boolean
  /** Of `choice` and `choices`: whose words are understood. */
  readonly vocabulary?: string
  /** What an unknown word does: the row is rejected, or taken without the value and listed (the default). */
  readonly unknown?: 'reject' | 'warn'
  /** Of `choice`: people write sentences here; the longest known word of two characters or more inside them decides. */
  readonly within?: boolean
  /** Of `money`: less than nothing makes no sense here. */
  readonly positive?: boolean
  /** Of `id`: a damaged number costs the row only this cell. Left out: the row is rejected. */
  readonly damaged?: 'warn'
}

export interface RecordKindSpec {
  readonly kind: RecordKind
  readonly fields: readonly RecordField[]
  /** A file of this kind must have a column for one field of each group. */
  readonly needed: readonly (readonly string[])[]
  /** A row must have a value in one field of each group: nothing else would say what it is about. */
  readonly rowNeeds?: readonly (readonly string[])[]
}

export type RecordValue = string | number | boolean | readonly string[] | null

/** One row as read. A value of null says that the file is silent, so an update must leave what is stored. */
export interface ImportedRecord {
  rowNo: number
  values: Record<string, RecordValue>
  /** Cells kept under names of their own by the mapping. */
  extra: Record<string, string>
}

/** Words → ids, by vocabulary; words normalised by `normaliseWord`. */
export type Vocabularies = Readonly<Record<string, Readonly<Record<string, string>>>>
