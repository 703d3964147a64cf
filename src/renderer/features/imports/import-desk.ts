/**
 * One import at a time, from the file to its result (O1, M1). It lives outside the pane, so that looking at another pane neither stops
 * an import nor loses its result.
 */
import { computed, shallowReactive } from 'vue'
import type { ImportEvent, ImportPreview, ImportResult, RejectedRow, StatementResult } from '../../../contract/imports'
import { mayDo } from '../../../domain/identity/roles'
import { importRight } from '../../../domain/import/import-rights'
import { isRecordKind, type ImportKind } from '../../../domain/import/kinds'
import { t } from '../../i18n'
import { bridge, errorCode, errorDetail, rpc, toUserError, useCouriers, usePreferences, useSession, type UserError } from '../../rpc'
import { showToast } from '../../ui/toasts'
import { courierNamed, likelyShop, needsCourier, needsShop, proposedColumns, shownName, stillMissing, withColumn, withoutField, type ColumnChoice, type Reading } from './import-plan'
import { fieldWords } from './words'

type Outcome = { readonly kind: 'orders' | 'records'; readonly result: ImportResult } | { readonly kind: 'statement'; readonly result: StatementResult; readonly courierId: string; readonly month: string | null }

/** Rows that were not taken, of the import that just ended or of an earlier one. */
export interface Found {
  readonly batchId: string
  readonly file: string
  readonly rows: readonly RejectedRow[]
  /** How many rows were rejected, also those that are not listed. */
  readonly rejected: number
}

export interface Progress {
  readonly phase: 'reading' | 'saving'
  readonly rows: number
  readonly total: number | null
  /** Rows a second since the phase began; null in its first moments. */
  readonly pace: number | null
}

interface Desk {
  step: 'choose' | 'looking' | 'preview' | 'running' | 'done'
  path: string
  /** further files, taken one after another */
  waiting: readonly string[]
  wanted: ImportKind | null
  preview: ImportPreview | null
  /** How well the file fits each kind, from the first look. */
  fits: ImportPreview['fits']
  columns: ColumnChoice
  /** What the person decided about sheet, header row, sign and date order. */
  reading: Reading
  changed: boolean
  rereading: boolean
  shopId: string | null
  courierId: string | null
  month: string | null
  progress: Progress | null
  outcome: Outcome | null
  found: Found | null
  failure: UserError | null
}

export const desk = shallowReactive<Desk>({
  step: 'choose', path: '', waiting: [], wanted: null, preview: null, fits: [], columns: {}, reading: {}, changed: false, rereading: false,
  shopId: null, courierId: null, month: null, progress: null, outcome: null, found: null, failure: null,
})
let running: AbortController | null = null
let round = 0

export const fileName = computed(() => shownName(desk.path.split(/[\\/]/).at(-1) ?? ''))
export const missingFields = computed(() => (desk.preview ? stillMissing(desk.preview, desk.columns) : []))

const ALL_OR_NOTHING = 'imports.allOrNothing'
export const allOrNothing = computed({
  get: () => usePreferences().get(ALL_OR_NOTHING) === true,
  set: (value) => usePreferences().set(ALL_OR_NOTHING, value),
})

/** Why it cannot start yet, in words; null when it can. */
export const obstacle = computed(() => {
  const { preview } = desk
  if (!preview) return null
  if (missingFields.value.length > 0) return t('imports.missing', { fields: missingFields.value.map((field) => fieldWords(preview.kind, field)).join('、') })
  if (!mayImport(preview.kind)) return t(preview.kind === 'statement' ? 'imports.mayNotStatement' : 'imports.mayNot')
  if (needsShop(preview.kind) && desk.shopId === null) return t('imports.needShop')
  if (preview.kind === 'statement' && desk.courierId === null) return t('imports.needCourier')
  return null
})

export function mayImport(kind: ImportKind): boolean {
  const { me } = useSession()
  return me !== null && mayDo(me.role, importRight(kind))
}

/** Asks for files and looks at the first. */
export async function chooseFiles(wanted: ImportKind | null = null): Promise<void> {
  if (desk.step === 'running') return
  const paths = await bridge.pickFiles({ kind: wanted === 'templates' ? 'template' : 'sheet', multiple: true })
  if (paths.length > 0) await takeFiles(paths, wanted)
}

