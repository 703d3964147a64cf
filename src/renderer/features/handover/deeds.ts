import type { Entry } from '../../../contract/register'
import type { KindId } from '../../../domain/case/kinds'
import { isOver } from '../../../domain/handover/lines'
import { locale, t } from '../../i18n'
import { rpc, toUserError } from '../../rpc'
import { copyText } from '../../ui/clipboard'
import { runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import { showToast } from '../../ui/toasts'
import { board, busy, chosenCheck, chosenLine, chosenTask, chosenTaskId, onlyMine, read, tab } from './state'
import { optionWords } from './words'

/** What people do on the boards and lists of a shift; failures are told in words and leave everything as it was. */
async function attempt(work: () => Promise<void>): Promise<void> {
  if (busy.value) return
  busy.value = true
  try {
    await work()
  } catch (thrown) {
    const { what, safe, todo } = toUserError(thrown)
    showToast({ tone: 'error', title: what, text: [safe, todo].filter(Boolean).join(' ') })
  } finally {
    busy.value = false
    await read()
  }
}

/** Makes what the open tab shows, or adds what has come since. */
export async function make(): Promise<void> {
  await attempt(async () => {
    if (tab.value === 'board') {
      const { added, carried, left } = await rpc.handover.make({ key: crypto.randomUUID() })
      const rest = Object.values(left).reduce<number>((sum, n) => sum + (n ?? 0), 0)
      const text = [carried > 0 ? t('shift.board.carried', { n: carried }) : '', rest > 0 ? t('shift.board.left', { n: rest }) : ''].filter(Boolean).join(' · ')
      showToast({ tone: 'ok', title: added > 0 ? t('shift.board.made', { n: added }) : t('shift.board.madeNone'), ...(text === '' ? {} : { text }) })
    } else if (tab.value === 'checklist') await rpc.checklist.make()
    else {
      const { added, lapsed } = await rpc.routine.feed()
      showToast({ tone: 'ok', title: added > 0 ? t('shift.task.fed', { n: added }) : t('shift.task.fedNone'), ...(lapsed > 0 ? { text: t('shift.task.lapsed', { n: lapsed }) } : {}) })
    }
  })
}

/** The next step of a line: acknowledged, begun, done. */
export function nextStep(entry: Entry): string | null {
  return ['acknowledge', 'start', 'finish'].find((move) => entry.moves.includes(move)) ?? null
}
export async function stepLine(entry: Entry, move: string | null = nextStep(entry)): Promise<void> {
  if (move !== null) await runCommand('registers.step', { register: 'handover', move, entries: [entry] })
}
export async function acknowledgeAll(): Promise<void> {
  const entries = (board.value?.lines ?? []).map(({ entry }) => entry).filter(({ moves }) => moves.includes('acknowledge'))
  if (entries.length > 0) await runCommand('registers.step', { register: 'handover', move: 'acknowledge', entries })
}
/** The board's own next step: the night hands over, the morning signs; with open lines it says why. */
export function signStep(): 'hand' | 'sign' | 'sign-open' | null {
  const entry = board.value?.board
  if (entry == null) return null
  if (entry.moves.includes('hand')) return 'hand'
  const open = board.value?.lines.some((line) => !isOver(line.entry.state)) === true
  const move = open ? 'sign-open' : 'sign'
  return entry.moves.includes(move) ? move : null
}
export async function sign(): Promise<void> {
  const move = signStep()
  const entry = board.value?.board
  if (move !== null && entry != null) await runCommand('registers.step', { register: 'handover-boards', move, entries: [entry] })
}

export async function remark(): Promise<void> {
  const line = chosenLine.value
  if (line !== null) await openSoon(import('./RemarkDialog.vue'), { entry: line.entry })
}

/** To what the chosen line is about. */
export async function goToRows(): Promise<void> {
  if (tab.value === 'board') {
    const entry = chosenLine.value?.entry
    if (entry?.values['kind'] === 'inbox') await runCommand('go.photos')
    else if (entry?.caseId != null) await runCommand('case.open', { caseId: entry.caseId })
  } else if (tab.value === 'routine') {
    const entry = chosenTask.value?.entry
    if (entry?.caseId != null) await runCommand('case.open', { caseId: entry.caseId })
    else if (entry !== undefined) await runCommand('registers.show', { register: 'routine', entryId: entry.id })
  } else {
    const line = chosenCheck.value
    if (line === null) return
    if (line.source === 'carry-over') await runCommand('queue.view.carry-over')
    else if (line.source === 'reviews') await runCommand('registers.show', { register: 'reviews' })
    else if (line.rows.length > 0) await openSoon(import('./OrdersDialog.vue'), { rows: line.rows })
    else if (line.kinds.length > 0) await runCommand('queue.show', { view: 'open', kinds: line.kinds as KindId[] })
    else await runCommand('registers.show', { register: 'checklist', entryId: line.entry.id })
  }
}

/** Takes the chosen line off: from the board, from the day's list with a reason, or skips the task with a reason. */
export async function drop(): Promise<void> {
  if (tab.value === 'checklist') {
    const entry = chosenCheck.value?.entry
    if (entry !== undefined) await runCommand('registers.step', { register: 'checklist', move: 'leave-out', entries: [entry] })
    return
  }
  if (tab.value === 'routine') {
    const entry = chosenTask.value?.entry
    if (entry !== undefined) await runCommand('registers.step', { register: 'routine', move: 'skip', entries: [entry] })
    return
  }
  const entry = chosenLine.value?.entry
  if (entry === undefined || entry.state !== 'new') return
  const target = { register: 'handover', id: entry.id }
  await attempt(async () => {
    await rpc.registers.remove(target)
    showToast({ tone: 'ok', title: t('shift.board.removed'), undo: { label: t('shift.board.undoRemove'), run: async () => void (await rpc.registers.restore(target)) } })
  })
}

export async function tick(): Promise<void> {
  const line = chosenCheck.value
  if (line === null) return
  if (line.entry.moves.includes('tick')) await openSoon(import('./TickDialog.vue'), { line })
  else if (line.entry.moves.includes('untick')) await runCommand('registers.step', { register: 'checklist', move: 'untick', entries: [line.entry] })
}

/** Takes the next task that nobody has and shows it; Ctrl+Z puts it back. */
export async function takeNext(): Promise<void> {
  await attempt(async () => {
    const entry = await rpc.routine.take({ key: crypto.randomUUID() })
    if (entry === null) {
      showToast({ tone: 'info', title: t('shift.task.takenNone') })
      return
    }
    tab.value = 'routine'
    onlyMine.value = false
    chosenTaskId.value = entry.id
    const what = `${optionWords('routine', 'kind', entry.values['kind'])} ${typeof entry.values['order'] === 'string' ? entry.values['order'] : ''}`.trim()
    showToast({ tone: 'ok', title: t('shift.task.taken', { what }), undo: { label: t('shift.task.undoTake'), run: async () => void (await rpc.registers.undoMove({ register: 'routine', ids: [entry.id] })) } })
    await runCommand('go.handover')
  })
}
export async function finishTask(): Promise<void> {
  const entry = chosenTask.value?.entry
  if (entry !== undefined) await runCommand('registers.step', { register: 'routine', move: 'finish', entries: [entry] })
}

/** The suggested reply onto the clipboard, filled; one with open places is refused (T1). */
export async function copyReply(): Promise<void> {
  const task = chosenTask.value
  if (task === null) return
  if (task.template === null) {
    showToast({ tone: 'info', title: t('shift.task.noTemplate') })
    return
  }
  const { template, entry } = task
  const english = locale.value === 'en'
  await attempt(async () => {
    const { text, open } = await rpc.routine.reply({ id: entry.id, language: english ? 'en' : 'zh' })
    if (open.length > 0) {
      showToast({ tone: 'warning', title: t('shift.task.openPlaces', { what: open.map((one) => (english ? one.en : one.zh)).join(', ') }) })
      return
    }
    await copyText(text)
    showToast({ tone: 'ok', title: t('shift.task.copied', { title: english ? template.en : template.zh }) })
  })
}
