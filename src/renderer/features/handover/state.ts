import { shallowRef } from 'vue'
import type { Board, BoardLine, CheckLineView, ChecklistView, TaskView } from '../../../contract/shift'
import type { TaskKind } from '../../../domain/routine/routine'
import { rpc, toUserError, type UserError } from '../../rpc'

export const TABS = ['board', 'checklist', 'routine'] as const
export type ShiftTab = (typeof TABS)[number]

/** What the pane shows; the commands of the feature act on it. */
export const tab = shallowRef<ShiftTab>('board')
/** Null: the board of the present shift. */
export const day = shallowRef<string | null>(null)
export const board = shallowRef<Board | null>(null)
export const checklist = shallowRef<ChecklistView | null>(null)
export const tasks = shallowRef<Awaited<ReturnType<typeof rpc.routine.list>> | null>(null)
export const taskKind = shallowRef<TaskKind | null>(null)
export const onlyMine = shallowRef(false)
export const failure = shallowRef<UserError | null>(null)
export const busy = shallowRef(false)

export const chosenLineId = shallowRef<string | null>(null)
export const chosenLine = shallowRef<BoardLine | null>(null)
export const chosenCheckId = shallowRef<string | null>(null)
export const chosenCheck = shallowRef<CheckLineView | null>(null)
export const chosenTaskId = shallowRef<string | null>(null)
export const chosenTask = shallowRef<TaskView | null>(null)

let round = 0
/** Reads what the open tab shows; an answer that came too late is left out. */
export async function read(): Promise<void> {
  const mine = ++round
  try {
    if (tab.value === 'board') {
      const found = await rpc.handover.board({ day: day.value })
      if (mine === round) board.value = found
    } else if (tab.value === 'checklist') {
      const found = await rpc.checklist.today()
      if (mine === round) checklist.value = found
    } else {
      const found = await rpc.routine.list({ kind: taskKind.value, mine: onlyMine.value })
      if (mine === round) tasks.value = found
    }
    if (mine === round) failure.value = null
  } catch (error) {
    if (mine === round) failure.value = toUserError(error)
  }
}
