/** What a person does with the active case. Failures are thrown: commands and the window show them in words. */
import type { CaseDetail } from '../../../contract/cases'
import { isStatus, isWaiting } from '../../../domain/case/status'
import { pick, t } from '../../i18n'
import { rpc, useSession } from '../../rpc'
import { copyText } from '../../ui/clipboard'
import { formatMoment } from '../../ui/format'
import { showToast } from '../../ui/toasts'
import { useDesk } from './desk'
import { fieldWord, kindWord, statusWord, valueWord } from './words'

export type Patch = Parameters<typeof rpc.cases.update>[0]['patch']
type PatchField = keyof Patch

const NOTICE_CHARACTERS = 60

export const newKey = (): string => crypto.randomUUID()

/** Events of these types can be taken back by their id (C10). */
type Undoable = 'edited' | 'assigned' | 'status' | 'snoozed'

/** The event that a change has just left on the timeline; null when nothing was to change. What colleagues did meanwhile is not it. */
export function newEvent(after: CaseDetail, before: CaseDetail, types: readonly Undoable[]): string | null {
  const known = new Set(before.timeline.map((event) => event.id))
  const me = useSession().me?.name ?? null
  return after.timeline.findLast((event) => (types as readonly string[]).includes(event.type) && !known.has(event.id) && event.actorName === me)?.id ?? null
}

/**
 * Takes a change back by its event (C10, U2): the server restores what it changed, unless somebody has changed that since, and then
 * refuses, in words.
 */
const byEvent = (types: readonly Undoable[]) => (after: CaseDetail, before: CaseDetail) => {
  const eventId = newEvent(after, before, types)
  return eventId === null ? null : (id: string) => rpc.cases.undoEvent({ id, eventId, key: newKey() })
}

/** A notice names a long value by its beginning; the whole of it stands on the case. */
const shortly = (words: string): string => ([...words].length > NOTICE_CHARACTERS ? `${[...words].slice(0, NOTICE_CHARACTERS).join('')}…` : words)

/** Edits fields, shown at once and taken back by undo. */
export async function editCase(patch: Patch): Promise<void> {
  const desk = useDesk()
  const found = desk.detail
  if (found === null) return
  const fields = Object.keys(patch) as PatchField[]
  const first = fields[0]
  if (first === undefined) return
  const value = patch[first]
  const field = fieldWord(first)
  const title = value === null || value === '' ? t('case.money.cleared', { field }) : t('case.money.saved', { field, value: shortly(valueWord(first, value, found)) })
  const { amountCents, waybills: _waybills, ...plain } = patch
  const guess = { ...plain, ...(amountCents === undefined ? {} : { agreedCents: amountCents }) } as Partial<CaseDetail>
  await desk.changeWithUndo(
    title,
    (id) => rpc.cases.update({ id, patch, key: newKey() }),
    byEvent(['edited']),
    guess,
  )
}

export async function changeKind(kind: string): Promise<void> {
  const desk = useDesk()
  const before = desk.detail?.kind
  if (before === undefined || before === kind) return
  await desk.changeWithUndo(
    t('case.kind.changed', { kind: kindWord(kind) }),
    (id) => rpc.cases.update({ id, patch: { kind }, key: newKey() }),
    byEvent(['edited']),
    { kind },
  )
}

export interface StatusChange {
  readonly status: string
  readonly nextAction: string | null
  readonly nextActionAt: number | null
  readonly reason: string | null
  /** required fields that were filled in on the way */
  readonly fields: Patch
}

/** Moves the case (C3), writing missing fields first; a refusal leaves those saved. */
export async function moveCase(change: StatusChange): Promise<void> {
  const desk = useDesk()
  const found = desk.detail
  if (found === null) return
  const { status, nextAction, nextActionAt, reason, fields } = change
  if (Object.keys(fields).length > 0) await desk.change((id) => rpc.cases.update({ id, patch: fields, key: newKey() }))
  const waits = isStatus(status) && isWaiting(status) && nextActionAt !== null
  const word = statusWord(status)
  const title = waits ? t('case.status.changedUntil', { status: word, time: formatMoment(nextActionAt, Date.now(), desk.zone) }) : t('case.status.changed', { status: word })
  // by its event: the server puts status, next action and clocks back as they were
  await desk.changeWithUndo(title, (id) => rpc.cases.setStatus({ id, status, nextAction, nextActionAt, reason, key: newKey() }), byEvent(['status', 'snoozed']))
}

/** Gives the case to a colleague, or back to everybody with null. */
export async function assignCase(staffId: string | null): Promise<void> {
  const desk = useDesk()
  const name = useSession().state?.staff.find((one) => one.id === staffId)?.name ?? null
  await desk.changeWithUndo(
    staffId === null ? t('case.assign.unassigned') : t('case.assign.done', { name: name ?? '' }),
    (id) => rpc.cases.assign({ id, staffId, key: newKey() }),
    byEvent(['assigned']),
    { assigneeId: staffId, assigneeName: name },
  )
}

/** Marks the step in front as done by hand (P1). */
export async function tickStep(stepId?: string): Promise<void> {
  const desk = useDesk()
  const step = desk.detail?.steps.find((one) => one.stepId === (stepId ?? desk.detail?.step?.stepId))
  if (!step) return
  await desk.change((id) => rpc.cases.tickStep({ id, stepId: step.stepId, key: newKey() }))
  showToast({ tone: 'ok', title: t('case.step.ticked', { step: stepTitle(step) }) })
}

export const stepTitle = (step: { readonly titleZh: string; readonly titleEn: string }): string => pick({ zh: step.titleZh, en: step.titleEn })

/** Copies something of the case and says so. */
export async function copyWithNotice(text: string, notice: string): Promise<void> {
  await copyText(text)
  showToast({ tone: 'ok', title: notice })
}
