import type { Entry } from '../../../contract/register'
import { moveOf, type Register, type RegisterMove, type RegisterValue } from '../../../domain/register/register'
import { pick, t } from '../../i18n'
import { rpc, stateWords, toUserError } from '../../rpc'
import { openSoon } from '../../ui/dialogs'
import { showToast } from '../../ui/toasts'
import { register as shownRegister, selectedEntryId, shownEntryId } from './descriptions'

/** Takes a step with entries and says so; Ctrl+Z takes it back. */
export async function takeStep(register: Register, move: RegisterMove, entries: readonly Entry[], given: { values: Record<string, RegisterValue>; reason: string | null; key: string }): Promise<void> {
  const ids = entries.map(({ id }) => id)
  await rpc.registers.move({ register: register.id, ids, move: move.id, ...given })
  const what = entries.length === 1 ? (entries[0]?.entryNo ?? '') : t('registers.count', { n: entries.length })
  showToast({
    tone: 'ok',
    title: t('described.moved', { what, state: stateWords(register, move.to) }),
    undo: { label: t('described.undoMove', { move: pick(move), what }), run: async () => void (await rpc.registers.undoMove({ register: register.id, ids })) },
  })
}

/** The entries of those that may take a step now. */
export const readyFor = (move: RegisterMove, entries: readonly Entry[]): readonly Entry[] => entries.filter((entry) => entry.moves.includes(move.id))

/** A step from a button or a key: at once where it asks for nothing, else with its dialog. */
export async function beginStep(register: Register, move: RegisterMove, entries: readonly Entry[]): Promise<void> {
  const ready = readyFor(move, entries)
  if (ready.length === 0) return
  if (move.asks.length > 0 || move.reason) {
    await openSoon(import('./MoveDialog.vue'), { register, move, entries: ready })
    return
  }
  try {
    await takeStep(register, move, ready, { values: {}, reason: null, key: crypto.randomUUID() })
  } catch (thrown) {
    const { what, safe, todo } = toUserError(thrown)
    showToast({ tone: 'error', title: what, text: [safe, todo].filter(Boolean).join(' ') })
  }
}

/** The focus is in the registers pane. */
export const inPane = (): boolean => document.activeElement?.closest('[data-pane="registers"]') != null
export const hasEntry = (): boolean => inPane() && (shownEntryId.value ?? selectedEntryId.value) !== null

/** A step by its key, for the entry that is chosen in the pane. */
export async function stepByKey(moveId: string): Promise<void> {
  const one = shownRegister.value
  const id = shownEntryId.value ?? selectedEntryId.value
  const move = one === null ? undefined : moveOf(one, moveId)
  if (one === null || move === undefined || id === null) return
  const { entry } = await rpc.registers.record({ register: one.id, id })
  await beginStep(one, move, [entry])
}
