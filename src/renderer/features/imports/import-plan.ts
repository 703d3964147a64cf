/** What a file is taken for and how its columns are read: pure decisions over previews (O1, M1). */
import type { ImportPreview } from '../../../contract/imports'
import type { Shop } from '../../../contract/session'
import type { ImportKind } from '../../../domain/import/kinds'
import { fieldsOfKind, neededFields } from '../../../domain/import/record-kinds'

export type { ImportKind } from '../../../domain/import/kinds'

/** A layout of ours or one that a person saved, not one that was put together just now. */
export function isKnownLayout(preview: ImportPreview): boolean {
  return preview.mappingId !== null && !preview.mappingId.startsWith('proposed-')
}

export type ColumnChoice = Readonly<Record<string, number>>

/** Field → column as recognised; where a field has several, the first. */
export function proposedColumns(preview: ImportPreview): ColumnChoice {
  const columns: Record<string, number> = {}
  for (const { field, column } of preview.columns) columns[field] ??= column
  return columns
}

/** A field gets a column; whichever field had that column loses it. */
export function withColumn(columns: ColumnChoice, field: string, column: number): ColumnChoice {
  const kept = Object.entries(columns).filter(([other, at]) => other !== field && at !== column)
  return Object.fromEntries([...kept, [field, column]])
}

/** Takes the meaning from a column. */
export function withoutField(columns: ColumnChoice, column: number): ColumnChoice {
  return Object.fromEntries(Object.entries(columns).filter(([, at]) => at !== column))
}

/** What a person may decide about the reading of a file besides its columns. */
export interface Reading {
  readonly sheet?: string
  readonly headerRow?: number
  readonly sign?: NonNullable<ImportPreview['sign']>
  readonly dateOrder?: ImportPreview['dateOrder']
}

/** Kinds whose rows belong to a shop. */
export const needsShop = (kind: ImportKind): boolean => ['orders', 'refunds', 'cases'].includes(kind)
/** Kinds whose rows belong to a courier: a statement always, claims where a row names none. */
export const needsCourier = (kind: ImportKind): boolean => kind === 'statement' || kind === 'claims'

// Marks that turn or hide what follows: a file called "账单‮gpj.csv" must not read as a picture.
// eslint-disable-next-line no-control-regex -- control characters are exactly what must be seen here
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

/** A file's name as it can be shown without lying about itself (R5). */
export const shownName = (name: string): string => name.replace(INVISIBLE, '\ufffd')

/** Columns worth drawing: those with a meaning, a title or a value, at most `most`. */
export function drawnColumns(preview: ImportPreview, columns: ColumnChoice, most: number): number[] {
  const used = new Set([...Object.values(columns), ...preview.columns.map((one) => one.column)])
  const width = Math.max(preview.header.length, ...preview.sampleRows.map((row) => row.length))
  const all = Array.from({ length: width }, (_, column) => column)
  const filled = all.filter((column) => used.has(column) || preview.sampleRows.some((row) => (row[column] ?? '') !== ''))
  return filled.length <= most ? filled : [...filled.filter((column) => used.has(column)), ...filled.filter((column) => !used.has(column))].slice(0, most).sort((a, b) => a - b)
}

/** Whether dates of the file can be read in more than one way, so that asking is worth the space: `10/05/2026` but not `2026-10-05`. */
export function hasDoubtfulDates(preview: ImportPreview): boolean {
  return preview.sampleRows.some((row) => row.some((cell) => /^\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:\s|$)/.test(cell)))
}

/** Fields in the order of the form: what is needed, what was found, the rest. */
export function fieldOrder(preview: ImportPreview): string[] {
  const fields = fieldsOfKind(preview.kind)
  const needed = preview.kind === 'statement' ? ['waybill', 'amount'] : neededFields(preview.kind).map((group) => group[0] ?? '')
  const found = preview.columns.map((column) => column.field)
  return [...new Set([...needed, ...fields.filter((field) => found.includes(field)), ...fields])]
}

/** What the kind cannot do without and no column gives yet. A statement without waybills is possible, one without amounts is not. */
export function stillMissing(preview: ImportPreview, columns: ColumnChoice): string[] {
  return neededFields(preview.kind)
    .filter((group) => !group.some((field) => columns[field] !== undefined) && preview.missingFields.includes(group[0] ?? ''))
    .map((group) => group[0] ?? '')
}

const SAME_EXPORT: Readonly<Record<string, string>> = { tmall: 'taobao' }
const family = (platform: string): string => SAME_EXPORT[platform] ?? platform

/** The shop that an order file most likely belongs to: the first on its platform; the only one there is; else nobody knows. */
export function likelyShop(shops: readonly Shop[], platform: string | null): string | null {
  const fitting = platform === null ? [] : shops.filter((shop) => family(shop.platform) === family(platform))
  return fitting[0]?.id ?? (shops.length === 1 ? (shops[0]?.id ?? null) : null)
}

interface NamedCourier {
  readonly id: string
  readonly nameZh: string
  readonly nameEn: string
}
/** What follows a courier's own name, and what people leave out. */
const COURIER_KIND = /(?:快递|速运|速递|快运|物流|集团)+$/

/**
 * The courier that a statement's file is named after ("中通-2026-11.xlsx", "sf_202611.csv"); null when it names none or several. A
 * layout that several couriers share says nothing about whose money it is.
 */
export function courierNamed(file: string, couriers: readonly NamedCourier[]): string | null {
  const words = new Set(file.toLowerCase().split(/[^a-z]+/))
  const named = couriers.filter(({ id, nameZh, nameEn }) => {
    const stem = nameZh.replace(COURIER_KIND, '')
    const first = nameEn.toLowerCase().split(/[^a-z]+/)[0] ?? ''
    return (stem.length >= 2 && file.includes(stem)) || words.has(id) || (first.length >= 2 && words.has(first))
  })
  return named.length === 1 ? (named[0]?.id ?? null) : null
}