/** Looks at the first of these files; the others wait for their turn. */
export async function takeFiles(paths: readonly string[], wanted: ImportKind | null = null): Promise<void> {
  const [first, ...others] = paths
  if (first === undefined || desk.step === 'running') return
  Object.assign(desk, { waiting: others, wanted })
  await look(first, wanted)
}

export async function nextFile(): Promise<void> {
  if (desk.waiting.length === 0) startOver()
  else await takeFiles(desk.waiting, desk.wanted)
}

const EMPTY = { preview: null, fits: [], columns: {}, reading: {}, changed: false, rereading: false, progress: null, outcome: null, found: null, failure: null }

/** Back to choosing; nothing was stored. */
export function startOver(): void {
  round += 1
  Object.assign(desk, { step: 'choose', path: '', waiting: [], wanted: null, ...EMPTY })
}

async function look(path: string, kind: ImportKind | null): Promise<void> {
  const mine = ++round
  Object.assign(desk, { step: 'looking', path, ...EMPTY })
  // without the couriers' names none is proposed, and the person chooses
  const [seen] = await Promise.allSettled([rpc.imports.preview({ path, kind }), kind === 'orders' ? null : useCouriers().load()])
  if (mine !== round) return
  if (seen.status === 'fulfilled') {
    desk.fits = seen.value.fits
    show(seen.value)
  } else Object.assign(desk, { step: 'choose', failure: toUserError(seen.reason) })
}

function show(preview: ImportPreview): void {
  Object.assign(desk, {
    step: 'preview',
    preview,
    columns: proposedColumns(preview),
    changed: false,
    shopId: needsShop(preview.kind) ? likelyShop(useSession().shops, preview.platform) : desk.shopId,
    // never the courier of the file before: whose money it is must not be guessed
    courierId: needsCourier(preview.kind) ? (preview.courierId ?? courierNamed(fileName.value, useCouriers().list)) : null,
    month: null,
  })
}

/**
 * Looks at the file again under what the person decided, while the old preview stays on screen: the focus must not be lost. The
 * columns begin anew, because another sheet, header or kind has other ones.
 */
async function reread(kind: ImportKind, reading: Reading): Promise<void> {
  const mine = ++round
  const source = kind === 'statement' ? desk.courierId : null
  Object.assign(desk, { reading, rereading: true, failure: null })
  try {
    const preview = await rpc.imports.preview({ path: desk.path, kind, source, sheet: reading.sheet ?? null, headerRow: reading.headerRow ?? null })
    if (mine !== round) return
    Object.assign(desk, { preview, columns: proposedColumns(preview), changed: false })
    if (desk.shopId === null && needsShop(kind)) desk.shopId = likelyShop(useSession().shops, preview.platform)
    if (needsCourier(kind)) desk.courierId ??= preview.courierId ?? courierNamed(fileName.value, useCouriers().list)
  } catch (error) {
    if (mine === round) desk.failure = toUserError(error)
  } finally {
    if (mine === round) desk.rereading = false
  }
}

/** The file is another kind after all. */
export async function chooseKind(kind: ImportKind): Promise<void> {
  if (desk.preview && desk.preview.kind !== kind) await reread(kind, {})
}

export async function chooseSheet(sheet: string): Promise<void> {
  if (desk.preview && desk.preview.sheet !== sheet) await reread(desk.preview.kind, { sheet })
}

export async function chooseHeaderRow(headerRow: number): Promise<void> {
  if (desk.preview && desk.preview.headerRow !== headerRow) await reread(desk.preview.kind, { ...desk.reading, headerRow })
}

/** A courier may have a layout of its own; what the person has changed already is not thrown away for it. */
export async function chooseCourier(courierId: string | null): Promise<void> {
  desk.courierId = courierId
  if (desk.preview?.kind === 'statement' && !desk.changed) await reread('statement', desk.reading)
}

export function chooseSign(sign: NonNullable<Reading['sign']>): void {
  desk.reading = { ...desk.reading, sign }
}

export function chooseDateOrder(dateOrder: NonNullable<Reading['dateOrder']>): void {
  desk.reading = { ...desk.reading, dateOrder }
}

/** A column means a field, or nothing. */
export function chooseColumn(field: string | null, column: number): void {
  desk.columns = field === null ? withoutField(desk.columns, column) : withColumn(desk.columns, field, column)
  desk.changed = true
}

