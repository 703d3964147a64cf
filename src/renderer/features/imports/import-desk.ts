/**
 * One import at a time, from the file to its result (O1, M1). It lives outside the pane, so that looking at another pane neither stops
 * an import nor loses its result.
 */
import { computed, shallowReactive } from 'vue'
import type { ImportEvent, ImportPreview, ImportResult, StatementResult } from '../../../contract/imports'
import { mayDo } from '../../../domain/identity/roles'
import { t } from '../../i18n'
import { bridge, errorCode, rpc, toUserError, useCouriers, useSession, type UserError } from '../../rpc'
import { showToast } from '../../ui/toasts'
import { courierNamed, likelyShop, proposedColumns, stillMissing, withColumn, type ColumnChoice, type ImportKind } from './import-plan'

type Outcome = { readonly kind: 'orders' | 'records'; readonly result: ImportResult } | { readonly kind: 'statement'; readonly result: StatementResult; readonly courierId: string; readonly month: string | null }

interface Desk {
  step: 'choose' | 'looking' | 'preview' | 'running' | 'done'
  path: string
  /** further files, taken one after another */
  waiting: readonly string[]
  wanted: ImportKind | null
  preview: ImportPreview | null
  columns: ColumnChoice
  changed: boolean
  shopId: string | null
  courierId: string | null
  month: string | null
  progress: Extract<ImportEvent, { type: 'progress' }> | null
  outcome: Outcome | null
  failure: UserError | null
}

export const desk = shallowReactive<Desk>({
  step: 'choose',
  path: '',
  waiting: [],
  wanted: null,
  preview: null,
  columns: {},
  changed: false,
  shopId: null,
  courierId: null,
  month: null,
  progress: null,
  outcome: null,
  failure: null,
})
let running: AbortController | null = null
let round = 0

export const fileName = computed(() => desk.path.split(/[\\/]/).at(-1) ?? '')
export const missingFields = computed(() => (desk.preview ? stillMissing(desk.preview, desk.columns) : []))
/** Rows left out, and rows taken in without one of their cells, in the order of the file. */
export const toLookAt = computed(() => {
  const result = desk.outcome?.result
  return result ? [...result.rejected, ...result.warnings].sort((a, b) => a.row - b.row) : []
})
/** Why it cannot start yet, in words; null when it can. */
export const obstacle = computed(() => {
  const { preview } = desk
  if (!preview) return null
  if (missingFields.value.length > 0) return t('imports.missing', { fields: missingFields.value.map(fieldWords).join('、') })
  if (preview.kind === 'statement' && !mayImport('statement')) return t('imports.mayNotStatement')
  if (preview.kind === 'orders' ? desk.shopId === null : desk.courierId === null) return t(preview.kind === 'orders' ? 'imports.needShop' : 'imports.needCourier')
  return null
})

export function fieldWords(field: string): string {
  return t(`imports.fields.${field as 'number'}`)
}

export function mayImport(kind: ImportKind): boolean {
  const { me } = useSession()
  return me !== null && mayDo(me.role, kind === 'orders' ? 'order.import' : 'statement.import')
}

/** Asks for files and looks at the first. */
export async function chooseFiles(wanted: ImportKind | null = null): Promise<void> {
  if (desk.step === 'running') return
  const paths = await bridge.pickFiles({ kind: 'sheet', multiple: true })
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

/** Back to choosing; nothing was stored. */
export function startOver(): void {
  round += 1
  Object.assign(desk, { step: 'choose', path: '', waiting: [], wanted: null, preview: null, columns: {}, changed: false, progress: null, outcome: null, failure: null })
}

async function look(path: string, kind: ImportKind | null): Promise<void> {
  const mine = ++round
  Object.assign(desk, { step: 'looking', path, preview: null, outcome: null, failure: null, progress: null })
  // without the couriers' names none is proposed, and the person chooses
  const [seen] = await Promise.allSettled([rpc.imports.preview({ path, kind }), kind === 'orders' ? null : useCouriers().load()])
  if (mine !== round) return
  if (seen.status === 'fulfilled') show(seen.value)
  else Object.assign(desk, { step: 'choose', failure: toUserError(seen.reason) })
}

function show(preview: ImportPreview): void {
  const shops = useSession().shops
  Object.assign(desk, {
    step: 'preview',
    preview,
    columns: proposedColumns(preview),
    changed: false,
    shopId: preview.kind === 'orders' ? likelyShop(shops, preview.platform) : desk.shopId,
    // never the courier of the file before: whose money it is must not be guessed
    courierId: preview.kind === 'statement' ? (preview.courierId ?? courierNamed(fileName.value, useCouriers().list)) : null,
    month: null,
  })
}

/** The file is the other kind after all. */
export async function chooseKind(kind: ImportKind): Promise<void> {
  if (desk.preview?.kind !== kind) await look(desk.path, kind)
}

export function chooseColumn(field: string, column: number): void {
  desk.columns = withColumn(desk.columns, field, column)
  desk.changed = true
}

export async function startImport(): Promise<void> {
  const { preview, path } = desk
  if (!preview || desk.step !== 'preview' || obstacle.value !== null) return
  const abort = new AbortController()
  running = abort
  Object.assign(desk, { step: 'running', failure: null, progress: { type: 'progress', phase: 'reading', rows: 0, total: null } })
  const columns = desk.changed ? { ...desk.columns } : null
  const { shopId, courierId, month } = desk
  try {
    const shop = useSession().shops.find((one) => one.id === shopId)
    const events =
      preview.kind === 'orders'
        ? await rpc.imports.orders({ path, shopId, platform: preview.platform ?? shop?.platform ?? null, columns }, { signal: abort.signal })
        : await rpc.imports.statement({ path, courierId: courierId ?? '', month, columns }, { signal: abort.signal })
    for await (const event of events) {
      if (event.type === 'progress') desk.progress = event
      else if (event.type !== 'statement') desk.outcome = { kind: event.type, result: event.result }
      else desk.outcome = { kind: 'statement', result: event.result, courierId: courierId ?? '', month: month ?? (await monthOfBatch(event.result.batchId)) }
    }
    desk.step = 'done'
  } catch (error) {
    desk.step = 'preview'
    if (abort.signal.aborted || errorCode(error) === 'CANCELLED') showToast({ tone: 'info', title: t('imports.cancelled'), text: t('imports.cancelledText') })
    else desk.failure = toUserError(error)
  } finally {
    running = null
    desk.progress = null
  }
}

/** The month that the lines were given, where the file's dates decided. */
async function monthOfBatch(batchId: string): Promise<string | null> {
  const batches = await rpc.imports.batches({ kind: 'statement' })
  return batches.find((batch) => batch.id === batchId)?.month ?? null
}

/** Only while the file is read: what was read whole is stored whole, also after a power cut. */
export function cancelImport(): void {
  if (desk.progress?.phase === 'reading') running?.abort()
}