function watchPace(): (event: Extract<ImportEvent, { type: 'progress' }>) => Progress {
  let began = { phase: 'reading', at: performance.now(), rows: 0 }
  return ({ phase, rows, total }) => {
    const now = performance.now()
    if (phase !== began.phase) began = { phase, at: now, rows }
    const seconds = (now - began.at) / 1000
    return { phase, rows, total, pace: seconds < 0.4 || rows <= began.rows ? null : Math.round((rows - began.rows) / seconds) }
  }
}

async function events(preview: ImportPreview, signal: AbortSignal): Promise<AsyncIterable<ImportEvent>> {
  const { path, shopId, courierId, month, reading } = desk
  const { kind } = preview
  const columns = desk.changed ? { ...desk.columns } : null
  const run = { path, columns, sheet: preview.sheet, headerRow: reading.headerRow ?? null, sign: reading.sign ?? null, dateOrder: reading.dateOrder ?? null, allOrNothing: allOrNothing.value }
  if (kind === 'statement') return rpc.imports.statement({ ...run, courierId: courierId ?? '', month }, { signal })
  const platform = preview.platform ?? (needsShop(kind) ? (useSession().shops.find((one) => one.id === shopId)?.platform ?? null) : null)
  if (!isRecordKind(kind)) return rpc.imports.orders({ ...run, shopId, platform }, { signal })
  return rpc.imports.records({ ...run, kind, shopId, platform, courierId: needsCourier(kind) ? courierId : null }, { signal })
}

export async function startImport(): Promise<void> {
  const { preview, courierId } = desk
  if (!preview || desk.step !== 'preview' || desk.rereading || obstacle.value !== null) return
  const abort = new AbortController()
  running = abort
  const progressOf = watchPace()
  Object.assign(desk, { step: 'running', failure: null, found: null, progress: { phase: 'reading', rows: 0, total: null, pace: null } })
  try {
    for await (const event of await events(preview, abort.signal)) {
      if (event.type === 'progress') desk.progress = progressOf(event)
      else if (event.type === 'statement') desk.outcome = { kind: 'statement', result: event.result, courierId: courierId ?? '', month: event.result.month }
      else desk.outcome = { kind: event.type, result: event.result }
    }
    if (desk.outcome) desk.found = foundIn(desk.outcome.result)
    desk.step = 'done'
  } catch (error) {
    desk.step = 'preview'
    if (abort.signal.aborted || errorCode(error) === 'CANCELLED') showToast({ tone: 'info', title: t('imports.cancelled'), text: t('imports.cancelledText') })
    else {
      desk.failure = toUserError(error)
      await showRefused(error)
    }
  } finally {
    running = null
    desk.progress = null
  }
}

function foundIn({ batchId, file, rejected, warnings, rejectedRows }: ImportResult | StatementResult): Found {
  return { batchId, file, rows: [...rejected, ...warnings].sort((a, b) => a.row - b.row), rejected: rejectedRows }
}

/** Nothing of the file was taken: the rows that are at fault are listed all the same. */
async function showRefused(error: unknown): Promise<void> {
  const { batchId } = errorDetail(error)
  if (typeof batchId === 'string') await openFindings(batchId)
}

/** Lists what an import did not take, now or later. */
export async function openFindings(batchId: string): Promise<void> {
  try {
    const { file, rejected, warnings } = await rpc.imports.findings({ batchId })
    desk.found = { batchId, file, rows: [...rejected, ...warnings].sort((a, b) => a.row - b.row), rejected: rejected.length }
  } catch (error) {
    desk.failure = toUserError(error)
  }
}

export function closeFindings(): void {
  desk.found = null
}

/** Writes the rejected rows as a file that can be corrected and imported again (O1). */
export async function saveRejected(found: Found, locale: 'zh' | 'en'): Promise<void> {
  const path = await bridge.saveAs(`${shownName(found.file).replace(/\.[^.]*$/, '')}-${t('imports.rejectedFile')}.xlsx`)
  if (path === null) return
  try {
    const { rows } = await rpc.imports.exportRejected({ batchId: found.batchId, path, locale })
    showToast({ tone: 'ok', title: t('imports.rejectedSaved', { n: rows }), text: t('imports.rejectedSavedText'), action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(path) } })
  } catch (error) {
    const { what, todo } = toUserError(error)
    showToast({ tone: 'warning', title: what, text: todo })
  }
}

/** Only while the file is read: what was read whole is stored whole, also after a power cut. */
export function cancelImport(): void {
  if (desk.progress?.phase === 'reading') running?.abort()
}
